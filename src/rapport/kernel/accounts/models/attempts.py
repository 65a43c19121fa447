"""Failed sign-ins, counted for a quarter of an hour."""

from __future__ import annotations

from django.db import models


class SignInAttempt(models.Model):
    """
    A try that has not succeeded; digests only, never a name or an address itself.

    `who` is name and place together, `name` the name from everywhere, `address` the place with all
    names; a browser that its owner signed in with before is a place of its own.
    """

    who = models.BinaryField(max_length=32)
    name = models.BinaryField(max_length=32, default=b"")
    address = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["who", "at"], name="attempt_who_at"),
            models.Index(fields=["name", "at"], name="attempt_name_at"),
            models.Index(fields=["address", "at"], name="attempt_address_at"),
        ]
