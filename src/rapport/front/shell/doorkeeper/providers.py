"""
The firm's own sign-in: OpenID Connect with code, PKCE, state and nonce.

allauth carries the conversation. It leaves out three checks that are made here: the signature of
the identity token, which it trusts the line for, its nonce, and that the issuer is the one that was
set (OpenID Connect Core 1.0, 3.1.3.7).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpResponse
from requests import RequestException

from .adapters import FIRM

LONGEST_SUBJECT = 191
LEEWAY = 30  # seconds by which two clocks may differ
# Signed by a key that only the provider has: never by one that the client knows too.
SIGNATURES = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}
SIGNATURES |= {"ES256", "ES384", "ES512", "EdDSA"}


class Away(Exception):
    """The provider does not answer, or not as one."""


class Unproven(Exception):
    """What came back does not show who it is."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider says it is, and what he set out for."""

    subject: str
    email: str  # "" unless the provider has verified it
    named: str
    purpose: str
    target: str
    user_id: int | None  # who sat there when he set out


@dataclass(frozen=True, slots=True)
class Connection:
    """Under which name the provider knows a person."""

    named: str
    since: datetime


class _Adapter(OpenIDConnectOAuth2Adapter):
    """allauth's adapter with our address to come back to."""

    comes_back_to = ""

    def get_callback_url(self, request: Any, app: Any) -> str:
        return self.comes_back_to

    @property
    def openid_config(self) -> dict[str, Any]:
        found: dict[str, Any] = super().openid_config
        if str(found.get("issuer", "")).rstrip("/") != settings.OIDC_ISSUER:
            raise OAuth2Error("another issuer")
        return found


def is_set() -> bool:
    """Whether the firm has a sign-in of its own."""
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT)


def name() -> str:
    """Return what people call the firm's sign-in; "" when it has none."""
    return (settings.OIDC_NAME or "OpenID Connect") if is_set() else ""


def set_out(
    request: Any, *, back: str, purpose: str, target: str, user_id: int | None = None
) -> HttpResponse:
    """Send the browser to the provider. Raises Away."""
    provider = get_adapter(request).get_provider(request, FIRM)
    provider.oauth2_adapter_class = _adapter_to(back)
    nonce = secrets.token_urlsafe(24)
    try:
        answer: HttpResponse = provider.redirect(
            request,
            process=purpose,
            auth_params={"nonce": nonce},
            nonce=nonce,
            target=target,
            user_id=user_id,
        )
    except (RequestException, OAuth2Error, LookupError, ValueError, TypeError) as fault:
        raise Away() from fault
    return answer


def come_back(request: Any, *, back: str) -> Identity:
    """Return whom the provider says it is. Raises Unproven, Away."""
    given = request.GET.get("state", "")
    state = statekit.unstash_state(request, provider_id=FIRM, state_id=given) if given else None
    if state is None or "error" in request.GET or not request.GET.get("code"):
        raise Unproven()
    adapter = _adapter_to(back)(request, FIRM)
    try:
        return _identity(_claims(request, adapter, state), state)
    except RequestException as fault:
        raise Away() from fault
    except (OAuth2Error, jwt.PyJWTError, LookupError, ValueError, TypeError) as fault:
        raise Unproven() from fault


def known_user(subject: str) -> int | None:
    """Return whom this subject of the provider is connected with; None when with nobody."""
    rows = SocialAccount.objects.filter(provider=FIRM, uid=subject)
    key: int | None = rows.values_list("user_id", flat=True).first()
    return key


def connect(user_id: int, identity: Identity, *, now: datetime) -> None:
    """Keep that this subject is this person, and no other one of before."""
    SocialAccount.objects.filter(provider=FIRM, user_id=user_id).delete()
    said = {"name": identity.named or identity.email, "at": now.isoformat()}
    SocialAccount.objects.create(
        user_id=user_id, provider=FIRM, uid=identity.subject, extra_data=said
    )


def disconnect(user_id: int) -> bool:
    deleted, _ = SocialAccount.objects.filter(provider=FIRM, user_id=user_id).delete()
    return bool(deleted)


def connection_of(user_id: int) -> Connection | None:
    """Return under which name the provider knows the person; None when it does not."""
    row = SocialAccount.objects.filter(provider=FIRM, user_id=user_id).first()
    return Connection(row.extra_data.get("name", ""), row.date_joined) if row else None


def _adapter_to(back: str) -> type[_Adapter]:
    return type("_Adapter", (_Adapter,), {"comes_back_to": back})


def _claims(request: Any, adapter: _Adapter, state: dict[str, Any]) -> dict[str, Any]:
    app = adapter.get_provider().app
    client = adapter.get_client(request, app)
    answer = client.get_access_token(
        request.GET["code"], pkce_code_verifier=state.get("pkce_code_verifier")
    )
    claims = _verified(answer["id_token"], adapter)
    if claims.get("azp", app.client_id) != app.client_id:
        raise OAuth2Error("made for another")
    if not compare_digest(str(claims.get("nonce", "")).encode(), state["nonce"].encode()):
        raise OAuth2Error("another nonce")
    if "email" not in claims and "userinfo_endpoint" in adapter.openid_config:
        claims |= _told_more(adapter, answer["access_token"], claims["sub"])
    return claims


def _verified(token: str, adapter: _Adapter) -> dict[str, Any]:
    """Return what a token of the provider says: signed by its key, for us, by it, in time."""
    alg = jwt.get_unverified_header(token).get("alg")
    if alg not in SIGNATURES:
        raise OAuth2Error("not signed by a key of the provider's own")
    claims: dict[str, Any] = jwt.decode(
        token,
        key=_key_of(token, adapter),
        algorithms=[alg],
        audience=settings.OIDC_CLIENT,
        issuer=adapter.openid_config["issuer"],
        leeway=LEEWAY,
        options={"require": ["exp", "iat", "iss", "aud", "sub"]},
    )
    return claims


def _key_of(token: str, adapter: _Adapter) -> Any:
    """Return the key that the token names; the only one, when it names none (Core, 10.1)."""
    with get_adapter().get_requests_session() as line:
        answer = line.get(adapter.openid_config["jwks_uri"])
    answer.raise_for_status()
    header = jwt.get_unverified_header(token)
    keys = [
        key
        for key in jwt.PyJWKSet.from_dict(answer.json()).keys
        if key.public_key_use in (None, "sig") and header.get("kid") in (None, key.key_id)
    ]
    if len(keys) != 1:
        raise OAuth2Error("no key, or too many")
    return keys[0].key


def _told_more(adapter: _Adapter, access: str, subject: str) -> dict[str, Any]:
    """Ask for what the token leaves out; it must speak of the same subject (Core, 5.3.2)."""
    told = adapter._fetch_user_info(access)
    if told.get("sub") != subject:
        raise OAuth2Error("of somebody else")
    return {key: told[key] for key in ("email", "email_verified", "name") if key in told}


def _identity(claims: dict[str, Any], state: dict[str, Any]) -> Identity:
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise ValueError("no subject")
    is_verified = claims.get("email_verified") is True
    return Identity(
        subject=subject,
        email=str(claims.get("email", "")) if is_verified else "",
        named=str(claims.get("name") or claims.get("email") or "")[:120],
        purpose=state["process"],
        target=state["target"],
        user_id=state["user_id"],
    )
