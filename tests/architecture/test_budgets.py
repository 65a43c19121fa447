"""The budgets of the house: small files, small functions, prose that a reader can hold."""

from __future__ import annotations

import ast
import re
import statistics
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE, TESTS = ROOT / "src", ROOT / "tests"
BANNED = {"manager", "helper", "helpers", "util", "utils", "common", "misc"}


def files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*.py") if "migrations" not in file.parts]


def lines(file: Path) -> int:
    return file.read_text().count("\n")


def functions() -> list[tuple[str, int]]:
    found = []
    for file in files(SOURCE):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                place = f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"
                found.append((place, (node.end_lineno or 0) - node.lineno + 1))
    return found


def test_no_file_is_longer_than_four_hundred_lines():
    assert [str(f.relative_to(ROOT)) for f in files(SOURCE) if lines(f) > 400] == []


def test_no_test_file_is_longer_than_six_hundred_lines():
    assert [str(f.relative_to(ROOT)) for f in files(TESTS) if lines(f) > 600] == []


def test_nine_files_in_ten_have_at_most_three_hundred_lines():
    sizes = sorted(lines(file) for file in files(SOURCE))

    assert sizes[len(sizes) * 9 // 10] <= 300


def test_no_function_is_longer_than_fifty_lines():
    assert [place for place, size in functions() if size > 50] == []


def test_most_functions_are_short():
    sizes = sorted(size for _, size in functions())

    assert sizes[len(sizes) * 9 // 10] <= 25
    assert statistics.median(sizes) <= 10


def test_no_module_carries_a_name_that_says_nothing():
    named = [str(f.relative_to(ROOT)) for f in files(SOURCE) if f.stem in BANNED]

    assert named == []


def test_no_open_end_is_left_in_the_code():
    marks = re.compile(r"\b(TODO|FIXME|XXX)\b")
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in files(SOURCE)
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if marks.search(line)
    ]

    assert found == []
