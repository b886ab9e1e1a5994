"""How many talks, steps and pulses followed profiles, by unit, from five officers on.

Units of fewer are counted together, with the smallest other one where they are still too few, so
that no difference of printed counts tells of fewer than five.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Exists, exists, func, select
from sqlalchemy.orm import Session, aliased

from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.development.models import DevelopmentStep, DevelopmentTalk, StepState
from berakhlak.profiles.access import RELEASED
from berakhlak.sealing.models import OfficerResult
from berakhlak.statistics.small_groups import split_by_size


@dataclass(frozen=True)
class TalkCount:
    """Of how many officers with a profile, how many talked, how many picked a step, and about how
    many a pulse was answered.

    `unit` is None for small units together.
    """

    unit: str | None
    officers: int
    talks: int
    steps: int
    pulses: int = 0


def talk_counts(session: Session, cycle: Cycle) -> list[TalkCount]:
    """Rows that add up to the cycle, by name of the unit; none below five officers, and none before
    profiles are out."""
    return grouped(_by_unit(session, cycle)) if cycle.state in RELEASED else []


def confirmed_talks(session: Session, cycle: Cycle, last_day: date) -> dict[int, int]:
    """How many officers with a profile had talked by that day, as both have confirmed, by unit."""
    wanted = (
        select(Participant.unit_id, func.count())
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .join(DevelopmentTalk, DevelopmentTalk.participant_id == Participant.id)
        .where(
            OfficerResult.cycle_id == cycle.id,
            DevelopmentTalk.officer_confirmed,
            DevelopmentTalk.supervisor_confirmed,
            DevelopmentTalk.held_on <= last_day,
        )
        .group_by(Participant.unit_id)
    )
    return {unit_id: count for unit_id, count in session.execute(wanted) if unit_id is not None}


def total_of(rows: list[TalkCount]) -> TalkCount | None:
    """All rows together; None where there is nothing that may be told."""
    return _together(rows) if rows else None


def grouped(units: list[TalkCount]) -> list[TalkCount]:
    """Units of five officers and more as they are, all others as one row. Pure."""
    by_name = sorted(units, key=lambda row: row.unit or "")
    alone, together = split_by_size([row.officers for row in by_name])
    rows = [by_name[place] for place in alone]
    rest = _together([by_name[place] for place in together])
    return [*rows, rest] if together else rows


def _together(rows: list[TalkCount]) -> TalkCount:
    return TalkCount(
        None,
        sum(row.officers for row in rows),
        sum(row.talks for row in rows),
        sum(row.steps for row in rows),
        sum(row.pulses for row in rows),
    )


def _by_unit(session: Session, cycle: Cycle) -> list[TalkCount]:
    """A talk counts once both have confirmed it; a step that was dropped does not."""
    talk = exists().where(
        DevelopmentTalk.participant_id == Participant.id,
        DevelopmentTalk.officer_confirmed,
        DevelopmentTalk.supervisor_confirmed,
    )
    step = exists().where(
        DevelopmentStep.participant_id == Participant.id, DevelopmentStep.state != StepState.DROPPED
    )
    conditions = (talk, step, *_is_looked_at_again(cycle))
    numbers = [func.count().filter(each.correlate(Participant)) for each in conditions]
    seats = select(Participant.unit_id, func.count(), *numbers).group_by(Participant.unit_id)
    of_unit = (Participant.unit_id.is_not(None), Participant.is_rated)
    seats = seats.where(Participant.cycle_id == cycle.id, *of_unit)
    # One pass over all officers; their index by unit is all that it reads of them.
    found = session.execute(seats).all()
    if sum(counts[1] for counts in found) != _count_results(session, cycle):
        has_result = exists().where(OfficerResult.participant_id == Participant.id)
        found = session.execute(seats.where(has_result)).all()
    names = select(CycleUnit.id, CycleUnit.name).where(CycleUnit.cycle_id == cycle.id)
    name_of: dict[int | None, str] = dict(session.execute(names).all())
    return [TalkCount(name_of[unit_id], *counts) for unit_id, *counts in found]


def _count_results(session: Session, cycle: Cycle) -> int:
    """Mostly that is everybody with a unit, and then nobody's has to be looked for."""
    results = select(func.count()).select_from(OfficerResult)
    return session.scalar(results.where(OfficerResult.cycle_id == cycle.id)) or 0


def _is_looked_at_again(cycle: Cycle) -> list[Exists]:
    """Whether an officer is in the results of the cycle's pulse, once these are out."""
    pulse, seat = cycle.pulse, aliased(Participant)
    if pulse is None or pulse.published_at is None:
        return []
    again = (seat.person_id == Participant.person_id, seat.cycle_id == pulse.id, seat.is_rated)
    return [exists().where(*again)]
