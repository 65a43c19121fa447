"""
Whether a password will do: long enough, not among those that leaked, not a name said again.

No rule asks for capitals, digits or signs: such rules make passwords alike and are what NIST
SP 800-63B advises against. Length, and a list of what is guessed first, keep guessers out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from enum import StrEnum

SHORTEST = 10
LONGEST = 256  # hashing takes no longer text, so that nobody can make the server work for nothing
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
)
# What stands for a letter in the disguises that every list of guesses tries too.
DISGUISES = str.maketrans("0134578@$!", "oieastbasi")
PADDING = re.compile(r"^[\W\d_]+|[\W\d_]+$")
SHORTEST_ROOT = 4
RUN = 4


class Fault(StrEnum):
    """Why a password will not do."""

    SHORT = "short"
    LONG = "long"
    LEAKED = "leaked"
    PERSONAL = "personal"
    PATTERN = "pattern"


def plain(password: str) -> str:
    """Return the password as it is hashed: full-width and composed forms count as the same."""
    return unicodedata.normalize("NFKC", password)


def fault_of(password: str, *, about: Iterable[str], leaked: Collection[str]) -> Fault | None:
    """
    Return why the password will not do; None when it will.

    Shapes    about: names of the person and the firm. leaked: lower case.
    Source    NIST SP 800-63B-4, 3.1.1.2: compare with leaked, expected and contextual passwords.
    """
    text = plain(password)
    if len(text) < SHORTEST:
        return Fault.SHORT
    if len(text) > LONGEST:
        return Fault.LONG
    folded = text.casefold()
    if _is_pattern(folded):
        return Fault.PATTERN
    if _is_leaked(folded, leaked):
        return Fault.LEAKED
    return Fault.PERSONAL if _is_personal(folded, about) else None


def _is_leaked(folded: str, leaked: Collection[str]) -> bool:
    """Also "P@ssword2026!": a listed word with figures about it is tried right after the word."""
    bare = PADDING.sub("", folded)
    forms = {folded, bare, folded.translate(DISGUISES), bare.translate(DISGUISES)}
    forms |= {PADDING.sub("", form) for form in forms}
    if any(form in leaked for form in forms if len(form) >= SHORTEST_ROOT):
        return True
    half = len(folded) // 2
    return folded[:half] == folded[half:] and folded[:half] in leaked


def _is_personal(folded: str, about: Iterable[str]) -> bool:
    for name in about:
        word = plain(name).casefold().strip()
        if len(word) >= _shortest_name(word) and word in folded:
            rest = len(folded) - len(word)
            if rest < SHORTEST - 2:
                return True
    return False


def _shortest_name(word: str) -> int:
    """Two characters are a name in Chinese and chance in English."""
    return 3 if word.isascii() else 2


def _is_pattern(folded: str) -> bool:
    """Few different characters, or only runs along the alphabet, the figures or a keyboard."""
    if len(set(folded)) < 4:
        return True
    left = folded
    while left:
        length = _run_at_start(left)
        if length < RUN:
            return False
        left = left[length:]
    return True


def _run_at_start(text: str) -> int:
    best = 1
    for row in ROWS:
        for way in (row, row[::-1]):
            place = way.find(text[0])
            length = 0
            while place >= 0 and length < len(text) and text[length : length + 1] == way[
                place + length : place + length + 1
            ]:  # fmt: skip
                length += 1
            best = max(best, length)
    return best
