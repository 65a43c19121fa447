"""Invented people and figures for the sheet of components; nothing here is read by a real page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import pgettext

SPENT = "412600 286450 254900 238700 197380 186200 172940 168500 151760 149300 138220 127640 121900"
NAMES = """王思涵 許雅筑 Maria~Santos 張簡明哲 歐陽靜宜 陳建宏 劉宥廷 Omar~Haddad
蔡佩穎 鄭博文 吳孟蓁 謝承翰 阿布杜爾卡里姆・買買提 周欣怡 洪啟瑞 簡淑芬 Nguyễn~Thị~Hoa
高志明 林志遠 江雨潔 方婉真 曾郁雯 賴俊傑
蕭淑惠"""
OWNERS = (("陳柏宇", 2), ("林冠宇", 4), ("黃郁婷", 3))
MAY = ("1111", "0110", "0100", "1110", "0011", "1110", "0110", "0100", "1111", "0000", "0111")
SELECTED = {0, 1, 3, 5, 8, 11}


@dataclass(frozen=True, slots=True)
class Row:
    """A customer as the sample list shows him."""

    id: int
    name: str
    tier: str
    tone: str
    phone: str
    may: str
    spent: Decimal
    orders: int
    days: int
    risk: float
    risk_tone: str
    step: str
    owner: str
    owner_id: int
    area: str
    selected: bool


def rows(count: int) -> list[Row]:
    """Return so many customers, the same each time."""
    names = [name.replace("~", " ") for name in NAMES.split()]
    return [_row(at, names[at % len(names)]) for at in range(count)]


def _row(at: int, name: str) -> Row:
    spent = SPENT.split()
    risk = (71, 64, 58, 41, 77, 52, 38, 82, 45, 69, 33, 56, 80, 29)[at % 14]
    owner, owner_id = OWNERS[at % 3]
    tier, tone = (
        (pgettext("sheet", "Platinum"), "plum"),
        (pgettext("sheet", "Gold"), "line"),
        ("", ""),
    )[(at * 5) % 3]
    steps = (
        pgettext("sheet", "Send win-back voucher"),
        pgettext("sheet", "Courtesy call 23 Nov"),
        "",
        pgettext("sheet", "Invite to VIP evening"),
    )
    return Row(
        id=at + 1,
        name=name,
        tier=tier,
        tone="plum" if tone == "plum" else "",
        phone=f"09{28 + at % 60:02}-{(771 + at * 37) % 1000:03}-{(405 + at * 71) % 1000:03}",
        may=MAY[at % len(MAY)],
        spent=Decimal(spent[at]) if at < len(spent) else Decimal(118460 - at * 410),
        orders=31 - at % 27,
        days=96 + (at * 13) % 60,
        risk=risk / 100,
        risk_tone="bad" if risk > 70 else "warn" if risk > 50 else "",
        step=steps[at % 4],
        owner=owner,
        owner_id=owner_id,
        area=("台北市大安區", "新北市板橋區", "台中市西屯區", "新竹縣竹北市")[at % 4],
        selected=at in SELECTED,
    )


def charts() -> list[dict[str, Any]]:
    """Return one chart of each kind, and one with too few data."""
    return [_bars(), _lines(), _ranges(), _heat(), _too_few()]


def _bars() -> dict[str, Any]:
    months = [f"{year}/{month:02}" for year, month in _months(2024, 12, 24)]
    last = [8, 0, 5, 12, 0, 3, 18, 0, 10, 4, 0, 22]
    this = [14, 7, 0, 9.5, 21.4, 0, 8, 13, 0, 16, 12, 46.2]
    before, now = pgettext("sheet", "year before"), pgettext("sheet", "last 12 months")
    nothing = [None] * 12
    return {
        "title": pgettext("sheet", "Net spending each month"),
        "unit": pgettext("sheet", "NT$ thousand, 2024/12 to 2026/11"),
        "legend": [("quiet", before), ("1", now)],
        "spec": {
            "kind": "bars",
            "x": months,
            "every": 4,
            "series": [
                {"name": before, "values": last + nothing, "tone": "quiet", "stack": "one"},
                {"name": now, "values": nothing + this, "stack": "one"},
            ],
        },
        "columns": [pgettext("sheet", "Month"), "NT$"],
        "rows": list(zip(months, [*last, *this], strict=True)),
    }


def _lines() -> dict[str, Any]:
    unknown = [None] * 3
    forecast = {
        "name": pgettext("sheet", "forecast"),
        "values": [*unknown, 5.0, 5.2, 5.5, 5.9],
        "low": [*unknown, 5.0, 4.8, 4.7, 4.6],
        "high": [*unknown, 5.0, 5.7, 6.3, 7.2],
        "dashed": True,
    }
    actual = {"name": pgettext("sheet", "actual"), "values": [4.1, 4.4, 4.2, 5.0, *unknown]}
    return {
        "title": pgettext("sheet", "Forecast with its 80% range"),
        "unit": pgettext("sheet", "NT$ million"),
        "spec": {
            "kind": "lines",
            "x": ["08", "09", "10", "11", "12", "01", "02"],
            "series": [actual, forecast],
            "labels": "none",
        },
    }


def _ranges() -> dict[str, Any]:
    value = {
        "name": pgettext("sheet", "value"),
        "values": [5.8, 2.8, 1.8, 1.2, 0.9],
        "low": [5.2, 2.5, 1.6, 1.1, 0.8],
        "high": [6.5, 3.0, 1.9, 1.3, 1.0],
    }
    return {
        "title": pgettext("sheet", "Value by tenth of customers"),
        "unit": pgettext("sheet", "NT$ ten thousand, line is the 80% range"),
        "spec": {"kind": "ranges", "x": ["1", "2", "3", "4", "5"], "series": [value]},
    }


def _heat() -> dict[str, Any]:
    days = (pgettext("sheet", "Mon"), pgettext("sheet", "Wed"), pgettext("sheet", "Fri"))
    return {
        "title": pgettext("sheet", "Calls by hour"),
        "unit": pgettext("sheet", "a working day"),
        "spec": {
            "kind": "heat",
            "x": [str(hour) for hour in range(9, 18)],
            "rows": [
                {"name": day, "values": [(at * 7 + hour * 5) % 23 for hour in range(9)]}
                for at, day in enumerate(days)
            ],
        },
    }


def _too_few() -> dict[str, Any]:
    return {
        "title": pgettext("sheet", "Effect of the voucher"),
        "unit": "%",
        "missing": pgettext("sheet", "30 rows are needed, 12 are there."),
    }


def entries() -> list[dict[str, Any]]:
    """Return a short timeline."""

    def at(day: int, hour: int, minute: int) -> datetime:
        return datetime(2026, 11, day, hour, minute, tzinfo=UTC)

    return [
        {
            "id": 1,
            "at": at(20, 1, 12),
            "icon": "alert-octagon",
            "tone": "bad",
            "who": "方本立",
            "title": pgettext("sheet", "set the directive “Must be told”"),
            "text": pgettext(
                "sheet", "Made from the call's case; the card was set to manual approval as well."
            ),
        },
        {
            "id": 2,
            "at": at(20, 0, 47),
            "icon": "phone-incoming",
            "tone": "accent",
            "who": "郭怡君",
            "title": pgettext("sheet", "called"),
            "note": pgettext("sheet", "Answered by Ou Chia-Ling, 4 min 12 s"),
            "quoted": True,
            "text": "先生在巴黎出差，手機關機。婆婆昨晚送急診，請我們只要聯絡得上他就轉告。",
        },
        {
            "id": 3,
            "at": at(20, 0, 31),
            "icon": "credit-card-off",
            "tone": "warn",
            "title": pgettext("sheet", "Co-branded card declined"),
            "note": "€184.00, Paris",
        },
    ]


def _months(year: int, month: int, count: int) -> list[tuple[int, int]]:
    return [(year + (month - 1 + at) // 12, (month - 1 + at) % 12 + 1) for at in range(count)]
