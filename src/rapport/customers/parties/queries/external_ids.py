"""Customers by the keys of other systems."""

from __future__ import annotations

from collections.abc import Iterable

from rapport.customers.parties.models import ExternalId


def known_by_external_ids(system: str, values: Iterable[str]) -> dict[str, int]:
    """Return the keys of the customers whom the system knows by one of these values."""
    found = ExternalId.objects.filter(system=system, value__in=list(values))
    return dict(found.values_list("value", "party_id"))
