"""
Keep the logs: JSON lines in RAPPORT_HOME/logs, ten files of 20 MB for each kind of process.

A line carries codes, ids, times and places in the code; never names, addresses or texts. So an
exception is told by its type and its frames without its message, for a message quotes values; the
words of foreign loggers lose their strings; and an address is told by its route, not by its path.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from rapport.kernel.web.logfile import LogFile

FILE_BYTES = 20 << 20
FILES = 10
FRAMES = 30

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_first_segment = re.compile(r"[a-z][a-z_-]{0,30}")
_uid_segment = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")

access_log = logging.getLogger("rapport.access")


def request_id() -> str:
    """Return the id of the request being answered; empty outside one."""
    return _request_id.get()


def begin_request(given: str) -> None:
    """Let every line of this context carry the id."""
    _request_id.set(given)


def keep(folder: Path, *, process: str) -> None:
    """
    Send all logs of this process to files in `folder`, and what is wrong also to standard error.

    Requests go to access.log; the rest to a file named after the kind of process.
    """
    root = logging.getLogger()
    for former in list(root.handlers):
        root.removeHandler(former)
        former.close()
    root.setLevel(logging.INFO)
    root.addHandler(_file(folder / f"{process}.log"))
    root.addHandler(_console())
    for former in list(access_log.handlers):
        access_log.removeHandler(former)
        former.close()
    access_log.addHandler(_file(folder / "access.log"))
    access_log.propagate = False
    # Django repeats every 4xx and every 5xx; the access log has them, and the door logs the fault.
    logging.getLogger("django.request").addFilter(_has_fault)
    logging.captureWarnings(True)


def flush() -> None:
    """Write what still waits in memory; called before the process ends."""
    for handler in (*logging.getLogger().handlers, *access_log.handlers):
        handler.flush()


def bare_path(path: str) -> str:
    """Return the path with every part that could name somebody replaced by a star."""
    first, *rest = path.lstrip("/").split("/")
    shown = [first if _first_segment.fullmatch(first) else "*" if first else ""]
    shown += [part if not part or _uid_segment.fullmatch(part) else "*" for part in rest]
    return "/" + "/".join(shown)


class JsonLines(logging.Formatter):
    """One record, one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": _instant(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if known := request_id():
            line["request_id"] = known
        if record.msg:
            line["message"] = bare_message(record)
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = bare_error(record.exc_info[1])
        return orjson.dumps(line, default=str).decode()


class ShortLines(logging.Formatter):
    """One record, one line for a person at the console; the file has the rest."""

    def format(self, record: logging.LogRecord) -> str:
        known = f" [request {request_id()}]" if request_id() else ""
        error = record.exc_info[1] if record.exc_info else None
        cause = f": {type(error).__name__} at {_place(error)}" if error else ""
        level = record.levelname.lower()
        return f"{level}: {record.name}: {bare_message(record)}{cause}{known}"


def bare_message(record: logging.LogRecord) -> str:
    """Return the record's words; for a foreign logger, its strings are replaced by stars."""
    if record.name.split(".")[0] == "rapport" or not record.args:
        return record.getMessage()
    if not isinstance(record.args, tuple):
        return str(record.msg)
    try:
        return str(record.msg) % tuple(_bare(value) for value in record.args)
    except (TypeError, ValueError):  # a place such as %d that met a star
        return str(record.msg)


def bare_error(error: BaseException) -> dict[str, Any]:
    """Return an exception's type, frames and cause, without any message."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    found: dict[str, Any] = {
        "type": f"{type(error).__module__}.{type(error).__qualname__}",
        "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if sqlstate := getattr(error, "sqlstate", None):
        found["sqlstate"] = sqlstate
        found["constraint"] = getattr(getattr(error, "diag", None), "constraint_name", None)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        found["cause"] = bare_error(cause)
    return found


def _has_fault(record: logging.LogRecord) -> bool:
    return bool(record.exc_info)


def _bare(value: object) -> object:
    return value if isinstance(value, int | float | UUID | None) else "*"


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "an unknown place"


def _instant(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _file(path: Path) -> logging.Handler:
    handler = LogFile(path, size=FILE_BYTES, files=FILES)
    handler.setFormatter(JsonLines())
    return handler


def _console() -> logging.Handler:
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(os.environ.get("RAPPORT_CONSOLE_LEVEL", "WARNING"))
    handler.setFormatter(ShortLines())
    return handler
