"""How the cells of a file of customers are read, where the kind of their column does not say it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

from rapport.customers.parties.pure.addresses import AddressNotUnderstood, address_given, cleaned
from rapport.customers.parties.pure.people import plain
from rapport.customers.parties.pure.points import kept_point
from rapport.customers.parties.words import (
    AddressUse,
    PointGiven,
    PointKind,
    PointStatus,
    PointUse,
)
from rapport.kernel.imports.pure import Habits
from rapport.kernel.imports.pure.faults import Unreadable
from rapport.kernel.imports.pure.safety import parts_of, unescaped

_BETWEEN_NUMBERS = re.compile(r"[/／、|]| or ")
_TAX_MARKS = re.compile(r"[\s.\-‐-―]")
_PLACE = ("postal_code", "region", "city", "district", "lines")


def name(longest: int) -> Any:
    """Return a reader of names up to that length."""

    def read(text: str, habits: Habits) -> str:
        found = plain(unescaped(text))
        if len(found) > longest:
            raise Unreadable("too_long")
        return found

    return read


def phones(text: str, habits: Habits) -> list[dict[str, str]]:
    """Return the telephone numbers of a cell."""
    parts = (part for piece in parts_of(unescaped(text)) for part in _BETWEEN_NUMBERS.split(piece))
    return _points(PointKind.PHONE, parts, habits)


def emails(text: str, habits: Habits) -> list[dict[str, str]]:
    """Return the e-mail addresses of a cell."""
    parts = (part for piece in parts_of(unescaped(text)) for part in piece.split(","))
    return _points(PointKind.EMAIL, parts, habits)


def _points(kind: PointKind, parts: Iterator[str], habits: Habits) -> list[dict[str, str]]:
    """A number that nobody can read is kept and marked, for somebody may know what it means."""
    found = (kept_point(PointGiven(kind, unescaped(part)), habits.region) for part in parts)
    return list({read.value: asdict(read) for read in found if read is not None}.values())


def external_ids(text: str, habits: Habits) -> list[str]:
    """Return keys in other systems, each with its system before a colon."""
    found = [unescaped(part) for part in parts_of(unescaped(text))]
    for key in found:
        system, _, value = key.partition(":")
        if not (0 < len(system) <= 40 and 0 < len(value) <= 120):
            raise Unreadable("key_unnamed")
    return list(dict.fromkeys(found))


def zone(text: str, habits: Habits) -> str:
    """Return the name of a time zone that the house knows."""
    if text.strip() not in available_timezones():
        raise Unreadable("zone_unknown")
    return text.strip()


def tax_number(text: str, habits: Habits) -> str:
    """Return a tax number without what people write between its digits."""
    number = _TAX_MARKS.sub("", text).upper()
    if len(number) > 40:
        raise Unreadable("too_long")
    return number


def contact_points(text: str, habits: Habits) -> list[dict[str, Any]]:
    """Return whole contact points, as exports write them: kind, value, use, extension, dates …"""
    return [_point(item, habits) for item in _items(text)]


def addresses(text: str, habits: Habits) -> list[dict[str, Any]]:
    """Return whole addresses, as exports write them: their parts, use and dates."""
    return [_address(item, habits) for item in _items(text)]


def _items(text: str) -> list[Mapping[str, Any]]:
    try:
        found = json.loads(text)
    except ValueError:
        raise Unreadable("json") from None
    if not (isinstance(found, list) and all(isinstance(item, dict) for item in found)):
        raise Unreadable("json")
    return found


def _point(item: Mapping[str, Any], habits: Habits) -> dict[str, Any]:
    """Return the point as it is read of its value; one that nobody could read keeps its digits."""
    try:
        use = PointUse(item["use"]) if item.get("use") else None
        value, status = str(item["value"]), PointStatus(item.get("status") or PointStatus.USABLE)
        read = kept_point(PointGiven(PointKind(item["kind"]), value, use), habits.region)
        dated = _dated(item) | {"verified_at": _moment(item.get("verified_at"))}
    except (KeyError, ValueError, TypeError):
        raise Unreadable("json") from None
    if read is None:
        raise Unreadable("json")
    return {
        **asdict(read),
        "value": value if status is PointStatus.INVALID else read.value,
        "original": str(item.get("original") or value)[:254],
        "extension": str(item.get("extension") or read.extension)[:12],
        "status": read.status if read.status is PointStatus.INVALID else status,
        "label": str(item.get("label") or "")[:60],
        "source": str(item.get("source") or "")[:80],
        "is_primary": item.get("is_primary") is True,
        **dated,
    }


def _address(item: Mapping[str, Any], habits: Habits) -> dict[str, Any]:
    parts = {name: str(item.get(name) or "") for name in _PLACE}
    try:
        use = AddressUse(item.get("use") or AddressUse.HOME)
        country = str(item.get("country") or habits.region)
        place = cleaned(address_given(country, parts))
        dated = _dated(item)
    except (AddressNotUnderstood, ValueError, TypeError):
        raise Unreadable("json") from None
    source = str(item.get("source") or "")[:80]
    return {
        **place,
        "use": use,
        "is_primary": item.get("is_primary") is True,
        "source": source,
        **dated,
    }


def _dated(item: Mapping[str, Any]) -> dict[str, str | None]:
    """Return from when and until when it is valid."""
    names = ("valid_from_on", "valid_until_on")
    days = [date.fromisoformat(item[name]) if item.get(name) else None for name in names]
    return {n: day.isoformat() if day else None for n, day in zip(names, days, strict=True)}


def _moment(text: str | None) -> str | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment.isoformat()
