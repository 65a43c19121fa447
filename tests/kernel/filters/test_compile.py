"""A filter finds in the database what a plain look at every row finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import pytest
from django.utils import translation

from rapport.kernel.access.actor import operator
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import UnknownField, entity
from rapport.kernel.filters.operators import OperatorUnknown, ValueNotUnderstood
from rapport.kernel.filters.sentence import sentence
from rapport.kernel.filters.tree import All, Either, Node, Not, Some
from rapport.kernel.filters.tree import Test as Asked
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing
from tests.makers import NOW, OPERATOR, a_customer, a_firm, a_user, an_order

pytestmark = pytest.mark.django_db

Person = dict[str, Any]
FAMILY = ("林", "陳", "O'Neil", "100%", "a_b", "\\")
JOBS = ("teacher", "Teacher", "", None)
TAGS = ("VIP", "團購", "新居")


def _people(rng: Random) -> list[Person]:
    a_firm()
    people = []
    for number in range(40):
        person: Person = {
            "name": f"{rng.choice(FAMILY)}{number}",
            "occupation": rng.choice(JOBS),
            "birth_on": rng.choice((None, date(1970, 1, 1), date(1990, 6, 30), date(2001, 2, 3))),
            "tags": sorted(rng.sample(TAGS, rng.randrange(3))),
            "orders": [rng.choice((100, 900)) for _ in range(rng.randrange(3))],
        }
        key = a_customer(
            person["name"],
            tags=person["tags"],
            **{name: person[name] for name in ("occupation", "birth_on") if person[name]},
        )
        for price in person["orders"]:
            an_order(key, [(1, price)])
        people.append(person)
    return people


# Each question beside what it means, said of one person in plain Python.
QUESTIONS: list[tuple[Node, Callable[[Person], bool]]] = [
    (Asked("name", "contains", "%"), lambda p: "%" in p["name"]),
    (Asked("name", "contains", "_"), lambda p: "_" in p["name"]),
    (Asked("name", "starts", "\\"), lambda p: p["name"].startswith("\\")),
    (Asked("name", "starts", "o'n"), lambda p: p["name"].startswith("O'N")),
    (Asked("occupation", "is", "teacher"), lambda p: p["occupation"] == "teacher"),
    (Asked("occupation", "is_not", "teacher"), lambda p: p["occupation"] != "teacher"),
    (Asked("occupation", "empty"), lambda p: not p["occupation"]),
    (Asked("birth_on", "before", "1990-06-30"), lambda p: _before(p, date(1990, 6, 30))),
    (Asked("birth_on", "on", "1990-06-30"), lambda p: p["birth_on"] == date(1990, 6, 30)),
    (Asked("birth_on", "filled"), lambda p: p["birth_on"] is not None),
    (Asked("tags", "any_of", ["VIP", "新居"]), lambda p: bool({"VIP", "新居"} & set(p["tags"]))),
    (Asked("tags", "all_of", ["VIP", "團購"]), lambda p: {"VIP", "團購"} <= set(p["tags"])),
    (Asked("tags", "none_of", ["VIP"]), lambda p: "VIP" not in p["tags"]),
    (Asked("orders_count", "at_least", 1), lambda p: len(p["orders"]) >= 1),
    (Some("orders", Asked("total", "over", "500")), lambda p: 900 in p["orders"]),
]


def _before(person: Person, day: date) -> bool:
    return person["birth_on"] is not None and person["birth_on"] < day


def _tree(rng: Random, depth: int = 0) -> tuple[Node, Callable[[Person], bool | None]]:
    """Return a tree and its meaning; `not` is only asked of questions that know no "unknown"."""
    kind = rng.choice(("leaf", "leaf", "all", "any")) if depth < 3 else "leaf"
    if kind == "leaf":
        return rng.choice(QUESTIONS)
    parts = [_tree(rng, depth + 1) for _ in range(rng.randrange(1, 4))]
    nodes, means = tuple(node for node, _ in parts), [mean for _, mean in parts]
    if kind == "all":
        return All(nodes), lambda p: all(mean(p) for mean in means)
    return Either(nodes), lambda p: any(mean(p) for mean in means)


def found(where: Node) -> set[str]:
    listing = Listing(entity("parties.party"), OPERATOR, ("name",), where, limit=200)
    return {row["name"] for row in engine.page(listing, now=NOW).rows}


def test_every_question_and_any_tree_of_them_means_what_it_says():
    rng = Random(20261120)
    people = _people(rng)

    for node, means in [*QUESTIONS, *(_tree(rng) for _ in range(120))]:
        assert found(node) == {one["name"] for one in people if means(one)}, node


def test_not_leaves_exactly_the_others():
    people = _people(Random(7))
    everybody = {one["name"] for one in people}

    for node, _ in QUESTIONS:
        assert found(node) | found(Not(node)) == everybody, node
        assert not found(node) & found(Not(node)), node


def test_no_condition_and_an_empty_either():
    people = _people(Random(7))

    assert found(All(())) == {one["name"] for one in people}
    assert found(Either(())) == set()


@pytest.mark.parametrize(
    ("where", "fault"),
    [
        (Asked("no_such", "is", "x"), UnknownField),
        (Asked("name", "over", "x"), OperatorUnknown),
        (Asked("birth_on", "on", "yesterday"), ValueNotUnderstood),
        (Asked("birth_on", "on", "10000-01-01"), ValueNotUnderstood),
        (Asked("orders_count", "over", "NaN"), ValueNotUnderstood),
        (Asked("orders_count", "over", 1.5), ValueNotUnderstood),
        (Asked("name", "is", "a\x00b"), ValueNotUnderstood),
        (Asked("tags", "any_of", []), ValueNotUnderstood),
        (Some("enemies", Asked("name", "is", "x")), UnknownField),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(where, fault):
    a_firm()

    with pytest.raises(fault):
        found(where)


def test_two_rules_joined_by_or_never_show_more_than_the_reach_crm_36():
    mine = a_user("陳柏宇", grants={"parties.view": Reach.OWN})
    a_customer("Mine", owner=mine)
    a_customer("Theirs")
    wide = Either((Asked("name", "is", "Mine"), Asked("name", "filled"), Not(Either(()))))

    listing = Listing(entity("parties.party"), mine, ("name",), wide)

    assert [row["name"] for row in engine.page(listing, now=NOW).rows] == ["Mine"]


def test_a_tree_is_read_as_a_sentence():
    where = All((Asked("city", "is", "台北市"), Not(Asked("tags", "any_of", ["VIP", "新居"]))))

    said = {}
    for language in ("en", "zh-hant", "zh-hans"):
        with translation.override(language):
            said[language] = sentence(entity("parties.party"), where)

    assert said == {
        "en": "City is 台北市 and not (Tags has one of VIP or 新居)",
        "zh-hant": "縣市 是 台北市 而且 排除（標籤 有其中之一 VIP 或 新居）",
        "zh-hans": "城市 是 台北市 并且 排除（标签 含其中之一 VIP 或 新居）",
    }


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Taipei", "Pacific/Kiritimati"])
def test_a_birthday_is_found_on_the_same_day_in_every_zone_crm_20(zone):
    a_customer("林志遠", birth_on=date(1979, 3, 14))
    reader = operator("tests", zone=zone)
    listing = Listing(
        entity("parties.party"), reader, ("birth_on",), Asked("birth_on", "on", "1979-03-14")
    )

    assert [row["birth_on"] for row in engine.page(listing, now=NOW).rows] == [date(1979, 3, 14)]
