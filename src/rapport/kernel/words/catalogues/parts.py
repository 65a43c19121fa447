"""Read the rooms' translations, and see to it that what Django reads is as new as they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from rapport.kernel.words.catalogues.keys import LOCALE
from rapport.kernel.words.languages import TRANSLATED


class PartUnreadable(ValueError):
    """A file of translations has another shape than {"msgid": ["繁體", "简体"]}."""


@dataclass(frozen=True, slots=True)
class Translation:
    """One text in both Chinese languages, in the order of `TRANSLATED`, and the part it is from."""

    key: str
    texts: tuple[str, str]
    part: str


def read_parts(folder: Path = LOCALE) -> list[Translation]:
    """
    Return all translations of all parts; the same text may stand in several parts.

    Refuses   PartUnreadable.
    """
    found: list[Translation] = []
    for path in sorted((folder / "parts").glob("*.json")):
        try:
            pairs = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=list)
        except json.JSONDecodeError as fault:
            raise PartUnreadable(f"{path.name}: {fault}") from fault
        found += [Translation(key, _both(key, value, path), path.stem) for key, value in pairs]
    return found


def kept(folder: Path = LOCALE) -> set[str]:
    """Return the texts that stay as they are in every language: names, codes, formats."""
    place = folder / "kept.json"
    return set(json.loads(place.read_text(encoding="utf-8"))) if place.exists() else set()


def compile_stale(folder: Path = LOCALE) -> list[Path]:
    """Compile when a part is newer than the catalogues, as after a pull; it costs some stats."""
    made = [folder / language.folder / "LC_MESSAGES" / "django.mo" for language in TRANSLATED]
    sources = [*(folder / "parts").glob("*.json"), folder / "kept.json", folder / "parts"]
    newest = max((place.stat().st_mtime for place in sources if place.exists()), default=0)
    if all(place.exists() and place.stat().st_mtime >= newest for place in made):
        return []
    # Babel is loaded only when there is something to compile: every start looks here.
    from rapport.kernel.words.catalogues.compiling import compile_catalogues

    changed = compile_catalogues(folder)
    for place in made:
        place.touch()
    return changed


def _both(key: str, value: object, path: Path) -> tuple[str, str]:
    if not isinstance(value, list) or len(value) != len(TRANSLATED):
        raise PartUnreadable(f"{path.name}: {key!r} needs two texts, zh-Hant and zh-Hans")
    texts = [each[0] if isinstance(each, list) and len(each) == 1 else each for each in value]
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise PartUnreadable(f"{path.name}: {key!r} has an empty or odd text")
    return texts[0], texts[1]
