"""What became of the steps of an officer: the pulse, and the next cycle on the same behaviours.

For the officer alone. Every figure comes from `statistics.behaviour_change`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts.queries import SignedIn
from berakhlak.cycles.models import BEFORE_OPENING, IS_MAIN, Cycle, Participant
from berakhlak.cycles.pulse_models import PulseConsent, PulseQuestion
from berakhlak.cycles.pulses import first_pulse_day, takes_consent
from berakhlak.cycles.rater_groups import Relation
from berakhlak.development.models import StepState
from berakhlak.development.queries import Plan, plans_of
from berakhlak.disclosure.two_rounds import counted_weights
from berakhlak.profiles.access import RELEASED
from berakhlak.sealing.models import CycleResult, OfficerResult
from berakhlak.statistics.behaviour_change import (
    BehaviourChange,
    behaviours_by_code,
    changes_of_officer,
)
from berakhlak.statistics.frozen_result import BehaviourFigures, CycleFigures, OfficerFigures

Changes = dict[str, BehaviourChange]


Pair = tuple[float, float]


@dataclass(frozen=True)
class Beside:
    """(Before, after) of one person each, of whom chance cannot be known; None where one lacks."""

    own: Pair | None
    supervisor: Pair | None


@dataclass(frozen=True)
class LaterRound:
    """A later look at the behaviours of the steps: `changes` by code, empty where the two cannot be
    compared; `beside`: what oneself and the supervisor said; `is_out`: whether it may be read."""

    cycle: Cycle
    changes: Changes
    beside: dict[str, Beside] = field(default_factory=dict)
    is_out: bool = True


@dataclass(frozen=True)
class Growth:
    """One cycle of an officer and what followed. `behaviours`: codes of the steps that were not
    dropped; `asked`: those of them that a pulse asks or would ask, by the officer's consent."""

    plan: Plan
    behaviours: tuple[str, ...]
    consent: PulseConsent | None
    asked: tuple[str, ...]
    may_agree: bool
    first_day: date | None
    pulse: LaterRound | None
    following: LaterRound | None

    @property
    def cycle(self) -> Cycle:
        return self.plan.participant.cycle

    @property
    def has_agreed(self) -> bool:
        return self.consent is not None and self.consent.agreed_on is not None


def growth_of(session: Session, account: SignedIn, today: date) -> list[Growth]:
    """All cycles with a profile of whoever is signed in, the newest first; of nobody else."""
    plans = [plan for plan in plans_of(session, account) if plan.is_officer]
    return [growth_of_plan(session, plan, today) for plan in plans]


def growth_of_plan(session: Session, plan: Plan, today: date) -> Growth:
    """What followed one of the officer's own profiles."""
    cycle, codes = plan.participant.cycle, behaviours_of(plan)
    consent = session.get(PulseConsent, plan.participant.id)
    pulse, asked = _pulse(session, plan.participant)
    agreed = consent.codes if consent is not None and consent.agreed_on else ()
    return Growth(
        plan,
        codes,
        consent,
        asked or agreed,
        bool(codes) and takes_consent(cycle, today),
        first_pulse_day(cycle),
        pulse,
        _following(session, plan.participant, codes),
    )


def behaviours_of(plan: Plan) -> tuple[str, ...]:
    """What the officer works on or has worked on, each once."""
    kept = (step.behaviour for step in plan.steps if step.state is not StepState.DROPPED)
    return tuple(dict.fromkeys(kept))


def _pulse(session: Session, officer: Participant) -> tuple[LaterRound | None, tuple[str, ...]]:
    """The pulse in which the officer is rated, and what it asks; none before it opens."""
    pulse = officer.cycle.pulse
    if pulse is None or pulse.state in BEFORE_OPENING:
        return None, ()
    seat = _seat(session, pulse, officer)
    question = session.get(PulseQuestion, seat.id) if seat and seat.is_rated else None
    if seat is None or question is None:
        return None, ()
    if pulse.published_at is None:
        return LaterRound(pulse, {}, is_out=False), question.codes
    return _round(session, pulse, officer, seat, question.codes), question.codes


def _following(session: Session, officer: Participant, codes: Sequence[str]) -> LaterRound | None:
    """The next released cycle that asked the same of the officer."""
    this = officer.cycle
    if not codes:
        return None
    found = session.execute(
        select(Cycle, Participant)
        .join(Participant, Participant.cycle_id == Cycle.id)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .where(
            Participant.person_id == officer.person_id,
            Cycle.agency_id == this.agency_id,
            Cycle.instrument_id == this.instrument_id,
            Cycle.state.in_(RELEASED),
            Cycle.opens_on > this.opens_on,
            IS_MAIN,
        )
        .order_by(Cycle.opens_on, Cycle.id)
        .limit(1)
    ).first()
    if found is None:
        return None
    cycle, seat = found
    return _round(session, cycle, officer, seat, codes)


def _round(
    session: Session,
    cycle: Cycle,
    before: Participant,
    now: Participant,
    codes: Sequence[str],
) -> LaterRound:
    rows = [session.get(OfficerResult, each.id) for each in (before, now)]
    whole = session.get(CycleResult, before.cycle_id)
    if whole is None or any(row is None for row in rows):
        return LaterRound(cycle, {})
    old, new = (OfficerFigures.from_json(row.payload) for row in rows if row is not None)
    constants = CycleFigures.from_json(whole.payload).constants
    weights = counted_weights(before.cycle.policy)
    changes = changes_of_officer(old, new, codes, weights, constants)
    then, later = behaviours_by_code(old), behaviours_by_code(new)
    return LaterRound(cycle, changes, {c: _beside(then[c], later[c]) for c in changes})


def _beside(before: BehaviourFigures, now: BehaviourFigures) -> Beside:
    cells = [each.cells.get(Relation.SUPERVISOR) for each in (before, now)]
    means = [cell.mean if cell else None for cell in cells]
    return Beside(_pair(before.self_score, now.self_score), _pair(*means))


def _pair(before: float | None, now: float | None) -> Pair | None:
    return None if before is None or now is None else (before, now)


def _seat(session: Session, cycle: Cycle, officer: Participant) -> Participant | None:
    mine = (Participant.cycle_id == cycle.id, Participant.person_id == officer.person_id)
    return session.scalars(select(Participant).where(*mine)).first()
