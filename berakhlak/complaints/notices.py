"""What is to be told of complaints today; each notice once, and anew for who gets one later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from berakhlak.complaints.answerers import answering_for
from berakhlak.complaints.models import Complaint, ComplaintNotice, SentComplaintNotice
from berakhlak.complaints.queries import open_complaints, policy_of
from berakhlak.working_days.calendars import calendar_of
from berakhlak.working_days.counting import WorkingCalendar


@dataclass(frozen=True)
class DueNotice:
    """`people` answer for the unit; `above`, only of what is late, do so for units above it."""

    notice: ComplaintNotice
    people: frozenset[int]
    above: frozenset[int]


def due_notices(session: Session, agency_id: int, today: date) -> list[DueNotice]:
    """Notices that nobody was told of yet, noted as told; the caller commits."""
    waiting = open_complaints(session, agency_id)
    if not waiting:
        return []
    units = {each.unit_id for each in waiting}
    answering = answering_for(session, agency_id, units, today)
    days, calendar = policy_of(session, agency_id).remind_days, calendar_of(session, agency_id)
    found = []
    for each in waiting:
        for notice in _due(each, calendar, days, today):
            each.told.append(SentComplaintNotice(notice=notice, told_on=today))
            is_late = notice is ComplaintNotice.LATE
            above = answering.above[each.unit_id] if is_late else frozenset[int]()
            found.append(DueNotice(notice, answering.written_to[each.unit_id], above))
    session.flush()
    return found


def _due(
    complaint: Complaint, calendar: WorkingCalendar, days: int, today: date
) -> Iterator[ComplaintNotice]:
    told = {each.notice for each in complaint.told}
    if ComplaintNotice.NEW not in told:
        yield ComplaintNotice.NEW
    if complaint.is_late(today):
        if ComplaintNotice.LATE not in told:
            yield ComplaintNotice.LATE
    elif ComplaintNotice.DUE not in told and _is_near(complaint, calendar, days, today):
        yield ComplaintNotice.DUE


def _is_near(complaint: Complaint, calendar: WorkingCalendar, days: int, today: date) -> bool:
    """Whether the term ends within so many days, counted as the term itself was."""
    if complaint.counts_working_days:
        return calendar.working_days(today, complaint.due_on) <= days
    return (complaint.due_on - today).days <= days
