"""Counts of complaints by unit and quarter, written once and for ever."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.complaints.models import Complaint, ComplaintCount
from berakhlak.quarters import Quarter


def count_quarters(session: Session, agency_id: int, today: date) -> int:
    """Count the quarters that are over and in which nothing is undecided; how many complaints.

    A quarter waits whole for its last complaint: were units told one by one, a later telling would
    differ by few. The caller commits.
    """
    wanted = select(Complaint).where(
        Complaint.agency_id == agency_id,
        Complaint.received_on < Quarter.of(today).first_day,
        Complaint.is_counted.is_(False),
    )
    found = session.scalars(wanted).all()
    waits = {Quarter.of(each.received_on) for each in found if not _is_decided(each, today)}
    counted = [each for each in found if Quarter.of(each.received_on) not in waits]
    for each in counted:
        _count(session, each)
    session.flush()
    return len(counted)


def _is_decided(complaint: Complaint, today: date) -> bool:
    """Whether it is known for good whether it was answered in time."""
    return complaint.closed_on is not None or today > complaint.close_by


def _count(session: Session, complaint: Complaint) -> None:
    key = (complaint.unit_id, Quarter.of(complaint.received_on).first_day)
    row = session.get(ComplaintCount, key)
    if row is None:
        row = ComplaintCount(unit_id=key[0], quarter=key[1], received=0, in_time=0)
        session.add(row)
    row.received += 1
    row.in_time += complaint.in_time
    complaint.is_counted = True
