"""The vocabulary of access."""

from __future__ import annotations

from enum import IntEnum


class Reach(IntEnum):
    """How far a permission goes; a wider reach includes the narrower ones."""

    NONE = 0
    OWN = 1
    TEAM = 2
    UNIT = 3
    ALL = 4

    @classmethod
    def named(cls, name: str) -> Reach:
        return cls[name.upper()]


def widest(first: Reach, second: Reach) -> Reach:
    return max(first, second)
