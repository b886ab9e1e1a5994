"""Services of a unit with the versions of their standard, what the unit changed, and who may write.

Nothing that was once saved is written over: a correction is a row of its own.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy import false as sa_false
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base


class ChangeKind(StrEnum):
    """What a unit did after the public spoke."""

    SERVICE = "service"  # Something about the service itself.
    TRAINING = "training"  # The staff learned something.


class PublicService(Base):
    """A service that a unit gives; `ended_on`: no longer since that day."""

    __tablename__ = "public_service"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    ended_on: Mapped[date | None]


class StandardVersion(Base):
    """What holds for a service from `holds_from` on, until a later version does.

    Of versions that hold from the same day, the one with the highest number counts.
    """

    __tablename__ = "standard_version"
    __table_args__ = (CheckConstraint("number > 0", name="number_is_positive"),)

    service_id: Mapped[int] = mapped_column(ForeignKey("public_service.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200))
    requirements: Mapped[str] = mapped_column(Text)
    procedure: Mapped[str] = mapped_column(Text)
    duration: Mapped[str] = mapped_column(Text)
    cost: Mapped[str] = mapped_column(Text)
    product: Mapped[str] = mapped_column(Text)
    holds_from: Mapped[date]
    what_changed: Mapped[str] = mapped_column(Text)
    recorded_on: Mapped[date]


class UnitChange(Base):
    """Something that the unit changed; only with `is_shown` does the public read it."""

    __tablename__ = "unit_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    is_shown: Mapped[bool] = mapped_column(default=False, server_default=sa_false())


class ChangeText(Base):
    """What is said of a change; the highest number counts. `reason`: why it was corrected."""

    __tablename__ = "unit_change_text"
    __table_args__ = (CheckConstraint("number > 0", name="number_is_positive"),)

    change_id: Mapped[int] = mapped_column(ForeignKey("unit_change.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[ChangeKind]
    happened_on: Mapped[date]
    words: Mapped[str] = mapped_column(Text)
    answers_to: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    recorded_on: Mapped[date]
    was_shown: Mapped[bool] = mapped_column(default=False, server_default=sa_false())


class StandardWriter(Base):
    """An officer whom HR lets write for a unit, besides its head."""

    __tablename__ = "standard_writer"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
