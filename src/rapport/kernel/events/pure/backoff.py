"""How long to wait before trying again what failed, and when to give up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """
    Twice as long each time, up to `longest`; after `attempts` tries a person decides.

    Eight tries from two seconds take some four minutes: longer than a deadlock, a restart or a
    neighbour's deployment, shorter than anyone waits for a customer's news.
    Units     first, longest: seconds.
    """

    attempts: int = 8
    first: float = 2.0
    longest: float = 3600.0

    def __post_init__(self) -> None:
        if self.attempts < 1 or not 0 < self.first <= self.longest:
            raise ValueError(self)

    def wait_after(self, attempt: int, *, spread: float = 1.0) -> float | None:
        """
        Return the seconds to wait after the given try (1 is the first); None means give up.

        `spread`, drawn around 1 by the caller, keeps those that failed together from coming back
        together.
        """
        if attempt >= self.attempts:
            return None
        return min(self.first * 2.0 ** (attempt - 1), self.longest) * spread
