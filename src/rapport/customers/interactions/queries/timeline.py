"""A customer's timeline, newest first, as far as the reader may see it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from rapport.customers.interactions.asks import ENTRY_CARDS, EntryAsked, EntryCardsAsked, EntryText
from rapport.customers.interactions.permissions import VIEW
from rapport.customers.parties import queries as parties
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import reaches
from rapport.kernel.asks.queries import ask_all
from rapport.kernel.entities.registry import entity
from rapport.kernel.entities.sql import Sql, all_of
from rapport.kernel.errors import N_, Invalid, NotAllowed
from rapport.kernel.prepared import rows_of
from rapport.kernel.web.cursors import CursorNotUnderstood, read_cursor, write_cursor

from .seen import TimelineEntry, as_seen
from .visible import visible

MOST = 100
NOTE = "parties.note"


class TooManyEntries(Invalid):
    sentence = N_("A page of the timeline has at most {most} entries.")


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of a timeline; `missing` names rooms that did not answer in time."""

    entries: tuple[TimelineEntry, ...]
    next: str | None
    missing: tuple[str, ...] = ()


def timeline(
    party: UUID | str,
    *,
    after: str | None = None,
    limit: int = 30,
    kinds: Sequence[str] = (),
    actor: Actor,
    now: datetime,
) -> Timeline:
    """
    Return a page of the customer's touches, newest first.

    Refuses   NotFound, NotAllowed, CursorNotUnderstood, TooManyEntries.
    """
    if not 1 <= limit <= MOST:
        raise TooManyEntries(most=MOST)
    party_id = _reached(party, actor)
    where = [
        Sql("e.party_id = %s", (party_id,)),
        *_place(after),
        *([Sql("e.kind = any(%s)", (list(kinds),))] if kinds else []),
        visible(actor),
    ]
    sql = Sql(
        "select e.id, e.uid, e.at, e.kind, e.direction, e.channel, e.entity, e.row_id, e.row_uid,"
        " e.code, e.figures, e.text, e.actor_kind, coalesce(u.name, '')"
        " from interactions_entry e left join access_user u on u.id = e.actor_id where "
    )
    sql += all_of(where)
    sql += f" order by e.at desc, e.id desc limit {limit + 1}"
    found = [_entry(row) for row in rows_of(sql.text, sql.params)]
    entries = as_seen(found[:limit], actor)
    last = entries[-1] if len(found) > limit else None
    cards, missing = _cards(entries, actor, now)
    return Timeline(
        tuple(replace(entry, card=cards.get(entry.entry_id)) for entry in entries),
        write_cursor([last.at.isoformat(), last.entry_id]) if last else None,
        missing,
    )


def kinds_of(party: UUID | str, *, actor: Actor) -> dict[str, int]:
    """Return how many entries of each kind the reader sees. Refuses NotFound, NotAllowed."""
    party_id = _reached(party, actor)
    where = all_of([Sql("e.party_id = %s", (party_id,)), visible(actor)])
    sql = Sql("select e.kind, count(*) from interactions_entry e where ") + where + _BY_KIND
    rows = rows_of(sql.text, sql.params)
    return dict(rows)


_BY_KIND = " group by e.kind order by 2 desc"


def _reached(party: UUID | str, actor: Actor) -> int:
    """Return the key of a customer whose timeline the actor sees. Refuses NotFound, NotAllowed."""
    actor.must(VIEW)
    party_id = parties.seen_party_id(party, actor=actor)
    if not reaches("parties.party", party_id, actor=actor, permission=VIEW):
        raise NotAllowed(permission=VIEW)
    return party_id


def _place(after: str | None) -> list[Sql]:
    if not after:
        return []
    place = read_cursor(after)
    if not isinstance(place, list) or len(place) != 2:
        raise CursorNotUnderstood()
    return [Sql("(e.at, e.id) < (%s::timestamptz, %s)", tuple(place))]


def _entry(row: tuple[Any, ...]) -> TimelineEntry:
    figures = json.loads(row[10]) if isinstance(row[10], str) else row[10]
    return TimelineEntry(*(*row[:10], figures, *row[11:]))


def _cards(
    entries: Sequence[TimelineEntry], actor: Actor, now: datetime
) -> tuple[dict[int, EntryText], tuple[str, ...]]:
    """Ask the rooms above in one question; what stands below is read here."""
    asked = tuple(
        EntryAsked(e.entry_id, e.entity, e.row_id, e.code, e.figures)
        for e in entries
        if not e.entity.startswith("parties.")
    )
    cards = _notes(entries, actor)
    if not asked:
        return cards, ()
    said = ask_all(ENTRY_CARDS, EntryCardsAsked(asked), actor=actor, now=now)
    for given in said.given.values():
        cards |= {card.entry_id: card for card in given.cards}
    return cards, tuple(missing.room for missing in said.missing)


def _notes(entries: Sequence[TimelineEntry], actor: Actor) -> dict[int, EntryText]:
    notes = {e.entry_id: e.row_id for e in entries if e.entity == NOTE}
    if not notes or not actor.sees_field(NOTE, "text", entity(NOTE).base.view):
        return {}
    texts = parties.note_texts(notes.values())
    return {
        entry_id: EntryText(entry_id, title="", text=texts[note_id].text)
        for entry_id, note_id in notes.items()
        if note_id in texts
    }
