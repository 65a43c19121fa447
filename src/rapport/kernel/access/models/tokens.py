"""Keys with which programs come in on a person's behalf."""

from __future__ import annotations

from django.db import models

from rapport.kernel.entities.rows import TrackedRow

from .users import User


class Token(TrackedRow):
    """A program's key: only its digest is kept. `scopes` narrows what its user may do."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = models.JSONField(default=list, blank=True)  # see access.scopes; [] = all the user's
    rate = models.IntegerField(null=True, blank=True)  # requests a minute; null = what all have
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
