"""The filter tree is read strictly and written back the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rapport.kernel.filters import tree
from rapport.kernel.filters.tree import All, Either, FilterNotUnderstood, FilterTooLarge, Not, Some
from rapport.kernel.filters.tree import Test as Asked

NAMES = some.sampled_from(["name", "city", "birth_on", "一"])
VALUES = some.one_of(
    some.text(max_size=9), some.booleans(), some.integers(), some.lists(some.text(max_size=3))
)
LEAVES = some.builds(Asked, NAMES, some.sampled_from(["is", "in", "empty"]), some.none() | VALUES)


def _grown(inner: Any) -> Any:
    several = some.lists(inner, max_size=3).map(tuple)
    return some.one_of(
        some.builds(All, several),
        some.builds(Either, several),
        some.builds(Not, inner),
        some.builds(Some, NAMES, inner),
    )


@given(some.recursive(LEAVES, _grown, max_leaves=12))
def test_what_is_written_is_read_as_the_same_tree(node):
    raw = tree.write(node)

    assert tree.read(raw) == node


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "name = 1",
        {},
        {"all": {}},
        {"all": [], "any": []},
        {"not": []},
        {"some": 7, "where": {"any": []}},
        {"field": "name"},
        {"field": "name", "op": "is", "value": "x", "sql": "1=1"},
        {"field": ["name"], "op": "is"},
        {"field": "name", "op": {"is": 1}},
    ],
)
def test_anything_else_is_refused(raw):
    with pytest.raises(FilterNotUnderstood):
        tree.read(raw)


def test_a_tree_too_deep_or_too_wide_is_refused_before_it_is_walked():
    deep: Any = {"field": "name", "op": "is", "value": "x"}
    for _ in range(tree.DEEPEST + 1):
        deep = {"not": deep}
    wide = {"any": [{"field": "name", "op": "is", "value": "x"}] * tree.MOST_NODES}

    for raw in (deep, wide):
        with pytest.raises(FilterTooLarge):
            tree.read(raw)


def test_both_asks_for_both_and_either_may_be_absent():
    first, second = Asked("name", "is", "林"), Asked("city", "is", "台北市")

    assert tree.both(first, second) == All((first, second))
    assert tree.both(None, second) == second
    assert tree.both(first, None) == first
    assert tree.both(None, None) is None
