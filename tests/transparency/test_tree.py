"""The tree is that of RFC 6962, by its own definition and by roots that are published."""

from __future__ import annotations

from hashlib import sha256

import pytest

from berakhlak.sealing.merkle_tree import leaf_hash, merkle_root
from tests.transparency.test_verifier import ENTRIES, ROOTS


def defined(leaves: list[bytes]) -> bytes:
    """Section 2.1, word for word, over leaf hashes."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + defined(leaves[:split]) + defined(leaves[split:])).digest()


@pytest.mark.parametrize("size", range(40))
def test_a_root_is_that_of_the_definition(size: int) -> None:
    leaves = [leaf_hash(b"%d" % place) for place in range(size)]

    assert merkle_root(leaves) == merkle_root(tuple(leaves)) == defined(leaves)


@pytest.mark.parametrize("size", range(1, 9))
def test_a_root_is_the_published_one(size: int) -> None:
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in ENTRIES[:size]]

    assert merkle_root(leaves).hex() == ROOTS[size - 1]


def test_an_entry_is_no_node_and_no_other_entry() -> None:
    assert leaf_hash(b"a") == sha256(b"\x00a").digest()
    assert merkle_root([leaf_hash(b"a")]) == leaf_hash(b"a")
    assert merkle_root([leaf_hash(b"a"), leaf_hash(b"b")]) != merkle_root(
        [leaf_hash(b"b"), leaf_hash(b"a")]
    )
