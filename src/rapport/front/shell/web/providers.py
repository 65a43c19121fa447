"""The firm's own sign-in: set out, come back, connect, disconnect."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.front.shell import commands as shell
from rapport.front.shell.doorkeeper import providers
from rapport.front.shell.doorkeeper.factors import factors_of
from rapport.front.shell.toasts import toast
from rapport.kernel.accounts.words import Method
from rapport.kernel.errors import N_, Invalid, Unavailable

from .letting_in import hold, in_person, let_in, proved, safe
from .links import house
from .sign_in import door

SIGN_IN, CONNECT = "login", "connect"
SETTING_OUT_FOR = 600  # seconds; as long as allauth keeps the state


class ProviderAway(Unavailable):
    sentence = N_("The firm's sign-in does not answer. Try again later, or come in by password.")


class ProviderUnclear(Invalid):
    sentence = N_("The firm's sign-in was broken off, or took too long. Try again.")


@require_GET
def set_out(request: Any) -> HttpResponse:
    """Send who wants to come in to the firm's sign-in."""
    target = safe(request, request.GET.get("next") or "/")
    if request.reader is not None:
        return redirect(target)
    try:
        return _set_out(request, SIGN_IN, target)
    except ProviderAway as refusal:
        return door(request, target, refusal)


@require_GET
@proved
def connect(request: Any) -> HttpResponse:
    """Send who sits there to the firm's sign-in, to be known by it from now on."""
    return _set_out(request, CONNECT, reverse("shell:security"))


@require_GET
def come_back(request: Any) -> HttpResponse:
    """Take the provider's word, once its signature and our question fit."""
    _must_be_set()
    try:
        identity = providers.come_back(request, back=_back(request))
        if identity.purpose == CONNECT:
            return _connected(request, identity)
        user_id = shell.recognise_by_provider(
            identity=identity, actor=request.actor, now=request.now
        )
    except providers.Away:
        return door(request, "/", ProviderAway())
    except providers.Unproven:
        return door(request, "/", ProviderUnclear())
    except shell.NobodyKnown as refusal:
        return door(request, "/", refusal)
    target = safe(request, identity.target)
    if factors_of(user_id).asks_twice:
        hold(request, user_id, target)
        return redirect("shell:second_step")
    return let_in(request, user_id, Method.OIDC, target)


@require_POST
@proved
def disconnect(request: Any) -> HttpResponse:
    """Come in by the firm's sign-in no more."""
    shell.disconnect_provider(actor=request.actor, now=request.now)
    return toast(redirect("shell:security"), _("The firm's sign-in is not connected any more."))


@in_person
def _connected(request: Any, identity: providers.Identity) -> HttpResponse:
    shell.connect_provider(identity=identity, actor=request.actor, now=request.now)
    return toast(redirect("shell:security"), _("The firm's sign-in is connected."))


def _set_out(request: Any, purpose: str, target: str) -> HttpResponse:
    _must_be_set()
    user_id = request.actor.user_id if purpose == CONNECT else None
    if request.reader is None:
        request.session.set_expiry(SETTING_OUT_FOR)
    try:
        return providers.set_out(
            request, back=_back(request), purpose=purpose, target=target, user_id=user_id
        )
    except providers.Away as fault:
        raise ProviderAway() from fault


def _back(request: Any) -> str:
    return house(request) + reverse("shell:come_back")


def _must_be_set() -> None:
    if not providers.is_set():
        raise Http404
