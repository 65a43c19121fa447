"""The audit as a page: what was asked for, and each entry in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.permissions import SEE_COLLEAGUES, permissions
from rapport.kernel.access.words import Reach
from rapport.kernel.audit.queries import Entry, Search, entries
from rapport.kernel.audit.sight import whole_of
from rapport.kernel.entities.registry import Whole, entities, entity
from rapport.kernel.errors import N_
from rapport.kernel.imports.words import STATE_LABELS
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing

from .deeds import deed_words
from .matrix import reach_words

AT_ONCE = 50
MOST_COLLEAGUES = 200
OTHERS = {
    "access.role": N_("Roles"),
    "access.token": N_("Tokens"),
    "access.firm": N_("Firm"),
    "files.storedfile": N_("Files"),
    "imports.export": N_("Exports"),
    "imports.import": N_("Imports"),
    "jobs.batch": N_("Changes of many rows"),
    "jobs.job": N_("Jobs"),
    "rates.ratebatch": N_("Exchange rates"),
    "views.savedview": N_("Views"),
}
KINDS = {
    "system": N_("Rapport itself"),
    "operator": N_("command line"),
    "nobody": N_("a visitor"),
}


# Columns of the kernel's own rows, which are no entities with labels.
COLUMNS = {
    "name": N_("Name"),
    "label": N_("Label"),
    "language": N_("Language"),
    "zone": N_("Time zone"),
    "currency": N_("Currency"),
    "expires_at": N_("Expires"),
    "state": N_("Status"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One field's step in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownEntry:
    entry: Entry
    deed: str
    who: str
    what: str
    steps: tuple[Step, ...]
    details: str
    same_row: str  # address of all that was done to this row


@dataclass(frozen=True, slots=True)
class Page:
    shown: tuple[ShownEntry, ...]
    older: str  # address of the next page; "" at the end


def found(given: Mapping[str, str], *, actor: Actor) -> Page:
    """Return a page of what the form asks for. Refuses NotAllowed."""
    rows = entries(search_in(given, actor.zone), actor=actor, limit=AT_ONCE + 1)
    labels = kinds_of_record()
    shown = tuple(_shown(row, labels) for row in rows[:AT_ONCE])
    if len(rows) <= AT_ONCE:
        return Page(shown, "")
    last = rows[AT_ONCE - 1]
    asked = {name: value for name, value in given.items() if value and name != "before"}
    return Page(shown, "?" + urlencode({**asked, "before": f"{last.at.isoformat()}~{last.id}"}))


def search_in(given: Mapping[str, str], zone: str) -> Search:
    """Return what the form asks for; what cannot be read is left open."""
    row, who = given.get("row", ""), given.get("who", "")
    until = _midnight(given.get("until", ""), zone, days=1)
    return Search(
        entity=given.get("entity") or None,
        row_id=int(row) if _is_key(row) else None,
        actor_id=int(who) if _is_key(who) else None,
        name=given.get("deed") or None,
        since=_midnight(given.get("since", ""), zone),
        until=until,
        before=_before(given.get("before", "")),
    )


def kinds_of_record() -> dict[str, str]:
    """Return the kinds of record that the audit knows, with their words."""
    own = {whole.base.model.lower(): gettext(whole.base.label_plural) for whole in entities()}
    others = {name: gettext(label) for name, label in OTHERS.items()}
    return dict(sorted({**own, **others}.items(), key=lambda one: one[1]))


def colleagues(*, actor: Actor, now: datetime) -> list[tuple[int, str]]:
    """Return whose deeds can be looked for; none for who may not see colleagues."""
    if not actor.may(SEE_COLLEAGUES):
        return []
    listing = Listing(entity("access.user"), actor, ("name",), limit=MOST_COLLEAGUES)
    rows = engine.page(listing, now=now).rows
    return sorted(((row["key"], row["name"]) for row in rows), key=lambda one: one[1])


def _shown(entry: Entry, labels: Mapping[str, str]) -> ShownEntry:
    whole = whole_of(entry.entity)
    same_row = urlencode({"entity": entry.entity, "row": entry.row_id}) if entry.row_id else ""
    told = [(name, before, after, _label(name, whole)) for name, before, after in entry.changes]
    # What has no words is shown as it stands, below what has.
    bare = {name: [before, after] for name, before, after, label in told if not label}
    return ShownEntry(
        entry=entry,
        deed=deed_words(entry.name),
        who=_who(entry),
        what=labels.get(entry.entity, entry.entity),
        steps=tuple(
            Step(label, _said(name, before), _said(name, after))
            for name, before, after, label in told
            if label
        ),
        details=_plainly({**entry.details, **bare}),
        same_row=f"?{same_row}" if same_row else "",
    )


def _plainly(details: Mapping[str, Any]) -> str:
    return json.dumps(details, ensure_ascii=False, indent=1, default=str) if details else ""


def _who(entry: Entry) -> str:
    kind = gettext(KINDS[entry.actor_kind]) if entry.actor_kind in KINDS else ""
    if entry.actor_id is not None:
        return entry.actor_name
    return f"{kind} ({entry.actor_name})" if entry.actor_kind == "operator" else kind


def _label(column: str, whole: Whole | None) -> str:
    """Return what people call the column; "" for one that only the machine has a name for."""
    names = {column, column.removesuffix("_id")}
    for field in whole.fields.values() if whole else ():
        if names & {field.name, *field.declares}:
            return gettext(field.label)
    found = permissions().get(column) or COLUMNS.get(column, "")
    return gettext(found) if found else ""


def _said(column: str, value: Any) -> str:
    if value is None or value in ("", []):
        return ""
    if column in permissions():
        return reach_words(Reach.named(value))
    if column == "state":
        return gettext(STATE_LABELS.get(value, str(value)))
    if isinstance(value, list):
        return gettext(", ").join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _midnight(text: str, zone: str, days: int = 0) -> datetime | None:
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return datetime.combine(day, time(), ZoneInfo(zone))


def _before(text: str) -> tuple[datetime, int] | None:
    at, _, key = text.partition("~")
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (instant, int(key)) if _is_key(key) and instant.tzinfo else None


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18
