"""How often a caller may call, how he is told, and what the counting costs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.front.api.models import Usage
from rapport.front.api.usage import Meter, forget_usage
from rapport.kernel.web import middleware
from tests.front.api.caller import ROOT, Caller
from tests.makers import NOW, a_customer, a_user

pytestmark = pytest.mark.django_db
NEW = {"kind": "person", "name": "江雨潔"}


@pytest.fixture(autouse=True)
def _at_a_fixed_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no minute end while a test counts."""
    monkeypatch.setattr(middleware.clock, "now", lambda: NOW)


def test_each_answer_says_what_is_left() -> None:
    caller = Caller(a_user("歐佳玲"), rate=3)

    answers = [caller.get("/customers") for _ in range(2)] + [caller.get("/nowhere/at/all")]

    assert [answer["RateLimit"] for answer in answers[:2]] == [
        '"minute";r=2;t=60',
        '"minute";r=1;t=60',
    ]
    assert answers[0]["RateLimit-Policy"] == '"minute";q=3;w=60'


def test_one_request_too_many_is_refused_and_does_nothing() -> None:
    caller = Caller(a_user("歐佳玲"), rate=2)
    made = [caller.post("/customers", NEW).status_code for _ in range(3)]
    last = caller.post("/customers", NEW)

    assert made == [201, 201, 429]
    assert last["Content-Type"] == "application/problem+json"
    assert (last["Retry-After"], last["RateLimit"]) == ("60", '"minute";r=0;t=60')
    assert last.json()["code"] == "too_many_requests"
    assert last.json()["details"] == {"quota": 2, "seconds": 60}
    assert "2 a minute" in last.json()["title"]
    other = Caller(a_user("陳柏宇"))
    assert other.get("/customers/count", exact="true").json()["count"] == 2


def test_the_next_minute_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = Caller(a_user("歐佳玲"), rate=1)
    assert [caller.get("/me").status_code for _ in range(2)] == [200, 429]

    monkeypatch.setattr(middleware.clock, "now", lambda: NOW + timedelta(seconds=60))

    assert caller.get("/me").status_code == 200


def test_each_token_has_its_own_quota() -> None:
    olga = a_user("歐佳玲")
    slow, other = Caller(olga, rate=1), Caller(olga)
    slow.get("/me")

    assert slow.get("/me").status_code == 429
    assert other.get("/me").status_code == 200


def test_who_does_not_come_in_has_less(settings: Any) -> None:
    settings.API_RATE = 20
    client = Client(REMOTE_ADDR="192.0.2.77")

    answers = [client.get(f"{ROOT}/customers").status_code for _ in range(3)]

    assert answers == [401, 401, 429]
    assert Client(REMOTE_ADDR="192.0.2.78").get(f"{ROOT}/customers").status_code == 401
    assert "192.0.2" not in "".join(Usage.objects.values_list("caller", flat=True))


def test_two_processes_count_together() -> None:
    one, other = Meter(), Meter()

    over = [meter.count("token:0", 3, now=NOW).is_over for meter in (one, other, one, other, one)]

    assert over == [False, False, False, True, True]


def test_a_large_quota_costs_a_statement_in_a_hundred_requests() -> None:
    meter = Meter()

    with CaptureQueriesContext(connection) as seen:
        lefts = [meter.count("token:0", 10_000, now=NOW).left for _ in range(250)]

    assert len(seen) == 2
    assert (lefts[0], lefts[-1]) == (9_999, 9_750)
    assert Usage.objects.get(caller="token:0").requests == 200


def test_counts_of_old_minutes_are_forgotten() -> None:
    Meter().count("token:0", 1, now=NOW)

    forget_usage(before=NOW)
    assert Usage.objects.count() == 1
    forget_usage(before=NOW + timedelta(minutes=1))
    assert Usage.objects.count() == 0


def test_the_counts_are_not_logged() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select relpersistence from pg_class where relname = 'api_usage'")
        (kind,) = cursor.fetchone()

    assert kind == "u"


def test_the_description_tells_of_quotas_everywhere(client: Client) -> None:
    described = client.get(f"{ROOT}/openapi.json").json()

    a_customer()
    for operations in described["paths"].values():
        for operation in operations.values():
            assert "Retry-After" in operation["responses"]["429"]["headers"]
            for response in operation["responses"].values():
                assert {"RateLimit", "RateLimit-Policy"} <= set(response["headers"])
    assert re.search(r"429", str(described["info"]["description"]))
