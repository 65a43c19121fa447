"""
Telephone numbers: read what people type, keep E.164, show it as the reader is used to.

The plan of numbers is Google's libphonenumber. What it leaves to us: extensions in Chinese words,
the marks that a copied number carries, and several numbers in one field.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from rapport.kernel.errors import N_, Invalid

LONGEST = 250  # the library reads no more; longer texts hold no telephone number
REMEMBERED = 20_000  # numbers as they are shown

# 轉 12, 分機 12, 内线12; the library knows "ext." and "#".
_EXTENSION_WORDS = re.compile(
    r"[\s,，;；(（]*(?:轉|转|分機|分机|內線|内线)\s*[:：.]?\s*(?=[0-9０-９])"
)
_SEPARATORS = re.compile(r"[/／、;；|]| or |\n")


class PhoneKind(StrEnum):
    """What answers at the number, as far as its plan tells."""

    MOBILE = "mobile"
    FIXED = "fixed"
    FIXED_OR_MOBILE = "fixed_or_mobile"
    TOLL_FREE = "toll_free"
    PREMIUM = "premium"
    SHARED_COST = "shared_cost"
    INTERNET = "internet"
    PERSONAL = "personal"
    PAGER = "pager"
    COMPANY = "company"
    VOICEMAIL = "voicemail"
    UNKNOWN = "unknown"

    @property
    def takes_texts(self) -> bool:
        """Whether a text message is worth trying."""
        return self in (PhoneKind.MOBILE, PhoneKind.FIXED_OR_MOBILE)


_KINDS = {
    PhoneNumberType.MOBILE: PhoneKind.MOBILE,
    PhoneNumberType.FIXED_LINE: PhoneKind.FIXED,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: PhoneKind.FIXED_OR_MOBILE,
    PhoneNumberType.TOLL_FREE: PhoneKind.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE: PhoneKind.PREMIUM,
    PhoneNumberType.SHARED_COST: PhoneKind.SHARED_COST,
    PhoneNumberType.VOIP: PhoneKind.INTERNET,
    PhoneNumberType.PERSONAL_NUMBER: PhoneKind.PERSONAL,
    PhoneNumberType.PAGER: PhoneKind.PAGER,
    PhoneNumberType.UAN: PhoneKind.COMPANY,
    PhoneNumberType.VOICEMAIL: PhoneKind.VOICEMAIL,
}


class PhoneNotUnderstood(Invalid):
    """The text is no number that could be called."""

    sentence = N_("“{text}” is not a complete telephone number. Add the area or country code.")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that can be called from anywhere; `text` is what the person typed."""

    e164: str
    extension: str
    national: str
    kind: PhoneKind
    region: str
    text: str


def regions() -> list[str]:
    """Return the regions in which numbers can be read, by their codes."""
    return sorted(phonenumbers.SUPPORTED_REGIONS)


def parse_phone(text: str, region: str | None) -> Phone:
    """
    Read one telephone number as people of the region write it.

    Units     region: ISO 3166, such as "TW"; without one the number must begin with "+".
    Refuses   PhoneNotUnderstood: also a number that its country's plan does not have.
    """
    number = _number(text, region)
    if number is None or not phonenumbers.is_valid_number(number):
        raise PhoneNotUnderstood(text=text)
    return Phone(
        e164=phonenumbers.format_number(number, PhoneNumberFormat.E164),
        extension=number.extension or "",
        national=_national(number),
        kind=_KINDS.get(phonenumbers.number_type(number), PhoneKind.UNKNOWN),
        region=phonenumbers.region_code_for_number(number) or "",
        text=text,
    )


def phones_in(text: str, region: str | None) -> tuple[list[Phone], list[str]]:
    """Return the numbers of a field that may hold several, and what in it is no number."""
    phones: list[Phone] = []
    rest: list[str] = []
    for part in (part.strip() for part in _SEPARATORS.split(text)):
        if not part:
            continue
        try:
            phones.append(parse_phone(part, region))
        except PhoneNotUnderstood:
            rest.append(part)
    return phones, rest


@lru_cache(maxsize=REMEMBERED)
def format_phone(e164: str, region: str | None) -> str:
    """
    Return the number as people of the region write it: nationally at home, else with +.

    Remembered, for a list shows sixty of them and each takes 0.2 ms to find out.
    """
    try:
        number = phonenumbers.parse(e164, None)
    except NumberParseException:
        return e164  # kept as it was typed: shown as it was typed
    home = region is not None and region in phonenumbers.region_codes_for_country_code(
        number.country_code or 0
    )
    return _national(number) if home else _shaped(number, PhoneNumberFormat.INTERNATIONAL)


def calling_code(region: str) -> str:
    """Return the code by which the region is called from abroad, such as "886"; "" for none."""
    return str(phonenumbers.country_code_for_region(region) or "")


def digits(text: str) -> str:
    """Return the decimal digits of the text as 0 to 9, whatever script they are written in."""
    return "".join(
        str(unicodedata.decimal(character)) for character in text if character.isdecimal()
    )


def _number(text: str, region: str | None) -> PhoneNumber | None:
    cleaned = "".join(
        character for character in text if unicodedata.category(character) not in ("Cf", "Cc")
    )
    if len(cleaned) > LONGEST:
        return None
    try:
        return phonenumbers.parse(_EXTENSION_WORDS.sub(" ext. ", cleaned), region)
    except NumberParseException:
        return None


def _national(number: PhoneNumber) -> str:
    shown = _shaped(number, PhoneNumberFormat.NATIONAL)
    # The library writes 02 2771 2345; in Taiwan one writes 02-2771-2345.
    return shown.replace(" ", "-") if number.country_code == 886 else shown


def _shaped(number: PhoneNumber, shape: int) -> str:
    plain = PhoneNumber()
    plain.merge_from(number)
    plain.extension = None
    return phonenumbers.format_number(plain, shape)
