"""Links that let somebody set a password once."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from rapport.kernel.entities.rows import TrackedRow


class OneTimeLink(TrackedRow):
    """A link sent by mail; only the digest of its secret is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=16)  # invitation, password
    digest = models.BinaryField(max_length=32, unique=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # used, or taken over by a newer one

    class Meta(TrackedRow.Meta):
        indexes = [models.Index(fields=["user", "purpose"], name="link_of_user")]
