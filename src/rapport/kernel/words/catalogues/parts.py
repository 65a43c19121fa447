"""Read the rooms' translations and compile them into the files that Django reads."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from rapport.kernel.words.catalogues.texts import CONTEXT, PLURAL, SOURCE
from rapport.kernel.words.languages import TRANSLATED

LOCALE = SOURCE / "locale"


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


def compile_catalogues(folder: Path = LOCALE) -> list[Path]:
    """Write one django.mo for each translated language; return those that changed."""
    translations = read_parts(folder)
    changed: list[Path] = []
    for which, language in enumerate(TRANSLATED):
        catalogue = Catalog(
            locale=language.folder, charset="utf-8", creation_date=_NEVER, revision_date=_NEVER
        )
        for translation in translations:
            _add(catalogue, translation.key, translation.texts[which])
        for text in kept(folder):
            catalogue.add(text, text)
        place = folder / language.folder / "LC_MESSAGES" / "django.mo"
        if _write(place, catalogue):
            changed.append(place)
    return changed


def compile_stale(folder: Path = LOCALE) -> list[Path]:
    """Compile when a part is newer than the catalogues, as after a pull; it costs some stats."""
    made = [folder / language.folder / "LC_MESSAGES" / "django.mo" for language in TRANSLATED]
    sources = [*(folder / "parts").glob("*.json"), folder / "kept.json", folder / "parts"]
    newest = max((place.stat().st_mtime for place in sources if place.exists()), default=0)
    if all(place.exists() and place.stat().st_mtime >= newest for place in made):
        return []
    changed = compile_catalogues(folder)
    for place in made:
        place.touch()
    return changed


# The date of a catalogue stays out of it, so that the same parts make the same bytes.
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)


def _both(key: str, value: object, path: Path) -> tuple[str, str]:
    if not isinstance(value, list) or len(value) != len(TRANSLATED):
        raise PartUnreadable(f"{path.name}: {key!r} needs two texts, zh-Hant and zh-Hans")
    texts = [each[0] if isinstance(each, list) and len(each) == 1 else each for each in value]
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise PartUnreadable(f"{path.name}: {key!r} has an empty or odd text")
    return texts[0], texts[1]


def _add(catalogue: Catalog, key: str, text: str) -> None:
    before, mark, message = key.rpartition(CONTEXT)
    context = before if mark else None
    if PLURAL in message:
        catalogue.add(tuple(message.split(PLURAL)), (text,), context=context)
    else:
        catalogue.add(message, text, context=context)


def _write(place: Path, catalogue: Catalog) -> bool:
    written = io.BytesIO()
    write_mo(written, catalogue)
    if place.exists() and place.read_bytes() == written.getvalue():
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    # Whole or not at all: another process may be reading it.
    fresh = place.with_suffix(".mo.new")
    fresh.write_bytes(written.getvalue())
    fresh.replace(place)
    return True
