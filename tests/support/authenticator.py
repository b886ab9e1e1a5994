"""An authenticator of WebAuthn in a few lines, for tests that no browser is needed for."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class SoftAuthenticator:
    """One key; `count` is what it says next, `verifies` whether it asks its user who they are."""

    origin: str
    rp_id: str
    count: int = 1
    verifies: bool = True
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def clone(self) -> SoftAuthenticator:
        """Somebody has copied the key."""
        return replace(self)

    def create(self, question: dict[str, Any]) -> str:
        """Answer the options of a page that makes a passkey."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1}
        public |= {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        length = len(self.credential_id).to_bytes(2, "big")
        data = self._data(ATTESTED) + bytes(16) + length + self.credential_id
        attested = {"fmt": "none", "attStmt": {}, "authData": data + cbor2.dumps(public)}
        client = self._client("webauthn.create", question)
        return self._answer(client, attestationObject=cbor2.dumps(attested))

    def get(self, question: dict[str, Any]) -> str:
        """Answer the options of a page that asks for a passkey."""
        client, data = self._client("webauthn.get", question), self._data()
        signed = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(client, authenticatorData=data, signature=signed)

    def _data(self, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        host = sha256(self.rp_id.encode()).digest()
        data = host + bytes([flags]) + self.count.to_bytes(4, "big")
        self.count += 1
        return data

    def _client(self, kind: str, question: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": question["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _answer(self, client: bytes, **response: bytes) -> str:
        said = {name: bytes_to_base64url(value) for name, value in response.items()}
        name = bytes_to_base64url(self.credential_id)
        said["clientDataJSON"] = bytes_to_base64url(client)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": said})
