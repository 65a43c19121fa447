"""People, organisations and households, one row each, with what lists show kept on the row."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from rapport.customers.parties.words import CUSTOMER_NUMBER, NameOrder, PartyKind, PartyStatus
from rapport.kernel.entities.rows import BinnedRow, TrackedRow

KEY_COLLATION = "C"  # keys, tokens and sort names compare alike on every server
LIVE = models.Q(deleted_at__isnull=True)
# Rows wait in a short list before they enter the index: a create writes less, a batch merges once.
PENDING_KILOBYTES = 512


class Territory(TrackedRow):
    """A part of the market; territories may lie within one another."""

    code = models.CharField(max_length=40, unique=True, db_collation=KEY_COLLATION)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class Party(BinnedRow):
    """
    Anybody the firm deals with.

    `primary_phone`, `primary_email`, `city`, `last_touch_at`, `search_tokens`, `search_bucket` and
    `duplicate_keys` are kept from other tables by the commands, so that a list reads one row.
    """

    DRAWN: ClassVar = {"number": f"'{CUSTOMER_NUMBER}' || nextval('parties_customer_number')"}

    number = models.CharField(max_length=16, db_collation=KEY_COLLATION)
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in PartyKind])
    status = models.CharField(max_length=12, default=PartyStatus.ACTIVE.value)
    display_name = models.CharField(max_length=200)
    sort_name = models.CharField(max_length=200, db_collation=KEY_COLLATION)
    family_name = models.CharField(max_length=100, blank=True, default="")
    given_name = models.CharField(max_length=100, blank=True, default="")
    latin_name = models.CharField(max_length=200, blank=True, default="")
    name_order = models.CharField(max_length=12, default=NameOrder.FAMILY_FIRST.value)
    salutation = models.CharField(max_length=40, blank=True, default="")
    birth_on = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=10, blank=True, default="")
    zone = models.CharField(max_length=64, blank=True, default="")
    occupation = models.CharField(max_length=120, blank=True, default="")
    industry = models.CharField(max_length=120, blank=True, default="")
    tax_country = models.CharField(max_length=2, blank=True, default="")
    tax_number = models.CharField(max_length=40, blank=True, default="", db_collation=KEY_COLLATION)
    source = models.CharField(max_length=80, blank=True, default="")
    tags = ArrayField(models.TextField(db_collation=KEY_COLLATION), default=list, blank=True)
    owner = models.ForeignKey(
        "access.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey(
        "access.Team", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(
        "access.BusinessUnit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    territory = models.ForeignKey(
        Territory, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    primary_phone = models.CharField(
        max_length=40, blank=True, default="", db_collation=KEY_COLLATION
    )
    primary_email = models.CharField(
        max_length=254, blank=True, default="", db_collation=KEY_COLLATION
    )
    city = models.CharField(max_length=100, blank=True, default="")
    last_touch_at = models.DateTimeField(null=True, blank=True)
    search_tokens = ArrayField(models.TextField(db_collation=KEY_COLLATION), default=list)
    search_bucket = models.SmallIntegerField(default=0)
    duplicate_keys = ArrayField(models.BigIntegerField(), default=list)

    class Meta(BinnedRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["number"], name="party_number_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[k.value for k in PartyKind]), name="party_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[s.value for s in PartyStatus]),
                name="party_status_known",
            ),
            models.CheckConstraint(condition=~models.Q(display_name=""), name="party_has_name"),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], condition=LIVE, name="party_by_name"),
            models.Index(
                fields=["owner", "sort_name", "id"], condition=LIVE, name="party_by_owner_name"
            ),
            models.Index(
                fields=["team", "sort_name", "id"], condition=LIVE, name="party_by_team_name"
            ),
            models.Index(fields=["last_touch_at", "id"], condition=LIVE, name="party_by_touch"),
            models.Index(
                fields=["owner", "last_touch_at", "id"],
                condition=LIVE,
                name="party_by_owner_touch",
            ),
            models.Index(
                fields=["team", "last_touch_at", "id"], condition=LIVE, name="party_by_team_touch"
            ),
            models.Index(fields=["created_at", "id"], condition=LIVE, name="party_by_created"),
            models.Index(
                fields=["owner", "created_at", "id"], condition=LIVE, name="party_by_owner_created"
            ),
            models.Index(
                fields=["team", "created_at", "id"], condition=LIVE, name="party_by_team_created"
            ),
            models.Index(
                fields=["unit", "last_touch_at", "id"], condition=LIVE, name="party_by_unit_touch"
            ),
            models.Index(
                fields=["territory"],
                condition=LIVE & models.Q(territory__isnull=False),
                name="party_by_territory",
            ),
            models.Index(
                fields=["tax_number"], condition=~models.Q(tax_number=""), name="party_by_tax"
            ),
            models.Index(fields=["deleted_at"], condition=~LIVE, name="party_by_deleted"),
            GinIndex(
                fields=["search_tokens"],
                condition=LIVE,
                name="party_search",
                gin_pending_list_limit=PENDING_KILOBYTES,
            ),
            GinIndex(
                fields=["duplicate_keys"],
                condition=LIVE,
                name="party_duplicates",
                gin_pending_list_limit=PENDING_KILOBYTES,
            ),
            GinIndex(fields=["tags"], condition=LIVE, name="party_tags"),
        ]


class ExternalId(models.Model):
    """The key by which another system knows a party; an import finds the party by it."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    system = models.CharField(max_length=40, db_collation=KEY_COLLATION)
    value = models.CharField(max_length=120, db_collation=KEY_COLLATION)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "value"], name="external_id_once")]
        indexes = [models.Index(fields=["value"], name="external_id_by_value")]
