"""Boot runs before anything is installed: it may import the standard library and itself."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from tests.boot.stand_ins import SOURCE

# What runs once the environment is there, and the one door through which commands are handed over.
ALLOWED = {
    ("entry", "rapport.front.cli.main"),
    ("migrate", "django"),
    ("pytest_databases", "django"),
    ("pytest_databases", "psycopg"),
    ("pytest_databases", "pytest"),
    ("pytest_plugin", "pytest"),
}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_boot_imports_the_standard_library_and_itself():
    strange = set()

    for file in (SOURCE / "boot").glob("*.py"):
        for name in imported(ast.parse(file.read_text())):
            top = name.split(".")[0]
            if top in sys.stdlib_module_names or name.startswith("rapport.boot"):
                continue
            strange.add((file.stem, name if top == "rapport" else top))

    assert strange == ALLOWED
