"""Mails on their way out."""

from __future__ import annotations

from django.db import models

from rapport.kernel.entities.rows import TrackedRow


class Mail(TrackedRow):
    """A mail; the text of a secret one is sealed, and gone once it was sent."""

    to_address = models.CharField(max_length=254)
    to_name = models.CharField(max_length=120)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    is_secret = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default="waiting")
    because = models.CharField(max_length=300, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
