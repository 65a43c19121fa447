"""What a person who types into a search box means: a number, a telephone, an address, a name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

SHORTEST_SUFFIX = 3  # fewer digits name too many telephones
GRAM = 4
LAST_DIGITS = 10  # of a telephone number; what stands before them is found as its beginning

_NUMBER = re.compile(r"c-\d{2,15}")
_PHONE = re.compile(r"\+?[\d\s().\-/]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The text, and as what it is looked up."""

    by: Literal["number", "phone", "email", "name"]
    text: str  # cleaned: "C-2048", digits, lower case, or the name as typed


def wanted(text: str) -> Wanted | None:
    """Return what is looked for; None when the text holds nothing to look for."""
    plain = unicodedata.normalize("NFKC", text).strip()
    folded = plain.lower()
    if not any(character.isalnum() for character in plain):
        return None
    if _NUMBER.fullmatch(folded):
        return Wanted("number", folded.upper())
    if "@" in folded:
        return Wanted("email", folded)
    digits = "".join(character for character in plain if character.isdecimal())
    if len(digits) >= SHORTEST_SUFFIX and _PHONE.fullmatch(plain):
        return Wanted("phone", digits)
    return Wanted("name", plain)


def grams(digits: str) -> list[str]:
    """Return all runs of four digits, marked so that no name has such a token."""
    return [f"#{digits[start : start + GRAM]}" for start in range(len(digits) - GRAM + 1)]


def phone_grams(e164: str) -> list[str]:
    """Return the runs by which any four digits in a row find the number."""
    digits = "".join(character for character in e164 if character.isdecimal())
    return grams(digits[-LAST_DIGITS:])


def after(prefix: str) -> str:
    """Return the least text (by code point) that sorts after all that begin with the prefix."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
