"""What is kept from one document to the next, and when.

A piece is kept only when an *earlier document* showed it already: the words of one person's
document are seen once and never kept, the template's are. Only hashes remember what was seen once.
Text inside `bdi`, which our templates put around everything that people or files brought, is never
kept at all (`styles`).
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

PIECES = 20_000
"""Pieces in a store; one that is full starts anew."""
HASHES = 200_000
"""Hashes beside them, of what was seen once."""

_documents = 0
_stores: list[Store] = []
_of_styles: list[dict[int, Any]] = []


def begin_document() -> None:
    """Whatever was seen before now was seen in an earlier document."""
    global _documents
    _documents += 1


class Store:
    """Pieces by key; one is due at the second sight of its key."""

    def __init__(self) -> None:
        self.pieces: dict[Hashable, Any] = {}
        self._first_seen: dict[int, int] = {}
        _stores.append(self)

    def is_due(self, key: Hashable) -> bool:
        """Whether an earlier document showed this key; notes that this one does."""
        return self._first_seen.setdefault(hash(key), _documents) != _documents

    def put(self, key: Hashable, piece: Any) -> None:
        if len(self.pieces) >= PIECES or len(self._first_seen) >= HASHES:
            self.clear()
        self.pieces[key] = piece

    def clear(self) -> None:
        self.pieces.clear()
        self._first_seen.clear()


def of_styles() -> dict[int, Any]:
    """A table of what kept styles settle by themselves, by their number. No text is in it."""
    table: dict[int, Any] = {}
    _of_styles.append(table)
    return table


def forget() -> None:
    """Begin anew with everything."""
    for store in _stores:
        store.clear()
    for table in _of_styles:
        table.clear()


def kept() -> list[Any]:
    """Every key and piece of every store, for who looks for people's words in them."""
    return [each for store in _stores for pair in store.pieces.items() for each in pair]
