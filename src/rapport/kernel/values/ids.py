"""
Identifiers that outside systems may hold: UUIDs of version 7 (RFC 9562), sorted by their time.

Source    docs/algorithms/uuidv7.md.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62
_LOW = (1 << 62) - 1


class Chance(Protocol):
    """What is needed of a source of chance; `random.Random` and `SystemRandom` have it."""

    def getrandbits(self, k: int, /) -> int: ...


def new_id(now: datetime, rng: Chance) -> UUID:
    """Return a new UUIDv7: 48 bits of milliseconds since 1970, then 74 bits of chance."""
    return _uuid7(_milliseconds(now), rng.getrandbits(74))


def new_ids(now: datetime, rng: Chance, count: int) -> list[UUID]:
    """Return as many new ids of one instant, ascending, so that a batch keeps its order."""
    milliseconds = _milliseconds(now)
    return [
        _uuid7(milliseconds, bits) for bits in sorted(rng.getrandbits(74) for _ in range(count))
    ]


def instant_of(uid: UUID) -> datetime:
    """Return the millisecond at which a UUIDv7 was made, in UTC."""
    if uid.version != 7:
        raise ValueError(f"{uid} is no UUID of version 7")
    return _EPOCH + _MILLISECOND * (uid.int >> 80)


def _milliseconds(now: datetime) -> int:
    if now.utcoffset() is None:
        raise TypeError(f"{now!r} names no zone")
    milliseconds = (now - _EPOCH) // _MILLISECOND
    if not 0 <= milliseconds < 1 << 48:
        raise ValueError(f"{now} lies outside what a UUIDv7 can say")
    return milliseconds


def _uuid7(milliseconds: int, chance: int) -> UUID:
    high, low = chance >> 62, chance & _LOW
    return UUID(int=milliseconds << 80 | _VERSION | high << 64 | _VARIANT | low)
