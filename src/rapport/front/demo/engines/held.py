"""What customers hold besides what they bought: accounts, contracts, meters, policies, vehicles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

Figures = tuple[tuple[str, Decimal], ...]
# Who keeps which kind, and how old its figures are at most, in days.
KEPT_BY = {
    "account": ("songhe-pay", 0),
    "card": ("card-center", 1),
    "contract": ("songhe", 25),
    "subscription": ("songhe", 25),
    "meter": ("water-meters", 3),
    "policy": ("insurer", 30),
    "vehicle": ("fleet", 60),
    "appliance": ("songhe", 20),
}
UNITS = {"meter": "m³", "vehicle": "km", "appliance": "h"}
VEHICLES = ("電動貨車 EV-35", "廂型車 VN-20", "電動機車 ES-110")
POLICIES = ("家電綜合保險", "居家火險", "延長保固保單")


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """One customer's part in a holding; `until_on` is the first day on which it is over."""

    code: str
    part: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What a customer holds: an appliance with its serial, the co-branded card, a subscription."""

    kind: str
    number: str
    name: str
    from_on: date
    figures: Figures = ()
    as_of: date | None = None  # of the figures; None: the firm's last day
    roles: tuple[RoleHeld, ...] = ()  # of others than the holder
    place: str = ""


def of_person(since: date, ends_on: date, rng: Random) -> list[Held]:
    """Return what a person may hold: a stored-value account, a water meter, a policy, a scooter."""
    found = []
    if rng.random() < 0.35:
        found.append(account(since, ends_on, rng))
    if rng.random() < 0.12:
        figures = (
            ("reading", Decimal(rng.randrange(400, 90000)) / 10),
            ("bill_due", Decimal(rng.randrange(180, 960))),
        )
        found.append(_held("meter", "智慧淨水水表", since, ends_on, figures, rng))
    if rng.random() < 0.2:
        figures = (
            ("balance", Decimal(rng.choice((200000, 500000, 1000000)))),
            ("bill_due", Decimal(rng.choice((1200, 2400, 3600)))),
        )
        found.append(_held("policy", rng.choice(POLICIES), since, ends_on, figures, rng))
    if rng.random() < 0.03:
        found.append(_vehicle(VEHICLES[2], since, ends_on, rng))
    return found


def of_firm(since: date, ends_on: date, rng: Random) -> list[Held]:
    """Return what a firm holds: a contract of maintenance, and one in three leases a van."""
    due = (("bill_due", Decimal(rng.randrange(3, 40) * 1000)),)
    found = [_held("contract", "設備維護合約", since, ends_on, due, rng)]
    if rng.random() < 0.35:
        found.append(_vehicle(rng.choice(VEHICLES[:2]), since, ends_on, rng))
    return found


def account(since: date, ends_on: date, rng: Random) -> Held:
    """Return an account to pay from at the stores."""
    balance = (("balance", Decimal(rng.randrange(0, 24000))),)
    return _held("account", "松河儲值帳戶", since, ends_on, balance, rng)


def begun(since: date, ends_on: date, rng: Random) -> date:
    """Return a day between two: the later a role begins, the fewer days are left for it."""
    return since + timedelta(days=rng.randrange(0, max(1, (ends_on - since).days)))


def _vehicle(name: str, since: date, ends_on: date, rng: Random) -> Held:
    driven = (("mileage", Decimal(rng.randrange(200, 96000))),)
    return _held("vehicle", name, since, ends_on, driven, rng)


def _held(kind: str, name: str, since: date, ends_on: date, figures: Figures, rng: Random) -> Held:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    numbers = {
        "account": f"8807-{rng.randrange(10**8):08d}",
        "contract": f"MC-{since:%y}{rng.randrange(10**5):05d}",
        "meter": f"WM{rng.randrange(10**9):09d}",
        "policy": f"PL-{rng.randrange(10**8):08d}",
        "vehicle": f"{''.join(rng.sample(letters, 3))}-{rng.randrange(10**4):04d}",
    }
    as_of = ends_on - timedelta(days=rng.randrange(KEPT_BY[kind][1] + 1))
    return Held(kind, numbers[kind], name, since, figures, max(as_of, since))
