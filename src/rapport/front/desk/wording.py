"""Values as words: in the reader's language and zone, as his country writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
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
    zone: tzinfo


Write = Callable[[Row], str]
Say = Callable[[Any, Row], str]


def setting_of(actor: Any, now: datetime) -> Setting:
    zone = timezone.get_current_timezone()
    return Setting(now, get_language() or "zh-hant", actor.region, actor.currency, zone)


def words(row: Row, field: Field, setting: Setting, manner: str = "") -> str:
    """Return a value as words in the reader's language, "" when there is none."""
    return writer(field, setting, manner)(row)


def writer(field: Field, setting: Setting, manner: str = "") -> Write:
    """Return what says the values of a column; what all of them share is found out once."""
    name, say = field.name, _manner(manner, setting) or _WORDS[field.kind](field, setting)

    def write(row: Row) -> str:
        value = row[name]
        return "" if value is None or value == "" else say(value, row)

    return write


def _manner(manner: str, setting: Setting) -> Say | None:
    special = _MANNERS.get(manner)
    return (lambda value, row: special(value, setting)) if special else None


def exact(value: Any, setting: Setting) -> str:
    """Return an instant to the second with its zone, \"\" for what is none."""
    if not isinstance(value, datetime):
        return ""
    return formats.exact(value, setting.language, setting.zone)


def _text(field: Field, setting: Setting) -> Say:
    return lambda value, row: str(value)


def _choice(field: Field, setting: Setting) -> Say:
    labels = {choice.value: gettext(choice.label) for choice in field.choices}
    return lambda value, row: labels.get(value) or str(value)


def _number(field: Field, setting: Setting) -> Say:
    return lambda value, row: formats.number(value, setting.language)


def _money(field: Field, setting: Setting) -> Say:
    """The head of the column names the home currency; another one is named in the cell."""
    place, language = f"{field.name}__currency", setting.language

    def say(value: Decimal, row: Row) -> str:
        currency = row.get(place)
        if not currency:
            return formats.number(value, language)
        if currency == setting.currency:
            return formats.amount(value, currency, language)
        return formats.money(Money(value, currency), language)

    return say


def _day(field: Field, setting: Setting) -> Say:
    return lambda value, row: formats.day(value, setting.language)


def _instant(field: Field, setting: Setting) -> Say:
    return lambda value, row: formats.moment(value, setting.language, setting.zone, setting.now)


def _yes_no(field: Field, setting: Setting) -> Say:
    yes, no = gettext("yes"), gettext("no")
    return lambda value, row: yes if value else no


def _reference(field: Field, setting: Setting) -> Say:
    place = f"{field.name}__shows"
    return lambda value, row: str(row.get(place) or "")


def _tags(field: Field, setting: Setting) -> Say:
    comma = gettext(", ")
    return lambda value, row: comma.join(value)


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
_WORDS: Mapping[Kind, Callable[[Field, Setting], Say]] = {
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
