"""The day on which a cycle opens by itself, as it is stored."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base


class PlannedOpening(Base):
    """The day on which a cycle opens by itself, and on whose behalf; gone once it is open.

    `asked_on`: the day on which opening was asked for as a job. Where the cycle is not open after
    that job, opening was refused, and this stays until HR plans anew.
    """

    __tablename__ = "planned_opening"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    day: Mapped[date]
    language: Mapped[str] = mapped_column(String(5))
    asked_on: Mapped[date | None]
