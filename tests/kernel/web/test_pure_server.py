"""The server's small parts: sizes, log lines, files of lines."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import time
from pathlib import Path

import pytest

from rapport.kernel.web import logs
from rapport.kernel.web.logfile import LogFile
from rapport.kernel.web.server.limits import Limits, size_of


@pytest.mark.parametrize(
    ("text", "size"),
    [("512 MB", 512 << 20), ("64k", 64 << 10), ("1000000", 1_000_000), ("2 GiB", 2 << 30)],
)
def test_a_size_is_read_as_people_write_it(text: str, size: int) -> None:
    assert size_of(text) == size


@pytest.mark.parametrize("text", ["", "much", "0", "-5 MB", "1.5 MB"])
def test_what_is_no_size_is_refused_at_start(text: str) -> None:
    with pytest.raises(ValueError, match="is not a size"):
        size_of(text)


def test_uploads_may_have_512_mb_unless_the_environment_says_otherwise() -> None:
    assert Limits.of({}).body == 512 << 20
    assert Limits.of({"RAPPORT_UPLOAD_MAX": "20 MB"}).body == 20 << 20


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/", "/"),
        ("/customers/", "/customers/"),
        ("/customers/0196b3a4-0000-7000-8000-00000000abcd", None),
        ("/customers/maria-santos/edit", "/customers/*/*"),
        ("/林志遠", "/*"),
        ("/0912345678", "/*"),
    ],
)
def test_a_path_is_logged_without_what_could_name_somebody(path: str, shown: str | None) -> None:
    assert logs.bare_path(path) == (shown or path)


def record(name: str, message: str, *args: object, **more: object) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.ERROR, "here.py", 7, message, args, None)
    made.__dict__.update(more)
    return made


def test_a_foreign_logger_loses_its_strings_and_keeps_its_numbers() -> None:
    line = json.loads(logs.JsonLines().format(record("other", "%s met %d", "Maria Santos", 3)))

    assert line["message"] == "* met 3"
    assert (line["level"], line["logger"]) == ("error", "other")


def test_our_own_loggers_words_stand_for_they_are_codes() -> None:
    fields = {"event_uid": "0196b3a4"}

    line = json.loads(logs.JsonLines().format(record("rapport.web", "%s", "told", fields=fields)))

    assert (line["message"], line["event_uid"]) == ("told", "0196b3a4")


def test_an_error_is_told_by_type_and_frames_without_its_message() -> None:
    try:
        try:
            raise KeyError("0912 345 678")
        except KeyError as inner:
            raise ValueError("Maria Santos") from inner
    except ValueError as error:
        told = logs.bare_error(error)

    assert told["type"] == "builtins.ValueError"
    assert told["frames"][-1].endswith(
        "test_an_error_is_told_by_type_and_frames_without_its_message"
    )
    assert told["cause"]["type"] == "builtins.KeyError"
    assert "Maria" not in json.dumps(told)
    assert "0912" not in json.dumps(told)


def test_a_full_file_is_turned_over_and_the_oldest_goes(tmp_path: Path) -> None:
    handler = LogFile(tmp_path / "web.log", size=100, files=3)

    for number in range(12):
        handler.emit(record("rapport", f"{number:040d}"))
        handler.flush()
    handler.close()

    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["web.log", "web.log.1", "web.log.2"]
    assert [len(path.read_text().splitlines()) for path in sorted(tmp_path.iterdir())] == [2, 2, 2]
    assert (tmp_path / "web.log").read_text().splitlines()[-1].endswith("11")
    assert (tmp_path / "web.log").stat().st_mode & 0o777 == 0o600


def test_a_removed_file_is_made_anew(tmp_path: Path) -> None:
    handler = LogFile(tmp_path / "web.log", size=10_000, files=3)
    handler.emit(record("rapport", "before"))
    handler.flush()
    (tmp_path / "web.log").unlink()

    handler.emit(record("rapport", "after"))
    handler.close()

    assert (tmp_path / "web.log").read_text() == "after\n"


def test_lines_come_soon_without_being_asked_for(tmp_path: Path) -> None:
    handler = LogFile(tmp_path / "web.log", size=10_000, files=3)

    handler.emit(record("rapport", "soon"))
    time.sleep(0.5)

    assert (tmp_path / "web.log").read_text() == "soon\n"
    handler.close()


def write_many(path: Path, number: int) -> None:
    handler = LogFile(path, size=2000, files=50)
    for line in range(number):
        handler.emit(record("rapport", f"{os.getpid()} {line:020d}"))
        if line % 10 == 9:
            handler.flush()
    handler.close()


def test_processes_that_share_a_file_lose_no_line(tmp_path: Path) -> None:
    processes = [
        multiprocessing.get_context("spawn").Process(
            target=write_many, args=(tmp_path / "jobs.log", 200)
        )
        for _ in range(3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    lines = [line for path in tmp_path.iterdir() for line in path.read_text().splitlines()]

    assert len(lines) == len(set(lines)) == 600
