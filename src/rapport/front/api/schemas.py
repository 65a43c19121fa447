"""Schemas for OpenAPI, made from the entity declarations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field as Described
from pydantic import create_model

from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.registry import Whole


class Amount(Schema):
    """An amount of money: decimal text and ISO 4217 currency."""

    amount: str = Described(examples=["12.50"])
    currency: str | None = Described(examples=["TWD"])


class Referred(Schema):
    """Another record: its id and what people call it."""

    id: UUID
    title: str | None = None


class Problem(Schema):
    """RFC 9457: what is so, in the reader's language, with a stable code."""

    type: str
    title: str
    status: int
    code: str
    details: dict[str, Any] | None = None


class Counted(Schema):
    count: int
    exact: bool


PROBLEMS: dict[int, Any] = {
    400: Problem,
    401: Problem,
    403: Problem,
    404: Problem,
    409: Problem,
    412: Problem,
    413: Problem,
    415: Problem,
    422: Problem,
    428: Problem,
    429: Problem,
    503: Problem,
}
TYPES: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.CHOICE: str,
    Kind.NUMBER: str | int,
    Kind.MONEY: Amount,
    Kind.DATE: date,
    Kind.INSTANT: datetime,
    Kind.BOOL: bool,
    Kind.REFERENCE: Referred,
    Kind.TAGS: list[str],
}


def item_schema(whole: Whole) -> type[Schema]:
    """Return the schema of one row; a field the reader may not see is absent."""
    fields: dict[str, Any] = {"id": (UUID, Described(description="The record's id."))}
    for name, field in whole.fields.items():
        fields[name] = (TYPES[field.kind] | None, Described(None, description=described(field)))
    made: type[Schema] = create_model(_class_name(whole), __base__=Schema, **fields)
    return made


def page_schema(whole: Whole, item: type[Schema]) -> type[Schema]:
    made: type[Schema] = create_model(
        f"{_class_name(whole)}Page",
        __base__=Schema,
        items=(list[item], ...),  # type: ignore[valid-type]
        next=(str | None, Described(None, description="Cursor of the next page; null: none.")),
    )
    return made


def described(field: Field) -> str:
    words = [field.label, field.help]
    if field.choices:
        words.append("One of " + ", ".join(choice.value for choice in field.choices) + ".")
    if field.sorts:
        words.append("Can be sorted by.")
    return " ".join(word for word in words if word)


def _class_name(whole: Whole) -> str:
    return "".join(part.capitalize() for part in whole.name.split(".")[-1].split("_"))
