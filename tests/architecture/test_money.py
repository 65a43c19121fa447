"""No binary float in any path of an amount (CRM-24)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

SOURCE = Path(__file__).resolve().parents[2] / "src" / "rapport"
# Screens draw bars and charts in pixels; amounts reach them as text.
DRAWING = {"front"}
MONEY = {"Money", "money", "rates", "amounts"}


def test_no_module_that_counts_money_speaks_of_floats_crm_24():
    used = [
        f"{file.relative_to(SOURCE)}:{node.lineno}"
        for file, tree in modules()
        if counts_money(tree)
        for node in ast.walk(tree)
        if is_float(node)
    ]

    assert used == []


def test_no_column_keeps_a_binary_float_beside_a_currency_crm_24():
    wrong = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("rapport.")
        and any("currency" in each.name for each in model._meta.concrete_fields)
        for field in model._meta.concrete_fields
        if isinstance(field, models.FloatField)
    ]

    assert wrong == []


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted(SOURCE.rglob("*.py")):
        if file.relative_to(SOURCE).parts[0] not in DRAWING:
            yield file, ast.parse(file.read_text(encoding="utf-8"))


def counts_money(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("rapport.kernel.values", "rapport.kernel.rates"))
        and MONEY & {alias.name for alias in node.names} | MONEY & {*(node.module or "").split(".")}
        for node in ast.walk(tree)
    )


def is_float(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "float"
    return isinstance(node, ast.Constant) and isinstance(node.value, float)
