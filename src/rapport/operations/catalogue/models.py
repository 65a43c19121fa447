"""The tables of the catalogue."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Upper

from rapport.kernel.entities.rows import TrackedRow

KEY_COLLATION = "C"  # codes sort and compare alike on every server


class Product(TrackedRow):
    """One thing that is sold under one code; letter case does not tell two codes apart."""

    code = models.CharField(max_length=40, db_collation=KEY_COLLATION)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=20, blank=True, default="")
    list_price = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    category = models.CharField(max_length=80, blank=True, default="")
    is_active = models.BooleanField(default=True)

    class Meta(TrackedRow.Meta):
        constraints = [
            models.UniqueConstraint(Upper("code"), name="product_code_once"),
            models.CheckConstraint(
                condition=models.Q(list_price__isnull=True) | ~models.Q(currency=""),
                name="product_price_has_currency",
            ),
        ]
        indexes = [
            models.Index(fields=["code", "id"], name="product_by_code"),
            models.Index(fields=["name", "id"], name="product_by_name"),
            models.Index(fields=["category", "id"], name="product_by_category"),
            models.Index(fields=["-updated_at", "-id"], name="product_by_update"),
        ]
