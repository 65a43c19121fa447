"""How a text is named: its English, with its context in front and its plural behind."""

from __future__ import annotations

from pathlib import Path

SOURCE = Path(__file__).resolve().parents[3]
LOCALE = SOURCE / "locale"

CONTEXT = "\x04"
PLURAL = "\x00"


def singular(key: str) -> str:
    """Return the English of a key without context and plural."""
    return key.rpartition(CONTEXT)[2].partition(PLURAL)[0]
