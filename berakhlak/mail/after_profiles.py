"""Mail about what follows profiles: looks at steps, talks, pulses, objections."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import IS_MAIN, IS_NO_PULSE, Cycle, Participant
from berakhlak.cycles.pulse_models import PulseConsent
from berakhlak.cycles.pulses import first_pulse_day, stored_consent, takes_consent
from berakhlak.development.models import DevelopmentStep, StepState
from berakhlak.development.talk_opinions import note_told, officers_to_tell
from berakhlak.formats import local_day
from berakhlak.mail.check_ins import check_in_reminders
from berakhlak.mail.kinds import MailKind
from berakhlak.mail.objections import objection_mail
from berakhlak.mail.queries import accounts_of_participants, batch_days, officers_with_results
from berakhlak.profiles.access import RELEASED
from berakhlak.talk_survey.queries import running_survey

Told = tuple[Cycle, MailKind, Collection[int]]


def mail_after_profiles(
    session: Session, agency_id: int, today: date, *, fresh: timedelta
) -> Iterator[Told]:
    """(Cycle, what about it, accounts), each once; what is older than `fresh` is left to pages."""
    for cycle, accounts in check_in_reminders(session, agency_id, today, fresh=fresh):
        yield cycle, MailKind.CHECK_IN, accounts
    yield from _asked_about_talks(session, agency_id, today)
    yield from _asked_to_agree(session, agency_id, today, fresh)
    yield from _pulses_out(session, agency_id, today, fresh)
    yield from objection_mail(session, agency_id, today, fresh=fresh)


def _asked_about_talks(session: Session, agency_id: int, today: date) -> Iterator[Told]:
    """Officers whose talk both have confirmed, once, while there is time to answer."""
    released = select(Cycle).where(Cycle.agency_id == agency_id, Cycle.state.in_(RELEASED))
    for cycle in session.scalars(released.where(IS_MAIN, IS_NO_PULSE).order_by(Cycle.id)).all():
        survey = running_survey(session, cycle.id, today)
        officers = officers_to_tell(session, cycle) if survey is not None else set()
        if officers:
            note_told(session, officers, today)
            accounts = accounts_of_participants(session, cycle, officers, reminders=True)
            yield cycle, MailKind.TALK_OPINION, accounts


def _asked_to_agree(
    session: Session, agency_id: int, today: date, fresh: timedelta
) -> Iterator[Told]:
    """Officers with steps, once, in the days after it has become possible."""
    released = select(Cycle).where(Cycle.agency_id == agency_id, Cycle.state.in_(RELEASED))
    for cycle in session.scalars(released.where(IS_MAIN, IS_NO_PULSE).order_by(Cycle.id)).all():
        first = first_pulse_day(cycle)
        if first is None or today - first > fresh or not takes_consent(cycle, today):
            continue
        if officers := _never_asked(session, cycle):
            for officer in officers:
                stored_consent(session, officer).told_on = today
            accounts = accounts_of_participants(session, cycle, officers, reminders=True)
            yield cycle, MailKind.PULSE_CONSENT, accounts


def _never_asked(session: Session, cycle: Cycle) -> set[int]:
    """Who has steps, has not agreed, and has not been written to."""
    stepped = exists().where(
        DevelopmentStep.participant_id == Participant.id,
        DevelopmentStep.state != StepState.DROPPED,
    )
    answered = exists().where(
        PulseConsent.participant_id == Participant.id,
        or_(PulseConsent.told_on.is_not(None), PulseConsent.agreed_on.is_not(None)),
    )
    wanted = select(Participant.id).where(Participant.cycle_id == cycle.id, stepped, ~answered)
    return set(session.scalars(wanted))


def _pulses_out(session: Session, agency_id: int, today: date, fresh: timedelta) -> Iterator[Told]:
    """Officers of pulses that were released just now."""
    out = select(Cycle).where(Cycle.agency_id == agency_id, Cycle.published_at.is_not(None))
    for cycle in session.scalars(out.where(~IS_NO_PULSE).order_by(Cycle.id)).all():
        assert cycle.published_at is not None
        is_late = today - local_day(cycle.published_at) > fresh
        if is_late or batch_days(session, cycle, MailKind.PULSE_OUT):
            continue
        officers = officers_with_results(session, cycle)
        accounts = accounts_of_participants(session, cycle, officers, reminders=False)
        yield cycle, MailKind.PULSE_OUT, accounts
