"""Asking to have data mended, and answering; nothing here commits.

The officer's asking is not put on record: a time beside a rater is a link. HR's answer is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from berakhlak.access.models import AccessMail, CodeWay
from berakhlak.accounts.models import Account
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.data_rights.models import CorrectedField, CorrectionOutcome, CorrectionRequest
from berakhlak.data_rights.queries import too_old, what_stands
from berakhlak.engines import insert_unless_known, rows_changed
from berakhlak.errors import InvalidInput, NotAllowed, StateConflict
from berakhlak.people.models import Person


class AlreadyWaiting(StateConflict):
    """HR has a wish about the same field before it."""

    message = _("Permintaan tentang data ini sudah menunggu. Tarik dahulu bila ingin menggantinya.")


class AlreadyAnswered(StateConflict):
    """Somebody else was faster, or it was withdrawn."""

    message = _("Permintaan ini sudah dijawab atau ditarik.")


class NothingToMend(InvalidInput):
    """What is asked for stands there already."""

    message = _("Itu yang sekarang tercatat. Isi data yang benar.")


class OwnRequest(NotAllowed):
    """Nobody answers what they asked themselves."""

    message = _("Permintaan Anda sendiri dijawab pengelola kepegawaian lain.")


def ask_correction(
    session: Session, person: Person, field: CorrectedField, right: str, note: str, *, today: date
) -> CorrectionRequest:
    """Ask that a field be mended. Raises NothingToMend, AlreadyWaiting."""
    stands = what_stands(person, field)
    if stands and stands == right:
        raise NothingToMend
    asked = CorrectionRequest(
        person_id=person.id,
        field=field,
        wrong=stands[:200],
        right=right,
        note=note,
        asked_on=today,
        answer="",
    )
    session.add(asked)
    try:
        session.flush()
    except IntegrityError as error:
        session.rollback()
        raise AlreadyWaiting from error
    return asked


def withdraw_correction(session: Session, asked: CorrectionRequest, *, today: date) -> None:
    """The officer takes it back. Raises AlreadyAnswered."""
    _end(session, asked, CorrectionOutcome.WITHDRAWN, "", today, None)


def refuse_correction(
    session: Session,
    asked: CorrectionRequest,
    why: str,
    *,
    by: Actor,
    at: datetime,
    today: date,
) -> None:
    """HR leaves the row as it is, and says why. Raises AlreadyAnswered, OwnRequest."""
    _answer(session, asked, CorrectionOutcome.REFUSED, why, by=by, at=at, today=today)


def accept_correction(
    session: Session,
    asked: CorrectionRequest,
    change: Callable[[], object],
    answer: str = "",
    *,
    by: Actor,
    at: datetime,
    today: date,
) -> None:
    """HR mends the row: `change` does it, by the operation that HR's own pages use.

    Raises AlreadyAnswered, OwnRequest, and what `change` raises.
    """
    _answer(session, asked, CorrectionOutcome.ACCEPTED, answer, by=by, at=at, today=today)
    change()


def forget_answered(session: Session, agency_id: int, today: date) -> int:
    """Delete requests that were answered long ago; how many."""
    of_agency = select(Person.id).where(Person.agency_id == agency_id)
    gone = delete(CorrectionRequest).where(
        CorrectionRequest.person_id.in_(of_agency), CorrectionRequest.decided_on < too_old(today)
    )
    return rows_changed(session, gone)


def _answer(
    session: Session,
    asked: CorrectionRequest,
    outcome: CorrectionOutcome,
    words: str,
    *,
    by: Actor,
    at: datetime,
    today: date,
) -> None:
    if asked.person.account_id == by.id:
        raise OwnRequest
    _end(session, asked, outcome, words, today, by.id)
    detail = {"field": asked.field.value, "outcome": outcome.value}
    audit.record_act(session, Act.ANSWERED_CORRECTION, asked.person_id, by=by, at=at, detail=detail)
    _tell(session, asked.person, by, today)


def _end(
    session: Session,
    asked: CorrectionRequest,
    outcome: CorrectionOutcome,
    words: str,
    today: date,
    by_id: int | None,
) -> None:
    """Once: the row says whether somebody was first. Raises AlreadyAnswered."""
    values = {"outcome": outcome, "answer": words, "decided_on": today, "decided_by_id": by_id}
    waiting = (CorrectionRequest.id == asked.id, CorrectionRequest.outcome.is_(None))
    if not rows_changed(session, update(CorrectionRequest).where(*waiting).values(**values)):
        raise AlreadyAnswered
    session.refresh(asked)


def _tell(session: Session, person: Person, by: Actor, today: date) -> None:
    """Let a mail say that there is an answer; what it is stands behind the sign-in."""
    has_address = exists().where(Account.id == person.account_id, Account.email.is_not(None))
    if person.account_id is None or not session.scalar(select(has_address)):
        return
    values = {
        "account_id": person.account_id,
        "way": CodeWay.CORRECTION,
        "asked_by_id": by.id,
        "day": today,
        "valid_days": 0,
        "attempts": 0,
    }
    session.execute(insert_unless_known(session, AccessMail, values))
