"""
Fold a name so that its writings meet: case, width, accents, script, apostrophes; and sound it out.

Source    docs/algorithms/search-tokens.md, section "Folding".
"""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files

from rapport.kernel.words.family_names import COMPOUND, READINGS

# The middle dot of transcribed names, U+30FB, is no letter: it stands apart from katakana.
IDEOGRAPH = (
    "\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff"
    "\u1100-\u11ff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
LONGEST_PERSON = 4  # characters; a longer run is a firm or a transcription, without a family name

_ONLY_IDEOGRAPHS = re.compile(f"[{IDEOGRAPH}]*")
_VOICING = "\u3099\u309a"  # か and が are two letters
_PLAIN_LETTERS = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "ħ": "h",
    "ŧ": "t",
    "ŋ": "ng",
}


def _lines(name: str) -> list[str]:
    text = files("rapport.kernel.search.pure").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


_FORMS = str.maketrans({pair[0]: pair[1] for pair in _lines("simplified.txt")} | _PLAIN_LETTERS)
_SOUNDS = {
    character: syllable
    for syllable, characters in (line.split(" ") for line in _lines("readings.txt"))
    for character in characters
}


def fold(text: str) -> str:
    """Return the text under which it is found: NFKC, lower case, simplified, without accents."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    if _ONLY_IDEOGRAPHS.fullmatch(folded):
        return folded.translate(_FORMS)
    decomposed = unicodedata.normalize("NFD", folded)
    bare = "".join(
        letter
        for letter in decomposed
        if unicodedata.category(letter) not in ("Mn", "Cf") or letter in _VOICING
    )
    return unicodedata.normalize("NFC", bare).translate(_FORMS)


def syllables(run: str) -> list[list[str]]:
    """
    Return the readings of a run of folded characters, each a list of syllables; mostly one.

    A short run may be a person: then the first characters are also read as a family name. A run
    with a character that has no reading (kana, hangul, a rare form) has none.
    """
    plain = [_SOUNDS.get(character, "") for character in run]
    if not all(plain):
        return []
    if len(run) > LONGEST_PERSON:
        return [plain]
    as_name = READINGS.get(run[:2]) or READINGS.get(run[:1]) or plain[0]
    first = as_name.split(" ")
    named = first + plain[len(first) :]
    return [named] if named == plain else [named, plain]


def family_length(run: str) -> int:
    """Return how many of the first characters are the family name; 0 in a run that is no person."""
    if not 1 < len(run) <= LONGEST_PERSON:
        return 0
    return 2 if len(run) > 2 and run[:2] in COMPOUND else 1
