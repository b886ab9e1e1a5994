"""Of what about objections somebody is to be told by mail today; the mail says nothing of what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from berakhlak.objections.deciders import needs_decider
from berakhlak.objections.models import Notice, Objection
from berakhlak.objections.queries import objections_of_agency
from berakhlak.working_days.calendars import calendar_of
from berakhlak.working_days.counting import WorkingCalendar

REMIND_BEFORE = 2  # Working days before the term to decide is over.


@dataclass(frozen=True)
class DueNotice:
    """A notice that no mail has told, and the day since which it is due."""

    objection: Objection
    notice: Notice
    day: date


def untold_notices(session: Session, agency_id: int, today: date) -> Iterator[DueNotice]:
    """Notices of the agency that are due and that no mail has told."""
    calendar = calendar_of(session, agency_id)
    for objection in objections_of_agency(session, agency_id):
        told = {each.notice for each in objection.notices if each.told_on}
        for notice, day in _due(session, objection, calendar, today):
            if notice not in told:
                yield DueNotice(objection, notice, day)


def _due(
    session: Session, objection: Objection, calendar: WorkingCalendar, today: date
) -> Iterator[tuple[Notice, date]]:
    if objection.decided_on is not None:
        yield Notice.DECIDED, objection.decided_on
    if not objection.is_open:
        return
    yield Notice.RECEIVED, objection.lodged_on
    if objection.stated_on is None:
        yield Notice.HEARING, objection.lodged_on
    is_late, is_unnamed = objection.is_late(today), needs_decider(session, objection)
    if is_unnamed:
        yield Notice.DESK_UNNAMED, today
    elif not is_late:
        yield Notice.TO_DECIDE, today
        if calendar.working_days(today, objection.decide_by) <= REMIND_BEFORE:
            yield Notice.REMINDER, today
    if is_late:
        yield Notice.LATE, objection.decide_by
        yield Notice.DESK_LATE, objection.decide_by
