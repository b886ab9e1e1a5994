"""Tickets: a signed, one-time permission to speak at a counter, given with the form."""

from __future__ import annotations

import secrets
from hashlib import sha256

from itsdangerous import BadSignature, URLSafeTimedSerializer

MAX_AGE_SECONDS = 2 * 60 * 60


def issue_ticket(secret: str, counter_token: str) -> str:
    """A fresh ticket for one form of this counter."""
    return _serializer(secret).dumps([counter_token, secrets.token_urlsafe(16)])


def ticket_digest(secret: str, counter_token: str, ticket: str) -> bytes | None:
    """The ticket's fingerprint for the list of spent ones; None when forged, old or foreign."""
    try:
        token, nonce = _serializer(secret).loads(ticket, max_age=MAX_AGE_SECONDS)
    except (BadSignature, ValueError):
        return None
    return sha256(nonce.encode()).digest() if token == counter_token else None


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="citizen-ticket")
