"""Where refusals that come later go: an address of our own with a signed token in it (0039).

The token stands for one account, its address and a day; nobody but us can make one.
"""

from __future__ import annotations

import hmac
from base64 import b32decode, b32encode
from binascii import Error as NotBase32
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from berakhlak.mail_settings import MailSettings

VALID_DAYS = 30
_EPOCH = date(2020, 1, 1)
_ACCOUNT, _DAY, _SIGNATURE = 4, 2, 10
TOKEN_LETTERS = 26


@dataclass(frozen=True)
class ReturnClaim:
    """What a token says of itself; only `is_sound` tells whether that is so."""

    account_id: int
    day: date
    signature: bytes

    @classmethod
    def parse(cls, token: str) -> ReturnClaim | None:
        """None for what cannot be a token; servers of mail may have changed the case."""
        try:
            raw = b32decode(token + "=" * (-len(token) % 8), True)
        except (NotBase32, ValueError):
            return None
        if len(raw) != _ACCOUNT + _DAY + _SIGNATURE:
            return None
        day = _EPOCH + timedelta(days=int.from_bytes(raw[_ACCOUNT : _ACCOUNT + _DAY], "big"))
        return cls(int.from_bytes(raw[:_ACCOUNT], "big"), day, raw[_ACCOUNT + _DAY :])

    def is_sound(self, address: str, secret: str) -> bool:
        """Whether we sent something to this address of the account on that day."""
        made = _signature(self.account_id, address, self.day, secret)
        return hmac.compare_digest(self.signature, made)


def return_path(
    settings: MailSettings, secret: str, account_id: int, address: str, today: date
) -> str:
    """The sender on the envelope of a message to this address."""
    local, _at, domain = settings.bounce_address.rpartition("@")
    if not local:
        return settings.sender_address
    return f"{local}+{make_return_token(account_id, address, today, secret)}@{domain}"


def make_return_token(account_id: int, address: str, day: date, secret: str) -> str:
    """What stands behind the plus."""
    head = account_id.to_bytes(_ACCOUNT, "big") + (day - _EPOCH).days.to_bytes(_DAY, "big")
    raw = head + _signature(account_id, address, day, secret)
    return b32encode(raw).rstrip(b"=").decode()


def _signature(account_id: int, address: str, day: date, secret: str) -> bytes:
    words = f"berakhlak-mail:return:{account_id}:{day.isoformat()}:{address}"
    return hmac.new(secret.encode(), words.encode(), sha256).digest()[:_SIGNATURE]
