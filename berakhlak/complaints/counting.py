"""Counts of complaints by unit and quarter, written once and for ever."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.complaints.models import Complaint, ComplaintCount


def quarter_of(day: date) -> date:
    """The first day of the quarter that a day lies in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def count_quarters(session: Session, agency_id: int, today: date) -> int:
    """Count the quarters that are over and in which nothing is undecided; how many complaints.

    A quarter waits whole for its last complaint: were units told one by one, a later telling would
    differ by few. The caller commits.
    """
    wanted = select(Complaint).where(
        Complaint.agency_id == agency_id,
        Complaint.received_on < quarter_of(today),
        Complaint.is_counted.is_(False),
    )
    found = session.scalars(wanted).all()
    waits = {quarter_of(each.received_on) for each in found if not _is_decided(each, today)}
    counted = [each for each in found if quarter_of(each.received_on) not in waits]
    for each in counted:
        _count(session, each)
    session.flush()
    return len(counted)


def _is_decided(complaint: Complaint, today: date) -> bool:
    """Whether it is known for good whether it was answered in time."""
    return complaint.closed_on is not None or today > complaint.close_by


def _count(session: Session, complaint: Complaint) -> None:
    key = (complaint.unit_id, quarter_of(complaint.received_on))
    row = session.get(ComplaintCount, key)
    if row is None:
        row = ComplaintCount(unit_id=key[0], quarter=key[1], received=0, in_time=0)
        session.add(row)
    row.received += 1
    row.in_time += complaint.in_time
    complaint.is_counted = True
