"""Long texts that SQLite keeps compressed, for its one lock is held for as long as is written."""

from __future__ import annotations

import zlib
from typing import Any

from sqlalchemy import JSON, ColumnElement, Dialect, Text, TypeDecorator, cast, func, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from berakhlak.engines import is_sqlite

MOST_BYTES = 1 << 24
"""What a packed text may be: a thousand times the figures of an officer. A few bytes that somebody
put in their place would else become all memory."""


def pack(long: str) -> bytes:
    """A long text as SQLite keeps it: others wait while it is written.

    Raises ValueError for one that `unpack` would not read.
    """
    plain = long.encode()
    if len(plain) > MOST_BYTES:
        raise ValueError("too long to be packed")
    return zlib.compress(plain, 1)


def unpack(kept: str | bytes | None) -> str | None:
    """The text of `pack`; what older versions stored is text already. Of bytes that somebody
    spoilt, what can be read: no leaf vouches for that."""
    if not isinstance(kept, bytes):
        return kept
    unpacking = zlib.decompressobj()
    try:
        long = unpacking.decompress(kept, MOST_BYTES)
        if unpacking.eof:
            return long.decode()
    except (zlib.error, UnicodeDecodeError):
        pass
    return kept.decode(errors="replace")


class PackedText(TypeDecorator[str]):
    """A long text with much that repeats itself: compressed in SQLite, whose one lock is held for
    as long as it takes to write. PostgreSQL compresses by itself. See docs/decisions/0248.

    Statements that look inside of it ask for `unpacked`.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        return pack(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return unpack(value)


def unpacked(session: Session, column: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """A packed column as text within a statement; `extensions` tells SQLite how."""
    plain = type_coerce(column, Text)
    return func.unpacked(plain, type_=Text) if is_sqlite(session) else plain


def json_of(session: Session, column: InstrumentedAttribute[str]) -> ColumnElement[Any]:
    """A packed column as JSON, whose parts the database takes out by itself."""
    plain = unpacked(session, column)
    return type_coerce(plain, JSON) if is_sqlite(session) else cast(plain, JSON)
