"""A staging table filled by hand, for tests of what loaders do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from rapport.kernel.imports.loaders import Loader
from rapport.kernel.imports.stages import Stage
from rapport.kernel.imports.staging import make_stage
from tests.makers import NOW, OPERATOR


@dataclass(frozen=True, slots=True)
class Try(Stage):
    """A stage that remembers what was recorded in a list."""

    recorded: list[tuple[Any, ...]] = field(default_factory=list)

    def record(self, entity: str, text: str, **params: Any) -> int:
        found = self.rows(text, **params)
        self.recorded.extend((entity, *row) for row in found)
        return len(found)


def a_stage(
    loader: Loader, rows: Sequence[Mapping[str, Any]], *, number: int = 1, **options: Any
) -> Try:
    """Stage the rows as if they had stood in a file."""
    table = f"imports_stage_{number}"
    make_stage(table, loader.columns)
    names = [column.name for column in loader.columns]
    with connection.cursor() as cursor:
        for line, row in enumerate(rows, 1):
            given = [name for name in names if name in row]
            columns = ", ".join(["line", "part", "unread", *given])
            places = ", ".join(["%s"] * (len(given) + 3))
            values = [line, line, False, *(row[name] for name in given)]
            cursor.execute(f"insert into {table} ({columns}) values ({places})", values)
    return Try(number, UUID(int=number), table, tuple(names), options)


def taken_in(loader: Loader, stage: Try) -> list[tuple[Any, ...]]:
    """Judge and write the stage; return fate, fault and field of every line."""
    loader.judge(stage, actor=OPERATOR, now=NOW)
    for window in loader.windows(stage):
        loader.apply(stage, window, actor=OPERATOR, now=NOW)
    loader.finish(stage, actor=OPERATOR, now=NOW)
    return stage.rows("select fate, fault, field from {stage} order by line")
