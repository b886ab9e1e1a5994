"""The drawn page of a large agency's results, kept so that no view draws it anew."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base


class DrawnResults(Base):
    """A part of the page in one language, as HTML; `place` as in `drawn_results`.

    `basis`: hash of what it was drawn from. `mark`: that this installation drew it.
    """

    __tablename__ = "drawn_results"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    basis: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    mark: Mapped[bytes] = mapped_column(LargeBinary(32))
