"""Every text that people read is there in both Chinese languages, and ours wins."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from rapport.kernel.words.catalogues.check import faults_in
from rapport.kernel.words.catalogues.compiling import compile_catalogues
from rapport.kernel.words.catalogues.keys import CONTEXT, PLURAL
from rapport.kernel.words.catalogues.parts import kept, read_parts
from rapport.kernel.words.catalogues.texts import texts_of
from rapport.kernel.words.languages import TRANSLATED


def test_every_text_is_translated_twice_and_well():
    faults = faults_in(texts_of(), read_parts(), kept())

    assert not faults, "\n".join(str(fault) for fault in faults)


@pytest.mark.parametrize("which", range(len(TRANSLATED)))
def test_our_translation_wins_over_those_of_the_libraries(which):
    if compile_catalogues():
        trans_real._translations.clear()

    with translation.override(TRANSLATED[which].code):
        lost = [
            told.key
            for told in read_parts()
            if PLURAL not in told.key and shown(told.key) != told.texts[which]
        ]

    assert lost == []


def shown(key: str) -> str:
    context, mark, message = key.rpartition(CONTEXT)
    return translation.pgettext(context, message) if mark else translation.gettext(message)
