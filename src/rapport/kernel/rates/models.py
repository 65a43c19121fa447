"""The tables of exchange rates."""

from __future__ import annotations

from django.db import models

from rapport.kernel.entities.rows import TrackedRow

KEY_COLLATION = "C"


class RateBatch(TrackedRow):
    """Rates that came together from one source."""

    source = models.CharField(max_length=120)
    count = models.IntegerField()


class Rate(models.Model):
    """What one unit of a currency costs in another on a day; the latest batch counts."""

    from_currency = models.CharField(max_length=3, db_collation=KEY_COLLATION)
    to_currency = models.CharField(max_length=3, db_collation=KEY_COLLATION)
    valid_on = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    batch = models.ForeignKey(RateBatch, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_currency", "to_currency", "valid_on"], name="rate_once_a_day"
            ),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="rate_above_zero"),
            models.CheckConstraint(
                condition=~models.Q(from_currency=models.F("to_currency")),
                name="rate_between_two_currencies",
            ),
        ]
