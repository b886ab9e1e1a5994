"""Mail about objections: to the officer, the supervisor, who decides, and HR; never what in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle
from berakhlak.mail import queries
from berakhlak.mail.kinds import MailKind
from berakhlak.objections.models import Notice, Objection
from berakhlak.objections.notices import untold_notices
from berakhlak.objections.operations import note_told

_KINDS = {
    Notice.RECEIVED: MailKind.OBJECTION_RECEIVED,
    Notice.HEARING: MailKind.OBJECTION_HEARING,
    Notice.TO_DECIDE: MailKind.OBJECTION_TO_DECIDE,
    Notice.REMINDER: MailKind.OBJECTION_REMINDER,
    Notice.LATE: MailKind.OBJECTION_LATE,
    Notice.DECIDED: MailKind.OBJECTION_DECIDED,
    Notice.DESK_UNNAMED: MailKind.OBJECTION_DESK,
    Notice.DESK_LATE: MailKind.OBJECTION_DESK,
}


def objection_mail(
    session: Session, agency_id: int, today: date, *, fresh: timedelta
) -> Iterator[tuple[Cycle, MailKind, set[int]]]:
    """For each cycle and kind: the accounts to write to, once for each notice. What is older than
    `fresh` is left to the start page."""
    found: dict[tuple[Cycle, MailKind], set[int]] = defaultdict(set)
    for due in untold_notices(session, agency_id, today):
        note_told(session, due.objection, due.notice, day=today)
        if today - due.day <= fresh:
            kind = _KINDS[due.notice]
            found[due.objection.participant.cycle, kind] |= _people(due.objection, due.notice)
    for (cycle, kind), people in found.items():
        if kind is MailKind.OBJECTION_DESK:
            yield cycle, kind, queries.hr_accounts(session, agency_id, today, whole=True)
        else:
            yield cycle, kind, queries.accounts_of_people(session, people)


def _people(objection: Objection, notice: Notice) -> set[int]:
    """Whom a notice is for; HR's is for nobody by name."""
    seat = objection.participant
    officer, leader = {seat.person_id}, {seat.supervisor.person_id} if seat.supervisor else set()
    decider = {objection.decider_id} if objection.decider_id else set()
    return {
        Notice.RECEIVED: officer,
        Notice.HEARING: leader,
        Notice.TO_DECIDE: decider,
        Notice.REMINDER: decider,
        Notice.LATE: officer,
        Notice.DECIDED: officer | leader,
    }.get(notice, set())
