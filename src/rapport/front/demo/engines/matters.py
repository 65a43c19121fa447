"""Why customers get in touch: each matter grows out of what they bought, gave back or hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from .goods import Good
from .truth import Truth

CHANNELS = ("phone", "phone", "phone", "email", "chat", "messenger")
Fact = tuple[datetime, Good, str]
SAID: dict[str, tuple[str, ...]] = {
    "delivery_time": (
        "問 {good} 什麼時候送到，希望改在週末上午。",
        "{order} 還沒收到，請查配送進度。",
        "想把 {good} 的配送改到公司地址。",
    ),
    "installation": (
        "約 {good} 的到府安裝，平日只有晚上有人在。",
        "安裝師傅說要加管線，想先問費用。",
    ),
    "repair": (
        "{good} 運轉有異音，想約維修。",
        "{good} 顯示錯誤代碼，重開也一樣。",
        "{good} 還在保固內，問到府檢修怎麼算。",
    ),
    "refund": (
        "{good} 已退回門市，問退款哪天入帳。",
        "退貨 {order} 的發票要怎麼處理。",
    ),
    "card_bill": (
        "聯名卡這期帳單多一筆不認得的消費。",
        "問聯名卡的回饋金什麼時候入帳。",
    ),
    "consumables": (
        "{good} 的耗材快用完了，問有沒有組合價。",
        "想續訂濾芯，改成半年送一次。",
    ),
    "product_question": (
        "問 {good} 的尺寸放不放得進 60 公分的櫃子。",
        "{good} 和新款差在哪裡，能不能折舊換新。",
    ),
    "complaint": (
        "約好的時間沒有人來，也沒有電話，很不滿意。",
        "{good} 外箱破損，要求換新。",
    ),
}


@dataclass(frozen=True, slots=True)
class Contact:
    """One time a customer got in touch: when, how, the true reason, and what he said."""

    at: datetime
    channel: str
    reason: str
    text: str
    order: str = ""


def contacts_of(
    bought: Sequence[Fact],
    returned: Sequence[Fact],
    *,
    has_card: bool,
    truth: Truth,
    rng: Random,
) -> list[Contact]:
    """Return the customer's contacts in order of time; everybody has at least one."""
    found: list[Contact] = []
    for at, good, order in bought:
        for reason, after_days, chance in _matters_of(good):
            if rng.random() < truth.contact_chance * chance:
                when = at + timedelta(days=rng.expovariate(1 / after_days), hours=20)
                found.append(_contact(when, reason, good, order, rng))
    for at, good, order in returned:
        if rng.random() < truth.contact_chance * 1.4:
            when = at + timedelta(days=rng.randrange(2, 12))
            found.append(_contact(when, "refund", good, order, rng))
    if has_card and rng.random() < truth.contact_chance:
        at, good, order = bought[-1]
        found.append(_contact(at + timedelta(days=25), "card_bill", good, order, rng))
    in_time = [one for one in found if one.at.date() <= truth.ends_on]
    if not in_time:
        at, good, order = bought[-1]
        in_time = [_contact(at + timedelta(hours=3), "product_question", good, order, rng)]
    return sorted(in_time, key=lambda one: one.at)


def _matters_of(good: Good) -> tuple[tuple[str, float, float], ...]:
    """Return reasons that a good gives, with mean days until them and their chance."""
    if good.is_appliance and good.price > 20000:
        return (
            ("delivery_time", 2, 1.0),
            ("installation", 4, 0.9),
            ("repair", 240, 0.6),
            ("complaint", 6, 0.15),
        )
    if good.is_appliance:
        return (("repair", 200, 0.5), ("consumables", 150, 0.4), ("product_question", 5, 0.3))
    if good.category in ("家具", "寢具"):
        return (("delivery_time", 3, 0.7), ("complaint", 8, 0.1))
    if good.category == "耗材":
        return (("consumables", 90, 0.25),)
    return (("product_question", 6, 0.05),)


def _contact(at: datetime, reason: str, good: Good, order: str, rng: Random) -> Contact:
    at = at.replace(hour=9 + at.minute % 12)
    text = rng.choice(SAID[reason]).format(good=good.name, order=order)
    return Contact(at, rng.choice(CHANNELS), reason, text, order)
