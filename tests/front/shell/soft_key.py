"""A security key in software: what a browser sends for one, byte by byte (WebAuthn Level 3)."""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(words: str) -> bytes:
    return urlsafe_b64decode(words + "=" * (-len(words) % 4))


class SoftKey:
    """One key of one person; `lies` change what it says."""

    def __init__(self, host: str = "localhost", origin: str = "http://localhost") -> None:
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.host, self.origin = host, origin
        self.handle = b""
        self.count = 0

    def made(self, options: dict[str, Any], **lies: Any) -> str:
        """Answer navigator.credentials.create."""
        asked = options["publicKey"]
        self.handle = raw(asked["user"]["id"])
        numbers = self.secret.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor.encode(public)
        told = self._told(ATTESTED | lies.get("flags", PRESENT | VERIFIED)) + attested
        answer = {"fmt": "none", "attStmt": {}, "authData": told}
        response = {
            "clientDataJSON": text(self._said("webauthn.create", asked["challenge"], lies)),
            "attestationObject": text(cbor.encode(answer)),
        }
        return self._credential(response, clientExtensionResults={"credProps": {"rk": True}})

    def shown(self, options: dict[str, Any], **lies: Any) -> str:
        """Answer navigator.credentials.get."""
        challenge = options["publicKey"]["challenge"]
        said = self._said(lies.get("type", "webauthn.get"), challenge, lies)
        self.count = lies.get("count", self.count)
        told = self._told(lies.get("flags", PRESENT | VERIFIED), lies.get("host", self.host))
        signer = lies.get("signer", self).secret
        signature = signer.sign(told + sha256(said).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": text(said),
            "authenticatorData": text(told),
            "signature": text(signature),
            "userHandle": text(lies.get("handle", self.handle)),
        }
        return self._credential(response)

    def _said(self, kind: str, challenge: str, lies: dict[str, Any]) -> bytes:
        said = {
            "type": kind,
            "challenge": lies.get("challenge", challenge),
            "origin": lies.get("origin", self.origin),
            "crossOrigin": False,
        }
        return json.dumps(said).encode()

    def _told(self, flags: int, host: str = "") -> bytes:
        return (
            sha256((host or self.host).encode()).digest() + bytes([flags]) + self.count.to_bytes(4)
        )

    def _credential(self, response: dict[str, str], **more: Any) -> str:
        found = {"id": text(self.id), "rawId": text(self.id), "type": "public-key"}
        return json.dumps({"clientExtensionResults": {}} | found | {"response": response} | more)
