"""How many talks, steps and pulses followed profiles, by unit, from five officers on.

Units of fewer are counted together, with the smallest other one where they are still too few, so
that no difference of printed counts tells of fewer than five.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

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
    both = (DevelopmentTalk.officer_confirmed, DevelopmentTalk.supervisor_confirmed)
    kept = DevelopmentStep.state != StepState.DROPPED
    counts = (
        _having(session, cycle, DevelopmentTalk.participant_id == Participant.id, *both),
        _having(session, cycle, DevelopmentStep.participant_id == Participant.id, kept),
        _looked_at_again(session, cycle),
    )
    names = select(CycleUnit.id, CycleUnit.name).where(CycleUnit.cycle_id == cycle.id)
    officers = _having(session, cycle)
    return [
        TalkCount(name, officers[unit_id], *(each.get(unit_id, 0) for each in counts))
        for unit_id, name in session.execute(names)
        if unit_id in officers
    ]


def _having(
    session: Session, cycle: Cycle, *conditions: ColumnElement[bool] | InstrumentedAttribute[bool]
) -> dict[int | None, int]:
    """Officers with a result, by unit; those alone of whom there is a row that fulfils this."""
    number = func.count(Participant.id.distinct()) if conditions else func.count()
    rows = session.execute(
        select(Participant.unit_id, number)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .where(OfficerResult.cycle_id == cycle.id, *conditions)
        .group_by(Participant.unit_id)
    )
    return dict(rows.all())


def _looked_at_again(session: Session, cycle: Cycle) -> dict[int | None, int]:
    """Officers who are in the results of the cycle's pulse, once these are out, by unit."""
    pulse, seat = cycle.pulse, aliased(Participant)
    if pulse is None or pulse.published_at is None:
        return {}
    again = (seat.person_id == Participant.person_id, seat.cycle_id == pulse.id, seat.is_rated)
    return _having(session, cycle, *again)
