"""What each customer bought in all, kept beside the orders so that lists can sort by it."""

from __future__ import annotations

from django.db import models


class CustomerTotals(models.Model):
    """
    The totals of one customer over all orders that are not cancelled.

    `net` and `net_year` are in `currency`: the firm's, when every order has a rate or there are
    orders in several currencies; the orders' own, when they have one in common and no rate.
    `unrated_count` orders have no rate and are missing from a `net` in the firm's currency.

    Source    docs/algorithms/customer-totals.md.
    """

    party = models.OneToOneField(
        "parties.Party", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    orders_count = models.IntegerField(default=0)
    returns_count = models.IntegerField(default=0)
    net = models.DecimalField(max_digits=20, decimal_places=4, default=0)
    net_year = models.DecimalField(max_digits=20, decimal_places=4, default=0)
    currency = models.CharField(max_length=3, blank=True, default="")
    net_by_currency = models.JSONField(default=dict)  # {"GBP": "12.50"}
    unrated_count = models.IntegerField(default=0)
    first_ordered_at = models.DateTimeField(null=True)
    last_ordered_at = models.DateTimeField(null=True)
    year_counted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-net", "-party"], name="totals_by_net"),
            models.Index(fields=["-net_year", "-party"], name="totals_by_net_year"),
            models.Index(fields=["-orders_count", "-party"], name="totals_by_orders"),
            models.Index(fields=["-last_ordered_at", "-party"], name="totals_by_last"),
        ]
