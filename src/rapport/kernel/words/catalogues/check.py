"""Say what is missing or wrong in the translations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapport.kernel.words.catalogues.keys import PLURAL, singular
from rapport.kernel.words.catalogues.parts import Translation
from rapport.kernel.words.catalogues.texts import Text
from rapport.kernel.words.catalogues.usage import (
    has_half_width_marks,
    has_touching_scripts,
    wrong_characters,
    wrong_words,
)
from rapport.kernel.words.glossary import GLOSSARY
from rapport.kernel.words.languages import TRANSLATED

_PLACEHOLDER = re.compile(r"%\(\w+\)[-#0 +]*[\d.]*[sdf]|%[sd]|\{\w*(?:![rsa])?(?::[^{}]*)?\}")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_WORD = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with one text: its key, the language or part, and what is so."""

    key: str
    where: str
    because: str

    def __str__(self) -> str:
        return f"{self.where}: {self.key!r}: {self.because}"


def faults_in(
    texts: Mapping[str, Text], translations: Iterable[Translation], kept: set[str]
) -> list[Fault]:
    """Return every fault: what is not translated, said twice differently, or badly said."""
    by_key: dict[str, list[Translation]] = defaultdict(list)
    for translation in translations:
        by_key[translation.key].append(translation)
    missing = [
        Fault(key, text.places[0], "is not translated")
        for key, text in texts.items()
        if key not in by_key and key not in kept
    ]
    return [
        *missing,
        *_said_twice(by_key),
        *(fault for several in by_key.values() for fault in _badly_said(several[0], kept)),
    ]


def unused(texts: Mapping[str, Text], translations: Iterable[Translation]) -> list[Translation]:
    """Return the translations of texts that nobody shows any more."""
    return [translation for translation in translations if translation.key not in texts]


def _said_twice(by_key: Mapping[str, list[Translation]]) -> Iterator[Fault]:
    for key, several in by_key.items():
        if len({translation.texts for translation in several}) > 1:
            parts = ", ".join(sorted({translation.part for translation in several}))
            yield Fault(key, parts, "is translated in two ways; use a context or agree")


def _badly_said(translation: Translation, kept: set[str]) -> Iterator[Fault]:
    for language, text in zip(TRANSLATED, translation.texts, strict=True):
        where = f"{translation.part} {language.tag}"
        for because in (
            *_unlike_its_source(translation.key, text, kept),
            *_unlike_its_language(text, traditional=language is TRANSLATED[0]),
        ):
            yield Fault(translation.key, where, because)
    yield from _against_the_glossary(translation)


def _unlike_its_source(key: str, text: str, kept: set[str]) -> Iterator[str]:
    source = singular(key)
    allowed = {tuple(_marks(_PLACEHOLDER, source))}
    if PLURAL in key:
        # "one row" and "%(n)s rows": Chinese has one form and may use the plural's places.
        allowed.add(tuple(_marks(_PLACEHOLDER, key.partition(PLURAL)[2])))
    if tuple(_marks(_PLACEHOLDER, text)) not in allowed:
        yield f"has other places to fill than its source: {text}"
    if _marks(_TAG, text) != _marks(_TAG, source):
        yield f"has other tags than its source: {text}"
    if text == source and key not in kept and _WORD.search(_PLACEHOLDER.sub("", text)):
        yield "is the English; translate it or list it in locale/kept.json"


def _unlike_its_language(text: str, *, traditional: bool) -> Iterator[str]:
    if wrong := wrong_characters(text, traditional=traditional):
        yield f"has characters of the other script, {''.join(wrong)}: {text}"
    if wrong := wrong_words(text, traditional=traditional):
        yield f"was converted, not translated, {'、'.join(wrong)}: {text}"
    bare = _TAG.sub("", _PLACEHOLDER.sub("", text))
    if has_touching_scripts(bare):
        yield f"needs a space between Han and Latin or digits: {text}"
    if has_half_width_marks(bare):
        yield f"has half-width marks: {text}"


def _against_the_glossary(translation: Translation) -> Iterator[Fault]:
    term = GLOSSARY.get(translation.key)
    if term is not None and translation.texts != (term.zh_hant, term.zh_hans):
        said = " / ".join(translation.texts)
        ours = f"{term.zh_hant} / {term.zh_hans}"
        yield Fault(translation.key, translation.part, f"is {ours} in the glossary, not {said}")


def _marks(pattern: re.Pattern[str], text: str) -> list[str]:
    return sorted(pattern.findall(text))
