"""A stored version of a questionnaire; cycles point at it and it never changes."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base
from berakhlak.instrument.catalogue import Instrument, parse_instrument
from berakhlak.instrument.pairs import pair_instruments


class InstrumentVersion(Base):
    """The full TOML text of an instrument, so that any old cycle can be shown as it was asked."""

    __tablename__ = "instrument_version"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))

    @property
    def content(self) -> Instrument:
        return cached_instrument(self.source)


@lru_cache(maxsize=32)
def cached_instrument(source: str) -> Instrument:
    """The instrument of a stored text; the same object for the same text."""
    return parse_instrument(source)


@lru_cache(maxsize=32)
def cached_pair(first: str, second: str) -> Instrument:
    """Two stored texts as one questionnaire; the same object for the same texts."""
    return pair_instruments(cached_instrument(first), cached_instrument(second))
