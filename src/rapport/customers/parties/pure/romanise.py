"""
Chinese names in Latin letters: Hanyu Pinyin, Wade–Giles as on Taiwanese documents, Tongyong.

Only a proposal for an empty field: people spell their names as they choose, and that wins.

Source    docs/algorithms/names.md, section "In Latin letters".
"""

from __future__ import annotations

import re
from enum import StrEnum

from rapport.kernel.search.pure import fold, syllables
from rapport.kernel.words.family_names import COMPOUND


class System(StrEnum):
    """A way to write Chinese in Latin letters."""

    HANYU = "hanyu"
    WADE_GILES = "wade_giles"
    TONGYONG = "tongyong"


# Each row is tried in turn; the first pattern that fits the whole syllable rewrites it.
_WADE_GILES_INITIALS = (
    (r"zh|ch|j|q", "ch"),
    (r"x", "hs"),
    (r"z|c", "ts"),
    (r"b", "p"),
    (r"d", "t"),
    (r"g", "k"),
    (r"r", "j"),
)
_WADE_GILES = (
    (r"(zh|ch|sh|r)i", r"\1ih"),
    (r"(z|c)i", "tzu"),
    (r"si", "ssu"),
    (r"(.*)ian", r"\1ien"),
    (r"yan", "yen"),
    (r"(.*i|y)e", r"\1eh"),
    (r"(j|q|x|l|n|y)(?:u|v)e", r"\1ueh"),
    (r"you", "yu"),
    (r"(.*)ong", r"\1ung"),
    (r"(g|k|h)e", r"\1o"),
    (r"(d|t|n|l|z|c|s|zh|ch|r)uo", r"\1o"),
    (r"(g|k)ui", r"\1uei"),
    (r"er", "erh"),
    (r"(l|n)v", r"\1u"),
)
_TONGYONG_INITIALS = ((r"zh", "jh"), (r"q", "c"), (r"x", "s"))
_TONGYONG = (
    (r"(zh|ch|sh|r|z|c|s)i", r"\1ih"),
    (r"(.+)iu", r"\1iou"),
    (r"(.+)ui", r"\1uei"),
    (r"(j|q|x)iong", r"\1yong"),
    (r"(j|q|x)u(.*)", r"\1yu\2"),
    (r"(l|n)v(.*)", r"\1yu\2"),
    (r"wen", "wun"),
    (r"weng", "wong"),
    (r"feng", "fong"),
)


def romanised(family: str, given: str, system: System) -> str:
    """
    Return a Chinese name in Latin letters, family name first; "" when a character has no reading.

    "Lin Zhiyuan", "Lin Chih-Yuan", "Lin Jhih-Yuan": pinyin joins the given name, the others hyphen.
    """
    readings = syllables(fold(family + given)) if family and given else []
    if not readings:
        return ""
    sounds = [_spelled(sound, system) for sound in readings[0]]
    last, first = sounds[: len(family)], sounds[len(family) :]
    if family not in COMPOUND:
        family_part = " ".join(sound.capitalize() for sound in last)  # 林陳: Lin Chen
    elif system is System.WADE_GILES:
        family_part = "-".join(last).capitalize()
    else:
        family_part = _joined(last)
    if system is System.HANYU:
        return f"{family_part} {_joined(first)}"
    return f"{family_part} {'-'.join(sound.capitalize() for sound in first)}"


def _joined(sounds: list[str]) -> str:
    """Join pinyin, with an apostrophe where a syllable begins with a vowel: Ping'an."""
    word = sounds[0]
    for sound in sounds[1:]:
        word += f"'{sound}" if sound[0] in "aoe" else sound
    return word.capitalize()


def _spelled(sound: str, system: System) -> str:
    if system is System.HANYU:
        return sound.replace("v", "ü")
    rules, initials = {
        System.WADE_GILES: (_WADE_GILES, _WADE_GILES_INITIALS),
        System.TONGYONG: (_TONGYONG, _TONGYONG_INITIALS),
    }[system]
    return _first_fit(initials, _first_fit(rules, sound, whole=True), whole=False)


def _first_fit(rules: tuple[tuple[str, str], ...], sound: str, *, whole: bool) -> str:
    for pattern, becomes in rules:
        match = re.fullmatch(pattern, sound) if whole else re.match(pattern, sound)
        if match:
            return match.expand(becomes) + sound[match.end() :]
    return sound
