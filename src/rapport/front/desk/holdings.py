"""One holding as its page shows it: figures with their age, roles, own fields."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from rapport.customers.holdings.queries import RoleRow, roles_of
from rapport.customers.holdings.words import (
    FIGURE_LABELS,
    MONEY_FIGURES,
    PART_LABELS,
    STATUS_LABELS,
    FigureName,
)
from rapport.front.shell import formats
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import entity
from rapport.kernel.filters.tree import Test
from rapport.kernel.values import Money
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing

from .cells import TONES
from .customer.related import kind_words
from .records import Fact, Record, record_of
from .wording import Setting, setting_of

KIND = "holdings.kind"


@dataclass(frozen=True, slots=True)
class AgedFigure:
    label: str
    value: str
    age: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class ShownRole:
    name: str
    url: str
    part: str
    role: RoleRow


@dataclass(frozen=True, slots=True)
class ShownHolding:
    record: Record
    title: str
    number: str
    kind: str
    status: str
    tone: str
    figures: list[AgedFigure]
    facts: list[Fact]
    own: list[tuple[str, str]]
    roles: list[ShownRole]


def holding_shown(uid: UUID, *, actor: Actor, now: datetime) -> ShownHolding:
    """Return one holding with roles and figures. Refuses NotFound, NotAllowed."""
    record = record_of("holdings", uid, actor=actor, now=now)
    row, setting = record.row, setting_of(actor, now)
    kind = _kind(str(row["kind"]), actor, now)
    late_after = timedelta(hours=int(kind.get("late_after_hours") or 48))
    wanted = ("place", "from_on", "until_on", "source", "holder")
    return ShownHolding(
        record=record,
        title=str(row.get("name") or row["number"]),
        number=str(row["number"]),
        kind=kind_words(str(row["kind"]), str(kind.get("name", row["kind"]))),
        status=gettext(STATUS_LABELS.get(row["status"], row["status"])),
        tone=TONES.get(row["status"], ""),
        figures=[f for name in FigureName if (f := _figure(row, name, late_after, setting))],
        facts=[f for f in record.facts if f.name in wanted and f.text],
        own=_own(row.get("own"), kind.get("own_fields")),
        # Whom the reader does not see has no name here, and no page to go to.
        roles=[_role(r) for r in roles_of(int(row["key"]), actor=actor) if r.party_uid],
    )


def _kind(code: str, actor: Actor, now: datetime) -> dict[str, Any]:
    columns = ("name", "late_after_hours", "own_fields")
    listing = Listing(entity(KIND), actor, columns, Test("code", "is", code), limit=1)
    rows = engine.page(listing, now=now).rows
    return rows[0] if rows else {}


def _figure(
    row: dict[str, Any], name: FigureName, late_after: timedelta, setting: Setting
) -> AgedFigure | None:
    value, as_of = row.get(name), row.get(f"{name}_as_of")
    if value is None or as_of is None:
        return None
    currency = row.get(f"{name}__currency") if name in MONEY_FIGURES else None
    written = formats.number(value, setting.language)
    if currency:
        written = formats.money(Money(value, currency), setting.language)
    return AgedFigure(
        gettext(FIGURE_LABELS[name]),
        written,
        formats.ago(as_of, setting.now),
        setting.now - as_of > late_after,
    )


def _role(role: RoleRow) -> ShownRole:
    return ShownRole(
        role.party_name, f"/customers/{role.party_uid}", gettext(PART_LABELS[role.part]), role
    )


def _own(values: Any, schema: Any) -> list[tuple[str, str]]:
    """Return the fields that this kind has by itself, called as its declaration calls them."""
    held = json.loads(values) if isinstance(values, str) and values else (values or {})
    declared = json.loads(schema) if isinstance(schema, str) and schema else (schema or {})
    titles = declared.get("properties", {})
    return [
        (str(titles.get(name, {}).get("title", name)), str(value))
        for name, value in held.items()
        if value not in (None, "")
    ]
