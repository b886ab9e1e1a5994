"""A file and its pieces, each small enough to pass through memory."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base, UtcDateTime

_WHOLE = text("is_whole")


class StoredFile(Base):
    """`place` and `name` say whose it is, as a folder and a file would: "jobs/12", "Profil.zip".

    Until `is_whole`, somebody writes it, or was cut off while writing it.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        Index(
            "uq_stored_file_place_name_whole",
            "place",
            "name",
            unique=True,
            sqlite_where=_WHOLE,
            postgresql_where=_WHOLE,
        ),
        Index("ix_stored_file_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(BigInteger)
    is_whole: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StoredPiece(Base):
    """A piece of a file; `number` counts from 0."""

    __tablename__ = "stored_piece"

    file_id: Mapped[int] = mapped_column(
        ForeignKey("stored_file.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)
