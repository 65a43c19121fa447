"""The tables of calendars."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from rapport.kernel.calendars.pure import BusinessCalendar, Span, SpecialDay, calendar
from rapport.kernel.calendars.words import DayKind
from rapport.kernel.entities.rows import TrackedRow


class Calendar(TrackedRow):
    """
    Opening hours of a week in a zone.

    `week` holds seven lists of [opens, closes] in minutes: hours are read, set and audited as one.
    """

    name = models.CharField(max_length=120, unique=True)
    zone = models.CharField(max_length=64)
    week = models.JSONField()

    class Meta(TrackedRow.Meta):
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="calendar_has_name"),
            models.CheckConstraint(
                condition=models.Q(week__6__isnull=False) & models.Q(week__7__isnull=True),
                name="calendar_has_seven_days",
            ),
        ]

    def as_value(self, days: Iterable[Day]) -> BusinessCalendar:
        """Return the calendar with these special days, as the pure functions take it."""
        week = [[Span(*span) for span in spans] for spans in self.week]
        return calendar(self.zone, week, (day.as_value() for day in days))


class Day(models.Model):
    """One day on which a calendar differs from its weekday; `table` names the year it came from."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120, blank=True, default="")
    spans = models.JSONField(default=list)
    as_weekday = models.SmallIntegerField(default=0)
    table = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "day"], name="special_day_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in DayKind]),
                name="special_day_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(as_weekday__range=(0, 6)), name="special_day_weekday_known"
            ),
        ]

    def as_value(self) -> SpecialDay:
        """Return the day as the pure functions take it."""
        return SpecialDay(
            self.day,
            DayKind(self.kind),
            self.name,
            tuple(Span(*span) for span in self.spans),
            self.as_weekday,
        )

    def as_json(self) -> dict[str, Any]:
        """Return what the audit keeps of the day."""
        return {
            "kind": self.kind,
            "name": self.name,
            "spans": self.spans,
            "as_weekday": self.as_weekday,
        }
