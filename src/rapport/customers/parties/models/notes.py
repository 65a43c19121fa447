"""What colleagues wrote about a party, and the words by which they mark parties."""

from __future__ import annotations

from django.db import models

from rapport.kernel.entities.rows import BinnedRow

from .parties import KEY_COLLATION, Party


class Note(BinnedRow):
    """A text about a party, with its author."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(
        "access.User", null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: the system or the operator
    text = models.TextField()
    is_pinned = models.BooleanField(default=False)

    class Meta(BinnedRow.Meta):
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="note_has_text")]
        indexes = [models.Index(fields=["party", "created_at", "id"], name="note_by_party")]


class Tag(models.Model):
    """A tag that was ever used: offered while somebody types, so that words stay the same."""

    name = models.CharField(max_length=60, unique=True, db_collation=KEY_COLLATION)
    used_at = models.DateTimeField()
