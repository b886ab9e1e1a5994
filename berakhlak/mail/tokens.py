"""Signed links: what stands in an address, checked against SECRET_KEY and the database.

A link is never kept: it rests on a random number of its participant (`MailLink`) and on SECRET_KEY,
so neither a copy of the database nor SECRET_KEY alone makes one.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

VALID_DAYS = 30
_SIGNATURE = 20  # Bytes of it that an address carries.
_EPOCH = date(2020, 1, 1)


@dataclass(frozen=True)
class LinkClaim:
    """What a link says of itself; only `is_sound` tells whether that is so."""

    participant_id: int
    last_day: date
    signature: bytes

    @classmethod
    def parse(cls, token: str) -> LinkClaim | None:
        """None for what cannot be a link."""
        try:
            raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (NotBase64, ValueError):
            return None
        if len(raw) != 4 + 2 + _SIGNATURE or encoded(raw) != token:
            return None
        last_day = _EPOCH + timedelta(days=int.from_bytes(raw[4:6], "big"))
        return cls(int.from_bytes(raw[:4], "big"), last_day, raw[6:])

    def is_sound(self, nonce: bytes, secret: str) -> bool:
        """Whether we made it, for this participant and day."""
        made = _signature(self.participant_id, self.last_day, nonce, secret)
        return hmac.compare_digest(self.signature, made)


def make_link_token(participant_id: int, last_day: date, nonce: bytes, secret: str) -> str:
    """What stands in the address; good until the end of that day."""
    head = participant_id.to_bytes(4, "big") + _number(last_day).to_bytes(2, "big")
    return encoded(head + _signature(participant_id, last_day, nonce, secret))


def make_stop_token(account_id: int, secret: str) -> str:
    """What stands in the address by which an account stops its reminders."""
    signature = _mac(f"stop:{account_id}", secret.encode())
    return encoded(account_id.to_bytes(4, "big") + signature)


def account_to_stop(token: str, secret: str) -> int | None:
    """The account that such an address is about; None when we did not make it."""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (NotBase64, ValueError):
        return None
    account_id = int.from_bytes(raw[:4], "big")
    made = make_stop_token(account_id, secret)
    return account_id if hmac.compare_digest(made.encode(), token.encode()) else None


def encoded(raw: bytes) -> str:
    """Letters that an address carries as they are."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _signature(participant_id: int, last_day: date, nonce: bytes, secret: str) -> bytes:
    return _mac(f"link:{participant_id}:{_number(last_day)}", secret.encode() + nonce)


def _mac(words: str, key: bytes) -> bytes:
    return hmac.new(key, f"berakhlak-mail:{words}".encode(), sha256).digest()[:_SIGNATURE]


def _number(day: date) -> int:
    return (day - _EPOCH).days
