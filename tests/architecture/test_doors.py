"""Another room is entered only by its doors, and keys across rooms are read as keys."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import grimp

SOURCE = Path(__file__).resolve().parents[2] / "src"
OPEN = {"commands", "queries", "events", "asks", "facts", "words", "pure", "engines"}
FRONT_MAY = {"web", "api", "places", "seeds"}
# The ground floor is a library: what has no tables is open as it stands.
KERNEL_CLOSED = {"models", "reactions", "answers"}
FLOORS = ("customers", "channels", "operations", "analysis", "front")


@cache
def imports() -> list[tuple[str, str]]:
    graph = grimp.build_graph("rapport", cache_dir=None)
    return [
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    ]


def room_of(module: str) -> str:
    return ".".join(module.split(".")[:3])


def part_of(module: str) -> str:
    parts = module.split(".")
    return parts[3] if len(parts) > 3 else ""


def test_a_room_is_entered_by_its_doors_only():
    wrong = []
    for importer, imported in imports():
        floor = imported.split(".")[1] if imported.count(".") else ""
        if room_of(importer) == room_of(imported) or floor not in FLOORS or not part_of(imported):
            continue
        from_front = importer.startswith(("rapport.front", "rapport.config", "rapport.boot.entry"))
        if floor == "front" and from_front:
            continue
        if part_of(imported) not in OPEN | (FRONT_MAY if from_front else set()):
            wrong.append(f"{importer} enters {imported}")

    assert wrong == []


def test_the_tables_of_the_ground_floor_are_named_by_string_from_above():
    wrong = []
    for importer, imported in imports():
        if room_of(importer) == room_of(imported) or not imported.startswith("rapport.kernel."):
            continue
        closed = part_of(imported) in KERNEL_CLOSED
        from_above = importer.split(".")[1] not in {"kernel", "config"}
        if closed and from_above:
            wrong.append(f"{importer} enters {imported}")

    assert wrong == []


def test_prefetching_and_selecting_across_rooms_is_not_done():
    wrong = []
    for file in SOURCE.rglob("*.py"):
        if "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Attribute) and node.attr == "prefetch_related":
                wrong.append(f"{file.relative_to(SOURCE)}:{node.lineno}")

    assert wrong == []
