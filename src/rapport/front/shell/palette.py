"""
What the palette answers: places, the rooms' own answers, and deeds.

A room's `places.py` may say PALETTE = [source], each source a function `(query, actor, now) ->
list[dict]` with label, url and group, and where it helps more, icon, avatar, kind, side, tone,
matches (spans of the label that match), offer (what may be done with any words: it stands after all
that matches them). It answers within a few milliseconds or not at all.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rapport.front.shell import places
from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import Refusal

log = logging.getLogger("rapport.shell")
MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the palette."""

    label: SafeString
    url: str
    more: str = ""
    icon: str = ""
    avatar: str = ""
    kind: str = "person"
    side: str = ""
    tone: str = ""
    keys: str = ""
    offer: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Answers of one kind under a name."""

    name: str
    answers: tuple[Answer, ...]

    @property
    def offers(self) -> bool:
        return all(answer.offer for answer in self.answers)


def groups(query: str, *, actor: Actor, now: datetime) -> list[Group]:
    """Return what matches the query, rooms' answers before places, offers last."""
    found: dict[str, list[Answer]] = {}
    for source in places.declared("PALETTE"):
        for given in _ask(source, query, actor, now):
            found.setdefault(given.get("group", ""), []).append(_answer(given, query))
    where = [_place(place, query) for place in _matching(query, actor)]
    if where:
        found.setdefault(_("Go to"), []).extend(where[:MOST_PLACES])
    all_found = [Group(name, tuple(answers)) for name, answers in found.items()]
    return sorted(all_found, key=lambda group: group.offers)


def marked(label: str, query: str, spans: Iterable[tuple[int, int]] | None = None) -> SafeString:
    """Return the label with the parts that match the query marked."""
    if spans is None:
        start = label.lower().find(query.lower()) if query else -1
        spans = [(start, start + len(query))] if start >= 0 else []
    written, at = "", 0
    for start, end in spans:
        written += escape(label[at:start]) + format_html("<mark>{}</mark>", label[start:end])
        at = end
    return mark_safe(written + escape(label[at:]))


def _ask(source: Any, query: str, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    try:
        return list(source(query, actor, now))
    except Refusal:
        # A room that has nothing for this reader says so by refusing; the others still answer.
        return []


def _answer(given: dict[str, Any], query: str) -> Answer:
    known = {key: given[key] for key in Answer.__slots__ if key in given and key != "label"}
    return Answer(label=marked(given["label"], query, given.get("matches")), **known)


def _matching(query: str, actor: Actor) -> list[places.Place]:
    wanted = query.casefold().strip()
    open_to = [place for place in places.all_places() if place.is_open_to(actor)]
    if not wanted:
        return open_to
    return [
        place
        for place in open_to
        if wanted in place.name.casefold()
        or any(word.startswith(wanted) for word in _words_of(place))
    ]


def _words_of(place: places.Place) -> list[str]:
    return f"{place.label} {place.words}".casefold().split()


def _place(place: places.Place, query: str) -> Answer:
    return Answer(label=marked(place.name, query), url=place.url, icon=place.icon)
