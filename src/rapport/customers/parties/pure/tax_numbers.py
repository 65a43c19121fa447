"""
Tax numbers and their check digits: 統一編號 of Taiwan, 统一社会信用代码 of the mainland.

Source    Taiwan: the Ministry of Finance's note on the check digit, in force since 2023-04-01: the
          weighted sum must be divisible by 5, where it had to be by 10 before; every older number
          still passes. Mainland: GB 32100-2015, whose own example is among the tests.
"""

from __future__ import annotations

import re
import unicodedata

from rapport.kernel.errors import N_, Invalid

_TAIWAN = re.compile(r"[0-9]{8}", re.ASCII)
_TAIWAN_WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)

# Without I, O, S, V and Z, which look like digits and other letters.
_MAINLAND_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MAINLAND = re.compile(rf"[{_MAINLAND_CHARACTERS}]{{2}}[0-9]{{6}}[{_MAINLAND_CHARACTERS}]{{10}}")

_PARTING = re.compile(r"[\s\-‐-―.]")  # spaces, dots and dashes of every length


class TaxNumberMistyped(Invalid):
    """The number does not fit its own check digit, or has another length."""

    sentence = N_("“{text}” is not a tax number of {country}: a digit is wrong or missing.")


def tax_number(text: str, country: str) -> str:
    """
    Return the number as it is kept: without spaces and dashes, in capitals.

    Numbers of countries whose rule is not known here are kept unchecked.

    Units     country: ISO 3166, such as "TW".
    Refuses   TaxNumberMistyped.
    """
    number = _PARTING.sub("", unicodedata.normalize("NFKC", text)).upper()
    check = {"TW": is_taiwan_number, "CN": is_mainland_code}.get(country)
    if check is not None and not check(number):
        raise TaxNumberMistyped(text=text, country=country)
    return number


def is_taiwan_number(number: str) -> bool:
    """Say whether eight digits are a 統一編號: their weighted digit sum is divisible by 5."""
    if not _TAIWAN.fullmatch(number):
        return False
    products = (int(digit) * weight for digit, weight in zip(number, _TAIWAN_WEIGHTS, strict=True))
    total = sum(product // 10 + product % 10 for product in products)
    # 7 x 4 = 28 gives 10, whose digits may be taken as 1 or as 0.
    return total % 5 == 0 or (number[6] == "7" and (total + 1) % 5 == 0)


def is_mainland_code(code: str) -> bool:
    """Say whether eighteen characters are a 统一社会信用代码 with its check character."""
    return bool(_MAINLAND.fullmatch(code)) and code[17] == mainland_check_character(code[:17])


def mainland_check_character(code: str) -> str:
    """Return the check character of the first 17: 31 less their sum weighted by 3^i, modulo 31."""
    total = sum(
        _MAINLAND_CHARACTERS.index(character) * pow(3, place, 31)
        for place, character in enumerate(code)
    )
    return _MAINLAND_CHARACTERS[-total % 31]
