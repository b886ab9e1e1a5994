"""Which units have a public page, and the figures that were released for it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy import true as sa_true
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base


class PublicPage(Base):
    """The page of a unit. Its address stays when codes change; `since`: when it was last switched.

    `agency_part`, `unit_part`: the two parts of the address, small letters, digits, dots and lines.
    """

    __tablename__ = "public_page"
    __table_args__ = (UniqueConstraint("agency_part", "unit_part"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    agency_part: Mapped[str] = mapped_column(String(40))
    unit_part: Mapped[str] = mapped_column(String(40))
    is_on: Mapped[bool] = mapped_column(default=True, server_default=sa_true())
    since: Mapped[date]


class PublicRelease(Base):
    """Citizens' figures of a unit in one cycle as they were released: attacked, rounded, for good.

    `closed_on`: the day that tells their quarter. They go with the results of the cycle.
    """

    __tablename__ = "public_release"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True, index=True)
    closed_on: Mapped[date]
    released_on: Mapped[date]
    payload: Mapped[str] = mapped_column(Text)
