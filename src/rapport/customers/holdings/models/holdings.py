"""Kinds of holdings, holdings, who stands in which role to them, and what they amount to."""

from __future__ import annotations

from django.db import models

from rapport.customers.holdings.words import FigureName, Part, Side, Status
from rapport.kernel.entities.rows import TrackedRow

KEY_COLLATION = "C"  # numbers sort and compare alike on every server


class Kind(TrackedRow):
    """
    What can be held, and which own fields and figures such a holding has.

    `late_after_hours` is the age at which a figure of this kind is called late.
    """

    code = models.CharField(max_length=40, db_collation=KEY_COLLATION)
    name = models.CharField(max_length=80)
    side = models.CharField(max_length=8, default=Side.NOTHING)
    own_fields = models.JSONField(default=dict)  # a JSON schema: see pure/own_fields.py
    figures = models.JSONField(default=list)  # names of the figures it has
    late_after_hours = models.IntegerField(default=48)
    is_active = models.BooleanField(default=True)

    class Meta(TrackedRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["code"], name="kind_code_once"),
            models.CheckConstraint(
                condition=models.Q(side__in=[s.value for s in Side]), name="kind_side_known"
            ),
            models.CheckConstraint(
                condition=models.Q(late_after_hours__gt=0), name="kind_late_after_some_time"
            ),
        ]


class Holding(TrackedRow):
    """
    One thing that a customer has with the firm.

    `source` is the system that keeps it; while there is one, only it changes what it gave.
    """

    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=80, db_collation=KEY_COLLATION)
    name = models.CharField(max_length=200, blank=True, default="")  # the product, in its words
    place = models.CharField(max_length=200, blank=True, default="")
    status = models.CharField(max_length=10, default=Status.ACTIVE)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)  # the first day on which it is no more
    own = models.JSONField(default=dict)
    source = models.CharField(max_length=40, blank=True, default="")
    batch_id = models.BigIntegerField(null=True)  # the import that made it; batches are purged

    class Meta(TrackedRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="holding_number_once_a_kind"),
            models.CheckConstraint(
                condition=models.Q(status__in=[s.value for s in Status]),
                name="holding_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(from_on__isnull=True)
                | models.Q(until_on__isnull=True)
                | models.Q(until_on__gt=models.F("from_on")),
                name="holding_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["number", "id"], name="holding_by_number"),
            models.Index(fields=["-updated_at", "-id"], name="holding_by_update"),
            models.Index(
                fields=["batch_id"],
                condition=models.Q(batch_id__isnull=False),
                name="holding_by_batch",
            ),
        ]


class Role(models.Model):
    """A party's role in a holding, from a day until a day; told as a change of the holding."""

    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey(
        "parties.Party", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    part = models.CharField(max_length=16)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(part__in=[p.value for p in Part]), name="role_part_known"
            ),
            models.CheckConstraint(
                condition=models.Q(from_on__isnull=True)
                | models.Q(until_on__isnull=True)
                | models.Q(until_on__gt=models.F("from_on")),
                name="role_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["holding", "party"], name="role_by_holding"),
            models.Index(fields=["party", "holding"], name="role_by_party"),
        ]


class Figure(models.Model):
    """The latest value of a figure: an amount in a currency, or a number in a unit."""

    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=16)
    value = models.DecimalField(max_digits=24, decimal_places=4)
    currency = models.CharField(max_length=3, blank=True, default="")
    unit = models.CharField(max_length=16, blank=True, default="")
    as_of = models.DateTimeField()
    source = models.CharField(max_length=40, blank=True, default="")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holding", "name"], name="figure_once_a_holding"),
            models.CheckConstraint(
                condition=models.Q(name__in=[f.value for f in FigureName]),
                name="figure_name_known",
            ),
        ]
        indexes = [
            models.Index(fields=["name", "-value", "-holding"], name="figure_by_value"),
        ]
