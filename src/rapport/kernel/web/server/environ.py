"""Say an ASGI request in WSGI's words, dropping the headers that could deceive."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from sys import stderr
from typing import IO, Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIEnvironment
from wsgiref.util import FileWrapper

# A proxy's word is taken by the server, from trusted peers only, before the scope reaches us.
NEVER_PASSED = ("HTTP_X_FORWARDED_", "HTTP_FORWARDED", "HTTP_TRANSFER_ENCODING", "HTTP_PROXY")


@lru_cache(maxsize=512)
def _variable(header: bytes) -> str | None:
    """Return a header's WSGI name; none for one never passed or able to pass for another."""
    name = header.decode("latin-1").upper()
    if name in {"CONTENT-TYPE", "CONTENT-LENGTH"}:
        return name.replace("-", "_")
    variable = "HTTP_" + name.replace("-", "_")
    return None if "_" in name or variable.startswith(NEVER_PASSED) else variable


def environ_of(scope: Mapping[str, Any], body: IO[bytes], size: int) -> WSGIEnvironment:
    """Return the WSGI environment of an ASGI scope whose body is whole."""
    host, port = scope.get("server") or ("localhost", 80)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": "HTTP/" + scope["http_version"],
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 80),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": stderr,
        "wsgi.file_wrapper": FileWrapper,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    _add_headers(environ, scope["headers"])
    environ["CONTENT_LENGTH"] = str(size) if size else environ.get("CONTENT_LENGTH", "")
    return environ


def _add_headers(environ: WSGIEnvironment, headers: list[tuple[bytes, bytes]]) -> None:
    for header, value in headers:
        variable, text = _variable(header), value.decode("latin-1")
        if variable is not None:
            joint = "; " if variable == "HTTP_COOKIE" else ","
            environ[variable] = environ[variable] + joint + text if variable in environ else text
