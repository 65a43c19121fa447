"""
Where one can go: every room's NAVIGATION, gathered by job for the rail and the palette.

A room's `places.py` says NAVIGATION = [{"label": N_("Customers"), "icon": "users",
"url": "desk:customers", "permission": "parties.view", "job": "customers", "order": 10}];
a "permission" of several, ("a.see", "b.see"), is open to who has one of them. Optional: "prefix"
(paths that belong to it; its own address when left out), "count" (a dotted topic whose number is
shown on the rail), "words" (more words by which the palette finds it),
"slot" ("work": the place stands in the top bar as My work). CREATE lists what the plus in the top
bar makes, in the same form without "job".
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_

log = logging.getLogger("rapport.shell")

# The rail, in order; the letter goes there after G.
JOBS = (
    ("desk", N_("Desk"), "headset", "d"),
    ("customers", N_("Customers"), "users", "c"),
    ("sales", N_("Sales"), "briefcase", "s"),
    ("marketing", N_("Marketing"), "speakerphone", "m"),
    ("service", N_("Service"), "lifebuoy", "v"),
    ("analysis", N_("Analysis"), "chart-dots", "a"),
    ("admin", N_("Admin"), "settings", "t"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One page one can go to."""

    label: str
    icon: str
    url: str
    permissions: tuple[str, ...]
    job: str
    order: int
    prefix: str
    count: str = ""
    words: str = ""
    slot: str = "rail"

    @property
    def name(self) -> str:
        return _(self.label)

    def is_open_to(self, actor: Actor) -> bool:
        """Whether the actor may go there: he has one of the place's permissions."""
        return any(actor.may(permission) for permission in self.permissions)


@dataclass(frozen=True, slots=True)
class Job:
    """An entry of the rail with the places behind it."""

    key: str
    name: str
    icon: str
    letter: str
    places: tuple[Place, ...] = field(default_factory=tuple)

    @property
    def url(self) -> str:
        return self.places[0].url

    @property
    def prefixes(self) -> str:
        return " ".join(place.prefix for place in self.places)

    @property
    def count(self) -> str:
        return next((place.count for place in self.places if place.count), "")


def navigation(actor: Actor) -> list[Job]:
    """Return the jobs that hold at least one place the actor may open."""
    open_to = [place for place in all_places() if place.is_open_to(actor)]
    jobs = []
    for key, label, icon, letter in JOBS:
        places = tuple(p for p in open_to if p.job == key and p.slot == "rail")
        if places:
            jobs.append(Job(key, _(label), icon, letter, places))
    return jobs


def work_of(actor: Actor) -> Place | None:
    """Return the page of the actor's own work, if a room has one."""
    return next((p for p in all_places() if p.slot == "work" and p.is_open_to(actor)), None)


def creations(actor: Actor) -> list[Place]:
    """Return what the actor may make from anywhere."""
    return [place for place in _all_creations() if place.is_open_to(actor)]


def job_at(path: str, jobs: list[Job]) -> Job | None:
    """Return the job to which an address belongs: the longest prefix wins."""
    found = place_at(path, jobs)
    return next((job for job in jobs if found in job.places), None) if found else None


def place_at(path: str, jobs: list[Job]) -> Place | None:
    """Return the place to which an address belongs."""
    places = [p for job in jobs for p in job.places if _belongs(path, p.prefix)]
    return max(places, key=lambda place: len(place.prefix), default=None)


@cache
def all_places() -> tuple[Place, ...]:
    """Return every declared place, in order."""
    places = [place for entry in _declared() if (place := _read(entry)) is not None]
    return tuple(sorted(places, key=lambda place: (place.order, place.label)))


@cache
def _all_creations() -> tuple[Place, ...]:
    entries = declared("CREATE")
    places = [place for entry in entries if (place := _read({"job": "", **entry})) is not None]
    return tuple(sorted(places, key=lambda place: (place.order, place.label)))


def declared(name: str) -> list[Any]:
    """Return what the rooms' `places.py` list under a name, in the order of the rooms."""
    found: list[Any] = []
    for room in settings.ROOMS:
        if room != "rapport.front.shell" and find_spec(f"{room}.places"):
            found += getattr(import_module(f"{room}.places"), name, [])
    return found


def _declared() -> list[dict[str, Any]]:
    return declared("NAVIGATION")


def _read(entry: dict[str, Any]) -> Place | None:
    try:
        url = reverse(entry["url"])
    except NoReverseMatch:
        # One room's mistake must not take the frame from all others; a test fails for it.
        log.error("place without an address", extra={"place": entry["url"]})
        return None
    given = entry.get("permission", "")
    return Place(
        label=entry["label"],
        icon=entry["icon"],
        url=url,
        permissions=(given,) if isinstance(given, str) else tuple(given),
        job=entry["job"],
        order=entry.get("order", 100),
        prefix=entry.get("prefix", url),
        count=entry.get("count", ""),
        words=entry.get("words", ""),
        slot=entry.get("slot", "rail"),
    )


def _belongs(path: str, prefix: str) -> bool:
    if prefix == "/":
        return path == "/"
    return path == prefix or path.startswith(prefix.rstrip("/") + "/")
