"""How parties stand to one another."""

from __future__ import annotations

from django.db import models

from rapport.customers.parties.words import RelationKind
from rapport.kernel.entities.rows import TrackedRow

from .parties import Party


class Relation(TrackedRow):
    """
    `party` is the `kind` of `other`: Guo I-Chun (party) is the spouse of Lin Chih-Yuan (other).

    Kept once and read from both ends. `may_act` says that `party` may act for `other`; nothing
    follows from a relation without it.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in RelationKind])
    role = models.CharField(max_length=120, blank=True, default="")
    may_act = models.BooleanField(default=False)
    is_primary = models.BooleanField(default=False)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta(TrackedRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(party=models.F("other")), name="relation_to_another"
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True)
                | models.Q(from_on__isnull=True)
                | models.Q(until_on__gt=models.F("from_on")),
                name="relation_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=["party", "other", "kind", "from_on"],
                nulls_distinct=False,
                name="relation_once",
            ),
        ]
        indexes = [
            models.Index(fields=["party", "id"], name="relation_by_party"),
            models.Index(fields=["other", "id"], name="relation_by_other"),
        ]
