"""The clock is read in one place, and an instant is a day only in some zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rapport.kernel.clock import ZoneUnknown, day_in, dice, local, now, zone_named

EVENING = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)


def test_now_is_aware_and_in_utc():
    assert now().utcoffset() == timedelta(0)


def test_the_same_instant_is_two_days_in_two_zones():
    assert day_in(EVENING, "Asia/Taipei") == date(2026, 11, 21)
    assert day_in(EVENING, "America/New_York") == date(2026, 11, 20)
    assert day_in(EVENING, "Pacific/Kiritimati") == date(2026, 11, 21)


def test_local_is_the_same_instant_on_another_clock():
    shown = local(EVENING, "Asia/Taipei")

    assert shown == EVENING
    assert (shown.hour, shown.minute) == (0, 30)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "/etc/passwd", "Asia"])
def test_a_name_that_is_no_zone_is_refused(name):
    with pytest.raises(ZoneUnknown):
        zone_named(name)


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(TypeError):
        local(datetime(2026, 11, 20), "Asia/Taipei")  # noqa: DTZ001 - naive on purpose


def test_the_dice_never_repeat():
    assert len({dice().getrandbits(74) for _ in range(1000)}) == 1000
