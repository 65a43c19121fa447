"""Keys of a party: by which lists sort it, and by which two rows may be the same one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from hashlib import md5

from rapport.customers.parties.words import PartyKind
from rapport.kernel.search.pure import fold, syllables

LONGEST_SORT_NAME = 200
_SPACES = re.compile(r"[\s·•・‧.,-]+")


def sort_name(display_name: str, family: str = "", given: str = "") -> str:
    """
    Return the text by which a name is sorted: sounds of Chinese characters, plain letters else.

    The family name leads, whatever stands first when the name is shown.
    """
    ordered = f"{family} {given}" if family and given else display_name
    folded = fold(ordered)
    together = "".join(folded.split())
    sounds = syllables(together)
    key = f"{' '.join(sounds[0])} {together}" if sounds else " ".join(folded.split())
    return key[:LONGEST_SORT_NAME]


def duplicate_keys(
    *,
    kind: PartyKind,
    name: str,
    birth_on: date | None = None,
    tax_number: str = "",
    phones: Iterable[str] = (),
    emails: Iterable[str] = (),
) -> list[int]:
    """
    Return the keys of likeness: two parties that share one may be the same.

    A person's name alone is no key: of common names there are thousands.
    """
    plain = likeness_of(name)
    texts = [f"p{phone}" for phone in phones] + [f"e{email}" for email in emails]
    if tax_number:
        texts.append(f"t{tax_number}")
    if birth_on is not None:
        texts.append(f"b{birth_on.isoformat()}{plain}")
    if kind is not PartyKind.PERSON:
        texts.append(f"n{plain}")
    return sorted({hashed(text) for text in texts})


def likeness_of(name: str) -> str:
    """Return the name without what writings differ in: case, accents, script, order of words."""
    return "".join(sorted(word for word in _SPACES.split(fold(name)) if word))


def hashed(text: str) -> int:
    """Return 64 signed bits of the text; the same as `('x' || left(md5(t), 16))::bit(64)::int8`."""
    digest = md5(text.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
