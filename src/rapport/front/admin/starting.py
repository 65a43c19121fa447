"""The first steps of a firm: what is set up already, what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.permissions import MANAGE_FIRM, MANAGE_USERS
from rapport.kernel.accounts.queries import firm as firms
from rapport.kernel.accounts.queries import people
from rapport.kernel.calendars import queries as calendars
from rapport.kernel.calendars.permissions import CHANGE, VIEW
from rapport.kernel.errors import N_
from rapport.kernel.imports.permissions import IMPORT
from rapport.kernel.imports.queries import newest_imports

NEUTRAL = "Rapport"  # what a home is called in which nobody has said anything yet


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up: its words, where it is done, whether it is."""

    label: str
    means: str
    url: str
    action: str
    icon: str
    is_done: bool


def steps(*, actor: Actor) -> list[Step]:
    """Return the steps that the actor may take, in order."""
    found = []
    if actor.may(MANAGE_FIRM):
        found.append(_firm(actor))
    if actor.may(CHANGE) and actor.may(VIEW):
        found.append(_hours(actor))
    if actor.may(MANAGE_USERS):
        found.append(_people(actor))
    if actor.may(IMPORT):
        found.append(_import(actor))
    return found


def is_new(*, actor: Actor) -> bool:
    """Whether this is a firm of which nothing was said yet, and the actor may say it."""
    return actor.may(MANAGE_FIRM) and not _firm(actor).is_done


def _firm(actor: Actor) -> Step:
    row = firms.firm(actor=actor)
    return Step(
        N_("Your firm"),
        N_("Its name, time zone, currency, language and country"),
        "admin:firm",
        N_("Describe the firm"),
        "building",
        row.version > 1 or row.name != NEUTRAL,
    )


def _hours(actor: Actor) -> Step:
    return Step(
        N_("Opening hours and holidays"),
        N_("When you work, and the holidays and make-up days of your country"),
        "admin:new_calendar",
        N_("Add a calendar"),
        "calendar-time",
        bool(calendars.calendar_names(actor=actor)),
    )


def _people(actor: Actor) -> Step:
    active, _gone = people.counts_of_people(actor=actor)
    return Step(
        N_("First users"),
        N_("Who works with you, with which roles, in which teams"),
        "admin:new_user",
        N_("Add a user"),
        "user-plus",
        active > 1,
    )


def _import(actor: Actor) -> Step:
    return Step(
        N_("First import"),
        N_("Your customers out of a file; nothing is written before you have seen it"),
        "desk:new_import",
        N_("Import a file"),
        "file-import",
        bool(newest_imports(actor=actor, limit=1)),
    )
