"""The hash tree over a cycle's results (RFC 6962, section 2.1), and its root for people."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: without I, L, O and U.
SIGNS = 24


def leaf_hash(entry: bytes) -> bytes:
    """Hash of an entry; the first byte keeps entries and nodes apart."""
    return sha256(b"\x00" + entry).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Root over leaf hashes in their order; that of nothing is the hash of nothing."""
    if not leaves:
        return sha256(b"").digest()
    level = list(leaves)
    # Pairing level by level, an odd last one moving up, gives the tree of RFC 6962.
    while len(level) > 1:
        pairs = [
            sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)
        ]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def root_code(root: bytes) -> str:
    """The first 120 bits as 24 signs in groups of four: `7E61-MKER-Y061-BJSN-GKFE-K7Q1`."""
    bits = int.from_bytes(root[: SIGNS * 5 // 8], "big")
    signs = "".join(ALPHABET[bits >> shift & 31] for shift in range((SIGNS - 1) * 5, -1, -5))
    return "-".join(signs[i : i + 4] for i in range(0, SIGNS, 4))
