"""Which comments a search could find, asked of the database, so that the others are not brought.

It knows no spellings, so whoever asks still compares the words of each that comes. Nothing is lost:
the key of a text of plain ASCII is the text in small letters without a few marks, and a text with
any other sign always comes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BLOB, ColumnElement, and_, cast, collate, false, func, or_, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from berakhlak import text
from berakhlak.engines import is_sqlite

Words = InstrumentedAttribute[str] | ColumnElement[str]


def may_have_words(session: Session, said: Words, typed: str) -> ColumnElement[bool]:
    """True at least of every text, as `text.normalise_text` keeps it, that `text.words_finder`
    finds."""
    key: Any = said
    for mark in text.UNSEARCHED:
        key = func.replace(key, mark, "")
    if not is_sqlite(session):  # Its LIKE heeds case; letters are made small in no language.
        key = func.lower(collate(key, "C"))
    words = text.search_words(typed)
    in_all = and_(true(), *(key.contains(word, autoescape=True) for word in words))
    return or_(in_all, _is_beyond_ascii(session, said)) if words else false()


def _is_beyond_ascii(session: Session, said: Words) -> ColumnElement[bool]:
    """Such a text has more bytes than characters; SQLite counts these up to a zero byte alone."""
    if is_sqlite(session):
        return func.length(cast(said, BLOB)) != func.length(said)
    return func.octet_length(func.convert_to(said, "UTF8")) != func.length(said)
