"""
The chain of digests: each seal covers a window of transactions that are all over.

Nothing marks the rows, so they are never updated. A window is [from_position, to_position) of
transaction ids within an era. Transaction ids start again in a restored cluster: each era has the
rows after `after_id`, and a closed one ends at `until_id`.

Source    docs/algorithms/audit-chain.md, whose worked example is a test.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from .payload import digest_of, reading_of

FOR_EVER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Link:
    """An audit row as the chain sees it."""

    id: int
    digest: bytes
    salt: bytes | None
    payload: str | None
    name: str
    entity: str
    row_id: int | None
    actor_id: int | None

    @property
    def is_true(self) -> bool:
        """Whether the payload gives the digest and the columns repeat it; an erased row is true."""
        if self.salt is None or self.payload is None:
            return self.salt is None and self.payload is None
        if digest_of(self.salt, self.payload) != self.digest:
            return False
        said = reading_of(self.payload)
        repeated = said["name"], said.get("entity", ""), said.get("row"), said["actor"].get("id")
        return repeated == (self.name, self.entity, self.row_id, self.actor_id)


@dataclass(frozen=True, slots=True)
class Seal:
    """A closed window of rows; `until_id` is None while its era is not over."""

    number: int
    after_id: int
    until_id: int | None
    from_position: int
    to_position: int
    rows: int
    chain: bytes

    def follows(self, before: Seal | None) -> bool:
        """Whether it begins where the one before it ended: the same era, or the next from 0."""
        if before is None:
            return (self.number, self.after_id, self.from_position) == (1, 0, 0)
        begins = self.after_id, self.from_position
        goes_on = begins == (before.after_id, before.to_position)
        new_era = before.until_id is not None and begins == (before.until_id, 0)
        return self.number == before.number + 1 and (goes_on or new_era)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk over the whole chain found."""

    rows: int
    seals: int
    wrong_rows: tuple[int, ...]  # the payload does not give the digest, or the columns differ
    wrong_seals: tuple[int, ...]  # a digest was changed, or a row added, removed or moved
    unsealed: int
    oldest_unsealed_at: datetime | None

    @property
    def is_whole(self) -> bool:
        return not self.wrong_rows and not self.wrong_seals


def link(chain: bytes, row_id: int, digest: bytes) -> bytes:
    """Return the chain lengthened by one row."""
    return sha256(chain + row_id.to_bytes(8, "big") + digest).digest()


def check_seal(seal: Seal, before: Seal | None, links: Iterable[Link]) -> tuple[bool, list[int]]:
    """Return whether the seal holds, and the rows in it that are not true."""
    chain, rows, wrong = before.chain if before else b"", 0, []
    for row in links:
        chain, rows = link(chain, row.id, row.digest), rows + 1
        if not row.is_true:
            wrong.append(row.id)
    return chain == seal.chain and rows == seal.rows and seal.follows(before), wrong
