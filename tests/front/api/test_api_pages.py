"""The description of the interface and its page, which needs nothing from elsewhere."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.front.api.caller import ROOT

pytestmark = pytest.mark.django_db


def test_the_page_loads_nothing_from_elsewhere_and_runs_no_script_of_its_own(
    client: Client,
) -> None:
    answer = client.get(f"{ROOT}/docs")
    page = answer.content.decode()

    sources = re.findall(r'(?:src|href)="([^"]+)"', page)
    scripts = re.findall(r"<script([^>]*)>([^<]*)</script>", page)
    assert answer.status_code == 200
    assert sources and all(source.startswith("/static/") for source in sources)
    assert all(not body.strip() or "application/json" in kind for kind, body in scripts)
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert '"validatorUrl": null' in page


def test_what_the_page_loads_is_there(client: Client) -> None:
    page = client.get(f"{ROOT}/docs").content.decode()

    for source in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert client.get(source).status_code == 200, source


def test_the_description_names_both_ways_in(client: Client) -> None:
    described = client.get(f"{ROOT}/openapi.json").json()

    schemes = described["components"]["securitySchemes"]
    assert {scheme["type"] for scheme in schemes.values()} == {"http", "apiKey"}
    assert described["security"] == [{"token": []}, {"session": []}]
    create = described["paths"][f"{ROOT}/customers"]["post"]
    assert {"201", "401", "403", "409", "413", "422"} <= set(create["responses"])
    rate = {"RateLimit", "RateLimit-Policy"}
    assert set(create["responses"]["201"]["headers"]) == {"ETag", "Location", *rate}
    assert set(create["responses"]["429"]["headers"]) == {"Retry-After", *rate}
    assert list(create["responses"]["422"]["content"]) == ["application/problem+json"]


def test_only_reading_is_done_to_the_description(client: Client) -> None:
    assert client.post(f"{ROOT}/openapi.json").status_code == 405
