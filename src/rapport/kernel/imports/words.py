"""The vocabulary of imports."""

from __future__ import annotations

from enum import StrEnum

from rapport.kernel.errors import N_


class State(StrEnum):
    UPLOADED = "uploaded"  # the file is here and can be read
    MAPPED = "mapped"  # it is said which cell means what
    STAGING = "staging"  # its lines are being read and judged
    DRY_RUN = "dry_run"  # counted; nothing written
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"


STATE_LABELS = {
    State.UPLOADED: N_("Uploaded"),
    State.MAPPED: N_("Mapped"),
    State.STAGING: N_("Being read"),
    State.DRY_RUN: N_("Dry run done"),
    State.APPLYING: N_("Being written"),
    State.APPLIED: N_("Written"),
    State.UNDOING: N_("Being taken back"),
    State.UNDONE: N_("Taken back"),
    State.FAILED: N_("Failed"),
}
# What a state may be left for; a killed worker leaves the middle ones, which then go on.
NEXT = {
    State.UPLOADED: {State.MAPPED},
    State.MAPPED: {State.MAPPED, State.STAGING},
    State.STAGING: {State.STAGING, State.DRY_RUN, State.FAILED},
    State.DRY_RUN: {State.MAPPED, State.STAGING, State.APPLYING},
    State.APPLYING: {State.APPLYING, State.APPLIED, State.FAILED},
    State.APPLIED: {State.UNDOING},
    State.UNDOING: {State.UNDOING, State.UNDONE, State.FAILED},
    State.UNDONE: {State.UNDOING},
    State.FAILED: {State.MAPPED, State.STAGING, State.UNDOING},
}
FATES = ("create", "update", "unchanged", "skip", "fail")
WORDS = {
    "create": "created",
    "update": "updated",
    "unchanged": "unchanged",
    "skip": "skipped",
    "fail": "failed",
}


def in_words(fates: dict[str | None, int]) -> dict[str, int]:
    """Turn counts by fate into the counts that people read; all five are there."""
    return {word: fates.get(fate, 0) for fate, word in WORDS.items()}


def read_of(counts: dict[str, int]) -> int:
    """Return how many lines were read: the sum of the five counts."""
    return sum(counts.get(word, 0) for word in WORDS.values())


def in_order(counts: dict[str, int]) -> dict[str, int]:
    """Return the counts in the order in which people read them; kept as JSON they lose it."""
    return {word: counts.get(word, 0) for word in WORDS.values()}
