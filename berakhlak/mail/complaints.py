"""Mail about complaints that wait; it says how it stands, and neither which one nor what in it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy.orm import Session

from berakhlak.complaints.models import ComplaintNotice
from berakhlak.complaints.notices import due_notices
from berakhlak.mail import queries
from berakhlak.mail.kinds import MailKind

_KINDS = {
    ComplaintNotice.NEW: MailKind.COMPLAINT_NEW,
    ComplaintNotice.DUE: MailKind.COMPLAINT_DUE,
    ComplaintNotice.LATE: MailKind.COMPLAINT_LATE,
}


def complaints_to_tell(session: Session, agency_id: int, today: date) -> dict[int, set[MailKind]]:
    """What each account that can be written to is told of; noted as told, also for the others."""
    people: dict[MailKind, set[int]] = defaultdict(set)
    is_late = False
    for due in due_notices(session, agency_id, today):
        people[_KINDS[due.notice]] |= due.people
        people[MailKind.COMPLAINT_WATCH] |= due.above
        is_late |= due.notice is ComplaintNotice.LATE
    found: dict[int, set[MailKind]] = defaultdict(set)
    for kind, ids in people.items():
        for account in queries.accounts_of_people(session, ids):
            found[account].add(kind)
    for account in queries.hr_accounts(session, agency_id, today, whole=True) if is_late else ():
        found[account].add(MailKind.COMPLAINT_WATCH)
    return found
