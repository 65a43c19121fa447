"""
Make the two tables of characters that the tokeniser reads.

They are kept in the repository, so that making tokens loads neither OpenCC nor pypinyin; a test
makes them again and compares.

Run       python -m rapport.kernel.search.engines.tables
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import opencc
from pypinyin.constants import PINYIN_DICT

FOLDER = Path(__file__).resolve().parents[1] / "pure"

# Other forms of one character that OpenCC leaves apart: Japanese and popular writings in names.
_OTHER_FORMS = "髙高 﨑崎 嵜崎 邉边 邊边 嶋岛 栁柳 桒桑 濵滨 廣广 槗桥 夛多 舘馆 斎斋 齋斋"
_LAST_HAN = 0x9FFF  # beyond the basic plane hardly a character has a reading


def simplified_pairs() -> dict[str, str]:
    """Return, for each character that has one, the simplified form under which it is searched."""
    pairs = {}
    for line in _dictionary("TSCharacters.txt"):
        character, becomes = line.split("\t")
        pairs[character] = becomes.split()[0]
    pairs |= {pair[0]: pair[1] for pair in _OTHER_FORMS.split()}
    return {
        character: form
        for character, form in sorted(pairs.items())
        if character != form and len(form) == 1
    }


def readings() -> dict[str, list[str]]:
    """Return the characters of each syllable by their first reading, without tones, ü as v."""
    folded = simplified_pairs()
    by_syllable: dict[str, list[str]] = defaultdict(list)
    for code, sounds in sorted(PINYIN_DICT.items()):
        character = chr(code)
        if code <= _LAST_HAN and character not in folded:
            by_syllable[_plain(sounds.split(",")[0])].append(character)
    return {
        syllable: by_syllable[syllable]
        for syllable in sorted(by_syllable)
        if re.fullmatch(r"[a-z]{1,6}", syllable)
    }


def files() -> dict[str, str]:
    """Return the content of each table by its file name."""
    pairs = [character + form for character, form in simplified_pairs().items()]
    lines = [f"{syllable} {''.join(characters)}" for syllable, characters in readings().items()]
    return {
        "simplified.txt": _text("A character and its simplified form; OpenCC, Apache-2.0.", pairs),
        "readings.txt": _text("A syllable and its characters; pinyin-data, MIT.", lines),
    }


def main() -> None:
    """Write the tables."""
    for name, content in files().items():
        (FOLDER / name).write_text(content, encoding="utf-8")


def _dictionary(name: str) -> Iterable[str]:
    path = Path(opencc.__file__).parent / "dictionary" / name
    return (line for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line)


def _plain(sound: str) -> str:
    decomposed = unicodedata.normalize("NFD", sound).replace("u\u0308", "v").replace("ê", "e")
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _text(source: str, lines: list[str]) -> str:
    return "\n".join([f"# {source} Made by kernel/search/engines/tables.py.", *lines, ""])


if __name__ == "__main__":
    main()
