"""Telephone numbers, e-mail addresses and names in messengers, by which a party is reached."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Collate, Reverse

from rapport.customers.parties.words import PointKind, PointStatus, PointUse
from rapport.kernel.entities.rows import TrackedRow

from .parties import KEY_COLLATION, Party


class ContactPoint(TrackedRow):
    """
    One way to reach a party.

    `value` is what is compared (E.164, lower case), `original` what somebody wrote. A number that
    nobody could read is kept with its digits as the value and the status invalid.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in PointKind])
    use = models.CharField(max_length=12, default=PointUse.OTHER.value)
    value = models.CharField(max_length=254, db_collation=KEY_COLLATION)
    original = models.CharField(max_length=254)
    extension = models.CharField(max_length=12, blank=True, default="")
    label = models.CharField(max_length=60, blank=True, default="")
    status = models.CharField(max_length=12, default=PointStatus.USABLE.value)
    is_primary = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=80, blank=True, default="")
    valid_from_on = models.DateField(null=True, blank=True)
    valid_until_on = models.DateField(null=True, blank=True)

    class Meta(TrackedRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["party", "kind", "value"], name="point_once_a_party"),
            models.UniqueConstraint(
                fields=["party", "kind"],
                condition=models.Q(is_primary=True),
                name="point_one_primary_a_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[k.value for k in PointKind]), name="point_kind_known"
            ),
            models.CheckConstraint(condition=~models.Q(value=""), name="point_has_value"),
        ]
        indexes = [
            models.Index(fields=["value", "kind", "party"], name="point_by_value"),
            models.Index(
                Collate(Reverse("value"), KEY_COLLATION),
                "party",
                condition=models.Q(kind__in=[PointKind.PHONE.value, PointKind.FAX.value]),
                name="point_by_suffix",
            ),
        ]
