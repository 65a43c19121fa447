"""Find every text in the source that people will read, in Python and in templates."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize

from rapport.kernel.words.catalogues.keys import CONTEXT, PLURAL, SOURCE

_MARKS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "N_": None,
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


@dataclass(slots=True)
class Text:
    """
    One text and where it stands.

    `key` is the text as parts name it: with its context in front and its plural behind.
    """

    key: str
    places: list[str] = field(default_factory=list)

    @property
    def room(self) -> str:
        """The room that shows it first, such as "customers/parties"."""
        return "/".join(self.places[0].partition(":")[0].split("/")[:2])


def texts_of(source: Path = SOURCE) -> dict[str, Text]:
    """Return every marked text under the folder, by its key, in the order of the files."""
    texts: dict[str, Text] = {}
    for path in sorted(source.rglob("*")):
        code = _code_of(path)
        if code is None:
            continue
        for key, line in _marked(code):
            place = f"{path.relative_to(source)}:{line}"
            texts.setdefault(key, Text(key)).places.append(place)
    return texts


def _code_of(path: Path) -> bytes | None:
    if path.suffix == ".py":
        return path.read_bytes()
    if path.suffix in (".html", ".txt") and "templates" in path.parts:
        template = path.read_text(encoding="utf-8")
        return templatize(template, origin=str(path)).encode("utf-8")
    return None


def _marked(code: bytes) -> Iterator[tuple[str, int]]:
    for line, message, _, context in extract("python", io.BytesIO(code), keywords=_MARKS):
        msgids = [message] if isinstance(message, str) else [each for each in message if each]
        key = PLURAL.join(msgids)
        if key:
            yield (f"{context}{CONTEXT}{key}" if context else key), line
