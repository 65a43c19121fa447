"""
Names of persons: guess the parts, put them together again, shorten them for an avatar.

A guess is only that: `is_sure` says when a person should look, and what was typed is always kept
as the display name.

Source    docs/algorithms/names.md.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rapport.customers.parties.words import NameOrder
from rapport.kernel.search.pure import fold
from rapport.kernel.words.family_names import (
    COMMON,
    COMPOUND,
    COMPOUND_HANGUL,
    ROMANISED,
    VIETNAMESE,
)

_IDEOGRAPH = (
    "\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_HANGUL = "\u1100-\u11ff\uac00-\ud7a3"
_WITHOUT_SPACES = re.compile(f"[{_IDEOGRAPH}{_HANGUL}]+")
_MIDDLE_DOT = re.compile(r"\s*[·•・‧．]\s*")
_PASSENGER = re.compile(
    r"([A-Z]+(?: [A-Z]+)*)/([A-Z]+(?: [A-Z]+)*?)(?: ?(MR|MRS|MS|MSTR|MISS|DR))?"
)
_TITLE = re.compile(r"(?:dr|prof|mr|mrs|ms|miss|sir|dame|h\.c|mult|ing|dipl)\.?", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|phd|md)\.?", re.IGNORECASE)
_PARTICLES = frozenset(
    [
        *("van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le"),
        *("ter", "ten", "zu", "zum", "zur", "bin", "ibn", "al", "el", "bint", "بن", "ابن"),
    ]
)


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a name, in the order in which its bearer writes them."""

    family: str
    given: str
    order: NameOrder = NameOrder.FAMILY_FIRST
    title: str = ""
    is_sure: bool = True


def split_name(text: str) -> PersonName:
    """Return the parts of a name as far as they can be told from its writing."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    if _WITHOUT_SPACES.fullmatch(plain):
        return _split_characters(plain)
    if _MIDDLE_DOT.search(plain) and not plain.isascii():
        given, family = _MIDDLE_DOT.split(plain, maxsplit=1)
        return PersonName(family, given, NameOrder.GIVEN_FIRST, is_sure=False)
    words = plain.split(" ")
    if all(_WITHOUT_SPACES.fullmatch(word) for word in words):
        return PersonName(words[0], "".join(words[1:]))
    if passenger := _PASSENGER.fullmatch(plain):
        family, given, title = passenger.groups()
        return PersonName(family, given, title=title or "", is_sure=False)
    return _split_words(plain)


def display_name(family: str, given: str, order: NameOrder) -> str:
    """Put the parts together: without a space where the script has none, else in their order."""
    parts = [family, given] if order is NameOrder.FAMILY_FIRST else [given, family]
    written = [part for part in parts if part]
    spaceless = order is NameOrder.FAMILY_FIRST and all(map(_WITHOUT_SPACES.fullmatch, written))
    return ("" if spaceless else " ").join(written)


def short_avatar(family: str, given: str, order: NameOrder) -> str:
    """Return what stands in an avatar of up to 32 px: the family name, or two Latin initials."""
    if family and _WITHOUT_SPACES.fullmatch(family):
        return family[:2]
    return _initials(family, given, order)


def long_avatar(family: str, given: str, order: NameOrder) -> str:
    """Return what stands in a larger avatar: the last two characters, or two Latin initials."""
    whole = display_name(family, given, order).replace(" ", "")
    return whole[-2:] if _WITHOUT_SPACES.fullmatch(whole) else _initials(family, given, order)


def _initials(family: str, given: str, order: NameOrder) -> str:
    parts = [family, given] if order is NameOrder.FAMILY_FIRST else [given, family]
    return "".join(_first_letter(part) for part in parts).upper() or "?"


def _first_letter(part: str) -> str:
    """Return the first letter of a part; of "van der Berg" the B."""
    words = [word for word in part.split(" ") if word and fold(word) not in _PARTICLES]
    letters = [letter for letter in "".join(words[:1]) if letter.isalpha()]
    return "".join(letters[:1])


def _split_characters(name: str) -> PersonName:
    if name[:2] in COMPOUND or name[:2] in COMPOUND_HANGUL:
        return PersonName(name[:2], name[2:], is_sure=len(name) > 2)
    if len(name) == 4 and name[0] in COMMON and name[1] in COMMON:
        return PersonName(name[:2], name[2:], is_sure=False)  # 林陳秀枝: her husband's and her own
    if len(name) == 4 and name[0] not in COMMON:
        return PersonName(name[:2], name[2:], is_sure=False)  # 佐藤裕樹: of Japanese custom
    if len(name) > 4:
        return PersonName("", name, is_sure=False)
    return PersonName(name[:1], name[1:], is_sure=1 < len(name) < 4)


def _split_words(name: str) -> PersonName:
    title, words = _titles(name)
    before, comma, behind = " ".join(words).partition(",")
    if comma:
        return PersonName(before.strip(), behind.strip(), NameOrder.GIVEN_FIRST, title)
    while len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        words = words[:-1]
    if len(words) == 1:
        return PersonName("", words[0], NameOrder.GIVEN_FIRST, title, is_sure=False)
    if _is_family_first(words):
        return PersonName(words[0], " ".join(words[1:]), NameOrder.FAMILY_FIRST, title, False)
    at = _family_starts(words)
    return PersonName(
        " ".join(words[at:]), " ".join(words[:at]), NameOrder.GIVEN_FIRST, title, False
    )


def _titles(name: str) -> tuple[str, list[str]]:
    words = name.split(" ")
    count = 0
    while count < len(words) - 1 and _TITLE.fullmatch(words[count]):
        count += 1
    return " ".join(words[:count]), words[count:]


def _is_family_first(words: list[str]) -> bool:
    """Say whether Latin words look like Lin Chih-Yuan, Chan Tai Man or Nguyễn Thị Ánh."""
    first, *rest = [fold(word) for word in words]
    if first in VIETNAMESE and not "".join(words).isascii():
        return True
    if first not in ROMANISED or rest[-1] in ROMANISED:
        return False
    return "-" in rest[0] or len(rest) == 2


def _family_starts(words: list[str]) -> int:
    """Return where the family name starts: at the first particle in front of the last word."""
    at = len(words) - 1
    while at > 1 and fold(words[at - 1]) in _PARTICLES:
        at -= 1
    return at
