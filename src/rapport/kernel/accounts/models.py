"""Failed sign-ins, counted for a quarter of an hour."""

from __future__ import annotations

from django.db import models


class SignInAttempt(models.Model):
    """A failed sign-in; `who` is a digest of name and address, never the name itself."""

    who = models.BinaryField(max_length=32)
    address = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["who", "at"], name="attempt_who_at"),
            models.Index(fields=["address", "at"], name="attempt_address_at"),
        ]
