"""Constant texts of templates say what Django's own tag says."""

from __future__ import annotations

import pytest
from django.template import engines
from django.template.engine import Engine
from django.utils import translation

OURS = engines["django"]
THEIRS = Engine(builtins=["django.templatetags.i18n"])
TEXTS = [
    '{% translate "Name" %}',
    "{% translate 'Name' %}",
    '{% translate "Open" context "record" %}',
    '{% translate "Name" as words %}<b>{{ words }}</b>',
    '{% translate "<b>100 % \\"sure\\"</b>" %}',
    '{% translate "Name"|upper %}',
    '{% translate "Name" noop %}',
    "{% translate text %}",
    '{% translate text|default:"Name" context about %}',
]


@pytest.mark.parametrize("source", TEXTS)
@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_a_text_is_what_djangos_own_tag_says(source: str, language: str) -> None:
    from django.template import Context

    given = {"text": "<Name>", "about": "record"}
    with translation.override(language):
        assert OURS.from_string(source).render(given) == THEIRS.from_string(source).render(
            Context(given)
        )


def test_a_text_is_translated_when_it_is_said_and_not_before() -> None:
    template = OURS.from_string('{% translate "Name" %}')
    with translation.override("zh-hant"):
        first = template.render({})
    with translation.override("en"):
        second = template.render({})

    assert (first, second) == ("名稱", "Name")
