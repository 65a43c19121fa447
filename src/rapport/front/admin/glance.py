"""One line a section on the home of administration: what there is, and what needs somebody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.kernel.access.actor import Actor
from rapport.kernel.accounts.queries import divisions, people, roles, tokens
from rapport.kernel.accounts.queries import firm as firms
from rapport.kernel.audit import queries as audit
from rapport.kernel.calendars import queries as calendars
from rapport.kernel.calendars.permissions import VIEW as SEE_CALENDARS
from rapport.kernel.clock import day_in
from rapport.kernel.events import queries as events
from rapport.kernel.jobs import queries as jobs
from rapport.kernel.rates import queries as rates
from rapport.kernel.rates.permissions import VIEW as SEE_RATES

from . import health
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


def _roles(actor: Actor, now: datetime) -> Glance:
    count = len(roles.roles(actor=actor))
    return Glance(ngettext("%(count)s role", "%(count)s roles", count) % {"count": count})


def _audit(actor: Actor, now: datetime) -> Glance:
    unsealed, age = audit.tail(now=now)
    if age < health.LONGEST_TAIL:
        return Glance(_("sealed up to now"))
    return Glance(_("%(count)s entries are not sealed") % {"count": unsealed}, "warn")


def _work(actor: Actor, now: datetime) -> Glance:
    parked = events.pulse(actor=actor).parked + jobs.queue(actor=actor).parked
    if not parked:
        return Glance(_("nothing is stuck"))
    words = ngettext("%(count)s waits for somebody", "%(count)s wait for somebody", parked)
    return Glance(words % {"count": parked}, "bad")


def _health(actor: Actor, now: datetime) -> Glance:
    bad = [one.label for one in health.examine(actor=actor, now=now) if not one.is_well]
    return Glance(_(", ").join(bad), "bad") if bad else Glance(_("all is well"))


def _tokens(actor: Actor, now: datetime) -> Glance:
    count = tokens.count_active(actor=actor, now=now)
    return Glance(ngettext("%(count)s works", "%(count)s work", count) % {"count": count})


def _calendars(actor: Actor, now: datetime) -> Glance:
    count = len(calendars.calendars(actor=actor)) if actor.may(SEE_CALENDARS) else 0
    return Glance(ngettext("%(count)s calendar", "%(count)s calendars", count) % {"count": count})


def _rates(actor: Actor, now: datetime) -> Glance:
    today = day_in(now, actor.zone)
    found = rates.rates_until(today, actor=actor, limit=1) if actor.may(SEE_RATES) else []
    if not found:
        return Glance(_("none yet"))
    newest = found[0].valid_on
    said = _("newest of %(day)s") % {"day": newest.isoformat()}
    return Glance(said, "warn" if today - newest > rates.LONGEST_VALIDITY else "")


def _firm(actor: Actor, now: datetime) -> Glance:
    row = firms.firm(actor=actor)
    return Glance(f"{row.name}, {row.zone}, {row.currency}")


GLANCES: dict[str, Callable[[Actor, datetime], Glance]] = {
    "audit": _audit,
    "calendars": _calendars,
    "firm": _firm,
    "health": _health,
    "rates": _rates,
    "roles": _roles,
    "tokens": _tokens,
    "users": _users,
    "work": _work,
    "teams": _teams,
    "units": _units,
}
