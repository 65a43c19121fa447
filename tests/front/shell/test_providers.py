"""The firm's own sign-in: with a real provider, and with one that lies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import oidc_provider_mock
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from rapport.kernel.access.models import User
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.models import Session
from tests.front.shell import lying_provider
from tests.front.shell.lying_provider import CLIENT, Provider
from tests.front.shell.signing_rig import (
    a_browser,
    is_in,
    sign_in,
    signed_in,
    somebody,
    with_codes,
)
from tests.makers import NOW, OPERATOR, a_user

pytestmark = pytest.mark.django_db
BACK = "http://testserver/sign-in/firm/callback"


@pytest.fixture
def olga() -> User:
    person = somebody()
    User.objects.filter(pk=person.pk).update(email="olga@songhe.example")
    person.refresh_from_db()
    return person


@pytest.fixture
def liar(settings: Any) -> Iterator[Provider]:
    with lying_provider.running() as provider:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT = provider.url, CLIENT
        settings.OIDC_NAME, settings.OIDC_TRUST_MAIL = "松河帳號", True
        yield provider


def through(client: Any, provider: Provider, address: str = "/sign-in/firm", **more: Any) -> Any:
    """Set out, let the provider say its word, and come back."""
    back = urlsplit(provider.ask(client.get(address, more)["Location"]))
    return client.get(f"{back.path}?{back.query}")


@pytest.fixture
def real(settings: Any) -> Iterator[str]:
    """Run Authlib's authorization server, with this house registered at it."""
    with oidc_provider_mock.run_server_in_thread(
        require_client_registration=True, require_nonce=True
    ) as server:
        url = f"http://localhost:{server.server_port}"
        asked = {"redirect_uris": [BACK], "token_endpoint_auth_method": "client_secret_post"}
        client = requests.post(f"{url}/oauth2/clients", json=asked, timeout=5).json()
        settings.OIDC_ISSUER, settings.OIDC_CLIENT = url, client["client_id"]
        settings.OIDC_SECRET, settings.OIDC_TRUST_MAIL = client["client_secret"], True
        yield url


def person_at(url: str, subject: str, **claims: Any) -> None:
    requests.put(f"{url}/users/{subject}", json=claims, timeout=5).raise_for_status()


def consent(client: Any, subject: str, address: str = "/sign-in/firm", **more: Any) -> Any:
    """Go through the real provider as a browser does."""
    location = client.get(address, more)["Location"]
    told = requests.post(location, data={"sub": subject}, timeout=5, allow_redirects=False)
    back = urlsplit(told.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def test_a_colleague_comes_in_by_a_real_provider(real: str, olga: User) -> None:
    person_at(real, "olga-at-idp", email="olga@songhe.example", email_verified=True)
    client = a_browser()

    answer = consent(client, "olga-at-idp", next="/shell/components")

    assert answer["Location"] == "/shell/components"
    assert is_in(client)
    assert SocialAccount.objects.get().user_id == olga.pk
    assert Session.objects.get().method == "oidc"


def test_at_the_real_provider_an_unverified_address_knows_nobody(real: str, olga: User) -> None:
    person_at(real, "thief", email="olga@songhe.example", email_verified=False)
    client = a_browser()

    assert consent(client, "thief").status_code == 422
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_the_wrong_secret_is_refused_by_the_real_provider(
    real: str, olga: User, settings: Any
) -> None:
    settings.OIDC_SECRET = "another"
    person_at(real, "olga-at-idp", email="olga@songhe.example", email_verified=True)
    client = a_browser()

    assert consent(client, "olga-at-idp").status_code == 422
    assert not is_in(client)


def test_connected_by_herself_she_comes_in_whatever_her_address_becomes(
    liar: Provider, olga: User, settings: Any
) -> None:
    settings.OIDC_TRUST_MAIL = False
    inside = signed_in(olga)
    assert through(inside, liar, "/security/firm")["Location"] == "/security"
    liar.lies = {"email": "new@songhe.example"}
    client = a_browser()

    through(client, liar)

    assert is_in(client)
    inside.post("/security/firm/ending")
    assert through(a_browser(), liar).status_code == 422


LIES: dict[str, dict[str, Any]] = {
    "to another question": {"nonce": "another"},
    "without a nonce": {"nonce": None},
    "for another house": {"aud": "another"},
    "for two houses, made for the other": {"aud": [CLIENT, "another"], "azp": "another"},
    "by another issuer": {"iss": "https://elsewhere.example"},
    "too late": {"exp": 1},
    "without an end": {"exp": None},
    "without a subject": {"sub": None},
    "with a subject that is no name": {"sub": 7},
    "with an endless subject": {"sub": "s" * 300},
    "without an issuer": {"iss": None},
    "with nothing in it": {"iss": None, "aud": None, "sub": None},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_does_not_fit_lets_nobody_in(liar: Provider, olga: User, lie: str) -> None:
    liar.lies = LIES[lie]
    client = a_browser()

    assert through(client, liar).status_code == 422
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("alg", ["none", "HS256"])
def test_a_token_signed_by_nobody_or_by_what_all_know_is_refused(
    liar: Provider, olga: User, alg: str
) -> None:
    liar.alg, liar.secret = alg, None if alg == "none" else "s" * 32
    if alg == "none":
        liar.key = None  # type: ignore[assignment]
    client = a_browser()

    assert through(client, liar).status_code == 422
    assert not is_in(client)


def test_a_token_signed_by_another_key_is_refused(liar: Provider, olga: User) -> None:
    liar.key = Provider().key
    client = a_browser()

    assert through(client, liar).status_code == 422
    assert not is_in(client)


def test_what_is_told_besides_the_token_must_be_of_the_same_subject(
    liar: Provider, olga: User
) -> None:
    liar.lies = {"email": None, "email_verified": None}
    told = {"email": "olga@songhe.example", "email_verified": True}
    liar.told_more = told | {"sub": "s-2"}
    assert through(a_browser(), liar).status_code == 422

    liar.told_more = told | {"sub": "s-1"}
    client = a_browser()
    through(client, liar)

    assert is_in(client)


def test_coming_back_is_for_who_set_out_and_once(liar: Provider, olga: User) -> None:
    client, stranger = a_browser(), a_browser()
    back = urlsplit(liar.ask(client.get("/sign-in/firm")["Location"]))
    address = f"{back.path}?{back.query}"

    assert stranger.get(address).status_code == 422
    assert client.get(address).status_code == 302
    client.post("/sign-out")
    assert client.get(address).status_code == 422
    assert not is_in(client)


@pytest.mark.parametrize(
    "query",
    ["", "code=c0de", "state=x&code=c0de", "error=access_denied", "code=&state=", "state=%00"],
)
def test_coming_back_with_anything_else_is_refused(liar: Provider, olga: User, query: str) -> None:
    client = a_browser()
    client.get("/sign-in/firm")

    assert client.get(f"/sign-in/firm/callback?{query}").status_code == 422
    assert not is_in(client)


def test_a_stranger_cannot_hang_his_sign_in_onto_anothers_account(
    liar: Provider, olga: User
) -> None:
    thief, victim = signed_in(somebody("江雨潔")), signed_in(olga)
    back = urlsplit(liar.ask(thief.get("/security/firm")["Location"]))

    answer = victim.get(f"{back.path}?{back.query}")

    assert answer.status_code == 422
    assert not SocialAccount.objects.exists()


def test_a_sign_in_of_the_firm_belongs_to_one_account(liar: Provider, olga: User) -> None:
    through(signed_in(olga), liar, "/security/firm")
    other = signed_in(somebody("江雨潔"))

    assert through(other, liar, "/security/firm").status_code == 409
    assert SocialAccount.objects.get().user_id == olga.pk


def test_an_address_given_on_to_another_opens_nothing(liar: Provider, olga: User) -> None:
    through(a_browser(), liar)
    liar.lies = {"sub": "s-2"}
    client = a_browser()

    assert through(client, liar).status_code == 422
    assert not is_in(client)


@pytest.mark.parametrize(
    "email", ["olgа@songhe.example", "OLGA@songhe.exampleſ", "ölga@songhe.example"]
)
def test_an_address_that_only_looks_alike_opens_nothing(
    liar: Provider, olga: User, email: str
) -> None:
    liar.lies = {"email": email}

    assert through(a_browser(), liar).status_code == 422


def test_who_set_up_codes_is_asked_for_one_here_too(liar: Provider, olga: User) -> None:
    with_codes(signed_in(olga))
    client = a_browser()

    assert through(client, liar)["Location"] == "/sign-in/second-step"
    assert not is_in(client)


def test_a_person_let_go_comes_in_no_more(liar: Provider, olga: User) -> None:
    a_user("溫若梅")
    through(a_browser(), liar)
    accounts.deactivate_user(user_id=olga.pk, actor=OPERATOR, now=NOW)
    client = a_browser()

    assert through(client, liar).status_code == 422
    assert not is_in(client)


def test_a_session_planted_before_is_worth_nothing_after(liar: Provider, olga: User) -> None:
    planted, victim = SessionStore(), a_browser()
    planted["since"] = 1
    planted.save()
    victim.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key or ""

    through(victim, liar)

    stranger = a_browser()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key or ""
    assert is_in(victim)
    assert not is_in(stranger)


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example"])
def test_next_leads_to_no_other_house(liar: Provider, olga: User, target: str) -> None:
    assert through(a_browser(), liar, next=target)["Location"] == "/"


def test_a_provider_that_is_away_is_said_and_the_password_still_opens(
    liar: Provider, olga: User
) -> None:
    liar.is_broken = True
    client = a_browser()

    answer = client.get("/sign-in/firm")

    assert answer.status_code == 503
    assert 'name="password"' in answer.content.decode()
    assert sign_in(client, olga).status_code == 302


def test_another_issuer_at_the_same_address_is_not_spoken_with(liar: Provider, olga: User) -> None:
    liar.issuer = "https://elsewhere.example"

    assert a_browser().get("/sign-in/firm").status_code == 503


def test_without_a_password_nobody_cuts_his_only_way_in(liar: Provider, olga: User) -> None:
    client = a_browser()
    through(client, liar)
    olga.set_unusable_password()
    olga.save(update_fields=["password"])

    assert client.post("/security/firm/ending").status_code == 409
    assert SocialAccount.objects.exists()


def test_where_no_provider_is_set_there_is_no_such_door() -> None:
    client = a_browser()

    assert client.get("/sign-in/firm").status_code == 404
    assert client.get("/sign-in/firm/callback?code=x&state=y").status_code == 404
    assert "/sign-in/firm" not in client.get("/sign-in").content.decode()
