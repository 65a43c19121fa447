"""Events as JSON and as schemas, and how long to wait before another try; without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Literal, NewType
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.kernel.events.declare import BadEvent, BadReaction, event, forget, on, reactions
from rapport.kernel.events.pure import Backoff, NotEncodable, breaks, codec_of, schema_of, to_json
from rapport.kernel.values import Money
from tests.algorithm_pages import examples

CaseId = NewType("CaseId", int)
AT = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)


class Channel(StrEnum):
    VOICE = "voice"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Line:
    sku: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Everything:
    case_id: CaseId
    uid: UUID
    channel: Channel
    occurred_at: datetime
    due_on: date
    wait: timedelta
    share: Decimal
    lines: tuple[Line, ...]
    codes: frozenset[str]
    figures: Mapping[str, Decimal]
    pair: tuple[int, str]
    kind: Literal["a", "b"]
    owner_id: int | None = None
    is_new: bool = False


FULL = Everything(
    case_id=CaseId(7),
    uid=UUID(int=9),
    channel=Channel.LINE,
    occurred_at=AT,
    due_on=date(2026, 11, 21),
    wait=timedelta(seconds=90),
    share=Decimal("0.250"),
    lines=(Line("A-1", Money(Decimal("12.50"), "TWD")),),
    codes=frozenset({"b", "a"}),
    figures={"balance": Decimal("1E+3")},
    pair=(1, "x"),
    kind="a",
)


def test_every_kind_of_value_comes_back_as_it_went():
    codec = codec_of(Everything)

    assert codec.decode(codec.encode(FULL)) == FULL


def test_json_is_as_the_house_writes_it():
    raw = codec_of(Everything).encode(FULL)

    assert raw["occurred_at"] == "2026-11-20T07:40:00Z"
    assert raw["lines"] == [{"sku": "A-1", "amount": {"amount": "12.50", "currency": "TWD"}}]
    assert (raw["share"], raw["figures"], raw["codes"]) == (
        "0.250",
        {"balance": "1000"},
        ["a", "b"],
    )
    assert (raw["owner_id"], raw["is_new"], raw["channel"]) == (None, False, "line")


def test_an_instant_of_another_zone_is_stored_in_utc():
    taipei = datetime(2026, 11, 20, 15, 40, tzinfo=timezone(timedelta(hours=8)))

    assert to_json(taipei) == "2026-11-20T07:40:00Z"


def test_a_field_added_later_takes_its_default_and_one_taken_away_is_ignored():
    codec = codec_of(Everything)
    old = {key: raw for key, raw in codec.encode(FULL).items() if key != "owner_id"}

    assert codec.decode(old | {"gone": 1}) == FULL


@pytest.mark.parametrize("value", [datetime(2026, 1, 1), object(), {"a": b"bytes"}])  # noqa: DTZ001
def test_what_has_no_form_in_json_is_refused_loudly(value):
    with pytest.raises(NotEncodable):
        to_json(value)


def test_a_union_that_cannot_be_read_back_is_refused_at_start():
    @dataclass(frozen=True)
    class Either:
        value: int | str

    Either.__annotations__["value"] = int | str
    with pytest.raises(NotEncodable):
        codec_of(Either)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, max_value=10**12))
def test_decimals_keep_every_digit(value):
    assert Decimal(to_json(value)) == value


def test_schemas_say_type_and_whether_a_field_may_be_absent():
    schema = schema_of(Everything)

    assert schema["case_id"] == "int"
    assert schema["owner_id"] == "int | null?"
    assert schema["channel"] == "one of voice, line"
    assert schema["lines"] == "tuple[{sku: str, amount: Money}, ...]"


def test_what_readers_would_miss_is_named_and_what_is_added_is_not():
    old = {"a.done.v1": {"id": "int", "state": "one of x, y"}, "b.done.v1": {"id": "int"}}
    new = {"a.done.v1": {"id": "str", "state": "one of x, y, z", "more": "int"}, "c.done.v1": {}}

    assert breaks(old, new) == ["a.done.v1.id was int and is str", "b.done.v1 is gone"]
    assert breaks(old, old | {"c.done.v1": {}}) == []
    assert breaks({"a.v1": {"state": "one of x, y"}}, {"a.v1": {"state": "one of x"}}) != []
    assert breaks({"a.v1": {"id": "int"}}, {"a.v1": {}}) == ["a.v1.id is gone"]


def test_waits_double_up_to_the_longest_and_then_a_person_decides():
    backoff = Backoff(attempts=5, first=2, longest=10)

    assert [backoff.wait_after(tries) for tries in range(1, 6)] == [2, 4, 8, 10, None]
    assert backoff.wait_after(1, spread=1.2) == 2.4


def test_the_waits_of_a_reaction_are_as_their_page_says():
    for row in examples("lanes", "Waits after a failure"):
        wait = Backoff().wait_after(int(row["try"]))

        assert ("parked" if wait is None else f"{wait:g}") == row["seconds until the next"]


@pytest.mark.parametrize("wrong", [{"attempts": 0}, {"first": 0}, {"first": 9, "longest": 8}])
def test_a_backoff_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="Backoff"):
        Backoff(**wrong)


@dataclass(frozen=True)
class Done:
    thing_id: int
    occurred_at: datetime


@dataclass(frozen=True)
class Named:
    name: str
    occurred_at: datetime


@dataclass(frozen=True)
class WithoutTime:
    thing_id: int


@dataclass
class Thawed:
    occurred_at: datetime


class Mood(Enum):
    GOOD = 1


@pytest.mark.parametrize(
    ("wire_name", "cls"),
    [
        ("tests.done", Done),
        ("parties.thing_done.v1", Done),
        ("tests.done.v1", Named),
        ("tests.done.v1", WithoutTime),
        ("tests.done.v1", Thawed),
    ],
)
def test_an_event_that_the_house_does_not_want_fails_at_start(wire_name, cls):
    with pytest.raises(BadEvent):
        event(wire_name)(cls)


def test_a_reaction_is_known_by_room_and_function_or_by_the_name_it_keeps():
    event("tests.thing_done.v1")(Done)

    @on(Done)
    def count_when_done(event, *, now): ...

    @on(Done, name="tests.kept_name")
    def renamed(event, *, now, told): ...

    known = reactions()
    forget(Done, "tests.count_when_done", "tests.kept_name")

    assert known["tests.count_when_done"].events == ("tests.thing_done.v1",)
    assert (known["tests.kept_name"].wants_told, known["tests.count_when_done"].wants_told) == (
        True,
        False,
    )


def test_a_reaction_must_take_now_and_react_to_declared_events():
    event("tests.thing_done.v1")(Done)
    with pytest.raises(BadReaction):
        on(Done)(lambda event: None)
    forget(Done)

    with pytest.raises(BadEvent):
        on(WithoutTime)(lambda event, *, now: None)
