"""What waits for somebody after profiles: looks at steps, and talks to confirm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from berakhlak.formats import local_day
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
        "followed": followed_lately(shared, today),
        "step_words": {"sentence": step_sentence, "answers": ANSWERS},
    }


def followed_lately(shared: Sequence[Plan], today: date) -> list[Cycle]:
    """Cycles whose profiles came out within a month and asked again what the officer works on since
    a profile before."""
    own = [plan for plan in shared if plan.is_officer]
    behind = [plan.participant.cycle for plan in own if behaviours_of(plan)]
    return [
        cycle
        for cycle in (plan.participant.cycle for plan in own)
        if cycle.published_at is not None
        and local_day(cycle.published_at) + ASKED_FOR >= today
        and any(_first_after(each, own) is cycle for each in behind)
    ]


def _first_after(cycle: Cycle, own: Sequence[Plan]) -> Cycle | None:
    """The cycle of the officer that "My growth" sets beside this one."""
    later = [
        each
        for each in (plan.participant.cycle for plan in own)
        if each.instrument_id == cycle.instrument_id
        and each.opens_on > cycle.opens_on
        and each.main is None
    ]
    return min(later, key=lambda each: (each.opens_on, each.id), default=None)


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
