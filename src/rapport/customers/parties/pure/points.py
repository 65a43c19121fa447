"""Read contact points as people give them: what is compared, what is kept as it was written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rapport.customers.parties.words import PointGiven, PointKind, PointStatus, PointUse
from rapport.kernel.errors import N_, Invalid
from rapport.kernel.phones import PhoneKind, PhoneNotUnderstood, digits, parse_phone
from rapport.kernel.search.pure import email_key

LONGEST_VALUE = 254
# Nine numbers in ten of a Taiwanese firm; the library takes a hundred times as long.
_TAIWAN_MOBILE = re.compile(r"(?:09|\+8869)([0-8][0-9]{7})", re.ASCII)
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@(?:[^\s@<>,;.]+\.)+[^\s@<>,;.]{2,63}")


class EmailNotUnderstood(Invalid):
    sentence = N_("“{text}” is not an e-mail address, such as name@example.com.")


class PointNotUnderstood(Invalid):
    sentence = N_("“{text}” cannot be used to reach anybody. Give 1 to {longest} characters.")


@dataclass(frozen=True, slots=True)
class PointRead:
    """A contact point as it is kept."""

    kind: PointKind
    value: str
    original: str
    extension: str
    use: PointUse
    status: PointStatus = PointStatus.USABLE


def read_point(given: PointGiven, region: str) -> PointRead:
    """
    Return the point as it is kept.

    Refuses   PhoneNotUnderstood, EmailNotUnderstood, PointNotUnderstood.
    """
    text = " ".join(unicodedata.normalize("NFKC", given.text).split())
    if not text or len(given.text) > LONGEST_VALUE or "\x00" in text:
        raise PointNotUnderstood(text=given.text[:60], longest=LONGEST_VALUE)
    if given.kind.is_number:
        return _read_number(given, text, region)
    if given.kind is PointKind.EMAIL:
        return _read_email(given, text)
    use = given.use or PointUse.OTHER
    return PointRead(given.kind, text.casefold(), given.text.strip(), "", use)


def kept_point(given: PointGiven, region: str) -> PointRead | None:
    """Return the point also when nobody can read it, marked as invalid; None of an empty text."""
    try:
        return read_point(given, region)
    except (PhoneNotUnderstood, EmailNotUnderstood, PointNotUnderstood):
        original = given.text.strip()[:LONGEST_VALUE]
        value = digits(original) if given.kind.is_number else email_key(original)
        if not original:
            return None
        use = given.use or PointUse.OTHER
        return PointRead(given.kind, value or original, original, "", use, PointStatus.INVALID)


def _read_number(given: PointGiven, text: str, region: str) -> PointRead:
    original = given.text.strip()
    if region == "TW" and (mobile := _TAIWAN_MOBILE.fullmatch(text)):
        use = given.use or PointUse.MOBILE
        return PointRead(given.kind, f"+8869{mobile[1]}", original, "", use)
    phone = parse_phone(text, region)
    guessed = PointUse.MOBILE if phone.kind is PhoneKind.MOBILE else PointUse.OTHER
    return PointRead(given.kind, phone.e164, original, phone.extension[:12], given.use or guessed)


def _read_email(given: PointGiven, text: str) -> PointRead:
    address = email_key(text.removeprefix("mailto:"))
    if not _ADDRESS.fullmatch(address):
        raise EmailNotUnderstood(text=given.text[:60])
    use = given.use or PointUse.OTHER
    return PointRead(given.kind, address, given.text.strip(), "", use)
