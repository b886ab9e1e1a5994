"""Taking a complaint in, and answering it; nothing here commits.

The citizen's part is put on no record: a time is a link. What officers do is.
"""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor, record_act
from berakhlak.complaints.kinds import Kind
from berakhlak.complaints.models import (
    Complaint,
    ComplaintMessage,
    ComplaintNotice,
    ComplaintPolicy,
    SentComplaintNotice,
    WordBy,
)
from berakhlak.complaints.states import ComplaintState, ComplaintStep, after
from berakhlak.complaints.terms import last_day, terms_from
from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.people.models import Unit
from berakhlak.working_days.calendars import calendar_of

MOST_WORDS = 20
"""Of a citizen, about one complaint."""


class StepNotOpen(StateConflict):
    """Somebody was faster, or the complaint is settled."""

    message = _("Keluhan ini sudah berubah sejak halaman dibuka. Muat ulang untuk melihatnya.")


class NotReopened(StateConflict):
    """It was reopened before, or too long ago."""

    message = _(
        "Keluhan ini tidak dapat dibuka kembali: masanya sudah lewat, atau sudah pernah dibuka "
        "kembali. Anda dapat membuat keluhan baru."
    )


class TooManyWords(StateConflict):
    """Nobody reads on without end."""

    message = _("Sudah cukup banyak pesan dalam keluhan ini. Tunggu jawaban unitnya.")


class SameUnit(InvalidInput):
    """It lies there already."""

    message = _("Keluhan ini sudah ada di unit itu. Pilih unit lain.")


def receive_complaint(
    session: Session,
    policy: ComplaintPolicy,
    unit: Unit,
    kind: Kind,
    text: str,
    *,
    receipt: bytes,
    place: str = "",
    contact: str = "",
    today: date,
) -> Complaint:
    """Store a complaint with the terms that hold today; `receipt`: the hash of its code."""
    terms = terms_from(calendar_of(session, unit.agency_id), policy, today, kind.days)
    made = Complaint(
        agency_id=unit.agency_id,
        unit_id=unit.id,
        receipt=receipt,
        kind=kind.code,
        place=place,
        contact=contact,
        state=ComplaintState.RECEIVED,
        received_on=today,
        first_by=terms.first_by,
        close_by=terms.close_by,
        days=kind.days,
        counts_working_days=policy.counts_working_days,
    )
    made.words = [ComplaintMessage(number=1, by=WordBy.CITIZEN, on=today, text=text)]
    session.add(made)
    session.flush()
    return made


def reply(
    session: Session, complaint: Complaint, text: str, *, by: Actor, at: datetime, today: date
) -> None:
    """A first or a further word of the unit; it goes on. Raises StepNotOpen."""
    _answer(session, complaint, ComplaintStep.REPLY, text, today)
    _record(session, Act.REPLIED_TO_COMPLAINT, complaint, by, at)


def close(
    session: Session, complaint: Complaint, text: str, *, by: Actor, at: datetime, today: date
) -> None:
    """Settle it with an answer. Raises StepNotOpen."""
    _answer(session, complaint, ComplaintStep.CLOSE, text, today)
    if complaint.closed_on is None:
        complaint.closed_on = today
        complaint.is_closed_late = today > complaint.close_by
    else:
        complaint.closed_again_on = today
    _record(session, Act.CLOSED_COMPLAINT, complaint, by, at)
    session.flush()


def forward(
    session: Session, complaint: Complaint, unit: Unit, *, by: Actor, at: datetime, today: date
) -> None:
    """Hand it to another unit; its terms go on, and what was said keeps the name of who said it.

    Raises SameUnit, StepNotOpen.
    """
    if unit.id == complaint.unit_id:
        raise SameUnit
    _step(session, complaint, ComplaintStep.FORWARD)
    _record(session, Act.FORWARDED_COMPLAINT, complaint, by, at)
    complaint.unit_id = unit.id
    _say(session, complaint, WordBy.FORWARD, "", today, unit_id=unit.id)
    _tell_anew(session, complaint)
    session.flush()


def add_word(session: Session, complaint: Complaint, text: str, *, today: date) -> None:
    """The citizen adds something. Raises StepNotOpen, TooManyWords."""
    _step(session, complaint, ComplaintStep.ADD)
    _say(session, complaint, WordBy.CITIZEN, text, today)


def say_helped(session: Session, complaint: Complaint, has_helped: bool) -> None:
    """The citizen says whether the answer helped. Raises StepNotOpen."""
    session.refresh(complaint, with_for_update=True)
    if complaint.is_open:
        raise StepNotOpen
    complaint.has_helped = has_helped
    session.flush()


def may_reopen(complaint: Complaint, policy: ComplaintPolicy, today: date) -> bool:
    """Whether the citizen may: once, and for some days."""
    closed = complaint.closed_on
    if complaint.is_open or closed is None or complaint.reopened_on is not None:
        return False
    return (today - closed).days <= policy.reopen_days


def reopen(
    session: Session, complaint: Complaint, policy: ComplaintPolicy, text: str, *, today: date
) -> None:
    """The citizen is not content; the term to settle runs anew. Raises NotReopened."""
    session.refresh(complaint, with_for_update=True)
    if not may_reopen(complaint, policy, today):
        raise NotReopened
    _step(session, complaint, ComplaintStep.REOPEN)
    complaint.reopened_on, complaint.has_helped = today, None
    complaint.close_by = last_day(
        calendar_of(session, complaint.agency_id),
        today,
        complaint.days,
        working=complaint.counts_working_days,
    )
    _say(session, complaint, WordBy.CITIZEN, text, today)
    _tell_anew(session, complaint)
    session.flush()


def _answer(
    session: Session, complaint: Complaint, step: ComplaintStep, text: str, today: date
) -> None:
    _step(session, complaint, step)
    _say(session, complaint, WordBy.UNIT, text, today, unit_id=complaint.unit_id)
    if complaint.first_answered_on is None:
        complaint.first_answered_on = today
        _tell_anew(session, complaint)  # Another term runs now; that it came is known.
        told = SentComplaintNotice(notice=ComplaintNotice.NEW, told_on=today)
        complaint.told = [told]
    session.flush()


def _step(session: Session, complaint: Complaint, step: ComplaintStep) -> None:
    """Of two at once, the second one sees what the first has done. Raises StepNotOpen."""
    session.refresh(complaint, with_for_update=True)
    following = after(complaint.state, step)
    if following is None:
        raise StepNotOpen
    complaint.state = following


def _say(
    session: Session,
    complaint: Complaint,
    by: WordBy,
    text: str,
    today: date,
    *,
    unit_id: int | None = None,
) -> None:
    said = complaint.words
    if by is WordBy.CITIZEN and sum(each.by is by for each in said) >= MOST_WORDS:
        raise TooManyWords
    number = max((each.number for each in said), default=0) + 1
    said.append(ComplaintMessage(number=number, by=by, on=today, text=text, unit_id=unit_id))
    session.flush()


def _tell_anew(session: Session, complaint: Complaint) -> None:
    """Whoever answers from now on is told of it as of a new one."""
    session.execute(
        delete(SentComplaintNotice).where(SentComplaintNotice.complaint_name == complaint.name)
    )
    session.expire(complaint, ["told"])


def _record(session: Session, act: Act, complaint: Complaint, by: Actor, at: datetime) -> None:
    detail = {"name": complaint.unit.code}
    record_act(session, act, complaint.agency_id, by=by, at=at, detail=detail)
