"""The door, the frame, problems and the sheet of components."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from rapport.front.shell.toasts import toast
from rapport.kernel.access import queries as access
from rapport.kernel.access.models import User
from rapport.kernel.accounts import commands as accounts
from tests.makers import NOW, OPERATOR, a_user

pytestmark = pytest.mark.django_db
PASSWORD = "seven green kettles"


@pytest.fixture
def olga() -> Any:
    """Let somebody have an account with a known password."""
    actor = a_user("歐佳玲")
    accounts.set_password(user_id=actor.user_id or 0, password=PASSWORD, actor=OPERATOR, now=NOW)
    return User.objects.get(pk=actor.user_id)


@pytest.fixture
def inside(client: Client, olga: User) -> Client:
    client.post("/sign-in", {"username": olga.username, "password": PASSWORD})
    return client


def test_the_right_password_opens_the_page_that_was_asked_for(client: Client, olga: User) -> None:
    answer = client.post(
        "/sign-in", {"username": olga.username, "password": PASSWORD, "next": "/shell/components"}
    )

    assert answer["Location"] == "/shell/components"
    assert client.get("/shell/components").status_code == 200


def test_a_wrong_password_keeps_the_name_and_opens_nothing(client: Client, olga: User) -> None:
    answer = client.post(
        "/sign-in",
        {"username": olga.username, "password": "wrong"},
        headers={"Cookie": "language=en"},
    )

    assert answer.status_code == 422
    assert f'value="{olga.username}"' in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_door_leads_to_no_other_house(client: Client, olga: User) -> None:
    answer = client.post(
        "/sign-in",
        {"username": olga.username, "password": PASSWORD, "next": "https://elsewhere.example/"},
    )

    assert answer["Location"] == "/"


def test_signing_out_ends_the_session(inside: Client) -> None:
    inside.post("/sign-out")

    assert "_auth_user_id" not in inside.session
    assert inside.get("/palette?q=a")["Location"].startswith("/sign-in?next=")


def test_habits_of_the_screen_are_kept_with_the_person(inside: Client, olga: User) -> None:
    answer = inside.post(
        "/preferences",
        {"theme": "dark", "density": "compact", "language": "en", "single_keys": "off"},
        headers={"Accept": "application/json"},
    )

    reader = access.reader_of(olga.pk)
    assert answer.status_code == 204
    assert reader is not None
    assert (reader.theme, reader.density, reader.single_keys) == ("dark", "compact", False)
    page = inside.get("/shell/components/blank").content.decode()
    assert '<html lang="en" data-theme="dark" data-density="compact">' in page
    assert 'data-single-keys="off"' in page


def test_before_sign_in_the_browser_keeps_the_language(client: Client) -> None:
    client.post("/preferences", {"language": "en", "next": "/sign-in"})

    assert "<h1>Sign in</h1>" in client.get("/sign-in").content.decode()


def test_a_habit_nobody_offers_is_not_kept(client: Client) -> None:
    answer = client.post("/preferences", {"theme": "pink"})

    assert "theme" not in answer.cookies


@pytest.mark.parametrize("sample", ["", "/list", "/record", "/import", "/blank"])
@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_the_sheet_draws_every_piece_in_every_language(
    inside: Client, olga: User, sample: str, language: str
) -> None:
    inside.post("/preferences", {"language": language})

    page = inside.get(f"/shell/components{sample}")

    assert page.status_code == 200
    text = page.content.decode()
    assert re.search(r'<main class="main [^"]*" id="main"', text)
    assert not re.search(r"\{[%{]|None(?![\w-])", text.replace("none", ""))


def test_drawing_a_page_makes_no_query(inside: Client, django_assert_max_num_queries: Any) -> None:
    # Two: the session and who reads. The frame, the places and the pieces ask nothing.
    with django_assert_max_num_queries(2):
        inside.get("/shell/components/list")


def test_the_palette_answers_a_fragment(inside: Client) -> None:
    answer = inside.get("/palette?q=nothing+of+this+name", headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert b"<html" not in answer.content


def test_a_page_that_is_not_there_says_what_to_do(inside: Client) -> None:
    answer = inside.get("/nowhere")

    text = answer.content.decode()
    assert answer.status_code == 404
    assert 'id="main"' in text
    assert 'id="rail"' in text


@pytest.mark.parametrize("status", [400, 403, 404, 409, 412, 422, 429, 500, 503])
def test_every_problem_says_what_was_kept(status: int) -> None:
    request = RequestFactory().get("/")

    page = render_to_string("shell/problem.html", {"status": status, "sentence": "So."}, request)

    assert "So." in page
    assert page.count("<dt>") >= 2


def test_a_deed_says_itself_by_header_and_over_a_redirect_by_cookie() -> None:
    said = toast(HttpResponse(), "已改", undo="/undo/1")
    sent_on = toast(HttpResponseRedirect("/"), "已改")

    assert json.loads(said["HX-Trigger"])["toast"]["text"] == "已改"
    assert said["HX-Trigger"].isascii()
    assert "toast" in sent_on.cookies


def test_a_telephone_can_keep_the_house_on_its_first_screen(client: Client) -> None:
    manifest = client.get("/manifest.webmanifest").json()

    assert manifest["display"] == "standalone"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"any", "192x192", "512x512"}
