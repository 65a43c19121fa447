"""Compile the rooms' translations into the files that Django reads."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from rapport.kernel.words.catalogues.keys import CONTEXT, LOCALE, PLURAL
from rapport.kernel.words.catalogues.parts import kept, read_parts
from rapport.kernel.words.languages import TRANSLATED

# The date of a catalogue stays out of it, so that the same parts make the same bytes.
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)


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
    fresh = place.with_suffix(f".{os.getpid()}.mo")
    fresh.write_bytes(written.getvalue())
    fresh.replace(place)
    return True
