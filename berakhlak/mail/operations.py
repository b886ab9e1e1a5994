"""What HR and readers choose about mail. Nothing here commits."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.assignments.models import Assignment
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.errors import NotFound, StateConflict
from berakhlak.mail.default_wordings import default_wording
from berakhlak.mail.kinds import MailKind, MailWording
from berakhlak.mail.models import (
    AgencyMail,
    MailBounce,
    MailLink,
    MailMessage,
    MailPreference,
    MailTemplate,
)
from berakhlak.people.models import Person


class ReceiverNotFound(NotFound):
    """No such account in this agency."""

    message = _("Tidak ada akun dengan NIP atau email ini di instansi Anda.")


class NothingToInviteTo(StateConflict):
    """The account is asked to rate nobody, or cannot be written to."""

    message = _("Orang ini tidak memiliki tugas dalam siklus yang dibuka, atau tidak punya email.")


def change_choices(
    session: Session,
    agency_id: int,
    *,
    is_on: bool,
    days_before: Sequence[int],
    has_links: bool,
    by: Actor | None,
    at: datetime,
) -> None:
    """Switch mail on or off, and say when reminders come and whether links are sent."""
    chosen = session.get(AgencyMail, agency_id)
    if chosen is None:
        chosen = AgencyMail(agency_id=agency_id)
        session.add(chosen)
    chosen.is_on, chosen.has_links = is_on, has_links
    chosen.reminder_days = ",".join(map(str, sorted(set(days_before), reverse=True)))
    audit.record_act(session, Act.CHANGED_MAIL_CHOICES, agency_id, by=by, at=at)


def word_anew(
    session: Session,
    agency_id: int,
    kind: MailKind,
    language: str,
    wording: MailWording,
    *,
    by: Actor | None,
    at: datetime,
) -> None:
    """Put a wording in the place of the default one; the default itself takes it away again."""
    if wording == default_wording(kind, language):
        place = (MailTemplate.agency_id == agency_id, MailTemplate.kind == kind)
        session.execute(delete(MailTemplate).where(*place, MailTemplate.language == language))
    else:
        session.merge(
            MailTemplate(
                agency_id=agency_id,
                kind=kind,
                language=language,
                subject=wording.subject,
                body=wording.body,
            )
        )
    audit.record_act(session, Act.WORDED_MAIL, agency_id, by=by, at=at)


def choose_mail(
    session: Session, account_id: int, *, language: str | None, has_reminders: bool
) -> None:
    """A reader's language and whether reminders come."""
    session.merge(
        MailPreference(account_id=account_id, language=language, has_reminders=has_reminders)
    )


def stop_reminders(session: Session, account_id: int) -> bool:
    """False when there is no such account any more."""
    if session.get(Account, account_id) is None:
        return False
    known = session.get(MailPreference, account_id)
    choose_mail(
        session, account_id, language=known.language if known else None, has_reminders=False
    )
    return True


def invite_anew(
    session: Session, account: Account, *, today: date, by: Actor | None, at: datetime
) -> list[MailLink]:
    """Queue another invitation with a new link, after which earlier links open nothing.

    Returns the links, for whoever has to release their devices. Raises NothingToInviteTo.
    """
    seats = _seats(session, account)
    if not seats or not account.email:
        raise NothingToInviteTo
    session.execute(delete(MailBounce).where(MailBounce.account_id == account.id))
    links = [
        session.merge(MailLink(participant_id=seat.id, nonce=secrets.token_bytes(16)))
        for seat in seats
    ]
    message = session.scalar(select(MailMessage).where(MailMessage.account_id == account.id))
    if message is None:
        message = MailMessage.begin(account.id, today)
        session.add(message)
    for seat in seats:
        message.add_part(seat.cycle_id, MailKind.INVITATION)
    audit.record_act(session, Act.INVITED_ANEW, account.id, by=by, at=at)
    session.flush()
    return links


def _seats(session: Session, account: Account) -> list[Participant]:
    """The account's person in open cycles in which they are asked to rate anybody."""
    is_asked = exists().where(
        Assignment.cycle_id == Participant.cycle_id, Assignment.rater_id == Participant.id
    )
    wanted = (
        select(Participant)
        .join(Person, Person.id == Participant.person_id)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .where(Person.account_id == account.id, Cycle.state == CycleState.OPEN, is_asked)
        .order_by(Participant.id)
    )
    return list(session.scalars(wanted))
