"""
Periods: half-open stretches of time, from a start up to but not including an end.

Half-open, so that Monday [9, 12) and [12, 18) touch without sharing noon, and lengths add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Generic, TypeVar

Moment = TypeVar("Moment", date, datetime)


class PeriodEmpty(ValueError):
    """A period ends no later than it starts."""


class MomentsDiffer(TypeError):
    """Days and instants were mixed, or an instant does not say in which zone it is."""


@dataclass(frozen=True, slots=True)
class Period(Generic[Moment]):
    """
    From `starts` up to but not including `ends`; without an end it lasts until further notice.

    Units     both plain dates, or both aware instants, which are kept in UTC: Python compares two
              instants of one zone by their wall clocks, which lies when the clocks change.
    """

    starts: Moment
    ends: Moment | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts", _moment(self.starts))
        if self.ends is None:
            return
        object.__setattr__(self, "ends", _moment(self.ends))
        if isinstance(self.starts, datetime) is not isinstance(self.ends, datetime):
            raise MomentsDiffer(f"{self.starts!r} and {self.ends!r}")
        if not self.starts < self.ends:
            raise PeriodEmpty(f"{self.starts} to {self.ends}")

    @property
    def length(self) -> timedelta | None:
        """Return how long it lasts; None when it has no end."""
        return None if self.ends is None else self.ends - self.starts

    def contains(self, moment: Moment) -> bool:
        """Say whether the moment lies inside; the end itself does not."""
        at = _moment(moment)
        return self.starts <= at and (self.ends is None or at < self.ends)

    def covers(self, other: Period[Moment]) -> bool:
        """Say whether all of the other lies inside."""
        return self.starts <= other.starts and _no_later(other.ends, self.ends)

    def overlaps(self, other: Period[Moment]) -> bool:
        """Say whether they share a moment; periods that only touch do not."""
        return _before(self.starts, other.ends) and _before(other.starts, self.ends)

    def intersect(self, other: Period[Moment]) -> Period[Moment] | None:
        """Return what both share; None when they share nothing."""
        if not self.overlaps(other):
            return None
        ends = self.ends if _no_later(self.ends, other.ends) else other.ends
        return Period(max(self.starts, other.starts), ends)

    def subtract(self, other: Period[Moment]) -> list[Period[Moment]]:
        """Return what is left without the other: nothing, one piece or two, in order."""
        if not self.overlaps(other):
            return [self]
        left: list[Period[Moment]] = []
        if self.starts < other.starts:
            left.append(Period(self.starts, other.starts))
        if other.ends is not None and _before(other.ends, self.ends):
            left.append(Period(other.ends, self.ends))
        return left


def union(periods: Iterable[Period[Moment]]) -> list[Period[Moment]]:
    """Return the same moments as sorted, disjoint periods; those that touch become one."""
    joined: list[Period[Moment]] = []
    for period in sorted(periods, key=lambda each: each.starts):
        last = joined[-1] if joined else None
        if last is None or (last.ends is not None and last.ends < period.starts):
            joined.append(period)
        elif not _no_later(period.ends, last.ends):
            joined[-1] = Period(last.starts, period.ends)
    return joined


def subtract_all(
    periods: Iterable[Period[Moment]], holes: Iterable[Period[Moment]]
) -> list[Period[Moment]]:
    """Return the moments of `periods` that lie in none of `holes`, sorted and disjoint."""
    left = union(periods)
    for hole in union(holes):
        left = [piece for period in left for piece in period.subtract(hole)]
    return left


def intersect_all(
    first: Iterable[Period[Moment]], second: Iterable[Period[Moment]]
) -> list[Period[Moment]]:
    """Return the moments that lie in both, sorted and disjoint."""
    return list(_shared(union(first), union(second)))


def _shared(first: list[Period[Moment]], second: list[Period[Moment]]) -> Iterator[Period[Moment]]:
    here = there = 0
    while here < len(first) and there < len(second):
        both = first[here].intersect(second[there])
        if both is not None:
            yield both
        # Whichever ends first can meet nothing more of the other row.
        if _no_later(first[here].ends, second[there].ends):
            here += 1
        else:
            there += 1


def _moment(moment: Moment) -> Moment:
    if isinstance(moment, datetime):
        if moment.utcoffset() is None:
            raise MomentsDiffer(f"{moment!r} names no zone")
        return moment.astimezone(UTC)
    if not isinstance(moment, date):
        raise MomentsDiffer(repr(moment))
    return moment


def _before(starts: Moment, ends: Moment | None) -> bool:
    return ends is None or starts < ends


def _no_later(one: Moment | None, other: Moment | None) -> bool:
    """Say whether an end comes no later than another, where None comes last of all."""
    return other is None or (one is not None and one <= other)
