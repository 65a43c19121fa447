"""The people of the demo firm who sign in, and the customers whom tests and docs know by name."""

from __future__ import annotations

from dataclasses import dataclass

FIRM = "松河生活"
PASSWORD = "songhe-demo"  # printed at start: the demo firm has no secret
MAIL = "songhe.example"
UNITS = ("台北區", "台中區")
TEAMS = (
    ("台北客服", "台北區"),
    ("台北業務", "台北區"),
    ("台中業務", "台中區"),
    ("現場服務", "台北區"),
)


@dataclass(frozen=True, slots=True)
class Colleague:
    username: str
    name: str
    role: str
    team: str
    language: str = ""


COLLEAGUES = (
    Colleague("admin", "溫若梅", "administrator", "台北客服"),
    Colleague("ben", "方本立", "manager", "台北客服"),
    Colleague("jialing", "歐佳玲", "agent", "台北客服"),
    Colleague("olga", "Olga Petrova", "agent", "台北客服", "en"),
    Colleague("boyu", "陳柏宇", "sales", "台北業務"),
    Colleague("guanyu", "林冠宇", "sales", "台北業務"),
    Colleague("yuting", "黃郁婷", "sales", "台中業務"),
    Colleague("tess", "Tess Liao", "agent", "現場服務", "en"),
    Colleague("analyst", "許明哲", "analyst", "台北客服"),
)
# City of the customer to the salespeople who may own him.
OWNERS = {
    "台中市": ("yuting",),
    "台南市": ("yuting",),
    "高雄市": ("yuting", "guanyu"),
    "": ("boyu", "guanyu"),
}
