"""Numbers, money and times in three languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from rapport.front.shell import formats
from rapport.kernel.values import Money

NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
TAIPEI = ZoneInfo("Asia/Taipei")


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("412600", "TWD", "NT$412,600"),
        ("412600.50", "TWD", "NT$412,600.50"),
        ("-3600", "TWD", "−NT$3,600"),
        ("184", "EUR", "€184.00"),
        ("9", "USD", "US$9.00"),
        ("1500", "JPY", "JP¥1,500"),
        ("0", "TWD", "NT$0"),
    ],
)
def test_money_names_its_currency_without_doubt(amount: str, currency: str, shown: str) -> None:
    assert formats.money(Money(Decimal(amount), currency), "zh-hant") == shown
    assert formats.money(Money(Decimal(amount), currency), "en") == shown


def test_renminbi_is_plain_yuan_only_where_it_is_home() -> None:
    price = Money(Decimal("5"), "CNY")

    assert formats.money(price, "zh-hans") == "¥5.00"
    assert formats.money(price, "zh-hant") == "CN¥5.00"


@pytest.mark.parametrize(
    ("value", "hant", "hans", "english"),
    [
        (68_412_900, "6,841 萬", "6,841 万", "68.4M"),
        (1_199_000_000, "11.99 億", "11.99 亿", "1.2B"),
        (412_600, "41.26 萬", "41.26 万", "412.6K"),
        (9_999, "9,999", "9,999", "10K"),
        (-20_000, "−2 萬", "−2 万", "-20K"),
    ],
)
def test_great_numbers_take_the_readers_units(
    value: int, hant: str, hans: str, english: str
) -> None:
    with translation.override("zh-hant"):
        assert formats.compact(value, "zh-hant") == hant
    with translation.override("zh-hans"):
        assert formats.compact(value, "zh-hans") == hans
    with translation.override("en"):
        assert formats.compact(value, "en") == english.replace("-", "−")


@pytest.mark.parametrize(
    ("form", "hant", "hans", "english"),
    [
        ("day", "2026/11/24", "2026/11/24", "24 Nov 2026"),
        ("short", "11/24", "11/24", "24 Nov"),
        ("week", "11/24 週二", "11/24 周二", "Tue 24 Nov"),
        ("month", "2026 年 11 月", "2026 年 11 月", "November 2026"),
    ],
)
def test_a_date_is_written_as_the_reader_writes_it(
    form: str, hant: str, hans: str, english: str
) -> None:
    on = date(2026, 11, 24)

    assert formats.day(on, "zh-hant", form) == hant
    assert formats.day(on, "zh-hans", form) == hans
    assert formats.day(on, "en", form) == english


def test_an_instant_is_as_short_as_its_distance_allows() -> None:
    def shown(at: datetime) -> str:
        return formats.moment(at, "zh-hant", TAIPEI, NOW)

    assert shown(NOW - timedelta(hours=1)) == "14:40"
    # 23:30 in Taipei the day before, though both are the 20th in UTC.
    assert shown(datetime(2026, 11, 19, 15, 30, tzinfo=UTC)) == "11/19 23:30"
    assert shown(datetime(2025, 11, 19, 15, 30, tzinfo=UTC)) == "2025/11/19"


@pytest.mark.parametrize(
    ("before", "english", "hant"),
    [
        (timedelta(seconds=30), "just now", "剛剛"),
        (timedelta(minutes=1), "1 minute ago", "1 分鐘前"),
        (timedelta(minutes=84), "84 minutes ago", "84 分鐘前"),
        (timedelta(hours=5), "5 hours ago", "5 小時前"),
        (timedelta(days=96), "96 days ago", "96 天前"),
        (timedelta(days=250), "8 months ago", "8 個月前"),
        (timedelta(days=365), "1 year ago", "1 年前"),
        (timedelta(days=500), "1 year 4 months ago", "1 年 4 個月前"),
        (timedelta(days=5836), "15 years ago", "15 年前"),
    ],
)
def test_how_long_ago_is_said_as_people_say_it(before: timedelta, english: str, hant: str) -> None:
    with translation.override("en"):
        assert formats.ago(NOW - before, NOW) == english
    with translation.override("zh-hant"):
        assert formats.ago(NOW - before, NOW) == hant


def test_time_left_turns_into_time_over() -> None:
    with translation.override("zh-hant"):
        assert formats.left(NOW + timedelta(minutes=24), NOW) == "剩 24 分"
        assert formats.left(NOW - timedelta(hours=3), NOW) == "逾 3 小時"
    with translation.override("en"):
        assert formats.left(NOW - timedelta(hours=3), NOW) == "3 hours over"


def test_a_share_and_a_size_are_short() -> None:
    assert formats.share(Decimal("0.714"), "en") == "71%"
    assert formats.share(0.0419, "en", 1) == "4.2%"
    assert formats.size(3_900_000, "en") == "3.9 MB"
    assert formats.size(812, "en") == "812 B"


def test_days_far_off_are_said_in_months_and_years() -> None:
    today = NOW.date()
    with translation.override("zh-hans"):
        assert formats.days_ago(today - timedelta(days=40), today) == "40 天前"
        assert formats.days_ago(today - timedelta(days=5836), today) == "15 年前"
        assert formats.days_ago(today + timedelta(days=5836), today) == "15 年后"
    with translation.override("en"):
        assert formats.span(timedelta(days=365)) == "1 year"
        assert formats.left(NOW + timedelta(days=800), NOW) == "2 years 2 months left"


def test_a_country_is_named_in_the_language_of_the_reader() -> None:
    assert formats.country("GB", "en") == "United Kingdom"
    assert formats.country("GB", "zh-hant") == "英國"
    assert formats.country("GB", "zh-hans") == "英国"
    assert formats.country("??", "en") == "??"
