"""Requests for an act above, and what came of them."""

from __future__ import annotations

from django.db import models

from rapport.kernel.entities.rows import TrackedRow

from .words import State


class ActRequest(TrackedRow):
    """One request; its uid is the key by which repeating it is harmless."""

    kind = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    until_at = models.DateTimeField()
    state = models.CharField(
        max_length=8, choices=[(state, state) for state in State], default=State.OPEN
    )
    outcome = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)

    class Meta(TrackedRow.Meta):
        indexes = [
            models.Index(
                fields=["until_at"], condition=models.Q(state="open"), name="request_open_until"
            )
        ]
