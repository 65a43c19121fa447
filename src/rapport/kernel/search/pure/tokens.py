"""
The tokens under which a row is found.

Source    docs/algorithms/search-tokens.md, whose examples are the tests' tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rapport.kernel.search.pure.folding import (
    IDEOGRAPH,
    LONGEST_PERSON,
    family_length,
    fold,
    syllables,
)

PREFIX = 4  # each word is found by its first 1 to 4 letters, and whole
LONGEST_WORD = 24
MOST_TOKENS = 64

_APOSTROPHES = "'’ʼʻ`´"
_DOTS = r"[\s·•・‧.]{1,2}"
_RUN = f"[{IDEOGRAPH}]+(?:{_DOTS}[{IDEOGRAPH}]+)*"
_WORD = rf"[^\W_{IDEOGRAPH}]+(?:[-{_APOSTROPHES}][^\W_{IDEOGRAPH}]+)*"
_PIECES = re.compile(f"({_RUN})|({_WORD})")
_NOT_IDEOGRAPH = re.compile(f"[^{IDEOGRAPH}]+")
_PARTING = re.compile(f"[{_APOSTROPHES}]")


def tokens_of(name: str) -> list[str]:
    """
    Return the tokens under which a name is found, each once, the most telling first.

    Chinese, Japanese and Korean characters: each and each pair, across spaces and dots. Words of
    letters: the first 1 to 4 letters and the whole. Chinese characters also by their sound.
    """
    found: dict[str, None] = {}
    for run, word in pieces(name):
        found |= dict.fromkeys(_of_run(run) if run else _of_words(word))
    if not found and (marks := marks_of(name)):
        found[marks] = None
    return list(found)[:MOST_TOKENS]


def marks_of(text: str) -> str:
    """Return what a text without a letter is found by: its marks themselves, such as "-"."""
    printable = "".join(each for each in fold(text) if each.isprintable())
    return whole(printable.strip()).rstrip()


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Return the folded runs of characters and words of letters, in order; one of each is empty."""
    for run, word in _PIECES.findall(fold(text)):
        yield _NOT_IDEOGRAPH.sub("", run), word


def pairs(run: str) -> list[str]:
    """Return each two neighbouring characters."""
    return [run[at : at + 2] for at in range(len(run) - 1)]


def parted(word: str) -> list[str]:
    """Return the words of a hyphened one, apostrophes left out: "o'brien-li" is obrien, li."""
    return _PARTING.sub("", word).split("-")


def whole(word: str) -> str:
    """Return the word as it is kept whole."""
    return word[:LONGEST_WORD]


def phone_key(e164: str) -> str:
    """Return the digits of a number from the last to the first, so that a suffix is a prefix."""
    return "".join(digit for digit in reversed(e164) if digit.isdecimal())


def email_key(address: str) -> str:
    """Return an e-mail address as it is compared: lower case, no spaces around."""
    return address.strip().casefold()


def _of_run(run: str) -> list[str]:
    tokens = [*pairs(run), *run]
    family = family_length(run)
    for sounds in syllables(run):
        for read in _spellings(sounds):
            tokens += _of_reading(read, family)
    return tokens


def _of_reading(sounds: list[str], family: int) -> list[str]:
    tokens = [*_prefixes("".join(sounds), 1)]
    if len(sounds) > 1:
        tokens += _prefixes("".join([sound[0] for sound in sounds]), 2)
    if family and len(sounds) <= LONGEST_PERSON:
        given = sounds[family:]
        tokens += _prefixes("".join(given), 2)
        for sound in given[1:]:
            tokens += _prefixes(sound, 2)
    return tokens


def _spellings(sounds: list[str]) -> list[list[str]]:
    """Return the syllables as typed on keyboards (lv), in passports (lyu) and without dots (lu)."""
    if "v" not in "".join(sounds):
        return [sounds]
    return [[sound.replace("v", u) for sound in sounds] for u in ("v", "yu", "u")]


def _of_words(word: str) -> list[str]:
    words = parted(word)
    behind_apostrophes = [part.split("-")[0] for part in _PARTING.split(word)[1:]]
    joined = ["".join(words)] if len(words) > 1 else []
    return [
        token for each in (*words, *joined, *behind_apostrophes) for token in _prefixes(each, 1)
    ]


@lru_cache(maxsize=50_000)
def _prefixes(word: str, shortest: int) -> tuple[str, ...]:
    starts = [word[:length] for length in range(shortest, min(PREFIX, len(word)) + 1)]
    return tuple(starts) if len(word) <= PREFIX else (*starts, whole(word))
