"""An OpenID provider over HTTP that says whatever a test lets it say, and checks PKCE."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT = "rapport"


class Provider:
    """What it says: `lies` change the claims, `key` and `alg` how they are signed."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.published = self.key
        self.alg = "RS256"
        self.secret: Any = None
        self.lies: dict[str, Any] = {}
        self.told_more: dict[str, Any] = {}
        self.url = self.issuer = ""
        self.challenge = self.nonce = ""
        self.is_broken = False

    def ask(self, location: str) -> str:
        """Take the browser that was sent here, and return where it is sent back to."""
        asked = parse_qs(urlsplit(location).query)
        self.challenge, self.nonce = asked["code_challenge"][0], asked["nonce"][0]
        assert asked["code_challenge_method"] == ["S256"]
        return f"{asked['redirect_uri'][0]}?code=c0de&state={asked['state'][0]}"

    def answer(self, path: str, body: dict[str, list[str]]) -> tuple[int, Any]:
        if self.is_broken:
            return 500, {"error": "broken"}
        if path == "/.well-known/openid-configuration":
            names = ("authorization", "token", "userinfo")
            ends = {f"{name}_endpoint": f"{self.url}/{name}" for name in names}
            return 200, {"issuer": self.issuer, "jwks_uri": f"{self.url}/jwks"} | ends
        if path == "/jwks":
            public = RSAAlgorithm.to_jwk(self.published.public_key(), as_dict=True)
            return 200, {"keys": [public | {"kid": "k1", "alg": "RS256", "use": "sig"}]}
        if path == "/userinfo":
            return 200, self.told_more
        return self._token(body)

    def _token(self, body: dict[str, list[str]]) -> tuple[int, Any]:
        met = urlsafe_b64encode(sha256(body["code_verifier"][0].encode()).digest()).rstrip(b"=")
        if met.decode() != self.challenge:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "s-1",
            "nonce": self.nonce,
            "iat": now,
            "exp": now + 60,
            "email": "olga@songhe.example",
            "email_verified": True,
        } | self.lies
        kept = {key: value for key, value in claims.items() if value is not None}
        key = self.secret if self.secret is not None else self.key
        token = jwt.encode(kept, key, algorithm=self.alg, headers={"kid": "k1"})
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": token}


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = parse_qs(self.rfile.read(size).decode())
            status, found = provider.answer(urlsplit(self.path).path, body)
            written = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    provider.url = provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
