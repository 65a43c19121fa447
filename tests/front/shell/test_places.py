"""Where one can go, and what the palette answers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rapport.front.shell import palette, places
from rapport.front.shell.places import Job, Place
from rapport.kernel.access.actor import NOBODY, Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.errors import NotAllowed

NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
EVERYBODY = Actor(kind="user", name="歐佳玲", user_id=4, sees_all=True)


def place(label: str, prefix: str, *, job: str = "customers", permission: str = "") -> Place:
    return Place(label, "users", prefix, (permission,), job, 10, prefix)


LISTS = place("Lists", "/lists", permission="lists.view")
CUSTOMERS = place("Customers", "/customers", permission="parties.view")
IMPORTS = place("Imports", "/customers/imports", job="admin", permission="imports.run")


@pytest.fixture
def three_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "all_places", lambda: (LISTS, CUSTOMERS, IMPORTS))


@pytest.mark.usefixtures("three_places")
def test_what_one_may_not_do_is_not_shown() -> None:
    clerk = Actor(kind="user", name="c", user_id=1, reach={"parties.view": Reach.OWN})

    [job] = places.navigation(clerk)

    assert (job.key, job.places) == ("customers", (CUSTOMERS,))
    assert places.navigation(NOBODY) == []


@pytest.mark.usefixtures("three_places")
def test_the_longest_prefix_lights_the_rail() -> None:
    jobs = places.navigation(EVERYBODY)

    def lit(path: str) -> str | None:
        found = places.job_at(path, jobs)
        return found.key if found else None

    assert lit("/customers/0190-uid") == "customers"
    assert lit("/customers/imports/7") == "admin"
    assert lit("/customersandmore") is None
    assert lit("/") is None


@pytest.mark.usefixtures("three_places")
def test_the_palette_asks_every_room_and_then_the_places(monkeypatch: pytest.MonkeyPatch) -> None:
    def people(query: str, actor: Actor, now: datetime) -> list[dict[str, str]]:
        return [
            {"group": "People", "label": "林志遠 <3", "url": "/customers/1", "avatar": "林志遠"}
        ]

    def shut(query: str, actor: Actor, now: datetime) -> list[dict[str, str]]:
        raise NotAllowed()

    monkeypatch.setattr(places, "declared", lambda name: [shut, people])

    found = palette.groups("customers", actor=EVERYBODY, now=NOW)

    assert found[0].name == "People"
    assert found[0].answers[0].label == "林志遠 &lt;3"
    assert found[1].answers[0].url == "/customers"


def test_what_matches_is_marked_and_nothing_else_is_markup() -> None:
    assert palette.marked("林志遠", "林志") == "<mark>林志</mark>遠"
    assert palette.marked("a<b", "b") == "a&lt;<mark>b</mark>"
    assert palette.marked("Lin Chih-Wei", "lzw", [(0, 1), (4, 5)]) == (
        "<mark>L</mark>in <mark>C</mark>hih-Wei"
    )


def test_every_declared_place_has_an_address() -> None:
    places.all_places.cache_clear()
    declared = places.declared("NAVIGATION")

    assert len(places.all_places()) == len(declared)
    assert {entry["job"] for entry in declared} <= {key for key, *_ in places.JOBS}


def test_a_job_leads_to_its_first_place() -> None:
    job = Job("customers", "Customers", "users", "c", (CUSTOMERS, LISTS))

    assert (job.url, job.prefixes) == ("/customers", "/customers /lists")
