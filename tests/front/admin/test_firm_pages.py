"""Opening hours, exchange rates and tokens on screen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from rapport.front.admin import hours
from rapport.kernel.access.permissions import MANAGE_TOKENS
from rapport.kernel.access.words import Reach
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.commands.tokens import TokenOutranks
from rapport.kernel.accounts.queries import people
from rapport.kernel.accounts.queries.tokens import count_active, tokens_of
from rapport.kernel.calendars import queries as calendars
from rapport.kernel.calendars.pure import Span, SpanImpossible
from rapport.kernel.calendars.words import DayKind
from rapport.kernel.rates import queries as rates
from tests.front.desk.conftest import Enter
from tests.makers import DICE, NOW, OPERATOR, a_customer, a_user

pytestmark = pytest.mark.django_db
HOME = "/administration/"
CALENDARS, RATES, TOKENS = (HOME + name for name in ("calendars", "rates", "tokens"))
WEEK = {f"day-{number}": "09:00-18:00" for number in range(5)}


def pressed(client: Client, address: str, **form: Any) -> Any:
    return client.post(address, form, headers={"HX-Request": "true"})


def a_calendar(client: Client) -> calendars.CalendarCard:
    made = pressed(client, f"{CALENDARS}/new", name="客服中心", zone="Asia/Taipei", **WEEK)
    assert made.status_code == 204, made.content
    [row] = calendars.calendars(actor=OPERATOR)
    return card(row)


def card(row: Any) -> calendars.CalendarCard:
    key = calendars.calendar_key(row.uid, actor=OPERATOR)
    return calendars.calendar_card(key, actor=OPERATOR)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", ()),
        ("9-18", (Span(540, 1080),)),
        ("09:00–12:00, 13:00–18:00", (Span(540, 720), Span(780, 1080))),
        ("9：30 至 12、13:00~24:00", (Span(570, 720), Span(780, 1440))),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, spans: tuple[Span, ...]) -> None:
    assert hours.read_hours(text) == spans
    assert hours.read_hours(hours.written(spans)) == spans


@pytest.mark.parametrize("text", ["nine to five", "9:75-10:00", "9", "--", "9-18-20"])
def test_what_is_no_hour_is_refused(text: str) -> None:
    with pytest.raises(hours.HoursNotUnderstood):
        hours.read_hours(text)
    with pytest.raises(SpanImpossible):
        hours.read_hours("18-9")


def test_a_calendar_is_made_and_its_week_changed(enter: Enter) -> None:
    client = enter()
    made = a_calendar(client)

    changed = pressed(client, f"{CALENDARS}/{made.uid}/hours", **{**WEEK, "day-5": "9-12"})
    refused = pressed(client, f"{CALENDARS}/{made.uid}/hours", **{**WEEK, "day-5": "at nine"})

    assert (changed.status_code, refused.status_code) == (204, 422)
    assert card(made).hours.week[5] == (Span(540, 720),)
    assert card(made).hours.zone == "Asia/Taipei"
    assert "客服中心" in client.get(CALENDARS).content.decode()


def test_holidays_and_make_up_days_are_entered_and_taken_away(enter: Enter) -> None:
    client = enter()
    made = a_calendar(client)
    address = f"{CALENDARS}/{made.uid}"

    loaded = pressed(client, f"{address}/holidays", table="TW 2026")
    unknown = pressed(client, f"{address}/holidays", table="TW 1999")
    form = {"day": "2026-12-05", "kind": "make_up", "as_weekday": "1", "name": "補班"}
    added = pressed(client, f"{address}/days", **form)
    wrong = pressed(client, f"{address}/days", day="5 December")

    answers = (loaded, unknown, added, wrong)
    assert [answer.status_code for answer in answers] == [204, 422, 204, 422]
    by_day = {day.day: day for day in card(made).days}
    assert by_day[date(2026, 1, 1)].kind is DayKind.CLOSED
    assert (by_day[date(2026, 12, 5)].kind, by_day[date(2026, 12, 5)].as_weekday) == (
        DayKind.MAKE_UP,
        1,
    )
    page = client.get(f"{address}?year=2026").content.decode()
    assert "補班" in page and 'value="2026-12-05"' in page
    assert pressed(client, f"{address}/days/removal", day="2026-12-05").status_code == 204
    assert date(2026, 12, 5) not in {day.day for day in card(made).days}


def test_who_may_only_see_calendars_is_offered_and_allowed_no_change(enter: Enter) -> None:
    made = a_calendar(enter())
    client = enter(a_user("Olga", grants={"calendars.view": Reach.ALL, "rates.view": Reach.ALL}))
    address = f"{CALENDARS}/{made.uid}"

    page = client.get(address).content.decode()
    tried = [
        pressed(client, f"{CALENDARS}/new", name="X", **WEEK),
        pressed(client, f"{address}/hours", **WEEK),
        pressed(client, f"{address}/days", day="2026-12-05"),
        pressed(client, f"{address}/days/removal", day="2026-12-05"),
        pressed(client, f"{address}/holidays", table="TW 2026"),
        pressed(client, f"{RATES}/new", one="USD", other="TWD", on="2026-11-20", rate="32"),
    ]

    main = page.partition('id="main"')[2].partition("</main>")[0]
    assert "<button" not in main
    assert [answer.status_code for answer in tried] == [403] * len(tried)
    assert card(made) == made
    assert rates.rates_until(date(2027, 1, 1), actor=OPERATOR) == []
    assert client.get(RATES).status_code == 200


def test_a_rate_is_recorded_once_and_shown(enter: Enter) -> None:
    client = enter()
    form = {"one": "USD", "other": "TWD", "on": "2026-11-20", "rate": "32.15", "source": "台銀"}
    assert "state whole" in client.get(RATES).content.decode()

    for _ in range(2):
        assert pressed(client, f"{RATES}/new", request_key="k", **form).status_code == 204
    refused = [
        pressed(client, f"{RATES}/new", **{**form, "rate": rate})
        for rate in ("much", "-1", "NaN", "0")
    ]
    refused.append(pressed(client, f"{RATES}/new", **{**form, "other": "USD"}))

    [rate] = rates.rates_until(date(2026, 11, 20), actor=OPERATOR)
    assert (rate.rate, rate.source) == (Decimal("32.15"), "台銀")
    assert [answer.status_code for answer in refused] == [422] * 5
    assert "台銀" in client.get(RATES).content.decode()


def test_a_token_is_shown_once_works_and_is_ended(enter: Enter) -> None:
    chief = a_user("溫若梅")
    client = enter(chief)
    a_customer("Maria Santos")

    page = client.post(
        f"{TOKENS}/new",
        {
            "name": "ERP",
            "user": chief.user_id,
            "days": "90",
            "rights": "some",
            "on_customers": "read",
            "reach": "team",
        },
    ).content.decode()

    secret = page.partition('id="token-secret" value="')[2].partition('"')[0]
    assert secret.startswith("rpt_")
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/customers", headers=headers).status_code == 200
    assert Client().get("/api/v1/orders", headers=headers).status_code == 403
    [row] = tokens_of(actor=OPERATOR)[0]
    assert (row.name, row.state(NOW), row.scopes) == ("ERP", "active", ["customers:read:team"])
    listed = client.get(TOKENS).content.decode()
    assert "ERP" in listed and secret not in listed
    assert pressed(client, f"{TOKENS}/{row.id}/ending").status_code == 204
    assert Client().get("/api/v1/customers", headers=headers).status_code == 401
    assert count_active(actor=OPERATOR, now=NOW) == 0


def test_nobody_takes_more_rights_by_a_token_for_somebody_else(enter: Enter) -> None:
    chief = a_user("溫若梅")
    clerk = a_user("Ben", grants={MANAGE_TOKENS: Reach.ALL, "parties.view": Reach.ALL})
    equal = a_user("Tess", grants={"parties.view": Reach.TEAM})

    with pytest.raises(TokenOutranks):
        accounts.create_token(user_id=chief.user_id or 0, name="x", actor=clerk, now=NOW, rng=DICE)
    refused = enter(clerk).post(f"{TOKENS}/new", {"name": "x", "user": chief.user_id})

    assert refused.headers["X-Refusal"] == "token_outranks"
    assert tokens_of(actor=OPERATOR)[0] == []
    accounts.create_token(user_id=equal.user_id or 0, name="y", actor=clerk, now=NOW, rng=DICE)
    assert people.person_of(equal.user_id or 0, actor=OPERATOR).name == "Tess"


def test_who_may_not_manage_tokens_sees_none(enter: Enter) -> None:
    client = enter(a_user("Olga", grants={"parties.view": Reach.ALL}))

    assert client.get(TOKENS).status_code == 403
    assert client.post(f"{TOKENS}/new", {"name": "x", "user": "1"}).status_code == 403
    assert tokens_of(actor=OPERATOR)[0] == []
