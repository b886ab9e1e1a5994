"""On which days an agency works."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base


class AgencyHoliday(Base):
    """A day on which the agency is closed, added by its HR to those of the shipped file."""

    __tablename__ = "agency_holiday"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))


class AgencyCalendar(Base):
    """How the agency works. `complete_years`: years of which HR says that every holiday is in the
    calendar, as `2027,2028`."""

    __tablename__ = "agency_calendar"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    works_saturdays: Mapped[bool] = mapped_column(default=False)
    complete_years: Mapped[str] = mapped_column(String(200), default="")

    @property
    def years(self) -> frozenset[int]:
        return frozenset(int(each) for each in self.complete_years.split(",") if each)
