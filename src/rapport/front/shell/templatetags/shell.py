"""
Tags and filters every template has without loading them.

They write small things (an icon, an avatar, a figure in the reader's manner); larger pieces are
includes under `shell/parts/`. See docs/design/components.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression, Parser, Token
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from rapport.front.shell import formats
from rapport.front.shell.pure import initials
from rapport.front.shell.rows import ListRow, written
from rapport.kernel.values import Money

register = template.Library()
BUILT = Path(__file__).resolve().parents[1] / "static" / "shell" / "built"
NOTHING = "–"


# ---- what the build made ----


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a built file, which changes when its content does."""
    return _asset(name, _stamp())


def icon(name: str, size: int = 16, extra: str = "") -> SafeString:
    """Draw an icon of the sprite."""
    return _icon(str(name), size, extra, _stamp())


class IconNode(template.Node):
    """An icon; a list draws hundreds, so what is written in the template is not looked up again."""

    def __init__(self, given: list[FilterExpression]) -> None:
        self.given = given
        fixed = [expression.var for expression in given if not expression.filters]
        self.fixed = tuple(fixed) if all(isinstance(f, str | int) for f in fixed) else ()
        if len(self.fixed) != len(given):
            self.fixed = ()

    def render(self, context: template.Context) -> SafeString:
        given = self.fixed or [expression.resolve(context) for expression in self.given]
        return icon(*given)


@register.tag("icon")
def icon_tag(parser: Parser, token: Token) -> IconNode:
    """Draw an icon: {% icon "phone" %}, {% icon row.icon 14 "good-ink" %}."""
    words = token.split_contents()[1:]
    if not 1 <= len(words) <= 3:
        raise template.TemplateSyntaxError("icon takes a name, a size and a class")
    return IconNode([parser.compile_filter(word) for word in words])


@cache
def _icon(name: str, size: int, extra: str, stamp: float) -> SafeString:
    classes = "icon" + (f" s{size}" if size != 16 else "") + (f" {extra}" if extra else "")
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        classes,
        _asset("icons.svg", stamp),
        name,
    )


@cache
def _asset(name: str, stamp: float) -> str:
    listed = BUILT / "versions.json"
    versions = json.loads(listed.read_text()) if listed.exists() else {}
    suffix = f"?v={versions[name]}" if name in versions else ""
    return static(f"shell/built/{name}") + suffix


def _stamp() -> float:
    """Return when the build was, so that a page in development shows the newest at once."""
    if not settings.DEBUG:
        return 0.0
    listed = BUILT / "versions.json"
    return listed.stat().st_mtime if listed.exists() else 0.0


# ---- figures in the reader's manner ----


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    """Group a number: {{ count|number }}, {{ ratio|number:2 }}."""
    return NOTHING if value in (None, "") else formats.number(value, _language(), decimals)


@register.filter
def compact(value: Any) -> str:
    """Write a large number in great units: 6,841 萬."""
    return NOTHING if value is None else formats.compact(value, _language())


@register.filter
def share(value: Any, decimals: int = 0) -> str:
    """Write a share between 0 and 1 as percent."""
    return NOTHING if value is None else formats.share(value, _language(), decimals)


@register.filter
def money(value: Money | None) -> str:
    """Write an amount with its currency: NT$412,600."""
    return NOTHING if value is None else formats.money(value, _language())


@register.filter
def amount(value: Money | Decimal | None, currency: str = "") -> str:
    """Write an amount without its currency, for a column whose head names it."""
    if value is None:
        return NOTHING
    if isinstance(value, Money):
        return formats.amount(value.amount, value.currency, _language())
    return formats.amount(value, currency, _language())


@register.filter
def currency_sign(code: str) -> str:
    """Write the sign of a currency: NT$."""
    return formats.symbol(code, _language()).strip()


@register.filter
def bytesize(value: int) -> str:
    """Write a number of bytes: 3.9 MB."""
    return formats.size(value, _language())


# ---- time ----


@register.filter
def day(value: date | datetime | None, form: str = "day") -> str:
    """Write a date: 2026/11/24; forms short, week, whole, month."""
    return NOTHING if value is None else formats.day(_date(value), _language(), form)


@register.filter
def near_day(value: date | datetime | None, now: datetime) -> str:
    """Write a date without the year when it is this year's: {{ on|near_day:now }}."""
    if value is None:
        return NOTHING
    return formats.near_day(_date(value), _language(), _date(now))


@register.filter
def clock(value: datetime | None) -> str:
    """Write the time of day in the reader's zone."""
    return NOTHING if value is None else formats.clock(value, timezone.get_current_timezone())


@register.filter
def moment(value: datetime | None, now: datetime) -> str:
    """Write an instant as short as its distance allows: {{ at|moment:now }}."""
    if value is None:
        return NOTHING
    return formats.moment(value, _language(), timezone.get_current_timezone(), now)


@register.filter
def exact_moment(value: datetime | None) -> str:
    """Write an instant to the second with its zone, for a title."""
    if value is None:
        return NOTHING
    return formats.exact(value, _language(), timezone.get_current_timezone())


@register.filter
def ago(value: date | datetime | None, now: datetime) -> str:
    """Write how long ago: {{ row.last_at|ago:now }}."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        return formats.ago(value, now)
    return formats.days_ago(value, _date(now))


@register.filter
def left(value: datetime | None, now: datetime) -> str:
    """Write how much time is left: {{ due_at|left:now }}."""
    return NOTHING if value is None else formats.left(value, now)


@register.filter
def span(value: timedelta | int | None) -> str:
    """Write a length of time (a timedelta, or seconds) in the unit that fits."""
    if value is None:
        return NOTHING
    return formats.span(value if isinstance(value, timedelta) else timedelta(seconds=value))


@register.simple_tag(takes_context=True)
def when(context: Any, value: datetime | None, extra: str = "") -> SafeString:
    """Write <time>: short to see, exact in the title, kept current by the page."""
    if value is None:
        return mark_safe(NOTHING)
    shown = moment(value, context["now"])
    return format_html(
        '<time datetime="{}" title="{}" class="{}">{}</time>',
        value.isoformat(),
        exact_moment(value),
        extra,
        shown,
    )


# ---- people and marks ----


@register.simple_tag
def avatar(
    name: str, kind: str = "person", size: int = 24, key: int = 0, presence: str = ""
) -> SafeString:
    """
    Draw who it is: customers grey, organisations square, households a house, colleagues tinted by
    their key.

    {% avatar row.name %} {% avatar row.owner "colleague" 20 row.owner_id %}
    """
    return _avatar(str(name), kind, size, key or 0, presence, _stamp())


@lru_cache(maxsize=4096)
def _avatar(name: str, kind: str, size: int, key: int, presence: str, stamp: float) -> SafeString:
    classes = ["avatar"] + ([f"s{size}"] if size != 24 else [])
    if kind == "organisation":
        classes.append("square")
        inside = icon("building", 16 if size > 24 else 14)
    elif kind == "household":
        inside = icon("home", 16 if size > 24 else 14)
    else:
        inside = format_html("{}", initials(name, size=size))
    if kind == "colleague":
        classes.append(f"tint-{key % 4 + 1}")
    dot = format_html('<span class="dot {}"></span>', presence) if presence else ""
    return format_html(
        '<span class="{}" aria-hidden="true">{}{}</span>', " ".join(classes), inside, dot
    )


@register.simple_tag
def meter(value: float | Decimal | None, tone: str = "", extra: str = "") -> SafeString:
    """Draw a share between 0 and 1 as a short bar with its percent beside it."""
    if value is None:
        return mark_safe(f'<span class="ink-3">{NOTHING}</span>')
    return _meter(value, tone, extra, _language())


@lru_cache(maxsize=4096)
def _meter(value: float | Decimal, tone: str, extra: str, language: str) -> SafeString:
    words = formats.share(value, language)
    return format_html(
        '<span class="meter {} {}" style="--share:{}%" aria-hidden="true"><i></i></span>'
        ' <span class="share">{}</span>',
        tone,
        extra,
        max(0, min(100, round(float(value) * 100))),
        words,
    )


@register.simple_tag
def table_rows(rows: Iterable[ListRow], symbol: str = "") -> SafeString:
    """Write the rows of a list: {% table_rows page.rows page.look.icon %}."""
    return written(rows, symbol=symbol, icon=icon, avatar=avatar)


@register.simple_tag(takes_context=True)
def query(context: Any, **changes: Any) -> str:
    """Return the page's query string with changes; None or "" drops a key."""
    given = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            given.pop(key, None)
        else:
            given[key] = value
    encoded = given.urlencode()
    return f"?{encoded}" if encoded else context["request"].path


@register.filter
def translated(text: str) -> str:
    """Translate a message that the code marked with N_."""
    return gettext(text) if text else ""


@register.filter
def problem_frame(status: int, reader: Any) -> str:
    """Return the frame of a problem's page; a broken house shows the one that needs nothing."""
    return "shell/base.html" if reader and status < 500 else "shell/door.html"


@register.filter
def script_json(value: Any) -> SafeString:
    """Write a value as JSON inside <script type="application/json">."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return mark_safe(
        text.translate({ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"})
    )


@register.filter
def to_json(value: Any) -> str:
    """Write a value as JSON for a data attribute."""
    return json.dumps(value, ensure_ascii=False, default=str)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _date(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return value.astimezone(timezone.get_current_timezone()).date()
    return value
