"""
Write docs/rooms/ out of the cards that stand in the rooms' own `__init__`.

    python -m rapport.config.cards
"""

from __future__ import annotations

import ast
from pathlib import Path

from rapport.config.rooms import SOURCE, rooms

PAGES = SOURCE.parents[1] / "docs" / "rooms"


def card(room: str) -> str:
    """Return the page of a room: its card as it stands in the code."""
    place = SOURCE.parent / Path(*room.split(".")) / "__init__.py"
    text = ast.get_docstring(ast.parse(place.read_text())) or ""
    name = ".".join(room.split(".")[1:])
    origin = place.relative_to(SOURCE.parents[1])
    return f"# {name}\n\n```\n{text.strip()}\n```\n\nWritten from `{origin}`.\n"


def page_of(room: str) -> Path:
    floor, name = room.split(".")[1:]
    return PAGES / f"{floor}-{name}.md"


def main() -> None:
    """Write a page for every room, and take away pages of rooms that are gone."""
    PAGES.mkdir(parents=True, exist_ok=True)
    wanted = {page_of(room): card(room) for room in rooms()}
    for page in set(PAGES.glob("*.md")) - set(wanted):
        page.unlink()
    for page, text in wanted.items():
        page.write_text(text)


if __name__ == "__main__":
    main()
