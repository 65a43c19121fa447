"""
Tax numbers with right check digits that look made up: 9900…, and 999999 for a place.

No place of the mainland has the code 999999, and firms of Taiwan are not numbered from 9900 on.
"""

from __future__ import annotations

from rapport.customers.parties.pure import is_taiwan_number, mainland_check_character

# Of letters and digits of a code, those that no digit is mistaken for.
_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def taiwan_number(place: int) -> str:
    """Return the 統一編號 of the firm at that place; another for each."""
    fitting = (f"9900{place:03d}{digit}" for digit in range(10))
    return next(number for number in fitting if is_taiwan_number(number))


def mainland_code(place: int) -> str:
    """Return the 统一社会信用代码 of the firm at that place; another for each."""
    first, rest = divmod(place, 31)
    body = f"91999999MA9X{first:03d}{_CHARACTERS[rest]}X"
    return body + mainland_check_character(body)
