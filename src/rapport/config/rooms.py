"""Find the rooms of the house by walking its floors; a folder with a card is a room."""

from __future__ import annotations

from pathlib import Path

FLOORS = ("kernel", "customers", "channels", "operations", "analysis", "front")
SOURCE = Path(__file__).resolve().parents[1]


def rooms() -> list[str]:
    """Return the dotted names of all rooms, floor by floor."""
    found: list[str] = []
    for floor in FLOORS:
        folder = SOURCE / floor
        if folder.is_dir():
            found += [
                f"rapport.{floor}.{room.name}"
                for room in sorted(folder.iterdir())
                if (room / "__init__.py").exists()
            ]
    return found


def apps() -> list[str]:
    """Return the rooms that are Django apps: those with tables or templates."""
    return [room for room in rooms() if has(room, "apps")]


def has(room: str, module: str) -> bool:
    """Whether the room has a module or package of that name."""
    place = SOURCE.parent / Path(*room.split("."))
    return (place / f"{module}.py").exists() or (place / module / "__init__.py").exists()
