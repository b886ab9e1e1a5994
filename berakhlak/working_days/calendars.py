"""The calendar of an agency: the shipped holidays, those that its HR added, and its week."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.working_days.counting import WorkingCalendar
from berakhlak.working_days.holiday_file import shipped_years
from berakhlak.working_days.models import AgencyCalendar, AgencyHoliday


def own_holidays(session: Session, agency_id: int) -> dict[date, str]:
    """Days that HR added, first to last."""
    wanted = select(AgencyHoliday).where(AgencyHoliday.agency_id == agency_id)
    return {row.day: row.name for row in session.scalars(wanted.order_by(AgencyHoliday.day))}


def week_of(session: Session, agency_id: int) -> AgencyCalendar:
    """How the agency works; what holds until it says so is not in the session."""
    known = session.get(AgencyCalendar, agency_id)
    return known or AgencyCalendar(agency_id=agency_id, works_saturdays=False, complete_years="")


def calendar_of(session: Session, agency_id: int) -> WorkingCalendar:
    """What terms of the agency are counted by."""
    week, years = week_of(session, agency_id), shipped_years()
    shipped = {day: name for each in years for day, name in each.days.items()}
    return WorkingCalendar(
        shipped | own_holidays(session, agency_id),
        frozenset(each.year for each in years if each.is_complete) | week.years,
        week.works_saturdays,
    )
