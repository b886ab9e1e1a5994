"""Form tokens: signed, one for each form that is opened, so that none is taken twice."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256

from itsdangerous import BadSignature, URLSafeTimedSerializer

from berakhlak import clock

MAX_AGE_SECONDS = 2 * 60 * 60


@dataclass(frozen=True)
class FormToken:
    """What a token says: its fingerprint for the list of spent ones, and how old it is."""

    digest: bytes
    age_seconds: float


def issue_form_token(secret: str, place: str) -> str:
    """A fresh token for one form of this counter."""
    return _serializer(secret).dumps([place, secrets.token_urlsafe(16)])


def read_form_token(secret: str, place: str, token: str) -> FormToken | None:
    """None when forged, old or foreign."""
    try:
        (where, nonce), made = _serializer(secret).loads(
            token, max_age=MAX_AGE_SECONDS, return_timestamp=True
        )
    except (BadSignature, ValueError):
        return None
    if where != place:
        return None
    age = (clock.utc_now() - made).total_seconds()
    return FormToken(sha256(nonce.encode()).digest(), age)


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="citizen-ticket")
