"""Plans and talks, for the two whom they concern. Nobody else finds one, HR neither."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import SignedIn
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.queries import seats_shared_with
from berakhlak.development.check_ins import due_mark
from berakhlak.development.models import DevelopmentStep, DevelopmentTalk, StepState, TalkState
from berakhlak.errors import NotFound
from berakhlak.people.models import Person
from berakhlak.profiles.access import RELEASED
from berakhlak.profiles.queries import find_readable_participant, leads, profile_reader
from berakhlak.sealing.models import OfficerResult


class PlanNotFound(NotFound):
    """No such plan, or none that this account may know of: the answer is the same."""

    message = _("Rencana ini tidak ada, atau hanya terbuka bagi pegawai dan atasan langsungnya.")


@dataclass(frozen=True)
class Plan:
    """What the two share after one profile. `is_officer`: the reader is the officer."""

    participant: Participant
    is_officer: bool
    steps: Sequence[DevelopmentStep]
    talk: DevelopmentTalk

    @property
    def chosen(self) -> list[DevelopmentStep]:
        return [step for step in self.steps if step.state is StepState.CHOSEN]

    @property
    def ended(self) -> list[DevelopmentStep]:
        return [step for step in self.steps if step.state is not StepState.CHOSEN]

    def due_mark(self, step: DevelopmentStep, today: date) -> int | None:
        """The look at a step that waits for the officer; None where none does."""
        return due_mark(step, self.talk.held_on, today)

    def steps_due(self, today: date) -> list[DevelopmentStep]:
        """Steps at which the reader is asked to look, as whoever takes them."""
        return [step for step in self.steps if self.is_officer and self.due_mark(step, today)]

    def is_waiting(self, today: date) -> bool:
        """Whether something here waits for the reader."""
        return bool(self.steps_due(today)) or self.waits_for_reader

    @property
    def next_day(self) -> date | None:
        """The next day that the two have agreed on: of the talk, then of the nearest step."""
        if self.talk.state is TalkState.PLANNED:
            return self.talk.planned_on
        return min((step.due_on for step in self.chosen), default=None)

    @property
    def waits_for_reader(self) -> bool:
        """Whether the talk was held and the reader has not confirmed it."""
        talk = self.talk
        confirmed = talk.officer_confirmed if self.is_officer else talk.supervisor_confirmed
        return talk.held_on is not None and not confirmed


def plan_of(session: Session, account: Account | SignedIn, participant_id: int) -> Plan:
    """The plan after a published profile, for the officer or who led them; PlanNotFound else.

    A role opens none: HR reads profiles, and not what became of them.
    """
    reader = replace(profile_reader(session, account), reads_all=False)
    participant = find_readable_participant(session, reader, participant_id)
    # Who decides on an objection reads the profile, and not what the two agreed.
    is_shared = participant is not None and (
        participant.person_id == reader.person_id or leads(reader, participant)
    )
    if participant is None or not is_shared:
        raise PlanNotFound
    return _plan(session, participant, reader.person_id)


def plans_of(
    session: Session, account: Account | SignedIn, cycle_id: int | None = None
) -> list[Plan]:
    """All plans that the account shares, of one cycle or of all; the newest cycle first."""
    person_id = profile_reader(session, account).person_id
    if person_id is None:
        return []
    wanted = (
        select(Participant)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .where(
            Participant.id.in_(seats_shared_with(person_id)),
            Cycle.state.in_(RELEASED),
            Cycle.agency_id == account.agency_id,
        )
        .order_by(Cycle.published_at.desc(), Participant.name, Participant.id)
    )
    if cycle_id is not None:
        wanted = wanted.where(Cycle.id == cycle_id)
    found = session.scalars(wanted).all()
    steps, talks = _steps(session, found), _talks(session, found)
    return [
        Plan(
            each,
            each.person_id == person_id,
            steps.get(each.id, []),
            talks.get(each.id) or no_talk(each.id),
        )
        for each in found
    ]


def no_talk(participant_id: int) -> DevelopmentTalk:
    """The talk of which nobody has said anything yet; not stored."""
    return DevelopmentTalk(
        participant_id=participant_id, officer_confirmed=False, supervisor_confirmed=False
    )


def step_of(plan: Plan, step_id: int) -> DevelopmentStep:
    """One step of a plan. Raises PlanNotFound."""
    found = next((step for step in plan.steps if step.id == step_id), None)
    if found is None:
        raise PlanNotFound
    return found


def is_of_today(session: Session, plan: Plan) -> bool:
    """Whether the reader is the officer, or led them in the cycle and leads them still. Who led
    them once reads the plan of that cycle, and nothing of what came after."""
    return plan.is_officer or leads_still(session, plan.participant)


def leads_still(session: Session, seat: Participant) -> bool:
    """Whether who led an officer in a cycle leads them today."""
    officer = session.get_one(Person, seat.person_id)
    lead = seat.supervisor
    return lead is not None and officer.is_active and officer.supervisor_id == lead.person_id


def supervisor_name(session: Session, participant: Participant) -> str | None:
    """Who led the officer in the cycle; None where nobody did."""
    if participant.supervisor is None:
        return None
    return session.get_one(Person, participant.supervisor.person_id).called


def _plan(session: Session, participant: Participant, person_id: int | None) -> Plan:
    steps = _steps(session, [participant]).get(participant.id, [])
    talk = session.get(DevelopmentTalk, participant.id) or no_talk(participant.id)
    return Plan(participant, participant.person_id == person_id, steps, talk)


def _steps(session: Session, of: Collection[Participant]) -> dict[int, list[DevelopmentStep]]:
    wanted = select(DevelopmentStep).where(
        DevelopmentStep.participant_id.in_([each.id for each in of])
    )
    found: dict[int, list[DevelopmentStep]] = {}
    for step in session.scalars(wanted.order_by(DevelopmentStep.due_on, DevelopmentStep.id)):
        found.setdefault(step.participant_id, []).append(step)
    return found


def _talks(session: Session, of: Collection[Participant]) -> dict[int, DevelopmentTalk]:
    wanted = select(DevelopmentTalk).where(
        DevelopmentTalk.participant_id.in_([each.id for each in of])
    )
    return {talk.participant_id: talk for talk in session.scalars(wanted)}
