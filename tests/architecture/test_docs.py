"""The documents are true: links lead somewhere, events and rooms are told of."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rapport.config import cards
from rapport.kernel.events.declare import kinds

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page):
    dead = [
        target for target in LINK.findall(page.read_text()) if not (page.parent / target).exists()
    ]

    assert dead == []


def test_the_pages_that_a_newcomer_needs_are_there():
    for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"):
        assert (ROOT / name).stat().st_size > 200
    for name in ("tour/an-import.md", "tour/a-page.md", "status.md"):
        assert (ROOT / "docs" / name).exists()


NAMED = re.compile(r"`(?:tests/)?([a-z_0-9/]+\.py)(?:::(\w+))?`")


@pytest.mark.parametrize("page", ["known-failures.md", "status.md"])
def test_every_test_that_a_page_names_is_there(page):
    named = NAMED.findall((ROOT / "docs" / page).read_text())
    gone = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / "tests" / file).exists()
        or (name and f"def {name}(" not in (ROOT / "tests" / file).read_text())
    ]

    assert named
    assert gone == []


def test_every_event_stands_in_the_published_schemas():
    published = json.loads((ROOT / "docs" / "events.json").read_text())
    told = {kind.wire_name for kind in kinds() if not kind.wire_name.startswith("tests.")}

    assert told <= set(published)


def test_every_decision_has_a_number_of_its_own():
    numbers = [page.name[:4] for page in sorted((ROOT / "docs" / "adr").glob("*.md"))]

    assert numbers == [f"{at:04d}" for at in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("room", cards.rooms())
def test_the_page_of_a_room_says_what_its_card_says(room):
    assert cards.page_of(room).read_text() == cards.card(room)
