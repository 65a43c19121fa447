"""What is kept of a name: shown, sorted and searched by."""

from __future__ import annotations

import unicodedata

from rapport.customers.parties.pure.grams import phone_grams
from rapport.customers.parties.pure.keys import sort_name
from rapport.customers.parties.pure.names import display_name, split_name
from rapport.customers.parties.words import CustomerValues, NameOrder, PartyKind
from rapport.kernel.errors import N_, Invalid
from rapport.kernel.search.pure import tokens_of

LONGEST_NAME = 200
LONGEST_PART = 100


class NameMissing(Invalid):
    at = "name"
    sentence = N_("A customer needs a name of at least one character.")


class NameTooLong(Invalid):
    at = "name"
    sentence = N_("This name is longer than {longest} characters. Shorten it.")


def plain(text: str) -> str:
    """Return the text as it is kept: composed, without control characters and stray spaces."""
    kept = (each for each in text if unicodedata.category(each) not in ("Cc", "Cs"))
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def names_of(kind: PartyKind, values: CustomerValues) -> dict[str, str]:
    """
    Return all columns of the name out of what was given of it.

    What was typed as the whole name stays; parts that are missing are read from it, and a missing
    whole is put together from the parts.
    Refuses   NameMissing, NameTooLong.
    """
    whole, family = plain(values.get("name", "")), plain(values.get("family_name", ""))
    given = plain(values.get("given_name", ""))
    order = values.get("name_order")
    if kind is PartyKind.PERSON and whole and not (family or given):
        parts = split_name(whole)
        family, given, order = parts.family, parts.given, order or parts.order
    order = order or NameOrder.FAMILY_FIRST
    shown = whole or display_name(family, given, order)
    latin = plain(values.get("latin_name", ""))
    _must_fit(shown, family, given, latin)
    return {
        "display_name": shown,
        "sort_name": sort_name(shown, family, given),
        "family_name": family,
        "given_name": given,
        "latin_name": latin,
        "name_order": order,
    }


def name_tokens(*names: str) -> list[str]:
    """Return the tokens of several writings of one name, each once."""
    found: dict[str, None] = {}
    for name in dict.fromkeys(names):
        if name:
            found |= dict.fromkeys(tokens_of(name))
    return list(found)


def row_tokens(names: list[str], numbers: list[str], marks: list[str]) -> list[str]:
    """Return all tokens of a row: of names, of telephone numbers, and whose it is."""
    digits = [gram for number in numbers for gram in phone_grams(number)]
    return list(dict.fromkeys([*name_tokens(*names), *digits, *marks]))


def _must_fit(shown: str, family: str, given: str, latin: str) -> None:
    if not shown:
        raise NameMissing()
    if max(len(shown), len(latin)) > LONGEST_NAME:
        raise NameTooLong(longest=LONGEST_NAME)
    if max(len(family), len(given)) > LONGEST_PART:
        raise NameTooLong(longest=LONGEST_PART)
