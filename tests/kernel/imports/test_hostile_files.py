"""
Every file of the hostile set is read or refused with a sentence, within bounds of time and memory.

Where the origin states what is in a file, that is what is read.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.shared_data import shared

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = ("hostile/csv", "hostile/csv/gen", "hostile/xlsx", "hostile/xlsx/gen")
# Told as refused by the set, or so damaged that nothing else is left.
REFUSED = {
    "hostile/csv/gen": {
        "binary.csv", "bom-only.csv", "empty.csv", "really-html.csv", "really-xlsx.csv", "wide.csv",
    },
    "hostile/xlsx/gen": {
        "entity-expansion.xlsx", "external-dtd.xlsx", "external-entity.xlsx", "not-zip.xlsx",
        "ole-header.xlsx", "truncated.xlsx", "zip-bomb-sheet.xlsx", "huge-dimension.xlsx",
    },
}  # fmt: skip


@cache
def looked_at(folder: str) -> tuple[dict[str, dict], int]:
    """Return what came of each file of the folder, and the most memory that took."""
    command = [sys.executable, "-m", "tests.kernel.imports.probe", str(shared(folder))]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["file"]: line for line in lines[:-1]}, lines[-1]["peak_mb"]


def stated(folder: str) -> dict[str, dict]:
    return json.loads((shared(folder) / "expected.json").read_text())


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_file_is_read_or_refused_with_a_sentence(folder):
    found, peak_mb = looked_at(folder)

    assert len(found) >= 20
    assert [name for name, came in found.items() if came["seconds"] > 10] == []
    assert [name for name, came in found.items() if "refused" in came and not came["refused"]] == []
    assert peak_mb < 300


@pytest.mark.parametrize("folder", REFUSED)
def test_what_is_no_table_is_refused(folder):
    found, _peak = looked_at(folder)

    assert {name for name in REFUSED[folder] if "refused" not in found[name]} == set()


@pytest.mark.parametrize("folder", ["hostile/csv", "hostile/csv/gen", "hostile/xlsx/gen"])
def test_stated_rows_are_read(folder):
    found, _peak = looked_at(folder)
    wrong = []
    for name, facts in stated(folder).items():
        came = found[name]
        if "refused" in came:
            continue
        all_rows = ([came["header"]] if came["header"] else []) + came["rows"]
        if "rows" in facts and name != "no-header.csv" and all_rows != facts["rows"]:
            wrong.append(name)
        if "rows_as_objects" in facts:
            objects = [dict(zip(came["header"], row, strict=True)) for row in came["rows"]]
            wrong += [name] if objects != facts["rows_as_objects"] else []

    assert wrong == []


def test_damaged_lines_are_reported_by_their_number():
    found, _peak = looked_at("hostile/csv/gen")

    assert found["ragged.csv"]["faults"] == [[2, "cells_missing"], [3, "cells_more"]]
    assert found["unclosed-quote.csv"]["faults"] == [[2, "quote_open"]]
    assert len(found["unclosed-quote.csv"]["rows"]) > 40


def test_numbers_of_a_workbook_keep_their_digits():
    found, _peak = looked_at("hostile/xlsx/gen")

    assert found["numbers-as-phones.xlsx"]["rows"] == [["13800138000"], ["13800138000"]]
    assert found["formula.xlsx"]["header"][:2] == ["2", "cached"]


def test_a_workbook_that_lies_about_its_size_is_refused():
    found, _peak = looked_at("hostile/xlsx/gen")

    assert "unpacks to more than" in found["many-strings.xlsx"]["refused"]
