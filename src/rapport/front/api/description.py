"""The interface in the words of OpenAPI 3.1."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings

from rapport.kernel.views.resources import ROOT

from .application import Api

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of yours: `Authorization: Bearer rpt_…`. It may be narrowed.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": "A browser's session; changes also send its `X-CSRFToken`.",
    },
}
ETAG = {"description": "The version of the record.", "schema": {"type": "string"}}
LOCATION = {"description": "The address of what was made.", "schema": {"type": "string"}}
CHALLENGE = {"description": "How to come in.", "schema": {"type": "string"}}
LEFT = {
    "description": 'What is left in this minute: `"minute";r=REQUESTS;t=SECONDS`.',
    "schema": {"type": "string", "examples": ['"minute";r=17999;t=42']},
}
POLICY = {
    "description": 'How many requests a minute have: `"minute";q=REQUESTS;w=60`.',
    "schema": {"type": "string", "examples": ['"minute";q=18000;w=60']},
}
WAIT = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
EACH = {"RateLimit": LEFT, "RateLimit-Policy": POLICY}
HEADERS: dict[str, dict[str, Any]] = {
    "201": {"Location": LOCATION},
    "401": {"WWW-Authenticate": CHALLENGE},
    "412": {"ETag": ETAG},
    "429": {"Retry-After": WAIT},
}


@cache
def describe(api: Api) -> dict[str, Any]:
    """Return the description of the interface; made once, for it changes with the code only."""
    found = dict(api.get_openapi_schema(path_prefix=f"{ROOT}/"))
    found["components"]["securitySchemes"] = SECURITY
    found["security"] = [{"token": []}, {"session": []}]
    for operations in found["paths"].values():
        for operation in operations.values():
            _complete(operation, found["components"]["schemas"])
    found["components"]["schemas"] = _plain(found["components"]["schemas"])
    found["paths"] = _plain(found["paths"])
    return found


def _complete(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    responses = {str(status): answer for status, answer in operation["responses"].items()}
    for status, answer in responses.items():
        headers = {**EACH, **HEADERS.get(status, {})}
        if int(status) >= 400:
            answer["content"] = PROBLEM
        elif _has_version(answer, schemas):
            headers["ETag"] = ETAG
        answer["headers"] = headers
    operation["responses"] = dict(sorted(responses.items()))


def _has_version(answer: dict[str, Any], schemas: dict[str, Any]) -> bool:
    content = answer.get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return "version" in schemas.get(name, {}).get("properties", {})


def _plain(part: Any) -> Any:
    """Leave out the titles that pydantic makes of every name: they say nothing anew."""
    if isinstance(part, dict):
        is_schema = "title" in part and isinstance(part["title"], str)
        kept = {key: _plain(value) for key, value in part.items()}
        if is_schema and not {"status", "code"} & set(part):
            kept.pop("title")
        return kept
    return [_plain(each) for each in part] if isinstance(part, list) else part
