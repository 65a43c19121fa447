"""Schemas for OpenAPI, made from the entity declarations, and the answers of each kind of route."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field as Described
from pydantic import create_model

from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.registry import Whole, entity


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

    type: str = Described(examples=["/problems/stale"])
    title: str
    status: int
    code: str = Described(description="Stable; programs decide by it.", examples=["stale"])
    details: dict[str, Any] | None = None


class Counted(Schema):
    count: int
    exact: bool


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
# What can happen to any request: nobody signed in, no right, nothing there, not understood, too
# many of them, busy.
ALWAYS = (400, 401, 403, 404, 422, 429, 503)
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "examples": ['"3"']},
    "description": "The ETag you read: the version you change. `*` takes any version.",
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "A key of your own: a repeated request with it is done once. Kept 30 days.",
}


@cache
def item_schema(entity_name: str) -> type[Schema]:
    """Return the schema of one row; a field the reader may not see is absent."""
    whole = entity(entity_name)
    fields: dict[str, Any] = {"id": (UUID, Described(description="The record's id."))}
    for name, field in whole.fields.items():
        if field.in_files == "only":
            continue
        fields[name] = (TYPES[field.kind] | None, Described(None, description=described(field)))
    made: type[Schema] = create_model(_class_name(whole), __base__=Schema, **fields)
    return made


@cache
def page_schema(entity_name: str) -> type[Schema]:
    """Return the schema of a page of rows."""
    return paged(f"{_class_name(entity(entity_name))}Page", item_schema(entity_name))


def paged(name: str, item: type[Schema]) -> type[Schema]:
    """Return the schema of a page of such items."""
    made: type[Schema] = create_model(
        name,
        __base__=Schema,
        items=(list[item], ...),  # type: ignore[valid-type]
        next=(str | None, Described(None, description="Cursor of the next page; null: none.")),
    )
    return made


def reads(answer: Any, summary: str) -> dict[str, Any]:
    """Return what a route says of itself that only reads."""
    return {"response": {200: answer, **refusals()}, "summary": summary}


def creates(entity_name: str, summary: str, *, repeatable: bool = True) -> dict[str, Any]:
    """Return what a route says of itself that makes a record."""
    return {
        "response": {201: item_schema(entity_name), **refusals(409, 413)},
        "summary": summary,
        "openapi_extra": {"parameters": [IDEMPOTENCY_KEY] if repeatable else []},
    }


def changes(answer: Any, summary: str, *, status: int = 200) -> dict[str, Any]:
    """Return what a route says of itself that changes the version named by If-Match."""
    return {
        "response": {status: answer, **refusals(409, 412, 413, 428)},
        "summary": summary,
        "openapi_extra": {"parameters": [IF_MATCH]},
    }


def does(
    answer: Any, summary: str, *, status: int = 200, repeatable: bool = False
) -> dict[str, Any]:
    """Return what a route says of itself that does something no version is needed for."""
    return {
        "response": {status: answer, **refusals(409, 413)},
        "summary": summary,
        "openapi_extra": {"parameters": [IDEMPOTENCY_KEY] if repeatable else []},
    }


def refusals(*more: int) -> dict[int, Any]:
    """Return the problems a route may answer with."""
    return dict.fromkeys(sorted({*ALWAYS, *more}), Problem)


def described(field: Field) -> str:
    words = [field.label + ".", field.help]
    if field.choices:
        words.append("One of " + ", ".join(choice.value for choice in field.choices) + ".")
    if field.sorts:
        words.append("Can be sorted by.")
    return " ".join(word for word in words if word)


def _class_name(whole: Whole) -> str:
    return "".join(word.capitalize() for word in whole.base.label.replace("-", " ").split())
