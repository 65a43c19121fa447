"""Draw the whole firm: customers, what they bought, gave back, paid, hold, and asked about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from . import names, tax
from .cast import CAST
from .goods import BY_CODE, GOODS, Good
from .held import Held, of_firm, of_person
from .matters import Contact, contacts_of
from .places import Place, mainland_place, place, trade_place
from .sharing import share
from .truth import Truth

ZONE = ZoneInfo("Asia/Taipei")
STORES = ("台北信義店", "板橋店", "台中港路店", "台南店", "高雄夢時代店")
PAY = ("card", "card", "card", "line_pay", "cash", "transfer")
ACROSS = 13  # every so many firms one is of the mainland
LATEST_RETURN = 20  # days after the sale
TAGS = ("廚房升級", "愛咖啡", "新居", "VIP", "團購", "親子", "寵物", "租屋", "節能")


@dataclass(frozen=True, slots=True)
class Line:
    good: Good
    quantity: int


@dataclass(frozen=True, slots=True)
class Sale:
    number: str
    at: datetime
    channel: str
    store: str
    lines: tuple[Line, ...]

    @property
    def total(self) -> Decimal:
        return sum((line.good.price * line.quantity for line in self.lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class Return:
    number: str
    sale: Sale
    at: datetime
    line: Line


@dataclass(frozen=True, slots=True)
class Payment:
    sale: Sale
    at: datetime
    method: str


@dataclass(slots=True)
class Customer:
    """One customer with his whole story; `rate` and `leaving` are his true parameters."""

    code: str
    kind: str
    name: str
    family: str = ""
    given: str = ""
    latin: str = ""
    tax_country: str = ""
    tax_number: str = ""
    language: str = "zh-hant"
    phones: tuple[str, ...] = ()
    email: str = ""
    place: Place | None = None
    birth_on: date | None = None
    tags: tuple[str, ...] = ()
    joined_at: datetime | None = None
    rate: float = 0.0
    leaving: float = 0.0
    left_on: date | None = None
    sales: list[Sale] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    holdings: list[Held] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    members: tuple[str, ...] = ()  # of a household: codes, the first its main contact
    staff: tuple[str, ...] = ()  # of a firm: codes, the first who speaks for it


@dataclass(frozen=True, slots=True)
class Firm:
    truth: Truth
    customers: list[Customer]


def generate(truth: Truth) -> Firm:
    """Return the firm that the seed gives: the same truth, the same firm."""
    rng = Random(truth.seed)
    people = [_person(number, truth, rng) for number in _numbered(truth.people, rng)]
    firms = [_organisation(number, truth, rng) for number in _organisations(truth, rng)]
    counter = iter(range(100001, 999999))
    for customer in people + firms:
        _live(customer, truth, counter, rng)
    households = list(_households(_cast_in(people), truth, rng))
    for household in households:  # what is bought for the house, on its own account
        _draw_habits(household, truth, rng)
        _live(household, truth, counter, rng)
    for customer in people + firms:
        _hold(customer, truth)
    share(people, firms, households, truth)
    return Firm(truth, people + firms + households)


def _cast_in(people: list[Customer]) -> list[Customer]:
    """Give the names of the cast to good customers; return all, husband and wife first."""
    chosen = sorted(people, key=lambda one: (abs(len(one.sales) - 16), one.code))[: len(CAST)]
    for customer, member in zip(chosen, CAST, strict=True):
        customer.name, customer.family, customer.given = member.name, member.family, member.given
        customer.language, customer.email = member.language, member.email
        customer.phones = (member.phone,)
        customer.birth_on = member.birth_on
        customer.latin = names.latin_of(member.family, member.given, member.language)
    return [*chosen[:2], *(one for one in people if one not in chosen)]


def _numbered(count: int, rng: Random) -> Iterator[tuple[int, names.Name]]:
    drawn = names.people(rng)
    for number in range(count):
        yield number, next(drawn)


def _organisations(truth: Truth, rng: Random) -> Iterator[tuple[int, str]]:
    drawn = names.organisations(rng)
    for number in range(truth.organisations):
        yield number, next(drawn)


def _person(numbered: tuple[int, names.Name], truth: Truth, rng: Random) -> Customer:
    number, name = numbered
    phones: tuple[str, ...] = (f"09{rng.randrange(10, 99)}{rng.randrange(10**5, 10**6)}",)
    if rng.random() < 0.18:
        phones += (f"02-2{rng.randrange(100, 999)}-{rng.randrange(1000, 9999)}",)
    customer = Customer(
        code=f"M{number + 1:05d}",
        kind="person",
        name=name.shown,
        family=name.family,
        given=name.given,
        latin=names.latin_of(name.family, name.given, name.language),
        language=name.language,
        phones=phones,
        email=f"m{number + 1:05d}@mail.example" if rng.random() < 0.78 else "",
        place=place(rng),
        birth_on=date(2026 - rng.randrange(21, 78), rng.randrange(1, 13), rng.randrange(1, 29)),
        tags=tuple(sorted(rng.sample(TAGS, rng.choice((0, 0, 1, 1, 2))))),
    )
    _draw_habits(customer, truth, rng)
    return customer


def _organisation(numbered: tuple[int, str], truth: Truth, rng: Random) -> Customer:
    number, name = numbered
    customer = Customer(
        code=f"B{number + 1:04d}",
        kind="organisation",
        name=name,
        phones=(f"02-8{rng.randrange(100, 999)}-{rng.randrange(1000, 9999)}",),
        email=f"office{number + 1:04d}@company.example",
        place=trade_place(rng),
        tags=("企業",),
    )
    _draw_habits(customer, truth, rng)
    _register(customer, number)
    return customer


def _register(customer: Customer, number: int) -> None:
    """Give the firm its tax number; every thirteenth sits on the mainland."""
    customer.tax_country, customer.tax_number = "TW", tax.taiwan_number(number)
    if number % ACROSS == ACROSS - 1:
        place_at = number // ACROSS
        customer.tax_country, customer.tax_number = "CN", tax.mainland_code(place_at)
        customer.name, customer.language = names.mainland_firm(place_at), "zh-hans"
        customer.place = mainland_place(place_at)
        customer.phones = (f"+8621{60000000 + number * 137}",)


def _hold(customer: Customer, truth: Truth) -> None:
    """Give what is not bought; drawn by itself, so that it changes nothing that is."""
    rng = Random(f"{truth.seed}:{customer.code}")
    since = customer.sales[0].at.date()
    draw = of_firm if customer.kind == "organisation" else of_person
    customer.holdings += draw(since, truth.ends_on, rng)


def _draw_habits(customer: Customer, truth: Truth, rng: Random) -> None:
    """BG/NBD: the rate from a gamma, the chance of leaving after a purchase from a beta."""
    customer.rate = rng.gammavariate(truth.r, 1 / truth.alpha)
    customer.leaving = rng.betavariate(truth.a, truth.b)


def _live(customer: Customer, truth: Truth, counter: Iterator[int], rng: Random) -> None:
    begins = truth.ends_on - timedelta(days=rng.randrange(14, truth.days))
    customer.joined_at = _at(begins, rng)
    for day in _buying_days(customer, begins, truth, rng):
        customer.sales.append(_sale(day, _wanted(customer), counter, truth, rng))
    for sale in customer.sales:
        _after_sale(customer, sale, counter, truth, rng)
    if not customer.returns:  # everybody tries one thing at home and brings it back
        settled = [sale for sale in customer.sales if _days_since(sale, truth) >= LATEST_RETURN]
        sale = max(settled or customer.sales, key=lambda one: (len(one.lines), one.number))
        customer.returns.append(_return(sale, counter, truth, rng))
    _give_card(customer, truth, rng)
    facts = [(sale.at, line.good, sale.number) for sale in customer.sales for line in sale.lines]
    back = [(one.at, one.line.good, one.number) for one in customer.returns]
    has_card = any(held.kind == "card" for held in customer.holdings)
    customer.contacts = contacts_of(facts, back, has_card=has_card, truth=truth, rng=rng)


def _buying_days(customer: Customer, first: date, truth: Truth, rng: Random) -> Iterator[date]:
    """
    Yield the days on which the customer buys, from the first on.

    The Poisson days are drawn at the highest rate and thinned by season and weekday (Lewis and
    Shedler 1979), so that over a year the mean rate is the customer's own.
    """
    peak = max(truth.season) * max(truth.weekday)
    mean = sum(truth.season) / 12 * sum(truth.weekday) / 7
    day = float(first.toordinal())
    yield first
    while rng.random() >= customer.leaving:
        while True:
            day += rng.expovariate(max(customer.rate, 1e-6) * peak / mean)
            on = date.fromordinal(min(int(day), truth.ends_on.toordinal() + 1))
            if on > truth.ends_on:
                return
            weight = truth.season[on.month - 1] * truth.weekday[on.weekday()]
            if rng.random() < weight / peak:
                break
        yield on
    customer.left_on = date.fromordinal(int(day))


def _wanted(customer: Customer) -> list[Good]:
    """Return what a basket may open with: at home one machine of a kind is enough."""
    has: set[Good] = set()
    if customer.kind != "organisation":
        has = {
            line.good for sale in customer.sales for line in sale.lines if line.good.is_appliance
        }
    return [good for good in GOODS if good.opens and good not in has]


def _sale(
    day: date, wanted: Sequence[Good], counter: Iterator[int], truth: Truth, rng: Random
) -> Sale:
    at_store = rng.random() < 0.55
    return Sale(
        number=f"SH{day:%y%m}-{next(counter)}",
        at=_at(day, rng),
        channel="store" if at_store else rng.choice(("web", "web", "phone")),
        store=rng.choice(STORES) if at_store else "",
        lines=tuple(_basket(wanted, truth, rng)),
    )


def _basket(openers: Sequence[Good], truth: Truth, rng: Random) -> Iterator[Line]:
    count = rng.choices((1, 2, 3), (0.62, 0.27, 0.11))[0]
    chosen = dict.fromkeys(rng.choices(openers, [good.opens for good in openers], k=count))
    for rule in truth.rules:
        if BY_CODE[rule.opens] in chosen and rng.random() < rule.chance:
            chosen[BY_CODE[rule.adds]] = None
    if any(good.is_appliance and good.price > 20000 for good in chosen):
        chosen[BY_CODE["SV-INS"]] = None
    for good in chosen:
        many = good.price < 1000 and rng.random() < 0.3
        yield Line(good, rng.randrange(2, 5) if many else 1)


def _after_sale(
    customer: Customer, sale: Sale, counter: Iterator[int], truth: Truth, rng: Random
) -> None:
    recent = _days_since(sale, truth) < 10
    if not (recent and rng.random() < truth.unpaid_share):
        paid_at = sale.at + timedelta(hours=0 if sale.store else rng.randrange(1, 60))
        customer.payments.append(Payment(sale, paid_at, rng.choice(PAY)))
    if rng.random() < truth.return_share * min(1, _days_since(sale, truth) / LATEST_RETURN):
        customer.returns.append(_return(sale, counter, truth, rng))
    for line in sale.lines:
        if line.good.is_appliance:
            serial = f"{line.good.code.replace('-', '')}{sale.at:%y%m}{rng.randrange(10**6):06d}"
            held = Held("appliance", serial, line.good.name, sale.at.date())
            customer.holdings.append(held)
        if line.good.code == "WP-300":
            number = f"SUB{rng.randrange(10**7):07d}"
            due = (("bill_due", Decimal(rng.choice((1980, 3600)))),)
            held = Held("subscription", number, "淨水器濾芯年約", sale.at.date(), due)
            customer.holdings.append(held)


def _days_since(sale: Sale, truth: Truth) -> int:
    return (truth.ends_on - sale.at.date()).days


def _return(sale: Sale, counter: Iterator[int], truth: Truth, rng: Random) -> Return:
    goods = [line for line in sale.lines if line.good.category != "服務"] or list(sale.lines)
    line = min(goods, key=lambda one: (one.good.price, one.good.code))
    latest = max(1, min(LATEST_RETURN, _days_since(sale, truth)))
    at = sale.at + timedelta(days=rng.randrange(1, latest + 1), minutes=rng.randrange(30, 300))
    return Return(f"RT{at:%y%m}-{next(counter)}", sale, at, Line(line.good, 1))


def _give_card(customer: Customer, truth: Truth, rng: Random) -> None:
    if customer.kind == "person" and len(customer.sales) >= 2 and rng.random() < 0.5:
        number = f"6020{rng.randrange(10**12):012d}"
        figures = (
            ("balance", Decimal(rng.randrange(0, 60000))),
            ("credit_limit", Decimal(rng.choice((60000, 100000, 150000)))),
        )
        since = customer.sales[1].at.date()
        customer.holdings.append(Held("card", number, "松河聯名卡", since, figures))


def _households(people: list[Customer], truth: Truth, rng: Random) -> Iterator[Customer]:
    """Two to four people at one address, called after the first; the children have his name."""
    first, *others = people[:2]
    free = [person for person in people[2:] if person.language == "zh-hant"]
    rng.shuffle(free)
    free = [first, *others, *free]
    for number in range(truth.households):
        size = rng.choice((2, 2, 3, 4))
        members, free = free[:2], free[2:]
        children = [one for one in free if one.family == members[0].family][: size - 2]
        members, free = [*members, *children], [one for one in free if one not in children]
        for member in members[1:]:
            member.place = members[0].place
        yield Customer(
            code=f"H{number + 1:04d}",
            kind="household",
            name=f"{members[0].family}家（{members[0].name}）",
            phones=members[0].phones[:1],
            place=members[0].place,
            joined_at=members[0].joined_at,
            members=tuple(member.code for member in members),
        )


def _at(day: date, rng: Random) -> datetime:
    minute = min(max(int(rng.gauss(15.2 * 60, 170)), 9 * 60), 21 * 60 + 40)
    moment = datetime.combine(day, time(minute // 60, minute % 60), ZONE)
    return moment + timedelta(seconds=rng.randrange(60))
