"""One line a section on the home of administration: what there is, and what needs somebody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.kernel.access.actor import Actor
from rapport.kernel.accounts.queries import divisions, people

from .sections import Group, Section, open_to


@dataclass(frozen=True, slots=True)
class Glance:
    """What is so in a section; a tone other than "" asks for attention."""

    says: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    section: Section
    glance: Glance


def home(*, actor: Actor, now: datetime) -> list[tuple[str, list[Card]]]:
    """Return the sections open to the actor, in groups, each with its line."""
    return [(group.name, _cards(group, actor, now)) for group in open_to(actor)]


def _cards(group: Group, actor: Actor, now: datetime) -> list[Card]:
    return [
        Card(section, GLANCES[section.key](actor, now) if section.key in GLANCES else Glance(""))
        for section in group.sections
    ]


def _users(actor: Actor, now: datetime) -> Glance:
    active, gone = people.counts_of_people(actor=actor)
    said = ngettext("%(count)s can sign in", "%(count)s can sign in", active) % {"count": active}
    more = _(", %(count)s no longer") % {"count": gone} if gone else ""
    return Glance(said + more)


def _teams(actor: Actor, now: datetime) -> Glance:
    count = len(divisions.teams(actor=actor))
    return Glance(ngettext("%(count)s team", "%(count)s teams", count) % {"count": count})


def _units(actor: Actor, now: datetime) -> Glance:
    count = len(divisions.units(actor=actor))
    return Glance(ngettext("%(count)s unit", "%(count)s units", count) % {"count": count})


GLANCES: dict[str, Callable[[Actor, datetime], Glance]] = {
    "users": _users,
    "teams": _teams,
    "units": _units,
}
