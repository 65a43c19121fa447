"""Check the fields of a customer that people write."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from typing import Any

from rapport.customers.parties.models import Party
from rapport.customers.parties.pure.people import plain
from rapport.customers.parties.pure.tax_numbers import tax_number
from rapport.customers.parties.words import CustomerValues, PartyStatus
from rapport.kernel.errors import N_, Invalid

LONGEST = {
    "salutation": 40,
    "language": 10,
    "occupation": 120,
    "industry": 120,
    "source": 80,
}


class ValueUnfit(Invalid):
    sentence = N_("{field} cannot be “{value}”.")


def cleaned_values(values: CustomerValues, party: Party) -> dict[str, Any]:
    """
    Return the columns to set, but for those of the name.

    Refuses   ValueUnfit, TaxNumberMistyped.
    """
    found: dict[str, Any] = {}
    given: Mapping[str, Any] = values
    for name, longest in LONGEST.items():
        if name in given:
            found[name] = _text(name, str(given[name]), longest)
    for name in ("birth_on", "territory_id"):
        if name in given:
            found[name] = given[name]
    if "status" in values:
        found["status"] = _status(values["status"])
    if "zone" in values:
        found["zone"] = _zone(values["zone"])
    return found | _tax(values, party)


def _text(name: str, value: str, longest: int) -> str:
    kept = plain(value)
    if len(kept) > longest:
        raise ValueUnfit(field=name, value=kept[:40] + "…")
    return kept


def _status(value: str) -> str:
    try:
        return PartyStatus(value).value
    except ValueError:
        raise ValueUnfit(field="status", value=value) from None


def _zone(value: str) -> str:
    if value and value not in zoneinfo.available_timezones():
        raise ValueUnfit(field="zone", value=value)
    return value


def _tax(values: CustomerValues, party: Party) -> dict[str, str]:
    """A number is checked by its country's rule; a changed country checks the number again."""
    if "tax_number" not in values and "tax_country" not in values:
        return {}
    country = str(values.get("tax_country", party.tax_country)).upper()
    number = str(values.get("tax_number", party.tax_number))
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise ValueUnfit(field="tax_country", value=country)
    kept = tax_number(number, country) if number else ""
    return {"tax_country": country, "tax_number": _text("tax_number", kept, 40)}
