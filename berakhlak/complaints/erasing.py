"""What the daily job does with complaints: count, blur, erase."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from berakhlak.complaints.counting import count_quarters
from berakhlak.complaints.models import Complaint, ComplaintMessage
from berakhlak.complaints.queries import policy_of
from berakhlak.engines import rows_changed

NEW_FOR = timedelta(days=7)


def forget_complaints(session: Session, agency_id: int, today: date) -> int:
    """Erase complaints whose days are over, once they are counted; how many. The caller commits."""
    count_quarters(session, agency_id, today)
    blur_order(session, agency_id, today)
    kept = policy_of(session, agency_id).kept_months
    last = func.coalesce(Complaint.closed_again_on, Complaint.reopened_on, Complaint.closed_on)
    over = _months_before(today, kept)
    gone = delete(Complaint).where(
        Complaint.agency_id == agency_id,
        Complaint.is_counted,
        Complaint.close_by < over,
        func.coalesce(last, Complaint.close_by) < over,
    )
    return rows_changed(session, gone)


def blur_order(session: Session, agency_id: int, today: date) -> None:
    """Write complaints, and the words of the last days, anew and together.

    PostgreSQL keeps the number of the transaction that wrote a row. Beside that of a rating it
    would tell that both came from one phone; afterwards a day's complaints have one number.
    """
    before_today = (Complaint.agency_id == agency_id, Complaint.received_on < today)
    # All of them: the citizen may add, open again, or tell whether it helped, on any day.
    session.execute(update(Complaint).where(*before_today).values(agency_id=agency_id))
    names = select(Complaint.name).where(*before_today)
    words = update(ComplaintMessage).where(
        ComplaintMessage.complaint_name.in_(names),
        ComplaintMessage.on < today,
        ComplaintMessage.on >= today - NEW_FOR,
    )
    session.execute(
        words.values(number=ComplaintMessage.number),
        execution_options={"synchronize_session": False},
    )


def _months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
