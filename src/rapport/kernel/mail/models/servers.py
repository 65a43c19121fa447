"""The mail server, of which there is at most one."""

from __future__ import annotations

from django.db import models

from rapport.kernel.entities.rows import TrackedRow


class MailServer(TrackedRow):
    """How to reach the server; its password is sealed."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    host = models.CharField(max_length=253)
    port = models.IntegerField(default=587)
    security = models.CharField(max_length=8, default="starttls")
    username = models.CharField(max_length=254, blank=True, default="")
    password = models.TextField(blank=True, default="")
    from_address = models.CharField(max_length=254)
    from_name = models.CharField(max_length=120, blank=True, default="")

    class Meta(TrackedRow.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="mail_server_is_one"),
        ]
