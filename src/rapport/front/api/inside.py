"""
Call an operation of the interface from inside, as its address would be called.

A line of a job is the body of the operation it stands for: what it may say, who may do it and how
it is refused is decided once, by the operation. Only the doors before it (who comes in, how often)
are left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import orjson
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import HttpResponse
from django.urls import get_resolver, resolve

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.queries import Reader
from rapport.kernel.entities.registry import UnknownEntity, entity_by_key
from rapport.kernel.errors import Refusal
from rapport.kernel.views.resources import ROOT
from rapport.kernel.web import problems

from .refusals import NotUnderstood

Outcome = tuple[UUID | None, dict[str, Any] | None]  # the record, the problem


@dataclass(frozen=True, slots=True)
class Way:
    """How an operation is called: `places` of its path are taken out of the line."""

    method: str
    path: str
    places: dict[str, str]  # place of the path: key of the line


_described: list[Callable[[], dict[str, Any]]] = []


class Refused(Exception):
    """A line was refused; what it did is taken back."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__()
        self.problem = problem


def way_of(resource: str, operation: str) -> Way | None:
    """Return how the operation is called on one record of the resource; None: it is not."""
    try:
        entity_by_key(resource)
    except UnknownEntity:
        return None
    own, one = f"{ROOT}/{resource}", f"{ROOT}/{resource}/{{uid}}"
    ways = {
        "create": [("post", own, {}), *_below(resource)],
        "update": [("patch", one, {"uid": "id"}), ("put", one, {"uid": "id"})],
        "delete": [("delete", one, {"uid": "id"})],
        "upsert": [
            (
                "put",
                f"{own}/by-external-id/{{system}}/{{value}}",
                {"system": "system", "value": "value"},
            )
        ],
    }
    known = _paths()
    for method, path, places in ways.get(operation, ()):
        if method in known.get(path, {}):
            return Way(method.upper(), path, places)
    return None


def _below(resource: str) -> list[tuple[str, str, dict[str, str]]]:
    """Return how parts are made below what they belong to."""
    return [
        ("post", path, {"uid": "under"})
        for path in _paths()
        if path.endswith(f"/{{uid}}/{resource}")
    ]


def described_by(document: Callable[[], dict[str, Any]]) -> None:
    """Let the assembled interface say which operations there are; it is made of this, too."""
    _described.append(document)


def described() -> dict[str, Any]:
    """Return the interface in the words of OpenAPI."""
    if not _described:
        _ = get_resolver().url_patterns  # the map of addresses assembles the interface
    return _described[-1]()


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = described()["paths"]
    return paths


@dataclass(frozen=True, slots=True)
class Inside:
    """Somebody who calls from inside."""

    actor: Actor
    reader: Reader | None
    now: datetime

    def do(self, way: Way, text: str) -> Outcome:
        """Do one line; return the record it is about, or the problem for which it is left out."""
        try:
            line = orjson.loads(text)
            if not isinstance(line, dict):
                raise Refused(_not_understood("body"))
            with transaction.atomic():
                answer = self._call(way, line)
                if answer.status_code >= 400:
                    raise Refused(orjson.loads(answer.content))
        except orjson.JSONDecodeError:
            return None, _not_understood("body")
        except Refused as refused:
            return None, refused.problem
        body = orjson.loads(answer.content) if answer.content else {}
        named = body.get("id") or line.get("id")
        return UUID(str(named)) if named else None, None

    def _call(self, way: Way, line: dict[str, Any]) -> HttpResponse:
        taken = {key: line.pop(key, None) for key in (*way.places.values(), "version")}
        path = way.path
        for place, key in way.places.items():
            path = path.replace(f"{{{place}}}", _placed(place, key, taken[key]))
        request = self._request(way.method, path, orjson.dumps(line))
        changes_one = "uid" in way.places and way.method != "POST"
        if changes_one or taken["version"] is not None:
            version = taken["version"]
            request.META["HTTP_IF_MATCH"] = "*" if version is None else f'"{version}"'
        request.resolver_match = match = resolve(path)
        operation: Any = match.func  # which wraps it in the counting of requests
        answer: HttpResponse = operation.__wrapped__(request, *match.args, **match.kwargs)
        return answer

    def _request(self, method: str, path: str, body: bytes) -> Any:
        request: Any = WSGIRequest(
            {
                "REQUEST_METHOD": method,
                "PATH_INFO": path,
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "80",
                "wsgi.input": BytesIO(body),
                "CONTENT_TYPE": "application/json",
                "CONTENT_LENGTH": str(len(body)),
            }
        )
        request.actor, request.reader, request.now = self.actor, self.reader, self.now
        request._dont_enforce_csrf_checks = True  # no browser sent this
        return request


def _placed(place: str, key: str, value: Any) -> str:
    """Return what stands in a place of the path; it must not lead to another address."""
    if not isinstance(value, str) or not value or (place == "system" and "/" in value):
        raise Refused(_not_understood(key))
    if place == "uid":
        try:
            return str(UUID(value))
        except ValueError:
            raise Refused(_not_understood(key)) from None
    return value


def _not_understood(where: str) -> dict[str, Any]:
    refusal: Refusal = NotUnderstood(where=where)
    answer = problems.document(422, refusal.code, problems.explain(refusal))
    problem: dict[str, Any] = orjson.loads(answer.content)
    return problem
