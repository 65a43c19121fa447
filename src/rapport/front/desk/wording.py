"""Values as words: in the reader's language and zone, as his country writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel import Locale, UnknownLocaleError
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext

from rapport.front.shell import formats
from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.phones import format_phone
from rapport.kernel.values import Money
from rapport.kernel.views.engine import Row


@dataclass(frozen=True, slots=True)
class Setting:
    """What words depend on besides their value."""

    now: datetime
    language: str
    region: str
    currency: str


def setting_of(actor: Any, now: datetime) -> Setting:
    return Setting(now, get_language() or "zh-hant", actor.region, actor.currency)


def words(row: Row, field: Field, setting: Setting, manner: str = "") -> str:
    """Return a value as words in the reader's language, "" when there is none."""
    value = row[field.name]
    if value is None or value == "":
        return ""
    if manner in _MANNERS:
        return _MANNERS[manner](value, setting)
    return _WORDS[field.kind](value, row, field, setting)


def exact(value: Any) -> str:
    """Return an instant to the second with its zone, \"\" for what is none."""
    if not isinstance(value, datetime):
        return ""
    return formats.exact(value, _language(), timezone.get_current_timezone())


def _text(value: Any, row: Row, field: Field, setting: Setting) -> str:
    return str(value)


def _choice(value: Any, row: Row, field: Field, setting: Setting) -> str:
    labels = {choice.value: choice.label for choice in field.choices}
    return gettext(labels[value]) if value in labels else str(value)


def _number(value: Any, row: Row, field: Field, setting: Setting) -> str:
    return formats.number(value, setting.language)


def _money(value: Decimal, row: Row, field: Field, setting: Setting) -> str:
    """The head of the column names the home currency; another one is named in the cell."""
    currency = row.get(f"{field.name}__currency")
    if not currency:
        return formats.number(value, setting.language)
    if currency == setting.currency:
        return formats.amount(value, currency, setting.language)
    return formats.money(Money(value, currency), setting.language)


def _day(value: date, row: Row, field: Field, setting: Setting) -> str:
    return formats.day(value, setting.language)


def _instant(value: datetime, row: Row, field: Field, setting: Setting) -> str:
    return formats.moment(value, setting.language, timezone.get_current_timezone(), setting.now)


def _yes_no(value: bool, row: Row, field: Field, setting: Setting) -> str:
    return gettext("yes") if value else gettext("no")


def _reference(value: Any, row: Row, field: Field, setting: Setting) -> str:
    return str(row.get(f"{field.name}__shows") or "")


def _tags(value: Sequence[str], row: Row, field: Field, setting: Setting) -> str:
    return gettext(", ").join(value)


def channel_words(value: Any, setting: Setting) -> str:
    known = {
        "store": pgettext("channel", "Store"),
        "web": pgettext("channel", "Web"),
        "phone": pgettext("channel", "Phone"),
        "email": pgettext("channel", "E-mail"),
        "chat": pgettext("channel", "Chat"),
        "messenger": pgettext("channel", "Messenger"),
    }
    return known.get(str(value), str(value))


def _language() -> str:
    return get_language() or "zh-hant"


def _language_name(value: Any, setting: Setting) -> str:
    try:
        found = Locale.parse(str(value), sep="-").get_display_name(
            formats.locale_of(setting.language)
        )
    except (ValueError, UnknownLocaleError):
        return str(value)
    return found or str(value)


_MANNERS: Mapping[str, Callable[[Any, Setting], str]] = {
    "phone": lambda value, setting: format_phone(value, setting.region),
    "ago": lambda value, setting: formats.ago(value, setting.now),
    "channel": channel_words,
    "language": _language_name,
    "country": lambda value, setting: formats.country(str(value), setting.language),
}
_WORDS: Mapping[Kind, Callable[[Any, Row, Field, Setting], str]] = {
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _day,
    Kind.INSTANT: _instant,
    Kind.BOOL: _yes_no,
    Kind.REFERENCE: _reference,
    Kind.TAGS: _tags,
}
