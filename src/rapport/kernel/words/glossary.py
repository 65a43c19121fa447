"""
The glossary: the word of the trade for each thing, the same on every screen.

A text that is exactly a term must be translated as the glossary says; `catalogues check` looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

from rapport.kernel.words.languages import ENGLISH, ZH_HANS, ZH_HANT, Language


@dataclass(frozen=True, slots=True)
class Term:
    """One thing and its word in each language."""

    english: str
    zh_hant: str
    zh_hans: str
    meaning: str

    def in_language(self, language: Language) -> str:
        """Return the word that readers of the language know."""
        return {ENGLISH: self.english, ZH_HANT: self.zh_hant, ZH_HANS: self.zh_hans}[language]


def _terms() -> dict[str, Term]:
    table = files("rapport.kernel.words").joinpath("glossary.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {row[0]: Term(*row) for row in rows}


GLOSSARY = MappingProxyType(_terms())
