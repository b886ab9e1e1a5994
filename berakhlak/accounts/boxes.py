"""Small secrets of accounts, encrypted under keys that are made from SECRET_KEY: see 0204."""

from __future__ import annotations

import hmac
import secrets
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class BoxUnreadable(ValueError):
    """It was made for something else, under another SECRET_KEY, or was changed."""


def lock_box(purpose: str, plain: bytes, *, about: str, secret: str) -> bytes:
    """Encrypt; only the same purpose and the same `about` (whose it is) open it again."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_key(purpose, secret)).encrypt(nonce, plain, about.encode())


def open_box(purpose: str, box: bytes, *, about: str, secret: str) -> bytes:
    """What was locked up. Raises BoxUnreadable."""
    try:
        return AESGCM(_key(purpose, secret)).decrypt(box[:_NONCE], box[_NONCE:], about.encode())
    except (InvalidTag, ValueError) as error:
        raise BoxUnreadable(purpose) from error


def mark_of(purpose: str, words: str, *, secret: str) -> bytes:
    """32 bytes that only SECRET_KEY makes of these words; they tell nothing without it."""
    return hmac.digest(_key(purpose, secret), words.encode(), "sha256")


@lru_cache(maxsize=16)
def _key(purpose: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), f"account box {purpose}".encode(), sha256).digest()
