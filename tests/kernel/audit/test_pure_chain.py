"""The audit's payload and chain, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from rapport.kernel.audit.pure import (
    Fact,
    Link,
    Seal,
    check_seal,
    digest_of,
    link,
    reading_of,
    text_of,
)
from tests.algorithm_pages import examples

AT = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
FACT = Fact(
    name="parties.customer_changed.v1",
    actor_kind="user",
    actor_id=17,
    actor_name="歐佳玲",
    at=AT,
    entity="parties.party",
    row_id=204817,
    changes=[("kind", "person", "household")],
    request="r-1",
)


def a_link(number: int, **changed) -> Link:
    text, salt = text_of(replace(FACT, row_id=number)), bytes(16)
    true = Link(
        number, digest_of(salt, text), salt, text, FACT.name, FACT.entity, number, FACT.actor_id
    )
    return replace(true, **changed)


def a_chain(*links: Link) -> bytes:
    chain = b""
    for row in links:
        chain = link(chain, row.id, row.digest)
    return chain


def test_the_payload_knows_people_by_id_and_never_by_name():
    text = text_of(FACT)

    assert reading_of(text)["actor"] == {"kind": "user", "id": 17}
    assert "歐佳玲" not in text


def test_the_operator_is_known_by_the_name_of_the_systems_user():
    said = reading_of(
        text_of(replace(FACT, actor_kind="operator", actor_id=None, actor_name="ben"))
    )

    assert said["actor"] == {"kind": "operator", "name": "ben"}


def test_the_same_fact_gives_the_same_text_and_the_digest_covers_salt_and_text():
    text = text_of(FACT)

    assert text == text_of(replace(FACT))
    assert digest_of(b"salt", text) == sha256(b"salt" + text.encode()).digest()


@pytest.mark.parametrize(
    "forged",
    [
        {"payload": text_of(replace(FACT, row_id=1, changes=[("kind", "person", "organisation")]))},
        {"salt": b"other salt, that"},
        {"row_id": 2},
        {"actor_id": None},
        {"name": "parties.customer_created.v1"},
        {"entity": "holdings.holding"},
        {"salt": None},
    ],
)
def test_a_forged_row_is_not_true(forged):
    assert a_link(1).is_true
    assert not a_link(1, **forged).is_true


def test_an_erased_row_is_true_and_keeps_its_place_in_the_chain():
    erased = a_link(1, salt=None, payload=None)

    assert erased.is_true
    assert a_chain(erased) == a_chain(a_link(1))


@pytest.mark.parametrize(
    "found",
    [[1, 3], [1, 2, 3, 4], [2, 1, 3], []],
    ids=["removed", "added", "moved", "all gone"],
)
def test_a_window_whose_rows_are_not_those_that_were_sealed_does_not_hold(found):
    sealed = [a_link(number) for number in (1, 2, 3)]
    seal = Seal(1, 0, None, 0, 900, 3, a_chain(*sealed))

    assert check_seal(seal, None, sealed) == (True, [])
    assert check_seal(seal, None, [a_link(number) for number in found])[0] is False


def test_seals_follow_each_other_within_an_era_and_into_the_next():
    first = Seal(1, 0, 50, 0, 900, 3, b"")
    assert first.follows(None)

    assert Seal(2, 0, 50, 900, 950, 1, b"").follows(first)
    assert Seal(2, 50, None, 0, 40, 1, b"").follows(first)
    assert not Seal(2, 0, 50, 901, 950, 1, b"").follows(first)
    assert not Seal(3, 0, 50, 900, 950, 1, b"").follows(first)
    assert not Seal(2, 49, None, 0, 40, 1, b"").follows(first)


def test_the_chain_is_as_its_page_works_it_out():
    chain = b""
    for row in examples("audit-chain", "The chain over three rows"):
        digest = digest_of(row["salt"].encode() * 16, row["payload"])
        chain = link(chain, int(row["id"]), digest)

        assert (digest.hex()[:16], chain.hex()[:16]) == (row["digest"], row["chain"])
