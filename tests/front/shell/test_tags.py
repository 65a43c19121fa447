"""What the tags write into pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

import rapport
from rapport.front.shell.templatetags import shell
from rapport.kernel.values import Money

SOURCE = Path(rapport.__file__).parent
NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
# {% icon "phone" %}, {% icon symbol|default:"inbox" 24 %}; names that come as data are not seen.
DRAWN = re.compile(r'\{%\s*icon\s+(?:[\w.]+\|default:)?"([a-z0-9-]+)"')


def written(source: str, **values: object) -> str:
    with translation.override("en"):
        return Template(source).render(Context(values)).strip()


def test_every_icon_of_a_template_is_in_the_sprite() -> None:
    listed = (SOURCE / "front/shell/assets/icons.txt").read_text()
    known = set(re.sub(r"(?m)^#.*$", "", listed).split())

    drawn = {
        (place.relative_to(SOURCE).as_posix(), name)
        for place in SOURCE.rglob("templates/**/*.html")
        for name in DRAWN.findall(place.read_text(encoding="utf-8"))
    }

    assert sorted(use for use in drawn if use[1] not in known) == []


def test_an_icon_is_drawn_from_the_sprite_and_not_read_aloud() -> None:
    drawn = written('{% icon "phone" 14 "good-ink" %}')

    assert drawn.startswith('<svg class="icon s14 good-ink" aria-hidden="true"><use href="')
    assert drawn.endswith('#phone"/></svg>')


def test_a_name_cannot_write_markup() -> None:
    assert "<b>" not in written("{% avatar name %}", name="<b>")
    assert "<script" not in written("{{ value|script_json }}", value={"a": "</script><script>"})


def test_an_avatar_tells_customers_from_colleagues_and_firms() -> None:
    assert written('{% avatar "林志遠" "person" 48 %}') == (
        '<span class="avatar s48" aria-hidden="true">志遠</span>'
    )
    assert 'class="avatar s20 tint-3"' in written('{% avatar "陳柏宇" "colleague" 20 2 %}')
    assert 'class="avatar square"' in written('{% avatar "林記" "organisation" %}')
    assert '<span class="dot ready"></span>' in written(
        '{% avatar "歐佳玲" "colleague" 24 1 "ready" %}'
    )


def test_a_meter_says_its_share_in_words_too() -> None:
    drawn = written('{% meter share "bad" %}', share=Decimal("0.71"))

    assert "--share:71%" in drawn
    assert drawn.endswith('<span class="share">71%</span>')


def test_nothing_known_is_a_dash() -> None:
    for filter_name in ("number", "money", "amount", "share", "day", "clock"):
        assert written("{{ value|" + filter_name + " }}", value=None) == "–"
    assert written("{{ value|ago:now }}", value=None, now=NOW) == "–"


def test_a_query_string_keeps_what_is_not_changed() -> None:
    request = RequestFactory().get("/customers?view=silent&sort=name&cursor=x")

    assert written('{% query sort="-spent" cursor=None %}', request=request) == (
        "?view=silent&amp;sort=-spent"
    )


def test_an_amount_leaves_its_currency_to_the_columns_head() -> None:
    assert written("{{ m|amount }}", m=Money(Decimal("412600"), "TWD")) == "412,600"
    assert written('{{ d|amount:"EUR" }}', d=Decimal("3.5")) == "3.50"


@pytest.mark.parametrize(("status", "frame"), [(404, "base"), (403, "base"), (500, "door")])
def test_a_broken_house_shows_a_page_that_needs_nothing(status: int, frame: str) -> None:
    assert shell.problem_frame(status, object()) == f"shell/{frame}.html"
    assert shell.problem_frame(status, None) == "shell/door.html"
