"""People with known passwords and telephones that show codes, for trying the door."""

from __future__ import annotations

import base64
import hmac
import re
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from rapport.kernel.access.models import User
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.clock import now
from tests.makers import NOW, OPERATOR, a_user

PASSWORD = "seven green kettles"


def somebody(name: str = "歐佳玲", **more: Any) -> User:
    """Let somebody have an account with the password and a mail address."""
    actor = a_user(name, **more)
    accounts.set_password(user_id=actor.user_id or 0, password=PASSWORD, actor=OPERATOR, now=NOW)
    User.objects.filter(pk=actor.user_id).update(email=f"u{actor.user_id}@songhe.example")
    found: User = User.objects.get(pk=actor.user_id)
    return found


def a_browser(**more: Any) -> Client:
    client = Client(**more)
    client.cookies["language"] = "en"
    return client


def sign_in(client: Client, person: User, password: str = PASSWORD, **more: Any) -> Any:
    given = {"username": person.username, "password": password}
    return client.post("/sign-in", given | more.pop("also", {}), **more)


def signed_in(person: User, **more: Any) -> Client:
    """Return a browser whose owner just gave his password."""
    client = a_browser(**more)
    answer = sign_in(client, person)
    assert answer.status_code == 302, answer.content
    return client


def is_in(client: Client) -> bool:
    return bool(client.get("/security").status_code == 200)


@dataclass
class Telephone:
    """An authenticator application, by the letter of RFC 6238 and without our code."""

    secret: str

    def code(self, at: datetime | None = None) -> str:
        counter = int((at or now()).timestamp()) // 30
        key = base64.b32decode(self.secret)
        digest = hmac.digest(key, struct.pack(">Q", counter), "sha1")
        place = digest[-1] & 15
        value = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
        return f"{value % 10**6:06}"

    def next_code(self) -> str:
        return self.code(now() + timedelta(seconds=30))


def with_codes(client: Client) -> tuple[Telephone, list[str]]:
    """Set up codes as a person does, and return the telephone and the recovery codes."""
    page = client.get("/security/codes").content.decode()
    secret = re.search(r'<code class="raw secret"[^>]*>([A-Z2-7 ]+)</code>', page)
    assert secret is not None, page
    telephone = Telephone(secret[1].replace(" ", ""))
    answer = client.post("/security/codes", {"code": telephone.code()})
    assert answer.status_code == 200, answer.content
    return telephone, recovery_codes(answer)


def recovery_codes(answer: Any) -> list[str]:
    found = re.findall(r'<li class="mono">(\d{5}) (\d{5})</li>', answer.content.decode())
    return ["".join(pair) for pair in found]
