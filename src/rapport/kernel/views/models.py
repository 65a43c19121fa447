"""Saved views: how somebody likes to look at a list."""

from __future__ import annotations

from django.db import models

from rapport.kernel.access.models import Team, User
from rapport.kernel.entities.rows import TrackedRow


class Audience(models.TextChoices):
    MINE = "mine"
    TEAM = "team"
    EVERYBODY = "everybody"


class SavedView(TrackedRow):
    """Columns, filter and order under a name. It opens a list; it never widens rights."""

    entity = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.MINE)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    columns = models.JSONField(default=list)
    where = models.JSONField(null=True, blank=True)
    sort = models.CharField(max_length=80, blank=True, default="")
    is_pinned = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["entity", "audience"], name="view_by_entity")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "entity", "name"], name="view_name_once")
        ]
