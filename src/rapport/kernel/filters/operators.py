"""What may be asked of a field of each kind, and how each question becomes SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.sql import Sql
from rapport.kernel.errors import N_, Invalid

MOST_VALUES = 1000
LARGEST, FINEST = 18, 30  # digits before the point, and after it


class ValueNotUnderstood(Invalid):
    sentence = N_("{field} cannot be compared with “{value}”. {wanted}")


class OperatorUnknown(Invalid):
    sentence = N_("{field} knows no comparison called {op}.")


@dataclass(frozen=True, slots=True)
class Setting:
    """What a comparison may depend on besides its value."""

    user_id: int | None
    zone: str
    now: datetime


Compile = Callable[[Field, Sql, Any, Setting], Sql]


def compiled(field: Field, column: Sql, op: str, value: Any, setting: Setting) -> Sql:
    """Return the comparison as SQL. Refuses OperatorUnknown, ValueNotUnderstood."""
    known = OPERATORS[field.kind]
    if op not in known:
        raise OperatorUnknown(field=field.label, op=op)
    return known[op](field, column, value, setting)


def _compare(sign: str, read: Callable[[Field, Any, Setting], Any]) -> Compile:
    def compile_(field: Field, column: Sql, value: Any, setting: Setting) -> Sql:
        return column + Sql(f" {sign} %s", (read(field, value, setting),))

    return compile_


def _between(read: Callable[[Field, Any, Setting], Any]) -> Compile:
    def compile_(field: Field, column: Sql, value: Any, setting: Setting) -> Sql:
        if not isinstance(value, list) or len(value) != 2:
            raise _not_understood(field, value, N_("Give two values, from and until."))
        low, high = (read(field, part, setting) for part in value)
        return column + Sql(" between %s and %s", (low, high))

    return compile_


def _one_of(read: Callable[[Field, Any, Setting], Any], *, negative: bool = False) -> Compile:
    def compile_(field: Field, column: Sql, value: Any, setting: Setting) -> Sql:
        values = [read(field, part, setting) for part in _several(field, value)]
        if negative:
            return Sql("coalesce(") + column + Sql(" <> all(%s), true)", (values,))
        return column + Sql(" = any(%s)", (values,))

    return compile_


def _empty(field: Field, column: Sql, value: Any, setting: Setting) -> Sql:
    if field.kind in (Kind.TEXT, Kind.CHOICE):
        return Sql("coalesce(") + column + ", '') = ''"
    if field.kind is Kind.TAGS:
        return Sql("cardinality(coalesce(") + column + ", '{}')) = 0"
    return column + " is null"


def _filled(field: Field, column: Sql, value: Any, setting: Setting) -> Sql:
    return Sql("not (") + _empty(field, column, value, setting) + ")"


def _text(field: Field, value: Any, setting: Setting) -> str:
    if not isinstance(value, str) or "\x00" in value or len(value) > 500:
        raise _not_understood(field, value, N_("Give a text."))
    return value


def _contains(before: str, after: str) -> Compile:
    def compile_(field: Field, column: Sql, value: Any, setting: Setting) -> Sql:
        text = _text(field, value, setting)
        for special in ("\\", "%", "_"):
            text = text.replace(special, "\\" + special)
        return column + Sql(" ilike %s", (before + text + after,))

    return compile_


def _is_not_text(field: Field, column: Sql, value: Any, setting: Setting) -> Sql:
    return column + Sql(" is distinct from %s", (_text(field, value, setting),))


def _number(field: Field, value: Any, setting: Setting) -> Decimal:
    try:
        if isinstance(value, bool | float):
            raise InvalidOperation
        number = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        raise _not_understood(field, value, N_("Give a number.")) from None
    if not number.is_finite() or number.adjusted() >= LARGEST or _decimals(number) > FINEST:
        raise _not_understood(field, value, N_("Give a number."))
    return number


def _decimals(number: Decimal) -> int:
    return -int(number.as_tuple().exponent)


def _day(field: Field, value: Any, setting: Setting) -> date:
    today = setting.now.astimezone(ZoneInfo(setting.zone)).date()
    if value == "today":
        return today
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        day = date.min
    if not date.min.year < day.year < date.max.year:  # whose neighbours have no date
        raise _not_understood(field, value, N_("Give a day such as 2026-11-20."))
    return day


def _days(field: Field, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).isdigit():
        raise _not_understood(field, value, N_("Give a number of days."))
    if int(value) > 36600:
        raise _not_understood(field, value, N_("Give a number of days."))
    return int(value)


def _date_window(first: int, last: int) -> Compile:
    """Days from today + first × n until today + last × n, both included."""

    def compile_(field: Field, column: Sql, value: Any, setting: Setting) -> Sql:
        today, span = _day(field, "today", setting), _days(field, value)
        low, high = today + timedelta(first * span), today + timedelta(last * span)
        return _in_days(field, column, low, high, setting)

    return compile_


def _on(field: Field, column: Sql, value: Any, setting: Setting) -> Sql:
    day = _day(field, value, setting)
    return _in_days(field, column, day, day, setting)


def _between_days(field: Field, column: Sql, value: Any, setting: Setting) -> Sql:
    if not isinstance(value, list) or len(value) != 2:
        raise _not_understood(field, value, N_("Give two days, from and until."))
    low, high = (_day(field, part, setting) for part in value)
    return _in_days(field, column, low, high, setting)


def _before(field: Field, column: Sql, value: Any, setting: Setting) -> Sql:
    return column + Sql(" < %s", (_edge(field, _day(field, value, setting), setting),))


def _after(field: Field, column: Sql, value: Any, setting: Setting) -> Sql:
    next_day = _day(field, value, setting) + timedelta(1)
    return column + Sql(" >= %s", (_edge(field, next_day, setting),))


def _longer_ago(field: Field, column: Sql, value: Any, setting: Setting) -> Sql:
    day = _day(field, "today", setting) - timedelta(_days(field, value))
    return column + Sql(" < %s", (_edge(field, day, setting),))


def _in_days(field: Field, column: Sql, low: date, high: date, setting: Setting) -> Sql:
    start, end = _edge(field, low, setting), _edge(field, high + timedelta(1), setting)
    return Sql("(") + column + Sql(" >= %s and ", (start,)) + column + Sql(" < %s)", (end,))


def _edge(field: Field, day: date, setting: Setting) -> date | datetime:
    """A plain date stays a date; a moment's day begins at the reader's midnight."""
    if field.kind is Kind.DATE:
        return day
    return datetime.combine(day, time.min, ZoneInfo(setting.zone))


def _is_bool(field: Field, column: Sql, value: Any, setting: Setting) -> Sql:
    if not isinstance(value, bool):
        raise _not_understood(field, value, N_("Give yes or no."))
    return Sql("coalesce(") + column + Sql(", false) = %s", (value,))


def _uid(field: Field, value: Any, setting: Setting) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise _not_understood(field, value, N_("Give the id of a record.")) from None


def _tags(operator: str, *, negative: bool = False) -> Compile:
    def compile_(field: Field, column: Sql, value: Any, setting: Setting) -> Sql:
        tags = [_text(field, part, setting) for part in _several(field, value)]
        # Only the bare column lets an index answer.
        filled = Sql("coalesce(") + column + ", '{}')" if field.nullable else column
        found = filled + Sql(f" {operator} %s::text[]", (tags,))
        return Sql("not (") + found + ")" if negative else found

    return compile_


def _several(field: Field, value: Any) -> list[Any]:
    values = value if isinstance(value, list) else [value]
    if not values or len(values) > MOST_VALUES:
        raise _not_understood(field, value, N_("Give one to a thousand values."))
    return values


def _not_understood(field: Field, value: Any, wanted: str) -> ValueNotUnderstood:
    return ValueNotUnderstood(field=field.label, value=str(value)[:80], wanted=wanted)


_PRESENCE: dict[str, Compile] = {"empty": _empty, "filled": _filled}
_ORDER: dict[str, Compile] = {
    "is": _compare("=", _number),
    "is_not": _compare("is distinct from", _number),
    "over": _compare(">", _number),
    "at_least": _compare(">=", _number),
    "under": _compare("<", _number),
    "at_most": _compare("<=", _number),
    "between": _between(_number),
    **_PRESENCE,
}
_DAYS: dict[str, Compile] = {
    "on": _on,
    "before": _before,
    "after": _after,
    "between": _between_days,
    "last_days": _date_window(-1, 0),
    "next_days": _date_window(0, 1),
    "longer_ago": _longer_ago,
    **_PRESENCE,
}
OPERATORS: Mapping[Kind, Mapping[str, Compile]] = {
    Kind.TEXT: {
        "is": _compare("=", _text),
        "is_not": _is_not_text,
        "contains": _contains("%", "%"),
        "starts": _contains("", "%"),
        "in": _one_of(_text),
        **_PRESENCE,
    },
    Kind.CHOICE: {
        "in": _one_of(_text),
        "not_in": _one_of(_text, negative=True),
        "is": _compare("=", _text),
        **_PRESENCE,
    },
    Kind.NUMBER: _ORDER,
    Kind.MONEY: _ORDER,
    Kind.DATE: _DAYS,
    Kind.INSTANT: _DAYS,
    Kind.BOOL: {"is": _is_bool},
    Kind.REFERENCE: {
        "in": _one_of(_uid),
        "not_in": _one_of(_uid, negative=True),
        "is": _compare("=", _uid),
        **_PRESENCE,
    },
    Kind.TAGS: {
        "any_of": _tags("&&"),
        "all_of": _tags("@>"),
        "none_of": _tags("&&", negative=True),
        **_PRESENCE,
    },
}
