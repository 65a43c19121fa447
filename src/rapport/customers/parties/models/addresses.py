"""Postal addresses."""

from __future__ import annotations

from django.db import models

from rapport.customers.parties.words import AddressUse
from rapport.kernel.entities.rows import TrackedRow

from .parties import Party


class Address(TrackedRow):
    """A place of a party, in parts; `formatted` is one line in the order of its country."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    use = models.CharField(max_length=12, default=AddressUse.HOME.value)
    country = models.CharField(max_length=2)
    postal_code = models.CharField(max_length=20, blank=True, default="")
    region = models.CharField(max_length=100, blank=True, default="")
    city = models.CharField(max_length=100, blank=True, default="")
    district = models.CharField(max_length=100, blank=True, default="")
    lines = models.CharField(max_length=300, blank=True, default="")
    formatted = models.CharField(max_length=600)
    is_primary = models.BooleanField(default=False)
    source = models.CharField(max_length=80, blank=True, default="")
    valid_from_on = models.DateField(null=True, blank=True)
    valid_until_on = models.DateField(null=True, blank=True)

    class Meta(TrackedRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["party"],
                condition=models.Q(is_primary=True),
                name="address_one_primary",
            ),
            models.CheckConstraint(
                condition=models.Q(country__regex="^[A-Z]{2}$"), name="address_country_code"
            ),
        ]
