"""
A typed client in one file, made of the OpenAPI document: a method an operation, a class a schema.

It needs nothing but Python's own library. It is made anew from the document and never edited.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .transport import TRANSPORT
from .types import annotation, typed_dict

Operation = Mapping[str, Any]
HEAD = '''"""
A client of Rapport's programming interface, version {version}. Made from its OpenAPI document.

    rapport = Client("https://crm.example.com", "rpt_...")
    for customer in rapport.each(rapport.list_customers, q="lin"):
        print(customer["name"])
"""

'''
JSON, NDJSON, FORM = "application/json", "application/x-ndjson", "multipart/form-data"


def client_of(document: Mapping[str, Any]) -> str:
    """Return the source of the client's module."""
    lines = [HEAD.format(version=document["info"]["version"]) + TRANSPORT]
    for name, schema in sorted(document["components"]["schemas"].items()):
        lines += typed_dict(name, schema)
    lines += [
        "class Client(Connection):",
        '    """Each operation of the interface as a method."""',
        "",
    ]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            lines += _method(method.upper(), path, operation)
    return "\n".join(lines).rstrip() + "\n"


@dataclass(frozen=True, slots=True)
class _Argument:
    name: str  # in Python
    sent_as: str
    type: str
    default: str  # "": it is needed

    @property
    def text(self) -> str:
        return f"{self.name}: {self.type}" + (f" = {self.default}" if self.default else "")


def _method(method: str, path: str, operation: Operation) -> Iterator[str]:
    places = list(_parameters(operation, "path"))
    query = list(_parameters(operation, "query"))
    headers = list(_parameters(operation, "header"))
    body = _body(operation)
    named = sorted([*query, *headers, *body[1:]], key=lambda each: bool(each.default))
    first = [each.text for each in [*places, *body[:1]]]
    arguments = ["self", *first, *(["*"] if named else []), *(each.text for each in named)]
    answer, media = _answer(operation)
    yield f"    def {operation['operationId']}("
    yield from (f"        {argument}," for argument in arguments)
    yield f"    ) -> {answer}:"
    yield f'        """{_words(operation)}"""'
    yield f"        answer: {answer} = self.call(" if media else "        self.call("
    yield f"            {method!r},"
    yield f"            {_path(path, places)},"
    yield f"            query={_given(query)},"
    yield f"            headers={_given(headers)},"
    yield from (f"            {each}," for each in _content(operation, body))
    yield f"            answer={media!r},"
    yield "        )"
    yield from ("        return answer", "") if media else ("",)


def _parameters(operation: Operation, where: str) -> Iterator[_Argument]:
    for given in operation.get("parameters", ()):
        if given["in"] == where:
            name = given["name"].lower().replace("-", "_")
            kind = "int | str" if name == "if_match" else annotation(given.get("schema", {}))
            kind = "str | dict[str, Any]" if name == "filter" else kind
            is_needed = where == "path" or given.get("required", False)
            default = "" if is_needed else "None"
            kind = kind if is_needed or kind.endswith("None") else f"{kind} | None"
            yield _Argument(name, given["name"], kind, default)


def _body(operation: Operation) -> list[_Argument]:
    content = operation.get("requestBody", {}).get("content", {})
    if JSON in content:
        return [_Argument("body", "", annotation(content[JSON]["schema"]), "")]
    if NDJSON in content:
        return [_Argument("lines", "", "Iterable[Mapping[str, Any]]", "")]
    if FORM not in content:
        return []
    fields = content[FORM]["schema"].get("properties", {})
    more = [name for name in fields if name != "file"]
    return [
        _Argument("file", "", "tuple[str, bytes]", ""),
        *(_Argument(name, name, f"{annotation(fields[name])} | None", "None") for name in more),
    ]


def _content(operation: Operation, body: list[_Argument]) -> Iterator[str]:
    if not body:
        return
    if body[0].name == "file":
        yield f"form={_given(body[1:])}"
    yield f"{body[0].name}={body[0].name}"


def _answer(operation: Operation) -> tuple[str, str]:
    """Return the type of what comes back when all is well, and its media type."""
    found: dict[str, str] = {}
    for status, response in operation["responses"].items():
        for media, content in response.get("content", {}).items() if status < "300" else ():
            found[annotation(content.get("schema", {})) if media == JSON else "str"] = media
    if not found:
        return "None", ""
    return " | ".join(found), next(iter(found.values()))


def _path(path: str, places: list[_Argument]) -> str:
    for place in places:
        path = path.replace(f"{{{place.sent_as}}}", f"{{part({place.name})}}")
    return f'f"{path}"' if places else f'"{path}"'


def _given(arguments: list[_Argument]) -> str:
    return "{" + ", ".join(f'"{each.sent_as}": {each.name}' for each in arguments) + "}"


def _words(operation: Operation) -> str:
    words = str(operation.get("description") or operation.get("summary") or "")
    return " ".join(words.split()).replace("\\", "\\\\").replace('"""', "'''")
