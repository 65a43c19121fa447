"""Pages, groups and sums of any entity: in order, whole, cheap, and no wider than the reader."""

from __future__ import annotations

from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import UnknownField, entity
from rapport.kernel.errors import NotAllowed, NotFound
from rapport.kernel.filters.tree import Test as Asked
from rapport.kernel.values import new_id
from rapport.kernel.views import engine, figures
from rapport.kernel.views.listing import Listing, NotSortable, PageTooLong
from rapport.kernel.web.cursors import CursorNotUnderstood
from tests.makers import DICE, NOW, OPERATOR, a_customer, a_firm, a_user, an_order

pytestmark = pytest.mark.django_db

PARTY = "parties.party"


def listing(*columns: str, actor=OPERATOR, **more) -> Listing:
    return Listing(entity(PARTY), actor, columns or ("name",), **more)


def walked(size: int, **more) -> list[str]:
    """Return all names, page by page."""
    names, after = [], None
    while True:
        page = engine.page(listing(limit=size, after=after, **more), now=NOW)
        names += [row["name"] for row in page.rows]
        after = page.next
        if after is None:
            return names


def buyers(count: int) -> dict[str, int | None]:
    """Make customers with few different numbers of orders, some with none."""
    rng = Random(7)
    a_firm()
    made: dict[str, int | None] = {}
    for number in range(count):
        key, orders = a_customer(f"N{number:03}"), rng.choice((0, 0, 1, 2))
        for _ in range(orders):
            an_order(key)
        made[f"N{number:03}"] = orders or None
    return made


@pytest.mark.parametrize("sort", ["orders_count", "-orders_count"])
@pytest.mark.parametrize("size", [1, 3, 7, 30])
def test_pages_by_key_are_the_whole_list_in_order_whatever_their_size(sort, size):
    made = buyers(30)
    down = sort.startswith("-")

    names = walked(size, sort=sort)

    valued = [(made[name], name) for name in names if made[name]]
    assert sorted(names) == sorted(made)
    assert valued == sorted(valued, reverse=down)
    assert all(made[name] is None for name in names[len(valued) :])  # no value: last


def test_a_row_that_comes_or_goes_moves_no_other_row_over_a_page_edge():
    for name in ("A", "C", "E", "G"):
        a_customer(name)
    first = engine.page(listing(sort="name", limit=2), now=NOW)

    a_customer("B")
    second = engine.page(listing(sort="name", limit=2, after=first.next), now=NOW)

    assert [row["name"] for row in (*first.rows, *second.rows)] == ["A", "C", "E", "G"]


def test_a_place_of_another_order_or_none_at_all_is_refused():
    buyers(3)
    place = engine.page(listing(sort="name", limit=1), now=NOW).next

    for after, sort in ((place, "-created_at"), ("nonsense", "name")):
        with pytest.raises(CursorNotUnderstood):
            engine.page(listing(sort=sort, after=after), now=NOW)


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"sort": "occupation"}, NotSortable),
        ({"sort": "no_such"}, UnknownField),
        ({"limit": 0}, PageTooLong),
        ({"limit": 201}, PageTooLong),
    ],
)
def test_what_a_list_cannot_do_is_refused_in_words(more, fault):
    a_firm()

    with pytest.raises(fault):
        engine.page(listing(**more), now=NOW)


def test_a_list_reads_the_columns_it_shows_and_joins_what_they_need_crm_64():
    buyers(2)

    with CaptureQueriesContext(connection) as plain:
        engine.page(listing("name", sort="name"), now=NOW)
    with CaptureQueriesContext(connection) as more:
        engine.page(listing("name", "orders_count", sort="name"), now=NOW)

    assert "occupation" not in plain[0]["sql"]
    assert "commerce_customertotals" not in plain[0]["sql"]
    assert "commerce_customertotals" in more[0]["sql"]


@pytest.mark.parametrize("count", [10, 100])
def test_a_page_is_one_statement_for_ten_rows_or_a_hundred_crm_63(count, django_assert_num_queries):
    a_firm()
    for number in range(count):
        a_customer(f"N{number}")

    with django_assert_num_queries(1):
        page = engine.page(listing("name", "owner", "city", "tags", sort="name"), now=NOW)

    assert len(page.rows) == min(count, 50)


def test_a_count_beyond_the_cap_is_an_estimate_until_asked_for_exactly_crm_65(monkeypatch):
    monkeypatch.setattr(figures, "COUNTED", 5)
    buyers(8)

    about = figures.count(listing(), now=NOW)
    exact = figures.count(listing(), now=NOW, exact=True)

    assert about.is_exact is False
    assert about.rows >= 5
    assert exact == figures.Count(8, True)


def test_what_lies_in_the_recycle_bin_is_in_no_list_count_sum_or_search_crm_19():
    from rapport.customers.parties import commands as parties

    kept, gone = a_customer("Kept"), a_customer("Gone")
    an_order(kept, [(1, 100)])
    an_order(gone, [(1, 900)])
    row = engine.page(listing("name", where=Asked("name", "is", "Gone")), now=NOW).rows[0]

    parties.delete_customer(party_id=gone, actor=OPERATOR, now=NOW)

    assert walked(50) == ["Kept"]
    assert figures.count(listing(), now=NOW).rows == 1
    assert [total.value for total in figures.totals(listing("net_spent"), now=NOW)] == [100]
    assert engine.page(listing(search="Gone"), now=NOW).rows == []
    with pytest.raises(NotFound):
        engine.row(PARTY, row["id"], actor=OPERATOR, now=NOW)


def test_groups_and_sums_are_of_what_the_reader_sees():
    mine = a_user("陳柏宇", reach=Reach.OWN)
    for name, owner, price in (("A", mine, 100), ("B", mine, 50), ("C", None, 900)):
        an_order(a_customer(name, owner=owner, tags=("VIP",)), [(1, price)])

    found = figures.groups(listing("name", actor=mine), "status", sums=("net_spent",), now=NOW)

    assert [(one.rows, one.totals["net_spent"]) for one in found] == [(2, 150)]


def test_a_group_by_a_record_out_of_reach_names_nobody_and_fails_nobody_crm_37():
    mine = a_user("陳柏宇", grants={"parties.view": Reach.ALL})
    a_customer("A", owner=a_user("Ben"))

    found = figures.groups(listing("name", actor=mine), "owner", now=NOW)

    assert [one.rows for one in found] == [1]
    assert all("Ben" not in f"{one.value}{one.shows}" for one in found)


def test_a_hidden_field_cannot_be_asked_sorted_grouped_or_summed_crm_33():
    olga = a_user("Olga", denied=[f"{PARTY}.birth_on", f"{PARTY}.net_spent"])
    a_customer("A")
    asked = [
        lambda: engine.page(listing("birth_on", actor=olga), now=NOW),
        lambda: engine.page(listing(actor=olga, sort="net_spent"), now=NOW),
        lambda: engine.page(listing(actor=olga, where=Asked("birth_on", "filled")), now=NOW),
        lambda: figures.groups(listing(actor=olga), "birth_on", now=NOW),
        lambda: figures.groups(listing(actor=olga), "status", sums=("net_spent",), now=NOW),
    ]

    for ask in asked:
        with pytest.raises(UnknownField):
            ask()


def test_who_may_not_see_an_entity_gets_no_page_of_it():
    nobody = a_user("Omar", grants={})

    with pytest.raises(NotAllowed):
        engine.page(listing(actor=nobody), now=NOW)
    with pytest.raises(NotFound):
        engine.row(PARTY, new_id(NOW, DICE), actor=OPERATOR, now=NOW)
