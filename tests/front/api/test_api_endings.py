"""What an operation says that will end, in its description and in every answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLResolver
from django.urls.resolvers import RegexPattern
from ninja import Router

from rapport.front.api.application import Api, addresses
from rapport.front.api.description import describe
from rapport.front.api.inside import described
from rapport.front.api.inventory import endings
from rapport.kernel.access.actor import Actor
from rapport.kernel.views.resources import nothing
from rapport.kernel.views.schemas import reads
from rapport.kernel.web.endings import NoticeTooShort, ends
from tests.makers import NOW

pytestmark = pytest.mark.django_db
SINCE, ON = date(2026, 12, 1), date(2027, 9, 1)


@pytest.fixture
def api() -> Api:
    """An interface with one operation that will end, and one that goes on."""
    router = Router()

    @router.get("/{uuid:uid}/old", **reads(None, "Old"))
    @ends(since=SINCE, on=ON, instead="read_new")
    def read_old(request: Any, uid: Any) -> HttpResponse:
        return nothing()

    @router.get("/{uuid:uid}/new", **reads(None, "New"))
    def read_new(request: Any, uid: Any) -> HttpResponse:
        return nothing()

    made = Api(urls_namespace="tests-of-endings", openapi_url=None, docs_url=None)
    made.add_router("/things", router)
    return made


def ask(api: Api, word: str) -> HttpResponse:
    path = f"api/v1/things/0199e0b0-0000-7000-8000-000000000001/{word}"
    request: Any = RequestFactory().get(f"/{path}")
    request.now, request.reader = NOW, None
    request.actor = Actor(kind="user", name="tests", user_id=1)
    resolver = URLResolver(RegexPattern(r""), mounted(api))
    request.resolver_match = match = resolver.resolve(path)
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer


def mounted(api: Api) -> Any:
    from django.urls import include, path

    return [path("api/v1/", include(addresses(api)))]


def test_its_answers_say_since_when_and_until_when(api: Api) -> None:
    old, new = ask(api, "old"), ask(api, "new")

    assert old.status_code == new.status_code == 204
    assert old["Deprecation"] == "@1796083200"
    assert old["Sunset"] == "Wed, 01 Sep 2027 00:00:00 GMT"
    assert old["Link"] == '</api/v1/docs#read_new>; rel="deprecation"; type="text/html"'
    assert not {"Deprecation", "Sunset", "Link"} & set(new.headers)


def test_its_description_says_so_too(api: Api) -> None:
    found = describe(api)["paths"]
    old = found["/api/v1/things/{uid}/old"]["get"]
    new = found["/api/v1/things/{uid}/new"]["get"]

    assert old["deprecated"] is True
    assert old["description"].endswith("Ends on 2027-09-01. Use `read_new` instead.")
    assert {"Deprecation", "Sunset"} <= set(old["responses"]["200"]["headers"])
    assert "deprecated" not in new


def test_nobody_is_given_less_than_half_a_year() -> None:
    with pytest.raises(NoticeTooShort):
        ends(since=SINCE, on=date(2027, 5, 1), instead="read_new")


def test_what_is_used_instead_of_our_own_endings_is_there() -> None:
    from rapport.front.api.web.assembled import API

    names = {
        operation["operationId"]
        for operations in described()["paths"].values()
        for operation in operations.values()
    }

    assert {ending.instead for ending in endings(API)} <= names
