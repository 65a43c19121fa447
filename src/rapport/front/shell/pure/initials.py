"""The letters in the circle that stands for a person."""

from __future__ import annotations

import re
import unicodedata

_BRACKETS = re.compile(r"[（(][^）)]*[）)]")
LARGE = 40  # px from which a circle has room for two letters


def initials(name: str, *, size: int = 24) -> str:
    """
    Return the letters that stand for a name: the family name's first, or two when there is room.

    A Han name comes family name first, so small circles show its first character and large ones
    the given name, its last two; what stands in brackets is left out. Other scripts show the first
    letter, or first and last initial.
    Units    size: pixels.
    """
    name = _BRACKETS.sub("", name).strip() or name
    words = [word for word in name.replace("・", " ").replace("·", " ").split() if word]
    if not words:
        return "?"
    if is_han(words[0][0]):
        whole = "".join(words)
        return whole[-2:] if size >= LARGE else whole[0]
    letters = [_first_letter(word) for word in words]
    shown = [letter for letter in letters if letter]
    if not shown:
        return words[0][0]
    return shown[0] + shown[-1] if size >= LARGE and len(shown) > 1 else shown[0]


def is_han(letter: str) -> bool:
    """Whether the letter is a Chinese character."""
    return unicodedata.name(letter, "").startswith("CJK ")


def _first_letter(word: str) -> str:
    for letter in word:
        if letter.isalnum():
            # Letters made of a base and marks stay whole: "É" must not become "E".
            return unicodedata.normalize("NFC", letter).upper()
    return ""
