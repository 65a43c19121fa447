"""Who tells and who listens, for people; and the schemas of all events, for the build."""

from __future__ import annotations

import json
from collections.abc import Iterator

from .declare import kinds, reactions
from .pure import schema_of
from .pure.schemas import Schema


def schemas() -> dict[str, Schema]:
    """Return the schemas of all events of the house by wire name."""
    return {
        kind.wire_name: schema_of(kind.cls)
        for kind in kinds()
        if kind.cls.__module__.startswith("rapport.")
    }


def snapshot() -> str:
    """Return the text of docs/events.json."""
    return json.dumps(schemas(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def lines() -> Iterator[str]:
    """Yield each event with the room that tells it, and below it the reactions to it."""
    listening = reactions().values()
    for kind in kinds():
        yield f"{kind.wire_name}  told by {kind.room}"
        for reaction in listening:
            if kind.wire_name in reaction.events:
                yield f"    {reaction.name}"
