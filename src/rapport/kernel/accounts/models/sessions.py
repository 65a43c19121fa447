"""Where somebody is signed in."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from rapport.kernel.entities.rows import TrackedRow


class Session(TrackedRow):
    """One browser's sign-in; `key` names what the session engine keeps for it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40, unique=True)
    method = models.CharField(max_length=24)  # password, code, recovery_code, passkey, oidc, link
    address = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=300, blank=True, default="")
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TrackedRow.Meta):
        indexes = [models.Index(fields=["user", "ended_at"], name="session_of_user")]
