"""The part of the client that is the same whatever the document says."""

TRANSPORT = '''from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, NotRequired, TypedDict
from urllib.parse import quote, urlencode
from uuid import uuid4

# method, URL, headers, body -> status, headers (lower case), body
Send = Callable[[str, str, dict[str, str], bytes | None], tuple[int, Mapping[str, str], bytes]]


class Refused(Exception):
    """What the interface refused; decide by `code`, show `title`."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('code', '')}: {problem.get('title', '')}")
        self.status = status
        self.code = str(problem.get("code", ""))
        self.title = str(problem.get("title", ""))
        self.details = problem.get("details") or {}


def part(value: object) -> str:
    """Return the value as a part of a path."""
    return quote(str(value), safe="")


class Connection:
    """Sends requests with a token; waits and tries again when it is told to wait."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        language: str = "en",
        patience: int = 3,
        seconds: float = 30.0,
        send: Send | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = url.rstrip("/")
        self.patience = patience
        self._seconds = seconds
        self._send = send or self._by_network
        self._wait = wait
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}

    def each(self, operation: Callable[..., Any], *path: Any, **query: Any) -> Iterator[Any]:
        """Yield the items of all pages of an operation that lists."""
        after: str | None = None
        while True:
            page = operation(*path, **query, after=after)
            yield from page["items"]
            after = page.get("next")
            if not after:
                return

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any],
        headers: Mapping[str, Any],
        answer: str,
        body: Any = None,
        lines: Iterable[Mapping[str, Any]] | None = None,
        file: tuple[str, bytes] | None = None,
        form: Mapping[str, Any] | None = None,
    ) -> Any:
        """Send one request and return what came back. Raises Refused."""
        asked = urlencode(list(_pairs(query)))
        sent = {**self._headers, **dict(_pairs(headers, header=True))}
        kind, content = _content(body, lines, file, form or {})
        if content is not None:
            sent["Content-Type"] = kind
        address = self.url + path + (f"?{asked}" if asked else "")
        for tries in range(self.patience + 1):
            status, told, received = self._send(method, address, sent, content)
            if status != 429 or tries == self.patience:
                break
            self._wait(float(told.get("retry-after", "1")))
        if "deprecation" in told:
            until = told.get("sunset", "a day not said yet")
            warnings.warn(f"{method} {path} ends on {until}", DeprecationWarning, stacklevel=3)
        return _answered(status, received, answer)

    def _by_network(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        request = urllib.request.Request(url, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=self._seconds) as answer:
                found = {name.lower(): value for name, value in answer.headers.items()}
                return answer.status, found, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                found = {name.lower(): value for name, value in error.headers.items()}
                return error.code, found, error.read()


def _pairs(given: Mapping[str, Any], *, header: bool = False) -> Iterator[tuple[str, str]]:
    for name, value in given.items():
        for each in value if isinstance(value, list) else [value]:
            if each is None:
                continue
            if isinstance(each, dict):
                yield name, json.dumps(each)
            elif isinstance(each, bool):
                yield name, str(each).lower()
            elif header and isinstance(each, int):
                yield name, f'"{each}"'
            else:
                yield name, str(each)


def _content(
    body: Any,
    lines: Iterable[Mapping[str, Any]] | None,
    file: tuple[str, bytes] | None,
    form: Mapping[str, Any],
) -> tuple[str, bytes | None]:
    if lines is not None:
        text = "".join(json.dumps(line, ensure_ascii=False) + "\\n" for line in lines)
        return "application/x-ndjson", text.encode()
    if file is not None:
        return _multipart(file, form)
    if body is not None:
        return "application/json", json.dumps(body).encode()
    return "", None


def _multipart(file: tuple[str, bytes], form: Mapping[str, Any]) -> tuple[str, bytes]:
    border = uuid4().hex
    head = f"--{border}\\r\\nContent-Disposition: form-data; name="
    parts = [f'{head}"{name}"\\r\\n\\r\\n{value}\\r\\n'.encode() for name, value in _pairs(form)]
    name, content = file
    parts.append(f'{head}"file"; filename="{part(name)}"\\r\\n\\r\\n'.encode())
    parts += [content, b"\\r\\n"]
    return f"multipart/form-data; boundary={border}", b"".join(parts) + f"--{border}--".encode()


def _answered(status: int, received: bytes, answer: str) -> Any:
    if status >= 400:
        try:
            problem = json.loads(received)
        except ValueError:
            problem = {"code": "unknown", "title": received[:200].decode(errors="replace")}
        raise Refused(status, problem)
    if answer == "application/json":
        return json.loads(received)
    return received.decode() if answer else None


'''
