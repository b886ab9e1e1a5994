"""What is kept from one document to the next, and when.

A piece is kept only when an *earlier document* showed it already: the words of one person's
document are seen once and never kept, the template's are. Only hashes remember what was seen once.
Text inside `bdi`, which our templates put around everything that people or files brought, is never
kept at all (`styles`).
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

PIECES = 2_000
"""Pieces in a generation of a store. A full generation becomes the last one; what is asked for
again moves into the next, the rest goes with its generation."""
HASHES = 20_000
"""Hashes of what was seen once, in a store; a full table starts anew."""

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
        self.clear()
        _stores.append(self)

    def clear(self) -> None:
        self._pieces: dict[Hashable, Any] = {}
        self._last: dict[Hashable, Any] = {}
        self._first_seen: dict[int, int] = {}

    def get(self, key: Hashable) -> Any:
        """The piece of this key, or None."""
        piece = self._pieces.get(key)
        if piece is None and (piece := self._last.get(key)) is not None:
            self.put(key, piece)
        return piece

    def is_due(self, key: Hashable) -> bool:
        """Whether an earlier document showed this key; notes that this one does."""
        if len(self._first_seen) >= HASHES:
            self._first_seen.clear()
        return self._first_seen.setdefault(hash(key), _documents) != _documents

    def put(self, key: Hashable, piece: Any) -> None:
        if len(self._pieces) >= PIECES:
            self._pieces, self._last = {}, self._pieces
        self._pieces[key] = piece

    def items(self) -> list[tuple[Hashable, Any]]:
        return [*self._last.items(), *self._pieces.items()]


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
    return [each for store in _stores for pair in store.items() for each in pair]
