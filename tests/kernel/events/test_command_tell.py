"""Telling: one statement for audit, outbox and waiting list; requests that are repeated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rapport.kernel.access.actor import SYSTEM, Actor
from rapport.kernel.errors import Invalid
from rapport.kernel.events import listing
from rapport.kernel.events.declare import BadEvent
from rapport.kernel.events.once import RequestKeyTaken, RequestKeyUnfit, cut_request_keys, once
from rapport.kernel.events.pure import breaks
from rapport.kernel.events.tell import ToldOutsideTransaction, tell, tell_batch
from rapport.kernel.web.logs import begin_request
from tests.kernel import rig

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
OLGA = Actor(kind="user", name="Olga", user_id=7)
SNAPSHOT = Path(__file__).resolve().parents[3] / "docs" / "events.json"


class NotToday(Invalid):
    """A refusal."""


@pytest.fixture(autouse=True)
def things() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(rig.TABLES)
    yield


def changed(thing: rig.Thing) -> rig.ThingChanged:
    return rig.ThingChanged(thing_id=thing.pk, kind="plain", occurred_at=NOW)


def a_thing(thing_id: int = 1) -> rig.Thing:
    thing = rig.Thing.objects.locked().get(pk=thing_id)
    thing.set(worth=thing.worth + 5)
    thing.save_changes(now=NOW)
    return thing


def test_telling_is_one_statement_for_audit_outbox_and_waiting_list():
    thing = a_thing()
    begin_request("r-17")

    with CaptureQueriesContext(
        connection,
    ) as statements:
        told = tell(changed(thing), about=thing, changes=thing.changes(), actor=OLGA, now=NOW)

    assert len(statements) == 1
    assert told == changed(thing)
    place = "select aggregate, aggregate_seq, name, occurred_at, o.id = w.id from outbox o"
    assert rig.value(f"{place} cross join outbox_waiting w") == (
        "rig.thing:1",
        2,
        "tests.thing_changed.v1",
        NOW,
        True,
    )
    said = json.loads(rig.value("select payload from audit"))
    assert said["changes"] == [{"field": "worth", "before": 0, "after": 5}]
    assert (said["actor"], said["request"]) == ({"kind": "user", "id": 7}, "r-17")


def test_the_same_place_among_a_rows_events_cannot_be_taken_twice():
    thing = a_thing()
    tell(changed(thing), about=thing, actor=SYSTEM, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        tell(changed(thing), about=thing, actor=SYSTEM, now=NOW)


def test_what_is_rolled_back_was_never_told():
    with transaction.atomic():
        thing = a_thing()
        tell(changed(thing), about=thing, actor=SYSTEM, now=NOW)
        transaction.set_rollback(True)

    assert rig.value("select (select count(*) from outbox) + (select count(*) from audit)") == 0


@pytest.mark.django_db(transaction=True)
def test_nothing_is_told_outside_a_transaction():
    thing = rig.Thing.objects.get(pk=1)

    with pytest.raises(ToldOutsideTransaction):
        tell(changed(thing), about=thing, actor=SYSTEM, now=NOW)


def test_what_is_not_declared_an_event_is_not_told():
    with pytest.raises(BadEvent):
        tell(NOW, about=a_thing(), actor=SYSTEM, now=NOW)


def test_the_event_of_a_batch_names_its_batch():
    thing = a_thing()

    with pytest.raises(TypeError, match="does not name its batch"):
        tell_batch(changed(thing), batch=thing, actor=SYSTEM, now=NOW)


@once(besides=("uid",))
def change_thing(*, thing_id: int, by: int, uid: int = 0, actor: Actor, now: datetime):
    """A command as a room would write it."""
    if by > 100:
        raise NotToday()
    thing = rig.Thing.objects.locked().get(pk=thing_id)
    thing.set(worth=thing.worth + by)
    thing.save_changes(now=now)
    return tell(changed(thing), about=thing, changes=thing.changes(), actor=actor, now=now)


def again(by: int = 5, key: str | None = "k-1", actor: Actor = OLGA, uid: int = 0):
    return change_thing(thing_id=1, by=by, uid=uid, request_key=key, actor=actor, now=NOW)


def worth() -> int:
    return rig.value("select worth from rig_thing where id = 1")


def test_the_same_request_twice_is_done_once_and_gives_the_same_event():
    first = again()

    assert again(uid=99) == first
    assert worth() == 5


def test_the_same_key_with_other_arguments_is_refused_and_changes_nothing():
    again()

    with pytest.raises(RequestKeyTaken):
        again(by=6)
    assert worth() == 5


def test_a_key_belongs_to_its_actor_and_without_a_key_everything_is_new():
    for _ in range(2):
        again()
        again(actor=Actor(kind="user", name="Ben", user_id=8))
        again(key=None)

    assert worth() == 20


def test_a_refused_request_leaves_its_key_free():
    with pytest.raises(NotToday):
        again(by=101)

    again(by=5)
    assert worth() == 5


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_a_key_that_is_no_key_is_refused(key):
    with pytest.raises(RequestKeyUnfit):
        again(key=key)
    assert worth() == 0


def test_keys_are_forgotten_after_thirty_days():
    again()
    cut_request_keys(now=NOW + timedelta(days=29))
    again()

    cut_request_keys(now=NOW + timedelta(days=31))
    again()

    assert worth() == 10


def test_two_requests_of_one_key_at_the_same_moment_run_once(transactional_db):
    from concurrent.futures import ThreadPoolExecutor

    def request(_: int):
        try:
            return again()
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(request, range(12)))

    assert len(set(told)) == 1
    assert worth() == 5


def test_no_event_lost_a_field_or_changed_its_meaning_since_the_snapshot():
    before = json.loads(SNAPSHOT.read_text())

    assert breaks(before, listing.schemas()) == []


def test_the_snapshot_of_all_schemas_is_the_present_one():
    """Write it anew with `make events`, and look at what changed."""
    assert SNAPSHOT.read_text() == listing.snapshot()
