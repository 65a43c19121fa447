"""What every way in shares: who knocks, the step between password and code, the new session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from secrets import token_urlsafe
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from rapport.front.shell.presence import SEEN
from rapport.kernel.access import queries as access
from rapport.kernel.access.queries import Reader
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.words import Method, Visitor
from rapport.kernel.clock import dice
from rapport.kernel.errors import NotAllowed
from rapport.kernel.web.doors import View, signed_in

DEVICE = "device"  # the cookie by which a browser is known to have been let in under a name
DEVICE_AGE = 400 * 24 * 3600  # as long as browsers keep one
MOST_NAMES = 5
PENDING = "pending"
PENDING_FOR = timedelta(minutes=10)
PROVED = "proved"
PROVED_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Pending:
    """Who has shown his password and must show a code yet."""

    reader: Reader
    target: str


def visitor_of(request: HttpRequest, name: str = "") -> Visitor:
    """Return whence a request comes; `name` is the sign-in name it is about."""
    return Visitor(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("User-Agent", ""),
        _devices(request).get(_mark(name), "") if name else "",
    )


def let_in(request: Any, user_id: int, method: Method, target: str = "/") -> HttpResponse:
    """Begin a session of which nothing was known before, and go where the person wanted."""
    reader = access.reader_of(user_id)
    if reader is None:
        raise NotAllowed()
    session = request.session
    session.flush()  # whatever a stranger planted before the sign-in ends here
    session.create()
    entered = accounts.begin_session(
        user_id=user_id,
        key=session.session_key,
        method=method,
        visitor=visitor_of(request),
        actor=reader.actor,
        now=request.now,
        rng=dice(),
    )
    session["_auth_user_id"], session["epoch"] = str(user_id), entered.session_epoch
    session[SEEN] = session[PROVED] = request.now.timestamp()
    rotate_token(request)
    response = redirect(safe(request, target))
    remember_device(request, response, reader.username)
    return response


def hold(request: Any, user_id: int, target: str) -> None:
    """Remember who has shown his password, in a new session that lets him nowhere."""
    reader = access.reader_of(user_id)
    if reader is None:
        raise NotAllowed()
    request.session.flush()
    request.session.set_expiry(int(PENDING_FOR.total_seconds()))
    request.session[PENDING] = {
        "user": user_id,
        "epoch": reader.session_epoch,
        "at": request.now.timestamp(),
        "target": target,
    }
    rotate_token(request)


def pending(request: Any) -> Pending | None:
    """Return who must show a code; None after ten minutes, or when his password changed since."""
    held = request.session.get(PENDING)
    if not held or request.now.timestamp() - held["at"] > PENDING_FOR.total_seconds():
        return None
    reader = access.reader_of(held["user"])
    if reader is None or reader.session_epoch != held["epoch"]:
        return None
    return Pending(reader, held["target"])


def in_person(view: View) -> View:
    """Let only people in, sitting at a browser: a token changes nobody's sign-in."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.kind != "user":
            raise NotAllowed()
        return view(request, *args, **kwargs)

    return signed_in(guarded)


def proved(view: View) -> View:
    """Ask for the password again, unless it was shown a moment ago: screens are left open."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_proved(request):
            back = request.get_full_path() if request.method == "GET" else "/security"
            return redirect(f"/security/proof?next={quote(back)}")
        return view(request, *args, **kwargs)

    return in_person(guarded)


def is_proved(request: Any) -> bool:
    shown = request.session.get(PROVED, 0)
    return bool(0 <= request.now.timestamp() - shown < PROVED_FOR.total_seconds())


def note_proof(request: Any) -> None:
    request.session[PROVED] = request.now.timestamp()


def stay(request: Any) -> None:
    """Keep this session over a change that ended all others, under another key's cover."""
    reader = access.reader_of(request.actor.user_id)
    if reader is not None:
        request.session["epoch"] = reader.session_epoch


def remember_device(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Make the browser known under the name, for the counting of wrong tries only."""
    known = {mark: nonce for mark, nonce in _devices(request).items() if mark != _mark(name)}
    kept = [*known.items()][-(MOST_NAMES - 1) :]
    response.set_cookie(
        DEVICE,
        signing.dumps([*kept, (_mark(name), token_urlsafe(12))], salt=DEVICE),
        max_age=DEVICE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def safe(request: HttpRequest, target: str) -> str:
    """Return the target if it is in this house, else the front page."""
    inside = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if inside else "/"


def _devices(request: HttpRequest) -> dict[str, str]:
    try:
        told = signing.loads(request.COOKIES.get(DEVICE, ""), salt=DEVICE, max_age=DEVICE_AGE)
        return {str(mark): str(nonce) for mark, nonce in told}
    except (signing.BadSignature, ValueError, TypeError):
        return {}


def _mark(name: str) -> str:
    return salted_hmac(DEVICE, name.strip().casefold()).hexdigest()[:16]
