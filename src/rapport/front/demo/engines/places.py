"""Addresses in Taiwan as people write them: road, section, lane, number, floor."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

# City, district, postal code; the first are where the stores are.
DISTRICTS = (
    ("台北市", "信義區", "110"), ("台北市", "大安區", "106"), ("台北市", "內湖區", "114"),
    ("台北市", "松山區", "105"), ("台北市", "北投區", "112"), ("台北市", "中山區", "104"),
    ("新北市", "板橋區", "220"), ("新北市", "新店區", "231"), ("新北市", "三重區", "241"),
    ("新北市", "中和區", "235"), ("桃園市", "中壢區", "320"), ("桃園市", "桃園區", "330"),
    ("新竹縣", "竹北市", "302"), ("台中市", "西屯區", "407"), ("台中市", "北區", "404"),
    ("台中市", "西區", "403"), ("台中市", "大里區", "412"), ("台南市", "東區", "701"),
    ("台南市", "永康區", "710"), ("高雄市", "左營區", "813"), ("高雄市", "前鎮區", "806"),
    ("基隆市", "仁愛區", "200"), ("宜蘭縣", "羅東鎮", "265"), ("花蓮縣", "花蓮市", "970"),
)  # fmt: skip
ROADS = (
    "中山路", "中正路", "民生路", "復興路", "忠孝路", "和平路", "文化路", "松德路", "光復路",
    "建國路", "成功路", "自由路", "三民路", "永康街", "青年路", "學府路",
)  # fmt: skip
MAINLAND = (
    ("上海市", "浦东新区", "200120", "张杨路"), ("苏州市", "姑苏区", "215000", "干将路"),
    ("厦门市", "思明区", "361000", "湖滨南路"), ("杭州市", "西湖区", "310000", "文三路"),
    ("深圳市", "南山区", "518000", "深南大道"),
)  # fmt: skip
SECTIONS = (
    "", "", "一段", "二段", "三段", "四段",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    city: str
    district: str
    postal_code: str
    lines: str
    country: str = "TW"


def place(rng: Random) -> Place:
    """Return where somebody lives."""
    city, district, code = DISTRICTS[min(int(rng.expovariate(1 / 7)), len(DISTRICTS) - 1)]
    lines = rng.choice(ROADS) + rng.choice(SECTIONS)
    if rng.random() < 0.4:
        lines += f" {rng.randrange(2, 300)} 巷"
    lines += f" {rng.randrange(1, 260)} 號"
    if rng.random() < 0.75:
        lines += f" {rng.randrange(2, 16)} 樓"
    if rng.random() < 0.35:
        lines += f"之 {rng.randrange(1, 9)}"
    return Place(city, district, code, lines)


def trade_place(rng: Random) -> Place:
    """Return where a firm sits: in one of the cities with a store."""
    city, district, code = rng.choice(DISTRICTS[:8])
    lines = f"{rng.choice(ROADS)}{rng.choice(SECTIONS)} {rng.randrange(1, 400)} 號"
    return Place(city, district, code, f"{lines} {rng.randrange(2, 20)} 樓")


def mainland_place(at: int) -> Place:
    """Return where a firm of the mainland sits; for each place in the row another."""
    city, district, code, road = MAINLAND[at % len(MAINLAND)]
    return Place(city, district, code, f"{road} {18 + 7 * at} 号 {3 + at % 20} 楼", "CN")
