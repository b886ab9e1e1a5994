"""A cycle that was answered, closed and published months ago, and its pulse."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from berakhlak import clock
from berakhlak.assignments.models import Assignment
from berakhlak.cycle_steps.opening import open_cycle
from berakhlak.cycle_steps.publishing import publish_cycle
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.cycles.pulse_questions import questions_of
from berakhlak.cycles.pulses import agree, create_pulse
from berakhlak.development.models import DevelopmentStep, LearningWay
from berakhlak.formats import local_today
from berakhlak.instrument.chosen import cached_choice
from berakhlak.ratings.operations import save_sheet
from berakhlak.ratings.progress import SheetProgress, progress_of
from berakhlak.sealing.sealing import seal_cycle
from tests.factories.cycles import OpenCycle, make_next_draft, make_open_cycle

ASKED = ("BP1", "AK2")
LONG_AGO = timedelta(days=200)


@dataclass
class PulsedCycle:
    """`officers`: of the cycle, by id, the staff. `pulse`: a draft."""

    opened: OpenCycle
    officers: list[Participant]
    keys: KeyStore
    pulse: Cycle | None = None

    @property
    def cycle(self) -> Cycle:
        return self.opened.cycle

    def account_of(self, officer: Participant) -> Any:
        return self.opened.accounts[officer.name]

    def seat_in_pulse(self, session: Any, officer: Participant) -> Participant:
        """The same person in the pulse."""
        return seat_in(session, officer, self.pulse)


def seat_in(session: Any, officer: Participant, cycle: Cycle) -> Participant:
    """The same person in another cycle."""
    mine = (Participant.cycle_id == cycle.id, Participant.person_id == officer.person_id)
    return session.scalars(select(Participant).where(*mine)).one()  # type: ignore[no-any-return]


def make_old_cycle(session: Any, keys: KeyStore, *, staff: int = 8) -> PulsedCycle:
    """Published 200 days ago, with real figures; each of the staff has two steps. Committed."""
    made = make_answered_cycle(session, keys, staff=staff, ago=LONG_AGO)
    for officer in made.officers:
        session.add_all(_step(officer, code) for code in ASKED)
    session.commit()
    return made


def make_answered_cycle(
    session: Any, keys: KeyStore, *, staff: int = 8, ago: timedelta = timedelta()
) -> PulsedCycle:
    """Answered, closed and published so long ago, with real figures. Committed."""
    opened = make_open_cycle(session, keys, staff=staff)
    session.commit()
    answer_all(session, keys, opened.cycle, seed=1)
    close_and_publish(session, keys, opened.cycle, at=clock.utc_now() - ago)
    names = [person.name for person in opened.staff]
    officers = session.scalars(
        select(Participant)
        .where(Participant.cycle_id == opened.cycle.id, Participant.name.in_(names))
        .order_by(Participant.id)
    ).all()
    return PulsedCycle(opened, list(officers), keys)


def make_pulse(session: Any, made: PulsedCycle, *, agreeing: int | None = None) -> Cycle:
    """A draft of a pulse to which so many officers have agreed, or all. Committed."""
    today = local_today()
    for officer in made.officers[:agreeing]:
        agree(session, officer, ASKED, today=today)
    made.pulse = create_pulse(
        session,
        made.cycle,
        name="Tinjauan ulang 2026",
        opens_on=today,
        closes_on=today + timedelta(days=14),
        by=None,
        at=clock.utc_now(),
    )
    session.commit()
    return made.pulse


def open_pulse(session: Any, made: PulsedCycle) -> None:
    """With the draw of an invented agency. Committed."""
    chance = random.Random(1)
    open_cycle(session(), made.pulse, keys=made.keys, by=None, at=clock.utc_now(), chance=chance)


def hold_next_cycle(session: Any, made: PulsedCycle) -> Cycle:
    """Opened, answered a step higher, closed and published today. Committed."""
    draft = make_next_draft(session, made.opened)
    session.commit()
    chance, now = random.Random(2), clock.utc_now()
    open_cycle(session(), draft, keys=made.keys, by=None, at=now, chance=chance)
    answer_all(session, made.keys, draft, seed=3, rise=1)
    close_and_publish(session, made.keys, draft, at=now)
    return draft


def answer_all(session: Any, keys: KeyStore, cycle: Cycle, *, seed: int, rise: int = 0) -> None:
    """Every sheet that is not sent yet is sent, with answers drawn around 3 and `rise` steps more.
    Committed."""
    chance, key = random.Random(seed), keys.load_key(cycle.key_name)
    asked = questions_of(session(), cycle)
    rows = session.scalars(select(Assignment).where(Assignment.cycle_id == cycle.id)).all()
    states = progress_of(session(), rows, key=key)
    for row in [each for each in rows if states[each.id] is SheetProgress.OWED]:
        instrument = cycle.instrument.content
        if row.ratee_id in asked:
            instrument = cached_choice(cycle.instrument.source, asked[row.ratee_id])
        scores = {b.code: min(5, chance.choice((2, 3, 3, 4)) + rise) for b in instrument.behaviours}
        save_sheet(
            session(), row, instrument=instrument, key=key, answers=scores, comments={},
            revision=0, submit=True,
        )  # fmt: skip
    session.commit()


def close_and_publish(session: Any, keys: KeyStore, cycle: Cycle, *, at: datetime) -> None:
    """After its last day."""
    last = date(2100, 1, 1)
    seal_cycle(session(), cycle.id, keys=keys, by=None, at=at, today=last)
    publish_cycle(session(), cycle, keys=keys, by=None, at=at)
    assert cycle.state in (CycleState.PUBLISHED, CycleState.CLOSED)


def _step(officer: Participant, code: str) -> DevelopmentStep:
    day = local_today()
    return DevelopmentStep(
        participant_id=officer.id,
        behaviour=code,
        situation="rapat selesai",
        intention="membagikan notulen",
        way=LearningWay.WORK,
        due_on=day,
        evidence="notulen",
        chosen_on=day - LONG_AGO,
    )
