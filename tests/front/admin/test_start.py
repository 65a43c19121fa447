"""The firm's own settings, and the first steps of a new one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from rapport.front.admin import starting
from rapport.front.cli.founding import found_neutral_firm
from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.commands.change_firm import HabitUnfit
from rapport.kernel.accounts.queries import firm as firms
from rapport.kernel.audit.queries import Search, entries
from rapport.kernel.errors import NotAllowed, Refusal
from rapport.kernel.web.problems import Stale
from tests.front.desk.conftest import Enter
from tests.makers import NOW, OPERATOR, a_customer, a_firm, a_user, an_order

pytestmark = pytest.mark.django_db
HOME, START, FIRM = (f"/administration/{name}" for name in ("", "start", "firm"))
SHANGHAI = accounts.FirmGiven("松和", "Asia/Shanghai", "CNY", "zh-hans", "CN", 4)


def change(given: accounts.FirmGiven, **more: Any) -> object:
    return accounts.change_firm(firm=given, **{"actor": OPERATOR, "now": NOW, **more})


def refuses(kind: type[Refusal], act: Callable[[], object]) -> None:
    """Prove that the act is refused and nothing of it was written."""
    before = everything()

    with pytest.raises(kind):
        act()

    assert everything() == before


def everything() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("select * from access_firm")
        rows = cursor.fetchall()
        cursor.execute("select count(*) from audit")
        return [*rows, *cursor.fetchall()]


def an_administrator() -> Actor:
    """Found what the command line founds in an empty home, and return its administrator."""
    found_neutral_firm(actor=OPERATOR, now=NOW)
    reader = access.reader_of(access.user_id_of("admin") or 0)
    assert reader is not None
    return reader.actor


def test_the_firm_is_changed_and_everybody_goes_by_it() -> None:
    a_firm()

    change(SHANGHAI, version=1)

    row = firms.firm(actor=OPERATOR)
    assert {**asdict(row), "version": 0} == {**asdict(SHANGHAI), "version": 0}
    ben = a_user("Ben")
    assert (ben.zone, ben.currency, ben.language, ben.region) == (
        "Asia/Shanghai",
        "CNY",
        "zh-hans",
        "CN",
    )
    told = entries(Search(name="accounts.firm_changed.v1"), actor=OPERATOR)
    assert ("zone", "Asia/Taipei", "Asia/Shanghai") in told[0].changes


def test_what_does_not_fit_a_firm_is_refused() -> None:
    a_firm()
    wrong = {"zone": "Asia/Nowhere", "currency": "XXX", "language": "xx", "region": "ZZ"}

    for name, value in wrong.items():
        refuses(
            HabitUnfit, lambda name=name, value=value: change(replace(SHANGHAI, **{name: value}))
        )
    refuses(HabitUnfit, lambda: change(replace(SHANGHAI, fiscal_start_month=13)))
    refuses(accounts.NameUnfit, lambda: change(replace(SHANGHAI, name=" ")))
    refuses(Stale, lambda: change(SHANGHAI, version=7))
    olga = a_user("Olga", grants={"parties.view": Reach.ALL})
    refuses(NotAllowed, lambda: change(SHANGHAI, actor=olga))


def test_the_currency_stays_once_amounts_are_kept() -> None:
    a_firm()
    an_order(a_customer())
    kept = replace(SHANGHAI, currency="TWD")

    refuses(accounts.CurrencyInUse, lambda: change(SHANGHAI))
    change(kept)

    assert firms.firm(actor=OPERATOR).zone == "Asia/Shanghai"


def test_a_new_firm_is_led_through_its_first_steps(enter: Enter) -> None:
    chief = an_administrator()
    client: Client = enter(chief)
    assert f'href="{START}"' in client.get(HOME).content.decode()
    assert [step.is_done for step in starting.steps(actor=chief)] == [False] * 4

    form = {**asdict(SHANGHAI), "version": 1}
    saved = client.post(FIRM, form, headers={"HX-Request": "true"})

    assert saved.status_code == 204
    assert START in saved.headers["HX-Location"]
    a_user("Ben", roles=["agent"])
    assert [step.is_done for step in starting.steps(actor=chief)] == [True, False, True, False]
    page = client.get(START).content.decode()
    for address in (FIRM, "/administration/calendars/new", "/administration/users/new"):
        assert f'href="{address}"' in page
    assert 'href="/imports/new"' in page
    assert f'href="{START}"' not in client.get(HOME).content.decode()


def test_who_may_set_nothing_up_is_shown_no_step(enter: Enter) -> None:
    client = enter(a_user("Olga", grants={"parties.view": Reach.ALL}))

    assert client.get(START).status_code == 403
    assert client.get(FIRM).status_code == 403
    assert client.post(FIRM, asdict(SHANGHAI)).status_code == 403
    assert firms.firm(actor=OPERATOR).name == "松河生活"


def test_only_the_steps_that_one_may_take_are_shown() -> None:
    ben = a_user("Ben", grants={"imports.import": Reach.ALL})

    assert [step.url for step in starting.steps(actor=ben)] == ["desk:new_import"]
