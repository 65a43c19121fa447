"""One record of any entity as a page: its fields, and rows that belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.registry import Whole, entity_by_key
from rapport.kernel.views import engine
from rapport.kernel.views.engine import Row

from .cells import address_of, choices_json, editor_of
from .looks import look_of
from .wording import Setting, setting_of, words

UNSHOWN = {"version", "created_at", "updated_at", "own"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of a record in words, and how it is edited in its place."""

    name: str
    label: str
    text: str
    url: str = ""
    tags: tuple[str, ...] = ()
    edit: str = ""
    type: str = "text"
    value: str = ""
    choices: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as its own page shows it; what the reader may not see is not there."""

    whole: Whole
    uid: UUID
    row: Row
    title: str
    version: int
    facts: tuple[Fact, ...]

    def fact(self, name: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.name == name), None)


def record_of(key: str, uid: UUID, *, actor: Actor, now: datetime) -> Record:
    """Return one record with its facts. Refuses NotFound, NotAllowed."""
    whole = entity_by_key(key)
    row = engine.row(whole.name, uid, actor=actor, now=now)
    setting = setting_of(actor, now)
    may_change = actor.may(whole.base.change)
    shown = [f for name, f in whole.fields.items() if name in row and name not in UNSHOWN]
    return Record(
        whole=whole,
        uid=uid,
        row=row,
        title=_title(whole, row),
        version=row["version"] if isinstance(row.get("version"), int) else 0,
        facts=tuple(fact_of(row, f, whole, setting, may_change=may_change) for f in shown),
    )


def fact_of(row: Row, field: Field, whole: Whole, setting: Setting, *, may_change: bool) -> Fact:
    """Return a field of a row in words, with its editor where it may be edited here."""
    look = look_of(whole)
    value = row[field.name]
    url = ""
    if field.kind is Kind.REFERENCE and value is not None and field.refers_to:
        url = address_of(field.refers_to, value)
    tags = tuple(value or ()) if field.kind is Kind.TAGS else ()
    text = (
        ""
        if field.kind is Kind.TAGS
        else words(row, field, setting, look.manners.get(field.name, ""))
    )
    editing = may_change and field.name in look.editable
    return Fact(
        field.name,
        gettext(field.label),
        text,
        url,
        tags,
        edit=f"/{whole.base.key}/{row['id']}/fields/{field.name}" if editing else "",
        type=editor_of(field),
        value=str(value if value is not None else ""),
        choices=choices_json(field) if field.kind is Kind.CHOICE else "",
    )


def _title(whole: Whole, row: Row) -> str:
    name = look_of(whole).title
    found = row.get(name) if name else None
    return str(found or row["id"])
