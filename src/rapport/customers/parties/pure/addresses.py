"""Addresses as one line, in the order of their country."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from rapport.customers.parties.words import AddressGiven
from rapport.kernel.errors import N_, Invalid

_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_BETWEEN = re.compile("(?<=[\u3400-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[\u3400-\u9fff])")
_COUNTRY = re.compile("[A-Z]{2}")
# Where the postal code stands behind the place: "Leeds LS1 4AP", "Taipei City 110058".
_CODE_BEHIND = frozenset({"GB", "IE", "US", "CA", "AU", "NZ", "TW", "HK", "SG", "IN", "CN", "KR"})
LONGEST_LINES = 300


class AddressNotUnderstood(Invalid):
    at = "lines"
    sentence = N_("An address needs a country (two letters) and at least a city or a street.")


def address_given(country: str, parts: Mapping[str, str]) -> AddressGiven:
    """Return the address that a file gives by its parts."""
    return AddressGiven(
        country=country,
        lines=parts["lines"],
        city=parts["city"],
        district=parts["district"],
        region=parts["region"],
        postal_code=parts["postal_code"],
    )


def cleaned(given: AddressGiven) -> dict[str, str]:
    """Return the parts without stray spaces. Refuses AddressNotUnderstood."""
    names = ("country", "postal_code", "region", "city", "district", "lines")
    parts = {name: _plain(getattr(given, name)) for name in names}
    parts["country"] = parts["country"].upper()
    if not _COUNTRY.fullmatch(parts["country"]) or not (parts["city"] or parts["lines"]):
        raise AddressNotUnderstood()
    if any(len(parts[name]) > 100 for name in names[:-1]) or len(parts["lines"]) > LONGEST_LINES:
        raise AddressNotUnderstood()
    return parts


def formatted(parts: dict[str, str]) -> str:
    """Return one line: from large to small in Chinese characters, else from small to large."""
    written = "".join(parts[name] for name in ("region", "city", "district", "lines"))
    return _large_to_small(parts) if _HAN.search(written) else _small_to_large(parts)


def _large_to_small(parts: dict[str, str]) -> str:
    places = [parts[name] for name in ("region", "city", "district", "lines")]
    # 北京市 is province and city at once; a full line may repeat what the parts say already.
    kept: list[str] = []
    for place in places:
        if place and place not in kept:
            kept.append(place)
    street = kept[-1] if parts["lines"] else ""
    above = "".join(kept[:-1]) if street else "".join(kept)
    line = street if above and street.startswith(above) else above + street
    return " ".join(filter(None, (parts["postal_code"], _BETWEEN.sub(" ", line))))


def _small_to_large(parts: dict[str, str]) -> str:
    code, city, region = parts["postal_code"], parts["city"], parts["region"]
    if parts["country"] in _CODE_BEHIND:
        place = " ".join(filter(None, (f"{city}, {region}" if city and region else city, code)))
    else:
        place = " ".join(filter(None, (code, city)))
        place = ", ".join(filter(None, (place, region)))
    return ", ".join(filter(None, (parts["lines"], parts["district"], place)))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text.replace("\x00", "")).split())
