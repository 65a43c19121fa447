"""The firm, of which there is one in a database, and how it is divided."""

from __future__ import annotations

from django.db import models

from rapport.kernel.entities.rows import TrackedRow


class Firm(TrackedRow):
    """The one firm: its name and what holds where nobody chose otherwise."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="Asia/Taipei")
    currency = models.CharField(max_length=3, default="TWD")
    language = models.CharField(max_length=10, default="zh-hant")
    region = models.CharField(max_length=2, default="TW")
    fiscal_start_month = models.SmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="firm_is_one"),
            models.CheckConstraint(
                condition=models.Q(fiscal_start_month__range=(1, 12)), name="firm_fiscal_month"
            ),
        ]


class BusinessUnit(TrackedRow):
    """A part of the firm; a unit's reach includes the units below it."""

    name = models.CharField(max_length=120, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class Team(TrackedRow):
    """People who share their customers."""

    name = models.CharField(max_length=120, unique=True)
    unit = models.ForeignKey(BusinessUnit, on_delete=models.PROTECT, related_name="+")
