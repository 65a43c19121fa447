"""UUIDs of version 7: the table of docs/algorithms/uuidv7.md, order and determinism."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.kernel.values import instant_of, new_id, new_ids
from tests.algorithm_pages import examples

NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)


class Loaded:
    """A source of chance that says what it was told."""

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def getrandbits(self, k: int, /) -> int:
        assert k == 74
        return self.bits


@pytest.mark.parametrize("row", examples("uuidv7", "UUIDs of version 7", first_column="instant"))
def test_a_uid_is_made_of_its_instant_and_its_chance(row):
    high, low = (int(row[f"chance, {part} bits"], 16) for part in ("upper 12", "lower 62"))

    uid = new_id(datetime.fromisoformat(row["instant"]), Loaded(high << 62 | low))

    assert str(uid) == row["uid"]
    assert uid.version == 7


def test_the_same_instant_and_chance_make_the_same_uid():
    assert new_id(NOW, Random(7)) == new_id(NOW, Random(7))
    assert new_id(NOW, Random(7)) != new_id(NOW, Random(8))


def test_the_uids_of_a_batch_ascend_and_differ():
    uids = new_ids(NOW, Random(1), 10_000)

    assert uids == sorted(uids)
    assert len(set(uids)) == 10_000


def test_a_uid_says_when_it_was_made():
    made_at = NOW + timedelta(microseconds=123_456)

    assert instant_of(new_id(made_at, Random(1))) == NOW + timedelta(milliseconds=123)


def test_an_instant_without_a_zone_or_out_of_range_is_refused():
    with pytest.raises(TypeError):
        new_id(datetime(2026, 1, 1), Random(1))  # noqa: DTZ001 - naive on purpose
    with pytest.raises(ValueError, match="outside"):
        new_id(datetime(1969, 12, 31, tzinfo=UTC), Random(1))
    with pytest.raises(ValueError, match="version 7"):
        instant_of(new_id(NOW, Random(1)).__class__(int=0))


@given(st.integers(0, 10**12), st.integers(1, 10**9), st.integers(0, 2**64))
def test_a_later_uid_sorts_after_an_earlier_one(start, later, seed):
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    first = epoch + timedelta(milliseconds=start)
    rng = Random(seed)

    assert new_id(first, rng) < new_id(first + timedelta(milliseconds=later), rng)
