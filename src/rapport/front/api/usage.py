"""
How many requests a caller has left in this minute, counted together with the other processes.

A process counts in memory and adds what it counted to the common table after each hundredth of the
quota: a request costs no statement of its own, and several processes together let through at most
a hundredth more each. Small quotas are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from rapport.kernel.errors import N_
from rapport.kernel.web.problems import TooMany

SECONDS = 60
STEPS = 100
NOBODY_HAS = 10  # who does not come in has so many times less
MOST_CALLERS = 10_000
ADD = """
insert into api_usage (caller, minute, requests) values (%s, %s, %s)
on conflict (caller, minute) do update set requests = api_usage.requests + excluded.requests
returning requests"""


class TooManyRequests(TooMany):
    sentence = N_("Too many requests: {quota} a minute are allowed. Go on in {seconds} seconds.")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller may still do in this minute."""

    quota: int
    left: int
    seconds: int  # until the next minute
    is_over: bool = False

    def put_on(self, response: HttpResponse) -> None:
        """Say it in the headers (draft-ietf-httpapi-ratelimit-headers)."""
        response["RateLimit-Policy"] = f'"minute";q={self.quota};w={SECONDS}'
        response["RateLimit"] = f'"minute";r={self.left};t={self.seconds}'


@dataclass(slots=True)
class _Counted:
    minute: int
    told: int = 0  # by all processes, as of the last look
    own: int = 0  # since then


class Meter:
    """The counts of one process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._callers: dict[str, _Counted] = {}

    def count(self, caller: str, quota: int, *, now: datetime) -> Allowance:
        """Count one request, and say what is left; a request too many is not counted."""
        minute, second = divmod(int(now.timestamp()), SECONDS)
        with self._lock:
            counted = self._of(caller, minute)
            if counted.told + counted.own >= quota:
                return Allowance(quota, 0, SECONDS - second, is_over=True)
            counted.own += 1
            ripe = counted.own if counted.own >= max(1, quota // STEPS) else 0
            counted.own -= ripe
            counted.told += ripe
        if ripe:
            self._share(caller, counted, ripe)
        over = counted.told + counted.own > quota
        left = max(0, quota - counted.told - counted.own)
        return Allowance(quota, left, SECONDS - second, is_over=over)

    def _of(self, caller: str, minute: int) -> _Counted:
        if len(self._callers) > MOST_CALLERS:
            self._callers = {
                name: counted for name, counted in self._callers.items() if counted.minute == minute
            }
        counted = self._callers.get(caller)
        if counted is None or counted.minute != minute:
            counted = self._callers[caller] = _Counted(minute)
        return counted

    def _share(self, caller: str, counted: _Counted, ripe: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(ADD, [caller, counted.minute, ripe])
            (requests,) = cursor.fetchone()
        with self._lock:
            counted.told = max(counted.told, requests)


METER = Meter()


def allowance_of(request: Any) -> Allowance:
    """Count the request with its caller, and return what he has left."""
    return METER.count(_caller(request), _quota(request), now=request.now)


def refusal_of(allowance: Allowance) -> TooManyRequests:
    return TooManyRequests(quota=allowance.quota, seconds=allowance.seconds)


def forget_usage(*, before: datetime) -> None:
    """Delete the counts of minutes that are over."""
    with connection.cursor() as cursor:
        minute = int(before.timestamp()) // SECONDS
        cursor.execute("delete from api_usage where minute < %s", [minute])


def _caller(request: Any) -> str:
    if (token_id := getattr(request, "token_id", None)) is not None:
        return f"token:{token_id}"
    if request.actor.user_id is not None:
        return f"user:{request.actor.user_id}"
    return f"address:{sha256(_address(request).encode()).hexdigest()[:20]}"


def _quota(request: Any) -> int:
    if request.reader is None:
        return max(1, settings.API_RATE // NOBODY_HAS)
    return request.reader.rate or settings.API_RATE


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
