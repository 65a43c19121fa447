"""The languages that people read Rapport in."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """
    One language under the names by which Django, browsers and locale tables know it.

    Units     code: Django's; folder: the catalogue's folder; tag: BCP 47; locale: CLDR's.
    """

    code: str
    folder: str
    tag: str
    locale: str
    own_name: str


ZH_HANT = Language("zh-hant", "zh_Hant", "zh-Hant", "zh_Hant_TW", "繁體中文")
ZH_HANS = Language("zh-hans", "zh_Hans", "zh-Hans", "zh_Hans_CN", "简体中文")
ENGLISH = Language("en", "en", "en", "en_GB", "English")

LANGUAGES = (ZH_HANT, ZH_HANS, ENGLISH)
TRANSLATED = (ZH_HANT, ZH_HANS)  # English is what the source says

_BY_CODE = {language.code: language for language in LANGUAGES}
_TRADITIONAL_PLACES = {"tw", "hk", "mo"}


def language(code: str) -> Language:
    """Return the language of a code that the house speaks; KeyError is a bug, not a refusal."""
    return _BY_CODE[code]


def best_language(accepted: str, *, otherwise: Language = ZH_HANT) -> Language:
    """
    Return the language that suits an Accept-Language header best.

    Chinese is told by script, else by place: Taiwan, Hong Kong and Macau read traditional.
    """
    for tag in _by_preference(accepted):
        main, *rest = tag.split("-")
        if main == "en":
            return ENGLISH
        if main == "zh":
            traditional = "hant" in rest or bool(
                _TRADITIONAL_PLACES & set(rest) and "hans" not in rest
            )
            return ZH_HANT if traditional else ZH_HANS
    return otherwise


def _by_preference(accepted: str) -> list[str]:
    weighed: list[tuple[float, int, str]] = []
    for place, item in enumerate(accepted.lower().split(",")):
        tag, _, weight = item.strip().partition(";q=")
        if re.fullmatch(r"[a-z0-9-]+", tag) and re.fullmatch(r"[01]?(\.[0-9]{0,3})?", weight):
            weighed.append((-float(weight or 1), place, tag))
    return [tag for weight, _, tag in sorted(weighed) if weight]
