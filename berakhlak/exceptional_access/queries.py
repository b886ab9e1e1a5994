"""Finding exceptional accesses, and what one could be opened to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from berakhlak.accounts.queries import SignedIn
from berakhlak.cycles.models import IS_NO_PULSE, Cycle, Participant
from berakhlak.errors import NotFound
from berakhlak.exceptional_access.models import ExceptionalAccess, OpenedContent
from berakhlak.objections.queries import ResponseNotFound, answer_of
from berakhlak.people.models import Person
from berakhlak.profiles.access import RELEASED
from berakhlak.profiles.queries import find_readable_participant, profile_reader
from berakhlak.sealing.models import OfficerResult

TOLD_FOR = timedelta(days=30)
"""How long the officer's start page tells of it; the page of one's own data always does."""


class AccessNotFound(NotFound):
    """No such access, or one of somebody else: the answer is the same."""

    message = _("Akses khusus ini tidak ada, atau dibuka oleh akun lain.")


class AccessIsOver(NotFound):
    """One's own, which has ended."""

    message = _("Akses khusus ini sudah berakhir. Bila masih diperlukan, buka yang baru.")


def open_to_exception(session: Session, person: Person) -> Sequence[Participant]:
    """The officer in each cycle whose profile is out, the newest first; no pulse, nothing open."""
    wanted = (
        select(Participant)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .where(
            Participant.person_id == person.id,
            Cycle.agency_id == person.agency_id,
            Cycle.state.in_(RELEASED),
            IS_NO_PULSE,
        )
    )
    return session.scalars(wanted.order_by(Cycle.published_at.desc(), Participant.id)).all()


def is_open_anyway(
    session: Session, account: SignedIn, seat: Participant, thing: OpenedContent
) -> bool:
    """Whether the account reads this without an exception: by a role, or by what it is there."""
    if thing is OpenedContent.PROFILE:
        reader = profile_reader(session, account)
        return find_readable_participant(session, reader, seat.id) is not None
    try:
        answer_of(session, account, seat.id)
    except ResponseNotFound:
        return False
    return True


def accesses_of_agency(agency_id: int) -> Select[ExceptionalAccess]:
    """All of the agency, the newest first."""
    return (
        select(ExceptionalAccess)
        .join(Participant, Participant.id == ExceptionalAccess.participant_id)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .where(Cycle.agency_id == agency_id)
        .options(
            joinedload(ExceptionalAccess.participant).joinedload(Participant.cycle),
            joinedload(ExceptionalAccess.account),
        )
        .order_by(ExceptionalAccess.id.desc())
    )


def access_of_agency(session: Session, agency_id: int, access_id: int) -> ExceptionalAccess:
    """One of the agency, for whoever may end it. Raises AccessNotFound."""
    wanted = accesses_of_agency(agency_id).where(ExceptionalAccess.id == access_id)
    found = session.scalar(wanted)
    if found is None:
        raise AccessNotFound
    return found


def own_open_access(
    session: Session, account: SignedIn, access_id: int, now: datetime
) -> ExceptionalAccess:
    """One that this account opened and may read now. Raises AccessNotFound, AccessIsOver.

    The state of the cycle is asked anew: what is taken back is closed again at once.
    """
    found = access_of_agency(session, account.agency_id, access_id)
    if found.account_id != account.id or found.participant.cycle.state not in RELEASED:
        raise AccessNotFound
    if not found.is_open(now):
        raise AccessIsOver
    return found


def open_accesses_by(
    session: Session, account_id: int, now: datetime
) -> Sequence[ExceptionalAccess]:
    """Those that an account may read now."""
    wanted = select(ExceptionalAccess).where(
        ExceptionalAccess.account_id == account_id,
        ExceptionalAccess.ended_at.is_(None),
        ExceptionalAccess.ends_at > now,
    )
    return session.scalars(wanted).all()


def accesses_to_own(session: Session, account_id: int) -> Sequence[ExceptionalAccess]:
    """All to what is the account's own, as the officer is told; the newest first."""
    return session.scalars(_to_own(account_id)).all()


def lately_opened(session: Session, account_id: int, now: datetime) -> Sequence[ExceptionalAccess]:
    """The same, of the last days, for the start page."""
    since = ExceptionalAccess.opened_at > now - TOLD_FOR
    return session.scalars(_to_own(account_id).where(since)).all()


def _to_own(account_id: int) -> Select[ExceptionalAccess]:
    return (
        select(ExceptionalAccess)
        .join(Participant, Participant.id == ExceptionalAccess.participant_id)
        .join(Person, Person.id == Participant.person_id)
        .where(Person.account_id == account_id)
        .options(
            joinedload(ExceptionalAccess.participant).joinedload(Participant.cycle),
            joinedload(ExceptionalAccess.account),
        )
        .order_by(ExceptionalAccess.id.desc())
    )
