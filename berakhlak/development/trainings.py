"""Trainings beside the steps of a plan: what is planned, what is suggested and why, and hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from berakhlak.development.models import LearningWay, StepState
from berakhlak.development.queries import Plan, is_of_today
from berakhlak.people.level_words import level_name
from berakhlak.training.hours import YEARLY_HOURS, attended_by, hours_of
from berakhlak.training.models import PlannedTraining, TrainingAttendance, TrainingMode
from berakhlak.training.queries import offered, planned_of
from berakhlak.training.subjects import Subjects, all_subjects, subject_words
from berakhlak.training.suggesting import Cause, Suggestion, suggest

# What is taught by doing, what by others, and what in a class: 70, 20 and 10 as a rule of thumb.
WAYS_OF_MODES: Mapping[TrainingMode, LearningWay] = {
    TrainingMode.ASSIGNMENT: LearningWay.WORK,
    TrainingMode.COACHING: LearningWay.PEOPLE,
    TrainingMode.MENTORING: LearningWay.PEOPLE,
    TrainingMode.CLASSICAL: LearningWay.COURSE,
    TrainingMode.ONLINE: LearningWay.COURSE,
    TrainingMode.BLENDED: LearningWay.COURSE,
}


@dataclass(frozen=True)
class WayCount:
    """How much of a plan is learnt in one way."""

    way: LearningWay
    steps: int
    trainings: int
    hours: int


@dataclass(frozen=True)
class PlanTrainings:
    """What a plan says of trainings, for the two of it. `attended`: hours of `year` that HR has
    confirmed, None for whoever led the officer once; `suggested`: each with its sentence."""

    planned: Sequence[PlannedTraining]
    suggested: Sequence[tuple[Suggestion, str]]
    ways: Sequence[WayCount]
    year: int
    attended: int | None

    @property
    def wanted(self) -> int:
        return YEARLY_HOURS

    @property
    def still(self) -> int:
        """Hours of the year that are still to come."""
        return max(self.wanted - (self.attended or 0), 0)


def trainings_of(
    session: Session, plan: Plan, advised: Sequence[str], *, today: date, language: str
) -> PlanTrainings:
    """Of one plan. `advised`: codes of behaviours that its profile advises."""
    seat, subjects = plan.participant, all_subjects(session)
    planned = planned_of(session, seat.id)
    steps = [step.behaviour for step in plan.steps if step.state is not StepState.DROPPED]
    found = suggest(
        offered(session, seat.cycle.agency_id),
        steps=list(dict.fromkeys(steps)),
        advised=advised,
        level=seat.level.value,
        subjects=subjects,
        planned={each.programme_id for each in planned},
    )
    said = [(each, because(each, subjects, seat.level.value, language)) for each in found]
    is_today = is_of_today(session, plan)
    attended = hours_of(session, seat.person_id, today.year) if is_today else None
    return PlanTrainings(planned, said, _ways(plan, planned), today.year, attended)


def because(suggestion: Suggestion, subjects: Subjects, level: str, language: str) -> str:
    """Why a training is suggested: the rule, in a sentence without a figure."""
    what = subject_words(subjects, suggestion.code, language)
    sentence = {
        Cause.STEP: _("karena langkah yang dipilih tentang: %(what)s.", what=what),
        Cause.STEP_VALUE: _("karena langkah yang dipilih termasuk nilai: %(what)s.", what=what),
        Cause.ADVICE: _("karena profil menyarankan: %(what)s.", what=what),
        Cause.ADVICE_VALUE: _("karena yang disarankan profil termasuk nilai: %(what)s.", what=what),
    }[suggestion.cause]
    if not suggestion.programme.for_levels:
        return str(sentence)
    fits = _("Program ini untuk jenis jabatan %(level)s.", level=level_name(level))
    return f"{sentence} {fits}"


def rolls_of(session: Session, person_id: int) -> Sequence[TrainingAttendance]:
    """Trainings that an officer was sent to, the newest first."""
    return attended_by(session, person_id)


def _ways(plan: Plan, planned: Sequence[PlannedTraining]) -> list[WayCount]:
    steps = [step for step in plan.steps if step.state is not StepState.DROPPED]
    found = []
    for way in LearningWay:
        taught = [each.programme for each in planned if WAYS_OF_MODES[each.programme.mode] is way]
        own = sum(step.way is way for step in steps)
        found.append(WayCount(way, own, len(taught), sum(each.hours for each in taught)))
    return found
