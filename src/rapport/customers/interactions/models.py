"""The table of the timeline."""

from __future__ import annotations

from django.db import models

from rapport.customers.interactions.words import Channel, Direction, EntryKind


class Entry(models.Model):
    """
    One touch. Never changed: what it was about is read from its own room when shown.

    `entity`, `row_id` and `code` say what happened; the same happening enters a timeline once.
    Who may not see the row it was about does not see the entry.
    """

    uid = models.UUIDField(unique=True, editable=False)
    party = models.ForeignKey(
        "parties.Party", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in EntryKind])
    direction = models.CharField(max_length=8, choices=[(d.value, d.value) for d in Direction])
    channel = models.CharField(max_length=12, choices=[(c.value, c.value) for c in Channel])
    entity = models.CharField(max_length=60, db_collation="C")
    row_id = models.BigIntegerField()
    row_uid = models.UUIDField(null=True)
    code = models.CharField(max_length=60, db_collation="C")
    figures = models.JSONField(default=dict)
    text = models.CharField(max_length=500, blank=True, default="")
    actor_kind = models.CharField(max_length=10)
    actor = models.ForeignKey(
        "access.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "entity", "row_id", "code"], name="entry_once_a_party"
            )
        ]
        indexes = [models.Index(fields=["party", "at", "id"], name="entry_by_party")]

    @property
    def version(self) -> int:
        """Return the place of the one event that is told about an entry."""
        return 1
