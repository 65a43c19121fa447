"""The interface in the words of OpenAPI 3.1."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings

from rapport.kernel.views.resources import ROOT
from rapport.kernel.web.endings import Ending

from .application import Api
from .inventory import endings

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
DEPRECATION = {
    "description": "Since when not to be used: `@` and seconds since 1970.",
    "schema": {"type": "string"},
}
SUNSET = {"description": "The day on which the operation ends.", "schema": {"type": "string"}}
WAIT = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
SHARED = {"RateLimit": LEFT, "RateLimit-Policy": POLICY}
EACH = {name: {"$ref": f"#/components/headers/{name}"} for name in SHARED}
# What programs meet, one of each status: code, sentence, details.
PROBLEMS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "400": ("not_understood", "body cannot be read as it was sent. Nothing was written.", {}),
    "401": ("sign_in_needed", "Sign in first, or send a token that is good.", {}),
    "403": (
        "scope_missing",
        "This token has no scope customers:write. Use one that has.",
        {"scope": "customers:write"},
    ),
    "404": ("not_found", "There is no such record that you can see.", {"entity": "Customer"}),
    "409": ("conflict", "The state of things does not permit this.", {}),
    "412": (
        "stale",
        "Somebody changed this meanwhile. Both versions are kept; choose one.",
        {"version": 4, "changes": [{"field": "occupation", "before": "", "after": "主管"}]},
    ),
    "413": ("too_large", "This is larger than 8 MB allows.", {"limit": "8 MB"}),
    "422": (
        "not_understood",
        "name cannot be read as it was sent. Nothing was written.",
        {"faults": [{"where": ["body", "name"], "what": "Field required"}]},
    ),
    "428": ("version_needed", "Say which version you change: send If-Match.", {}),
    "429": (
        "too_many_requests",
        "Too many requests: 600 a minute are allowed. Go on in 42 seconds.",
        {"quota": 600, "seconds": 42},
    ),
    "503": ("unavailable", "This is busy. Try again in a moment.", {}),
}
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
    found["components"]["headers"] = SHARED
    found["components"]["examples"] = {
        f"Problem{status}": {"value": _example(status, *problem)}
        for status, problem in PROBLEMS.items()
    }
    found["security"] = [{"token": []}, {"session": []}]
    known = {ending.name: ending for ending in endings(api)}
    for operations in found["paths"].values():
        for operation in operations.values():
            _complete(operation, found["components"]["schemas"])
            if ending := known.get(operation["operationId"]):
                _mark(operation, ending)
    _link(found["paths"])
    found["components"]["schemas"] = _plain(found["components"]["schemas"])
    found["paths"] = _plain(found["paths"])
    return found


def _complete(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    responses = {str(status): answer for status, answer in operation["responses"].items()}
    for status, answer in responses.items():
        headers = {**EACH, **HEADERS.get(status, {})}
        if int(status) >= 400:
            answer["content"] = _problem(status)
        elif _has_version(answer, schemas):
            headers["ETag"] = ETAG
        answer["headers"] = headers
    operation["responses"] = dict(sorted(responses.items()))


def _link(paths: dict[str, Any]) -> None:
    """Say what can be done with a record that was just made, or read, by its id."""
    for path, operations in paths.items():
        made = operations.get("post", {}).get("responses", {})
        for status in {"201", "202"} & set(made):
            of_one = paths.get(f"{path}/{{uid}}", {})
            if "get" not in of_one:  # parts are made below what they belong to
                of_one = paths.get(f"{ROOT}/{path.rpartition('/')[2]}/{{uid}}", {})
            links = {
                each["operationId"]: {
                    "operationId": each["operationId"],
                    "parameters": {"path.uid": "$response.body#/id"},
                }
                for each in of_one.values()
            }
            if links:
                made[status]["links"] = links


def _mark(operation: dict[str, Any], ending: Ending) -> None:
    """Say that the operation will end, when, and what to use instead."""
    said = operation.get("description", "")
    operation |= {"deprecated": True, "description": f"{said}\n\n{ending.sentence}".strip()}
    for answer in operation["responses"].values():
        answer["headers"] |= {"Deprecation": DEPRECATION, "Sunset": SUNSET}


def _problem(status: str) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/Problem"}}
    if status in PROBLEMS:
        content["examples"] = {"typical": {"$ref": f"#/components/examples/Problem{status}"}}
    return {"application/problem+json": content}


def _example(status: str, code: str, title: str, details: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": f"/problems/{code}",
        "title": title,
        "status": int(status),
        "code": code,
        "details": details,
    }


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
