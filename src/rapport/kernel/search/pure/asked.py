"""
What a person typed into the search: a name, a telephone number, an e-mail address, a number.

Source    docs/algorithms/search-tokens.md, section "What is typed".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from rapport.kernel.search.pure.tokens import (
    PREFIX,
    email_key,
    marks_of,
    pairs,
    parted,
    phone_key,
    pieces,
    whole,
)

FEWEST_PHONE_DIGITS = 3
LONGEST_QUERY = 200

_NUMBER = re.compile(r"([a-z]{1,3})(?:[- ]?([0-9]{4,})|-([0-9]{1,3}))", re.IGNORECASE | re.ASCII)
_BARE_NUMBER = re.compile(r"[0-9]{4,10}")
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()+./·-]*")
_EXTENSION = re.compile(r"\s*(?:#|ext\.?|x|轉|转|分機|分机)\s*[0-9]+$", re.IGNORECASE)
_TRUNK = re.compile(r"\(0\)")
_ADDRESS = re.compile(r"[a-z0-9][a-z0-9._+-]{2,}", re.ASCII)


class QueryKind(StrEnum):
    """What the typed text looks like."""

    NOTHING = "nothing"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Query:
    """
    What to look up.

    NAME    a row must have every one of `tokens`, and for each of `longer` a token that begins
            with it (the first four letters of each stand among `tokens` already).
    PHONE   one token, the typed digits from the last: numbers whose `phone_key` begins with it.
    EMAIL   one token: addresses whose `email_key` begins with it.
    NUMBER  one token: the number of a record, "C-204817", or its digits alone.

    `alternatives` are further meanings that are possible, most likely first.
    """

    kind: QueryKind
    tokens: tuple[str, ...] = ()
    longer: tuple[str, ...] = ()
    alternatives: tuple[Query, ...] = ()


def query_tokens(text: str) -> Query:
    """Return what the typed text asks for; NOTHING when it holds nothing to look up."""
    typed = _cleaned(text)
    if not typed:
        return Query(QueryKind.NOTHING)
    if number := _NUMBER.fullmatch(typed):
        digits = number[2] or number[3]
        return Query(QueryKind.NUMBER, (f"{number[1].upper()}-{digits}",))
    if "@" in typed:
        return Query(QueryKind.EMAIL, (email_key(typed),))
    return _phone(typed) or _name(typed)


def as_one_word(text: str) -> Query | None:
    """
    Return what a hyphenated word asks for without its hyphen: Jin-Hua as jinhua.

    So a given name is kept that is written in one, or in Chinese; fewer rows have it than have
    both of its halves. None of any other text.
    """
    found = list(pieces(_cleaned(text)))
    word = found[0][1] if len(found) == 1 else ""
    joined = "".join(parted(word))
    if "-" not in word or not joined.isalpha():
        return None
    longer = (whole(joined),) if len(joined) > PREFIX else ()
    return Query(QueryKind.NAME, (joined[:PREFIX],), longer)


def finds(query: Query, tokens: Collection[str]) -> bool:
    """Say whether a row with these tokens answers a query for a NAME; the rule that SQL follows."""
    return set(query.tokens) <= set(tokens) and all(
        any(token.startswith(word) for token in tokens) for word in query.longer
    )


def _cleaned(text: str) -> str:
    spaced = " ".join(unicodedata.normalize("NFKC", text[:LONGEST_QUERY]).split())
    kept = (each for each in spaced if unicodedata.category(each) not in ("Cf", "Cc", "Cs"))
    return "".join(kept).strip()


def _phone(typed: str) -> Query | None:
    number = _TRUNK.sub("", _EXTENSION.sub("", typed))
    if not _PHONE.fullmatch(number):
        return None
    reverse = phone_key(number)
    if len(reverse) < FEWEST_PHONE_DIGITS:
        return None
    # The 0 in front belongs to the dialling, not to the number: 0912 … is +886 912 …
    tokens = (reverse.rstrip("0") or reverse,)
    if _BARE_NUMBER.fullmatch(typed):
        called = _name(typed)  # a customer of whom only a number is known is called by it
        others = (Query(QueryKind.NUMBER, (typed,)), replace(called, alternatives=()))
        return Query(QueryKind.PHONE, tokens, alternatives=others)
    return Query(QueryKind.PHONE, tokens)


def _name(typed: str) -> Query:
    tokens: dict[str, None] = {}
    longer: dict[str, None] = {}
    for run, word in pieces(typed):
        if run:
            tokens |= dict.fromkeys(pairs(run) or [run])
            continue
        for each in parted(word):
            tokens[each[:PREFIX]] = None
            if len(each) > PREFIX:
                longer[whole(each)] = None
    if not tokens:
        marks = marks_of(typed)
        return Query(QueryKind.NAME, (marks,)) if marks else Query(QueryKind.NOTHING)
    lowered = typed.casefold()
    address = (Query(QueryKind.EMAIL, (lowered,)),) if _ADDRESS.fullmatch(lowered) else ()
    return Query(QueryKind.NAME, tuple(tokens), tuple(longer), address)
