"""Proof that a device has worked for a voice by a poster; docs/decisions/0193-proof-of-work.md.

The challenge belongs to one form: it names the fingerprint of that form's token. So a proof is good
once, as the token is, whichever process takes it.
"""

from __future__ import annotations

import base64
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import timedelta

import cattrs
from altcha.v1 import ChallengeOptions, Payload, create_challenge, verify_solution

from berakhlak import clock

MINUTES = 30
_LONGEST = 1_000  # Letters of a proof.
_FORM_LETTERS = 16


@dataclass(frozen=True)
class _Proof:
    algorithm: str
    challenge: str
    number: int
    salt: str
    signature: str


def challenge(secret: str, form_digest: bytes, *, most: int) -> str:
    """JSON that js/proof.js solves by at most so many hashes, half of them on average."""
    options = ChallengeOptions(
        hmac_key=_key(secret),
        max_number=most,
        expires=clock.utc_now() + timedelta(minutes=MINUTES),
        params={"form": _form(form_digest)},
    )
    return json.dumps(create_challenge(options).to_dict(), separators=(",", ":"))


def is_proven(secret: str, proof: str, form_digest: bytes) -> bool:
    """Whether somebody solved a challenge of ours for this form, and lately."""
    read = _read(proof)
    if read is None or read.algorithm != "SHA-256" or not read.salt.isascii():
        return False
    payload = Payload(**asdict(read))
    _nonce, expires, said = payload.parse_salt()
    if said.get("form") != [_form(form_digest)]:
        return False
    if expires is None or expires < clock.utc_now().timestamp():
        return False
    solved, _why = verify_solution(payload, _key(secret), check_expires=False)
    return solved


def _read(proof: str) -> _Proof | None:
    """None where it is nothing that js/proof.js sends; strangers may send what they like."""
    if not proof or len(proof) > _LONGEST:
        return None
    try:
        return cattrs.structure(json.loads(base64.b64decode(proof)), _Proof)
    except (ValueError, RecursionError, cattrs.BaseValidationError, OverflowError):
        return None


def _form(digest: bytes) -> str:
    return digest.hex()[:_FORM_LETTERS]


def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"proof of work", "sha256")
