"""
No door leads to a row out of reach, and none to a field that the reader does not see.

Entities come from the registry; one without rows in `access_world`, or a topic or kind of file
without a probe here, fails. The addresses of pages and of the interface are in `test_access_doors`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from rapport.customers.holdings import queries as holdings
from rapport.customers.interactions.queries import timeline
from rapport.customers.parties import queries as parties
from rapport.customers.parties.commands import delete_customer
from rapport.front.desk.conditions import reference_picks
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.audit.queries import history_of
from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.registry import UnknownField, Whole, entities, entity
from rapport.kernel.errors import NotAllowed, NotFound, Refusal
from rapport.kernel.files import commands as files
from rapport.kernel.files import queries as file_queries
from rapport.kernel.files.declare import file_kinds
from rapport.kernel.filters.tree import All, Either, Node, Some, Test
from rapport.kernel.imports.exports import export_list
from rapport.kernel.live.declare import channel_of, kinds
from rapport.kernel.values import new_id
from rapport.kernel.views import engine, figures
from rapport.kernel.views.listing import Listing, seen_fields
from rapport.kernel.views.titles import titles
from rapport.operations.commerce import queries as commerce
from tests.architecture.access_world import (
    HOLDERS,
    PHONES,
    TAX_NUMBERS,
    WHOSE,
    WORDS,
    Sight,
    World,
    the_world,
    with_role,
)
from tests.architecture.taking_back import for_long, taken_back
from tests.makers import DICE, NOW, OPERATOR, a_role

BINNED_WITH_CUSTOMERS = (
    "parties.party",
    "parties.contact_point",
    "parties.address",
    "parties.note",
)
READERS = (
    "own",
    "team",
    "unit",
    "all",
    "denied",
    "no balances",
    "no orders",
    "nothing",
    "own orders",
    "own amounts",
)


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Iterator[World]:
    """Make the world once; all of it is taken back at the end."""
    with django_db_blocker.unblock(), for_long():
        yield the_world()


@pytest.fixture(autouse=True)
def left_as_it_was(world: World) -> Iterator[None]:
    """Take back what a test wrote, so that the next one finds the same world."""
    with taken_back():
        yield


@pytest.fixture(params=READERS)
def sight(request: Any, world: World) -> Sight:
    return world.readers[request.param]


def test_every_entity_has_rows_in_the_world(world: World) -> None:
    assert set(HOLDERS) == {whole.name for whole in entities()}
    assert [name for name, rows in world.rows.items() if not rows] == []
    assert set(READERS) == set(world.readers)


def test_lists_and_single_records_show_what_is_reached_and_nothing_else(
    world: World, sight: Sight
) -> None:
    for whole in entities():
        seen = world.seen(whole, sight)

        assert ids(whole, sight) == seen, whole.name
        for _, uid in world.hidden(whole, sight):
            assert_hidden(
                lambda whole=whole, uid=uid: engine.row(whole.name, uid, actor=sight.actor, now=NOW)
            )
        for uid in seen:
            assert engine.row(whole.name, uid, actor=sight.actor, now=NOW)["id"] == uid


def test_counts_keys_streams_and_titles_agree_with_the_list(world: World, sight: Sight) -> None:
    for whole in entities():
        seen = world.seen(whole, sight)
        if not sight.actor.may(whole.base.view):
            continue
        listing = Listing(whole, sight.actor)
        everyone = [uid for of in world.rows[whole.name].values() for _, uid in of]
        with connection.cursor() as cursor:
            statement = engine.keys(listing, now=NOW)
            cursor.execute(statement.text, statement.params)
            keys = [key for (key,) in cursor.fetchall()]

        assert figures.count(listing, now=NOW, exact=True).rows == len(seen), whole.name
        assert len(keys) == len(seen)
        assert {row["id"] for row in engine.stream(listing, now=NOW)} == seen
        assert set(titles(whole.name, everyone, actor=sight.actor)) == seen


def test_every_order_pages_through_exactly_what_is_reached(world: World, sight: Sight) -> None:
    for whole in entities():
        seen = world.seen(whole, sight)
        for field in fields_of(whole, sight):
            if field.sorts:
                assert paged(whole, sight, field.name) == seen, f"{whole.name} by {field.name}"
                assert paged(whole, sight, f"-{field.name}") == seen


def test_every_filter_parts_exactly_what_is_reached(world: World, sight: Sight) -> None:
    for whole in entities():
        seen = world.seen(whole, sight)
        for field in fields_of(whole, sight):
            if not field.filters:
                continue
            one, other = halves(field)
            found, rest = ids(whole, sight, one), ids(whole, sight, other)

            assert found | rest == seen, f"{whole.name} by {field.name}"
            assert not found & rest


def test_no_condition_on_related_rows_tells_of_rows_out_of_reach(
    world: World, sight: Sight
) -> None:
    for whole in entities():
        for name, related in whole.related.items():
            upper = entity(related.entity)
            for whose in WHOSE:
                if sight.sees(upper, whose):
                    continue
                for field in fields_of(upper, sight):
                    if field.kind is Kind.TEXT and field.filters:
                        about = Some(name, Test(field.name, "contains", WORDS[whose]))
                        assert ids(whole, sight, about) == set(), f"{whole.name}.{name}"


def test_search_finds_nothing_out_of_reach(world: World, sight: Sight) -> None:
    party = entity("parties.party")
    for whose, text in texts():
        best = parties.best_customers(text, actor=sight.actor)
        assert {row.uid for row in best} <= world.seen(party, sight)
        for whole in entities():
            if whole.base.search is not None and sight.actor.may(whole.base.view):
                found = searched(whole, sight, text)
                assert found <= world.seen(whole, sight)
                assert sight.sees(party, whose) or not found, f"{whole.name} by {text}"


def test_search_finds_nothing_by_what_is_hidden(world: World) -> None:
    everything = dict(world.readers["all"].actor.reach)
    party = entity("parties.party")
    hidden = {
        "tax_number": TAX_NUMBERS["mine"],
        "phones": PHONES["mine"],
        "emails": f"{WORDS['mine'].lower()}@example.com",
    }
    for name, text in hidden.items():
        sight = denied_to(world, f"parties.party.{name}", everything)

        assert searched(party, world.readers["all"], text), name
        assert searched(party, sight, text) == set(), name
        assert parties.best_customers(text, actor=sight.actor) == [], name
        for whole in (entity("commerce.order"), entity("holdings.holding")):
            assert searched(whole, sight, text) == set(), f"{whole.name} by {name}"


def test_sums_and_groups_are_of_what_is_reached(world: World, sight: Sight) -> None:
    secrets = world.secrets(sight)
    for whole in entities():
        if not sight.actor.may(whole.base.view):
            continue
        seen = world.seen(whole, sight)
        for field in fields_of(whole, sight):
            if field.filters:
                groups = figures.groups(Listing(whole, sight.actor), field.name, now=NOW)
                assert sum(group.rows for group in groups) == len(seen), (
                    f"{whole.name}.{field.name}"
                )
                assert_silent(groups, secrets, f"groups of {whole.name}.{field.name}")
            if "sum" in field.totals:
                listing = Listing(whole, sight.actor, columns=(field.name,))
                rows = engine.page(listing, now=NOW).rows
                total = sum(row[field.name] for row in rows if row[field.name] is not None)
                assert sum(each.value for each in figures.totals(listing, now=NOW)) == total


def test_rows_carry_no_word_number_or_amount_of_what_is_hidden(world: World, sight: Sight) -> None:
    secrets = world.secrets(sight)
    for whole in entities():
        fields = tuple(field.name for field in fields_of(whole, sight))
        if sight.actor.may(whole.base.view) and fields:
            rows = engine.page(Listing(whole, sight.actor, fields, limit=200), now=NOW).rows
            assert_silent(rows, secrets, whole.name)


def test_hidden_fields_are_absent_and_unknown_everywhere(world: World, sight: Sight) -> None:
    for whole in entities():
        if not sight.actor.may(whole.base.view):
            continue
        for name in whole.fields:
            if not sight.hides(whole, name):
                continue
            for use in uses_of(whole, name, sight):
                with pytest.raises(UnknownField):
                    use()
            for uid in world.seen(whole, sight):
                assert name not in engine.row(whole.name, uid, actor=sight.actor, now=NOW)
            assert name not in [
                f.name for f in engine.page(Listing(whole, sight.actor), now=NOW).fields
            ]


def test_exports_hold_what_is_reached_and_nothing_else(
    world: World, sight: Sight, tmp_path: Path
) -> None:
    secrets = world.secrets(sight)
    for whole in entities():
        place = tmp_path / f"{whole.base.key}.csv"
        if not sight.actor.may(whole.base.view):
            with pytest.raises(NotAllowed):
                export_list(whole.base.key, place, actor=sight.actor, now=NOW)
            continue
        rows = export_list(whole.base.key, place, actor=sight.actor, now=NOW)

        assert rows == len(world.seen(whole, sight)), whole.name
        assert_silent(place.read_text(), secrets, whole.name)


def test_timelines_tell_nothing_of_what_is_hidden(world: World, sight: Sight) -> None:
    secrets = world.secrets(sight)
    party = entity("parties.party")
    for whose, _, uid in rows_of(world, party):

        def read(uid: UUID = uid) -> Any:
            return timeline(uid, actor=sight.actor, now=NOW)

        if sight.sees(party, whose):
            assert_silent(allowed(read), secrets, "timeline")
        else:
            assert_hidden(read)


def test_histories_tell_nothing_of_what_is_hidden(world: World, sight: Sight) -> None:
    secrets = world.secrets(sight)
    for whole in entities():
        for whose, key, _ in rows_of(world, whole):

            def read(whole: Whole = whole, key: int = key) -> Any:
                return history_of(whole.name, key, actor=sight.actor)

            if sight.sees(whole, whose):
                assert_silent(read(), secrets, f"history of {whole.name}")
            else:
                assert_hidden(read)


def test_what_lies_in_the_recycle_bin_is_nowhere(world: World) -> None:
    everyone = world.readers["all"]
    for key, uid in world.rows["parties.party"]["far"]:
        delete_customer(party_id=key, actor=OPERATOR, now=NOW)
        assert_hidden(lambda uid=uid: timeline(uid, actor=everyone.actor, now=NOW))
    for name in BINNED_WITH_CUSTOMERS:
        gone = {uid for _, uid in world.rows[name]["far"]}
        assert not gone & ids(entity(name), everyone), name
    for text in (WORDS["far"], PHONES["far"]):
        assert parties.best_customers(text, actor=everyone.actor) == []
        assert searched(entity("parties.party"), everyone, text) == set()


def test_pickers_offer_what_is_reached(world: World, sight: Sight) -> None:
    for whole in entities():
        for field in whole.fields.values():
            if field.kind is Kind.REFERENCE and field.refers_to:
                target = entity(field.refers_to)
                picks = allowed(
                    lambda field=field: reference_picks(field, actor=sight.actor, now=NOW)
                )
                seen = {str(uid) for uid in world.seen(target, sight)}
                assert {uid for uid, _ in picks} <= seen, f"{whole.name}.{field.name}"


@pytest.mark.parametrize("name", ["parties.party", "holdings.holding", "commerce.order"])
def test_cards_tell_nothing_of_what_is_hidden(world: World, sight: Sight, name: str) -> None:
    secrets = world.secrets(sight)
    whole = entity(name)
    for whose, key, uid in rows_of(world, whole):
        for card in CARDS[name](key, uid, sight.actor):
            if sight.sees(whole, whose):
                assert_silent(allowed(card), secrets, f"card of {name}")
            else:
                assert_hidden(card)


def test_topics_are_refused_to_who_does_not_see_what_would_come(world: World, sight: Sight) -> None:
    assert {kind.name for kind in kinds()} == {"record", "person", "timeline", "import"}
    for whole in entities():
        for whose, _, uid in rows_of(world, whole):
            topics = [f"record:{whole.base.key}:{uid}"]
            topics += [f"timeline:{uid}"] if whole.name == "parties.party" else []
            for topic in topics:
                assert_follows(topic, sight, may=sight.sees(whole, whose))
    assert channel_of("person:me", actor=sight.actor) == f"person:{sight.actor.user_id}"
    assert_follows("person:1", sight, may=False)
    assert_follows(f"import:{new_id(NOW, DICE)}", sight, may=False)


def test_files_open_for_who_may_and_for_nobody_else(
    world: World, sight: Sight, tmp_path: Path
) -> None:
    place = tmp_path / "a.csv"
    place.write_text("a,b\n")
    for kind in file_kinds():
        uid = new_id(NOW, DICE)
        with place.open("rb") as source:
            files.store_file(
                source=source, name="a.csv", kind=kind.name, file_uid=uid, actor=OPERATOR, now=NOW
            )
        may = FILES[kind.name](sight)

        if may:
            assert file_queries.file_card(uid, actor=sight.actor).name == "a.csv"
        else:
            assert_hidden(lambda uid=uid: file_queries.file_card(uid, actor=sight.actor))


# Who opens a file that somebody else stored.
FILES: dict[str, Callable[[Sight], bool]] = {
    "imports.source": lambda sight: sight.actor.may("imports.see_all"),
    "imports.exported": lambda sight: False,
}


def ids(whole: Whole, sight: Sight, where: Node | None = None) -> set[UUID]:
    """Return the ids of the list; what is not allowed is nothing."""
    column = next((field.name for field in fields_of(whole, sight)), "")
    listing = Listing(whole, sight.actor, (column,) if column else (), where, limit=200)
    page = allowed(lambda: engine.page(listing, now=NOW).rows)
    return {row["id"] for row in page}


def paged(whole: Whole, sight: Sight, sort: str) -> set[UUID]:
    """Return the ids of all pages of two rows."""
    found: list[UUID] = []
    after: str | None = None
    while True:
        listing = Listing(whole, sight.actor, sort=sort, limit=2, after=after)
        try:
            page = engine.page(listing, now=NOW)
        except NotAllowed:
            return set()
        found += [row["id"] for row in page.rows]
        after = page.next
        if after is None:
            assert len(found) == len(set(found))
            return set(found)


def texts() -> Iterator[tuple[str, str]]:
    """Yield what somebody could look for, and whose customer it means."""
    for whose in WHOSE:
        yield whose, WORDS[whose]
        yield whose, PHONES[whose]
        yield whose, f"{WORDS[whose].lower()}@example.com"


def denied_to(world: World, name: str, grants: dict[str, Reach]) -> Sight:
    """Return who may do everything but see this field."""
    role = a_role(f"without {name}", grants, denied=[name])
    return Sight(name, with_role(world.agent, role), role, frozenset({name}))


def searched(whole: Whole, sight: Sight, text: str) -> set[UUID]:
    listing = Listing(whole, sight.actor, search=text, limit=200)
    return {row["id"] for row in engine.page(listing, now=NOW).rows}


def fields_of(whole: Whole, sight: Sight) -> list[Field]:
    return seen_fields(whole, sight.actor)


def halves(field: Field) -> tuple[Node, Node]:
    """Return two conditions of which every row fulfils exactly one."""
    if field.kind is Kind.BOOL:
        return Test(field.name, "is", True), Test(field.name, "is", False)
    return Test(field.name, "filled"), Test(field.name, "empty")


def uses_of(whole: Whole, name: str, sight: Sight) -> Iterator[Callable[[], Any]]:
    """Yield every way in which a field could be used."""
    actor = sight.actor
    visible = next(field.name for field in fields_of(whole, sight) if field.filters)
    test = Test(name, "filled")

    def page(**asked: Any) -> Callable[[], Any]:
        return lambda: engine.page(Listing(whole, actor, **asked), now=NOW)

    yield page(columns=(name,))
    yield page(sort=name)
    yield page(sort=f"-{name}")
    yield page(where=test)
    yield page(where=All((Test(visible, "filled"), Either((test,)))))
    yield lambda: figures.groups(Listing(whole, actor), name, now=NOW)
    yield lambda: figures.groups(Listing(whole, actor), visible, sums=(name,), now=NOW)
    yield lambda: figures.totals(Listing(whole, actor, columns=(name,)), now=NOW)
    yield lambda: figures.count(Listing(whole, actor, where=test), now=NOW)
    yield lambda: list(engine.stream(Listing(whole, actor, columns=(name,)), now=NOW))
    for lower in entities():
        for related in lower.related.values():
            if related.entity == whole.name and actor.may(lower.base.view):
                where = Some(related.name, test)
                yield lambda lower=lower, where=where: figures.count(
                    Listing(lower, actor, where=where), now=NOW
                )


def party_cards(key: int, uid: UUID, actor: Actor) -> list[Callable[[], Any]]:
    return [
        lambda: parties.customer_card(uid, actor=actor, now=NOW),
        lambda: holdings.holdings_of(key, actor=actor, now=NOW),
        lambda: holdings.holdings_of_household(key, actor=actor, now=NOW),
        lambda: commerce.orders_of(key, actor=actor),
        lambda: commerce.months_of(key, actor=actor, now=NOW),
        lambda: commerce.totals_of(key, actor=actor),
    ]


CARDS: dict[str, Callable[[int, UUID, Actor], list[Callable[[], Any]]]] = {
    "parties.party": party_cards,
    "holdings.holding": lambda key, uid, actor: [lambda: holdings.roles_of(key, actor=actor)],
    "commerce.order": lambda key, uid, actor: [lambda: commerce.order_page(uid, actor=actor)],
}


def rows_of(world: World, whole: Whole) -> Iterator[tuple[str, int, UUID]]:
    """Yield whose each row is, its key and its id."""
    for whose, rows in world.rows[whole.name].items():
        for key, uid in rows:
            yield whose, key, uid


def assert_follows(topic: str, sight: Sight, *, may: bool) -> None:
    if may:
        allowed(lambda: channel_of(topic, actor=sight.actor))
    else:
        assert_hidden(lambda: channel_of(topic, actor=sight.actor))


def allowed(use: Callable[[], Any]) -> Any:
    """Return what the reader gets; without the permission, nothing."""
    try:
        return use()
    except NotAllowed:
        return []


def assert_hidden(use: Callable[[], Any]) -> None:
    with pytest.raises((NotFound, NotAllowed)) as refused:
        use()
    assert isinstance(refused.value, Refusal)


def assert_silent(said: Any, secrets: set[str], where: str) -> None:
    text = str(said)
    assert [secret for secret in secrets if secret in text] == [], where
