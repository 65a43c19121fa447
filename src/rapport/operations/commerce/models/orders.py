"""Orders with their lines and payments."""

from __future__ import annotations

from django.db import models

from rapport.kernel.entities.rows import TrackedRow
from rapport.kernel.values import Money
from rapport.operations.commerce.words import OrderKind, OrderStatus

KEY_COLLATION = "C"  # numbers sort and compare alike on every server


class Order(TrackedRow):
    """
    A sale, a return or an adjustment; amounts of a return are negative.

    `home_total` is the total in the firm's currency at the rate of the day of the order; empty
    while no such rate is known.
    """

    number = models.CharField(max_length=20, db_collation=KEY_COLLATION)
    source = models.CharField(
        max_length=40, blank=True, default="", db_collation=KEY_COLLATION
    )  # the system that gave `external_number`
    external_number = models.CharField(
        max_length=60, null=True, blank=True, db_collation=KEY_COLLATION
    )
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in OrderKind])
    status = models.CharField(max_length=12, default=OrderStatus.PLACED)
    party = models.ForeignKey(
        "parties.Party", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    original = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ordered_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    total = models.DecimalField(max_digits=20, decimal_places=4)
    home_total = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    paid = models.DecimalField(max_digits=20, decimal_places=4, default=0)
    channel = models.CharField(max_length=40, blank=True, default="")
    store = models.CharField(max_length=80, blank=True, default="")
    batch_id = models.BigIntegerField(null=True)  # the import that made it; batches are purged

    @property
    def money(self) -> Money:
        """Return the total with its currency."""
        return Money(self.total, self.currency)

    class Meta(TrackedRow.Meta):
        # Without an index over `updated_at` a payment changes the row in place.
        constraints = [
            models.UniqueConstraint(fields=["number"], name="order_number_once"),
            models.UniqueConstraint(
                fields=["external_number", "source"], name="order_external_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[k.value for k in OrderKind]), name="order_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[s.value for s in OrderStatus]),
                name="order_status_known",
            ),
        ]
        indexes = [
            models.Index(fields=["-ordered_at", "-id"], name="order_by_time"),
            models.Index(fields=["party", "-ordered_at", "-id"], name="order_by_party"),
            models.Index(
                fields=["original"],
                condition=models.Q(original__isnull=False),
                name="order_by_original",
            ),
            models.Index(
                fields=["id"], condition=models.Q(home_total__isnull=True), name="order_unrated"
            ),
            models.Index(
                fields=["batch_id"],
                condition=models.Q(batch_id__isnull=False),
                name="order_by_batch",
            ),
        ]


class Line(models.Model):
    """
    One position of an order.

    Kept narrow on purpose: an import writes lines by the hundred thousand, so there are two indexes
    and no own version; a line changes and goes with its order.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(
        "catalogue.Product", null=True, on_delete=models.PROTECT, related_name="+"
    )
    position = models.IntegerField()
    description = models.CharField(max_length=300, blank=True, default="")
    quantity = models.DecimalField(max_digits=16, decimal_places=4)
    price = models.DecimalField(max_digits=18, decimal_places=4)
    amount = models.DecimalField(max_digits=20, decimal_places=4)
    # Of a return: the line that comes back. Found through the return's original, so no index.
    original_line_id = models.BigIntegerField(null=True)


class Payment(TrackedRow):
    """Money received (or, negative, paid back) for an order; never changed, only voided."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=20, decimal_places=4)
    currency = models.CharField(max_length=3)
    paid_at = models.DateTimeField()
    reference = models.CharField(max_length=80, blank=True, default="")
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta(TrackedRow.Meta):
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="payment_not_nothing")
        ]
        indexes = [models.Index(fields=["-paid_at", "-id"], name="payment_by_time")]
