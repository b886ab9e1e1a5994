"""Who read whose profile, on which day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base


class ReadingWay(StrEnum):
    """How a profile was read."""

    PREVIEW = "preview"
    PAGE = "page"
    FILE = "file"
    EXPORT = "export"


class ProfileReading(Base):
    """How often an account read the profile of somebody else on a day, in one way.

    A day, no hour: the officer learns who and when, and HR's working hours stay HR's.
    """

    __tablename__ = "profile_reading"
    __table_args__ = (UniqueConstraint("participant_id", "account_id", "day", "way"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    day: Mapped[date]
    way: Mapped[ReadingWay]
    times: Mapped[int]
