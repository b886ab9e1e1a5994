"""What waits for somebody after profiles: looks at steps, and talks to confirm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts.queries import SignedIn
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.pulse_models import PulseConsent
from berakhlak.cycles.pulses import first_pulse_day, takes_consent
from berakhlak.development.check_ins import day_of_mark, due_mark
from berakhlak.development.growth import behaviours_of
from berakhlak.development.models import DevelopmentStep, DevelopmentTalk, StepState
from berakhlak.development.queries import Plan, plans_of
from berakhlak.development.talk_opinions import unanswered
from berakhlak.development.words import ANSWERS, step_sentence
from berakhlak.profiles.access import RELEASED

ASKED_FOR = timedelta(days=35)


@dataclass(frozen=True)
class DueCheckIn:
    """A look at a step whose day has come, and which day that was."""

    step: DevelopmentStep
    mark: int
    day: date


def waiting_steps(
    session: Session, account: SignedIn, keys: KeyStore, today: date
) -> dict[str, object]:
    """What the section of the start page needs."""
    shared = plans_of(session, account)
    plans = [plan for plan in shared if plan.is_waiting(today)]
    return {
        "waiting": [(plan, plan.steps_due(today)) for plan in plans],
        "pulses": [plan.participant.cycle for plan in shared if asks_consent(session, plan, today)],
        "opinions": list(unanswered(session, shared, keys, today)),
        "step_words": {"sentence": step_sentence, "answers": ANSWERS},
    }


def asks_consent(session: Session, plan: Plan, today: date) -> bool:
    """Whether the officer may agree to a pulse and has not: for a month, and while HR has drafted
    one; longer it would become noise."""
    cycle = plan.participant.cycle
    first = first_pulse_day(cycle)
    if not plan.is_officer or first is None:
        return False
    if cycle.pulse is None and today > first + ASKED_FOR:
        return False
    if not behaviours_of(plan) or not takes_consent(cycle, today):
        return False
    consent = session.get(PulseConsent, plan.participant.id)
    return consent is None or consent.agreed_on is None


def untold_check_ins(session: Session, agency_id: int, today: date) -> Iterator[DueCheckIn]:
    """Looks that are due in the agency and that no mail has told of."""
    wanted = (
        select(DevelopmentStep, DevelopmentTalk.held_on)
        .join(Participant, Participant.id == DevelopmentStep.participant_id)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .outerjoin(DevelopmentTalk, DevelopmentTalk.participant_id == Participant.id)
        .where(
            Cycle.agency_id == agency_id,
            Cycle.state.in_(RELEASED),
            DevelopmentStep.state == StepState.CHOSEN,
        )
        .order_by(DevelopmentStep.id)
    )
    for step, held_on in session.execute(wanted).all():
        mark = due_mark(step, held_on, today)
        told = {each.mark for each in step.check_ins if each.told_on}
        if mark and mark not in told:
            yield DueCheckIn(step, mark, day_of_mark(step, held_on, mark))
