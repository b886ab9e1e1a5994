"""The frozen result of a cycle. It holds only what may be shown: withheld numbers are not in it."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base
from berakhlak.packed_text import PackedText


class CycleResult(Base):
    """Cycle-wide figures (norms, reliability, response), and the hash of all results.

    `root`: of the hash tree over all results, in hexadecimal. Root, salts and leaves are None where
    a cycle was sealed before there were any.
    """

    __tablename__ = "cycle_result"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    rules_version: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64))
    root: Mapped[str | None] = mapped_column(String(64))
    payload: Mapped[str] = mapped_column(Text)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    leaf: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class OfficerResult(Base):
    """One officer's figures as JSON (`statistics.frozen_result.OfficerFigures`)."""

    __tablename__ = "officer_result"
    # Who has a result is asked without reading any.
    __table_args__ = (Index("ix_officer_result_of_cycle", "cycle_id", "participant_id"),)

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))  # First of an index.
    payload: Mapped[str] = mapped_column(PackedText)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    leaf: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class UnitResult(Base):
    """One unit's figures as JSON (`statistics.frozen_result.UnitFigures`)."""

    __tablename__ = "unit_result"

    cycle_unit_id: Mapped[int] = mapped_column(ForeignKey("cycle_unit.id"), primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    payload: Mapped[str] = mapped_column(Text)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    leaf: Mapped[bytes | None] = mapped_column(LargeBinary(32))
