"""
The typed own fields of a kind of holding, as a JSON schema (a small part of draft 2020-12).

    {"type": "object", "required": ["plate"], "properties": {
       "plate": {"type": "string", "title": "Number plate", "maxLength": 12},
       "rate": {"type": "string", "format": "decimal", "title": "Interest rate, % a year"},
       "seats": {"type": "integer", "minimum": 1, "maximum": 60},
       "first_used_on": {"type": "string", "format": "date"},
       "is_insured": {"type": "boolean"},
       "tariff": {"type": "string", "enum": ["day", "night"]}}}

Decimals are texts, for a JSON number becomes a binary float. Amounts of money are figures, not own
fields: they have an as-of time and need a permission.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from rapport.kernel.errors import N_, Invalid

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,8})?", re.ASCII)
KNOWN = {"type", "title", "format", "enum", "maxLength", "minimum", "maximum"}
FORMATS = {"decimal", "date"}
LONGEST = 1000
MOST_FIELDS = 60


class SchemaNotUnderstood(Invalid):
    sentence = N_("The own field {field} cannot be declared like this. {wanted}")


class OwnFieldNotUnderstood(Invalid):
    sentence = N_("{field} cannot be “{value}”. {wanted}")


def check_schema(schema: Mapping[str, Any]) -> None:
    """Refuse SchemaNotUnderstood unless the schema is one that we can hold values to."""
    properties = schema.get("properties", {})
    if set(schema) - {"type", "properties", "required"} or not isinstance(properties, Mapping):
        raise SchemaNotUnderstood(field="", wanted=N_("Give properties and required."))
    if len(properties) > MOST_FIELDS:
        raise SchemaNotUnderstood(field="", wanted=N_("There are too many own fields."))
    for name, property_ in properties.items():
        _check_property(str(name), property_)
    for name in schema.get("required", ()):
        if name not in properties:
            raise SchemaNotUnderstood(field=name, wanted=N_("It is required but not declared."))


def cleaned(schema: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the values as they are kept, without the empty ones.

    Refuses   OwnFieldNotUnderstood: not declared, of another type, out of range, or missing.
    """
    properties = schema.get("properties", {})
    kept: dict[str, Any] = {}
    for name, value in values.items():
        if name not in properties:
            raise _refused(name, value, N_("This kind has no such field."))
        if value is not None and value != "":
            kept[name] = _value(name, properties[name], value)
    for name in schema.get("required", ()):
        if name not in kept:
            raise _refused(name, "", N_("It cannot be empty."))
    return kept


def _check_property(name: str, property_: Any) -> None:
    if not NAME.fullmatch(name):
        raise SchemaNotUnderstood(field=name, wanted=N_("Use small letters, digits and _."))
    if not isinstance(property_, Mapping) or set(property_) - KNOWN:
        raise SchemaNotUnderstood(field=name, wanted=N_("It has a part that is not known."))
    if property_.get("type") not in _READERS:
        raise SchemaNotUnderstood(field=name, wanted=N_("Its type is not known."))
    if property_.get("format", "date") not in FORMATS:
        raise SchemaNotUnderstood(field=name, wanted=N_("Its format is not known."))
    choices = property_.get("enum", [""])
    if not isinstance(choices, list) or not all(isinstance(choice, str) for choice in choices):
        raise SchemaNotUnderstood(field=name, wanted=N_("Its choices are texts."))


def _value(name: str, property_: Mapping[str, Any], value: Any) -> Any:
    read = _READERS[property_["type"]](name, property_, value)
    if "enum" in property_ and read not in property_["enum"]:
        raise _refused(name, value, N_("Choose one of the given values."))
    return read


def _text(name: str, property_: Mapping[str, Any], value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise _refused(name, value, N_("Give a text."))
    text = value.strip()
    if len(text) > property_.get("maxLength", LONGEST):
        raise _refused(name, value, N_("The text is too long."))
    reader = {"decimal": _decimal, "date": _day}.get(property_.get("format", ""))
    return reader(name, text) if reader else text


def _decimal(name: str, text: str) -> str:
    if not DECIMAL.fullmatch(text):
        raise _refused(name, text, N_("Give a number such as 1.25."))
    return text


def _day(name: str, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _refused(name, text, N_("Give a day such as 2026-11-20.")) from None


def _integer(name: str, property_: Mapping[str, Any], value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _refused(name, value, N_("Give a whole number."))
    if not property_.get("minimum", value) <= value <= property_.get("maximum", value):
        raise _refused(name, value, N_("The number is out of range."))
    return value


def _flag(name: str, property_: Mapping[str, Any], value: Any) -> bool:
    if not isinstance(value, bool):
        raise _refused(name, value, N_("Give yes or no."))
    return value


def _refused(name: str, value: Any, wanted: str) -> OwnFieldNotUnderstood:
    return OwnFieldNotUnderstood(field=name, value=str(value)[:80], wanted=wanted)


_READERS: Mapping[str, Callable[[str, Mapping[str, Any], Any], Any]] = {
    "string": _text,
    "integer": _integer,
    "boolean": _flag,
}
