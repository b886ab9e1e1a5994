"""From the process in which codes were typed to the one that closes; see docs/decisions/0233.

Each process has a key of its own in memory, gone with it, or once it has closed a cycle. What it
says of that key is proven by SECRET_KEY: the notes of workers lie where others may write, in a file
or in Redis, and whoever puts a key of their own there would be handed what opens every sheet.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from berakhlak.key_holders.envelopes import SUITE, EnvelopeOpener

_HANDED = b"berakhlak:penutupan:"
_PROVEN = b"berakhlak:pekerja:"


def process_public_key() -> str:
    """By which others hand something to this process; 64 hexadecimal digits."""
    return _process_key(os.getpid()).public_key().public_bytes_raw().hex()


def proof_of(public: str, secret: str) -> str:
    """That a process of this application has this key; `secret`: SECRET_KEY. 64 digits."""
    return hmac.digest(secret.encode(), _PROVEN + public.encode(), sha256).hex()


def is_proven(public: str, proof: str, secret: str) -> bool:
    """Whether a process of ours has said so."""
    return hmac.compare_digest(proof_of(public, secret).encode(), proof.encode())


def forget_process_key() -> None:
    """What was handed to this process is noise from now on, for itself as well."""
    _process_key.cache_clear()


def hand_over(opener: EnvelopeOpener, to: Iterable[str], about: int) -> dict[str, str]:
    """The private key for each of these processes, and where there is none for this one, which
    then does its jobs itself; `about`: the cycle."""
    private = opener.private.private_bytes_raw()
    return {
        each: SUITE.encrypt(private, _public(each), info=_HANDED + b"%d" % about).hex()
        for each in set(to) or {process_public_key()}
    }


def taken_over(handed: Mapping[str, str], about: int) -> bytes | None:
    """The private key, where this process was handed it; None where it was another."""
    sealed = handed.get(process_public_key())
    if sealed is None:
        return None
    try:
        own = _process_key(os.getpid())
        return SUITE.decrypt(bytes.fromhex(sealed), own, info=_HANDED + b"%d" % about)
    except (InvalidTag, ValueError):
        return None


def _public(written: str) -> X25519PublicKey:
    return X25519PublicKey.from_public_bytes(bytes.fromhex(written))


@cache
def _process_key(_process: int) -> X25519PrivateKey:
    # By process: one that was forked must not share its parent's.
    return X25519PrivateKey.generate()
