"""From the process in which codes were typed to the one that closes; see docs/decisions/0233.

Each process has a key of its own in memory, gone with it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from berakhlak.key_holders.envelopes import SUITE, EnvelopeOpener

_HANDED = b"berakhlak:penutupan:"


def process_public_key() -> str:
    """By which others hand something to this process; 64 hexadecimal digits."""
    return _process_key(os.getpid()).public_key().public_bytes_raw().hex()


def hand_over(opener: EnvelopeOpener, to: Iterable[str], about: int) -> dict[str, str]:
    """The private key for each of these processes, and for this one; `about`: the cycle."""
    private = opener.private.private_bytes_raw()
    return {
        each: SUITE.encrypt(private, _public(each), info=_HANDED + b"%d" % about).hex()
        for each in {*to, process_public_key()}
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
