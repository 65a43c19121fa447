"""What a role may do, how far, and which fields it does not see."""

from __future__ import annotations

from django.db import models

from rapport.kernel.access.words import Reach
from rapport.kernel.entities.rows import TrackedRow


class Role(TrackedRow):
    """A named set of grants; `denied_fields` are entity fields such as "parties.party.birth_on"."""

    name = models.CharField(max_length=80, unique=True)
    denied_fields = models.JSONField(default=list, blank=True)


class Grant(models.Model):
    """A permission with its reach, given to a role."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="grants")
    permission = models.CharField(max_length=80)
    reach = models.SmallIntegerField(choices=[(r.value, r.name.lower()) for r in Reach])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "permission"], name="grant_once_a_role")
        ]
