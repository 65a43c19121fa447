"""What a customer's record was before: each step of its fields, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from rapport.customers.parties import queries as parties
from rapport.front.desk.step_words import declared_of, step_words
from rapport.front.desk.wording import Setting, setting_of
from rapport.kernel.access.actor import Actor
from rapport.kernel.audit.queries import history_of
from rapport.kernel.audit.sources import FieldChange
from rapport.kernel.entities.registry import Whole, entity
from rapport.kernel.errors import N_

PARTY = "parties.party"
PARTS = {
    "phones": N_("Phone"),
    "emails": N_("E-mail"),
    "contact_points": N_("Contact point"),
    "address": N_("Address"),
    "deleted_at": N_("Recycle bin"),
}


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    field: str
    label: str
    before: str
    after: str
    who: str


def history(uid: UUID, field: str, *, actor: Actor, now: datetime) -> list[Step]:
    """Return the steps of one field, or of all, newest first. Refuses NotFound."""
    key = parties.seen_party_id(uid, actor=actor)
    whole, setting = entity(PARTY), setting_of(actor, now)
    steps = [_step(change, whole, setting) for change in history_of(PARTY, key, actor=actor)]
    return [step for step in steps if field in ("", step.field)]


def before_last(uid: UUID, field: str, *, actor: Actor) -> tuple[int, Any]:
    """Return the customer's key and what the field was before its newest step; None for never."""
    key = parties.seen_party_id(uid, actor=actor)
    names = entity(PARTY).field(field).declares
    found = [c for c in history_of(PARTY, key, actor=actor) if c.field in names]
    return key, found[0].before if found else None


def _step(change: FieldChange, whole: Whole, setting: Setting) -> Step:
    declared = declared_of(whole, change.field)
    label = declared.label if declared else PARTS.get(change.field, change.field)
    return Step(
        at=change.at,
        field=declared.name if declared else change.field,
        label=gettext(label),
        before=step_words(change.before, declared, setting),
        after=step_words(change.after, declared, setting),
        who=change.actor_name,
    )
