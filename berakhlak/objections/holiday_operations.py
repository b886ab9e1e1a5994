"""HR tells on which days the agency is closed. A term to decide that was told does not move."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor, record_act
from berakhlak.engines import insert_unless_known, rows_changed
from berakhlak.errors import InvalidInput
from berakhlak.working_days.calendars import calendar_of, own_holidays, week_of
from berakhlak.working_days.models import AgencyCalendar, AgencyHoliday

FIRST, LAST = 2020, 2100


class DayNotUsable(InvalidInput):
    """The day is in the calendar already, or is no working day anyway, or far away."""


def add_holiday(
    session: Session, agency_id: int, day: date, name: str, *, by: Actor, at: datetime
) -> None:
    """Close the agency on a day. Raises DayNotUsable, which says why."""
    calendar = calendar_of(session, agency_id)
    if not FIRST <= day.year <= LAST:
        raise DayNotUsable(_("Periksa tahunnya."))
    if day in calendar.holidays:
        raise DayNotUsable(_("Tanggal ini sudah libur: %(name)s.", name=calendar.holidays[day]))
    if not calendar.is_working(day):
        raise DayNotUsable(_("Tanggal ini jatuh pada akhir pekan, jadi sudah bukan hari kerja."))
    row = {"agency_id": agency_id, "day": day, "name": name}
    session.execute(insert_unless_known(session, AgencyHoliday, row))
    record_act(session, Act.CHANGED_HOLIDAYS, agency_id, by=by, at=at)


def remove_holiday(session: Session, agency_id: int, day: date, *, by: Actor, at: datetime) -> None:
    """Take a day back that HR added; nothing where there is none."""
    here = (AgencyHoliday.agency_id == agency_id, AgencyHoliday.day == day)
    if rows_changed(session, delete(AgencyHoliday).where(*here)):
        record_act(session, Act.CHANGED_HOLIDAYS, agency_id, by=by, at=at)


def set_week(
    session: Session, agency_id: int, *, works_saturdays: bool, by: Actor, at: datetime
) -> None:
    """Five or six working days a week."""
    _week(session, agency_id).works_saturdays = works_saturdays
    record_act(session, Act.CHANGED_HOLIDAYS, agency_id, by=by, at=at)


def set_complete(
    session: Session, agency_id: int, year: int, *, is_complete: bool, by: Actor, at: datetime
) -> None:
    """Say that every holiday of a year is in the calendar, or that some are missing."""
    week = _week(session, agency_id)
    years = week.years | {year} if is_complete else week.years - {year}
    week.complete_years = ",".join(map(str, sorted(years)))
    record_act(session, Act.CHANGED_HOLIDAYS, agency_id, by=by, at=at)


def listed_days(session: Session, agency_id: int, year: int) -> list[tuple[date, str, bool]]:
    """Holidays of a year: day, name, and whether HR added it."""
    own, days = own_holidays(session, agency_id), calendar_of(session, agency_id).holidays
    return sorted((day, name, day in own) for day, name in days.items() if day.year == year)


def _week(session: Session, agency_id: int) -> AgencyCalendar:
    row = {"agency_id": agency_id, "works_saturdays": False, "complete_years": ""}
    session.execute(insert_unless_known(session, AgencyCalendar, row))
    return week_of(session, agency_id)
