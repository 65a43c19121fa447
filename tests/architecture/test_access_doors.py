"""
No address shows a word of what its reader does not reach, and none opens a row out of reach.

The addresses come from the URL map and from OpenAPI: a new one is tried at once, with every verb
and with the rows that its places can name; a place that is not known here fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.test import Client

from rapport.kernel.entities.registry import entities, entity, entity_by_key
from rapport.kernel.errors import NotFound
from rapport.kernel.filters import tree
from rapport.kernel.filters.tree import Test
from rapport.kernel.values import new_id
from tests.architecture.access_world import (
    PHONES,
    WORDS,
    Sight,
    World,
    the_world,
    with_role,
)
from tests.architecture.addresses import VERBS, Address, addresses, described, signed_in
from tests.architecture.taking_back import for_long, taken_back
from tests.front.api.caller import Caller
from tests.makers import DICE, NOW

READERS = ("own", "denied", "own orders", "nothing")
PARTS = {
    "notes": "parties.note",
    "points": "parties.contact_point",
    "addresses": "parties.address",
    "relations": "parties.relation",
}
# Places that name no row of an entity.
PLAIN = {
    "name": "occupation",
    "rest": "v1/nothing",
    "system": "erp",
    "value": WORDS["far"],
    "file_uid": "0199e0b0-0000-7000-8000-000000000001",
}
TRIED = "far"  # out of reach for who reaches less than all
OPEN = {200, 201, 202, 204}


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), for_long():
        yield the_world()


@pytest.fixture(params=READERS)
def sight(request: Any, world: World) -> Iterator[Sight]:
    """Let the agent be this reader while the test runs."""
    with taken_back():
        sight = world.readers[request.param]
        with_role(world.agent, sight.role)
        yield sight


@pytest.fixture
def browser(sight: Sight) -> Client:
    return signed_in(sight.actor.user_id or 0)


@pytest.fixture
def program(sight: Sight) -> Caller:
    return Caller(sight.actor)


def test_openapi_describes_what_the_url_map_has() -> None:
    known = {address.path for address in addresses()}
    own = {"/api/v1/openapi.json", "/api/v1/docs", "/api/<rest>"}

    assert set(described()) <= known
    assert {path for path in known if path.startswith("/api/")} == set(described()) | own


def test_every_place_in_an_address_can_be_filled(world: World) -> None:
    for address in addresses():
        assert fillings(address, world, "far"), address.path


def test_no_page_says_a_word_of_what_is_hidden(world: World, sight: Sight, browser: Client) -> None:
    secrets = world.secrets(sight)
    faults = []
    for address, query in product(addresses(), queries()):
        if address.places or address.path.startswith("/api/"):
            continue
        answer = browser.get(address.path, query)
        faults += told(answer, secrets, f"GET {address.path} {query}")

    assert not faults, "\n".join(faults)


def test_no_record_of_the_house_opens_or_changes_out_of_reach(
    world: World, sight: Sight, browser: Client
) -> None:
    """Each address with places is tried with rows out of reach, by every verb."""
    secrets = world.secrets(sight)
    faults = []
    for address in addresses():
        if not address.places or address.path.startswith("/api/"):
            continue
        for values in fillings(address, world, TRIED)[:1]:
            for verb in VERBS:
                asked = f"{verb} {address.at(**values)}"
                with taken_back():
                    answer = send(browser, verb, address.at(**values))
                own = set(map(str, values.values()))
                faults += told(answer, secrets - own, asked)
                if is_hidden(address, values, world, sight) and answer.status_code in OPEN:
                    faults.append(f"{asked}: {answer.status_code}")

    assert not faults, "\n".join(faults)


def test_no_call_of_the_interface_opens_or_changes_a_row_out_of_reach(
    world: World, sight: Sight, program: Caller
) -> None:
    secrets = world.secrets(sight)
    faults = []
    for path, verbs in described().items():
        address = Address("", path)
        if not address.places:
            continue
        for values in fillings(address, world, TRIED)[:1]:
            for verb in verbs:
                asked = f"{verb} {address.at(**values)}"
                with taken_back():
                    answer = call(program, verb, address.at(**values))
                own = set(map(str, values.values()))
                faults += told(answer, secrets - own, asked)
                if is_hidden(address, values, world, sight) and answer.status_code in OPEN:
                    faults.append(f"{asked}: {answer.status_code}")

    assert not faults, "\n".join(faults)


def test_lists_of_the_interface_hold_what_is_reached(
    world: World, sight: Sight, program: Caller
) -> None:
    secrets = world.secrets(sight)
    faults: list[str] = []
    for whole in entities():
        key, seen = whole.base.key, {str(uid) for uid in world.seen(whole, sight)}
        fields = [n for n, f in whole.fields.items() if not sight.hides(whole, n)]
        page = program.get(f"/{key}", limit=200, columns=",".join(fields))
        count = program.get(f"/{key}/count", exact="true")
        if not sight.actor.may(whole.base.view):
            assert (page.status_code, count.status_code) == (403, 403), key
            continue
        found = {item["id"] for item in page.json()["items"]}

        assert found == seen, key
        assert count.json() == {"count": len(seen), "exact": True}, key
        faults += told(page, secrets, key)

    assert not faults, "\n".join(faults)


def test_fields_that_are_hidden_are_unknown_to_the_interface(sight: Sight, program: Caller) -> None:
    for whole in entities():
        if not sight.actor.may(whole.base.view):
            continue
        for name in whole.fields:
            if sight.hides(whole, name):
                test = json.dumps(tree.write(Test(name, "filled")))
                for query in ({"columns": name}, {"sort": name}, {"filter": test}):
                    answer = program.get(f"/{whole.base.key}", **query)
                    assert answer.status_code == 422, f"{whole.name}.{name} {query}"
                    assert answer.json()["code"] == "unknown_field"


def queries() -> Iterator[dict[str, str]]:
    """Yield what may stand behind an address: nothing, words to find, all columns there are."""
    yield {}
    yield {"q": PHONES["far"], "exact": "1"}
    yield {"q": PHONES["mine"]}
    every = [name for whole in entities() for name in whole.fields]
    yield {"columns": ",".join(every), "sort": "-occupation"}
    yield {"filter": json.dumps(tree.write(Test("occupation", "filled")))}


def fillings(address: Address, world: World, whose: str) -> list[dict[str, Any]]:
    """Return how the places of the address can be filled with rows of a holder."""
    named = [candidates(address, place, world, whose) for place in address.places]
    return [dict(zip(address.places, each, strict=True)) for each in product(*named)]


def candidates(address: Address, place: str, world: World, whose: str) -> list[Any]:
    if place in PLAIN:
        return [PLAIN[place]]
    if place == "payment":
        return [key for key, _ in of_holder(world, "commerce.payment", whose)]
    if place == "part":
        part = next(word for word in address.path.split("/") if word in PARTS)
        return [uid for _, uid in of_holder(world, PARTS[part], whose)]
    name = entity_of(address)
    return [uid for _, uid in of_holder(world, name, whose)] if name else [new_id(NOW, DICE)]


def of_holder(world: World, name: str, whose: str) -> list[tuple[int, Any]]:
    of = world.rows[name]
    return of.get(whose) or of.get("") or next(iter(of.values()))


def entity_of(address: Address) -> str:
    """Return the entity whose row <uid> is; "" where it is none, such as an import."""
    try:
        return entity_by_key(address.key or address.resource).name
    except NotFound:
        return ""


def is_hidden(address: Address, values: dict[str, Any], world: World, sight: Sight) -> bool:
    name = entity_of(address)
    return bool(name) and "uid" in values and values["uid"] not in world.seen(entity(name), sight)


def send(browser: Client, verb: str, path: str) -> Any:
    headers = {"If-Match": "*", "HX-Request": "true"}
    return browser.generic(
        verb, path, b"", content_type="application/x-www-form-urlencoded", headers=headers
    )


def call(program: Caller, verb: str, path: str) -> Any:
    body = None if verb in ("GET", "DELETE") else {}
    return program.send(verb, path.removeprefix("/api/v1"), body, if_match="*")


def told(answer: Any, secrets: set[str], where: str) -> list[str]:
    """Return which secrets the answer tells, and whether the house broke over it."""
    said = b"".join(answer).decode(errors="replace") + str(dict(answer.headers))
    found = [
        f"{where} ({answer.status_code}): {one} in …{said[max(0, said.index(one) - 80) :][:120]}…"
        for one in secrets
        if one in said
    ]
    return [*found, f"{where}: 500"] if answer.status_code >= 500 else found
