"""Declare kinds of holdings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from rapport.customers.holdings.events import KindChanged, KindCreated
from rapport.customers.holdings.models import Kind
from rapport.customers.holdings.permissions import KINDS
from rapport.customers.holdings.pure import check_schema, cleaned_fields
from rapport.customers.holdings.words import NewKind
from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, Conflict, NotFound
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, new_id


class KindCodeTaken(Conflict):
    sentence = N_("There is already a kind with the code {code}.")


@transaction.atomic
def create_kind(*, kind: NewKind, actor: Actor, now: datetime, rng: Chance) -> KindCreated:
    """
    Declare a kind of holding with its own fields and figures.

    Refuses   NotAllowed, HoldingNotUnderstood, SchemaNotUnderstood, KindCodeTaken.
    Tells     KindCreated.
    """
    actor.must(KINDS)
    row = Kind(uid=new_id(now, rng))
    row.set(**_checked({name: getattr(kind, name) for name in kind.__slots__}))
    _save(row, now)
    created = KindCreated(row.pk, row.code, now)
    return tell(created, about=row, changes=row.changes(), actor=actor, now=now)


@transaction.atomic
def change_kind(
    *, kind_id: int, values: Mapping[str, Any], actor: Actor, now: datetime
) -> KindChanged:
    """
    Change a kind. Holdings keep own fields that it no longer has until they are changed.

    Refuses   NotFound, NotAllowed, HoldingNotUnderstood, SchemaNotUnderstood, KindCodeTaken.
    Tells     KindChanged, unless nothing is different.
    """
    row = Kind.objects.locked().filter(pk=kind_id).first()
    if row is None:
        raise NotFound(entity=N_("Kind of holding"), id=kind_id)
    actor.must(KINDS)
    row.set(**_checked(values))
    _save(row, now)
    changes = row.changes()
    changed = KindChanged(row.pk, tuple(change.field for change in changes), now)
    return tell(changed, about=row, changes=changes, actor=actor, now=now) if changes else changed


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    plain = {field: value for field, value in values.items() if field != "own_fields"}
    checked: dict[str, Any] = cleaned_fields(plain)
    if "own_fields" in values:
        check_schema(values["own_fields"])
        checked["own_fields"] = dict(values["own_fields"])
    return checked


def _save(row: Kind, now: datetime) -> None:
    try:
        with transaction.atomic():
            row.save_changes(now=now)
    except IntegrityError:
        raise KindCodeTaken(code=row.code) from None
