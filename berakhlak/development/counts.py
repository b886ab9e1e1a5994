"""How many talks were held and how many officers picked a step, by unit, from five officers on.

Units of fewer are counted together, with the smallest other one where they are still too few, so
that no difference of printed counts tells of fewer than five.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.development.models import DevelopmentStep, DevelopmentTalk, StepState
from berakhlak.profiles.access import RELEASED
from berakhlak.sealing.models import OfficerResult

LEAST = 5


@dataclass(frozen=True)
class TalkCount:
    """Of how many officers with a profile, how many talked and how many picked a step.

    `unit` is None for small units together.
    """

    unit: str | None
    officers: int
    talks: int
    steps: int


def talk_counts(session: Session, cycle: Cycle) -> list[TalkCount]:
    """Rows that add up to the cycle, by name of the unit; none below five officers, and none before
    profiles are out."""
    return grouped(_by_unit(session, cycle)) if cycle.state in RELEASED else []


def total_of(rows: list[TalkCount]) -> TalkCount | None:
    """All rows together; None where there is nothing that may be told."""
    return _together(rows) if rows else None


def grouped(units: list[TalkCount]) -> list[TalkCount]:
    """Units of five officers and more as they are, all others as one row. Pure."""
    by_size = sorted(units, key=lambda row: (row.officers, row.unit or ""))
    few = [row for row in by_size if row.officers < LEAST]
    shown = by_size[len(few) :]
    while few and shown and sum(row.officers for row in few) < LEAST:
        few.append(shown.pop(0))
    rest = _together(few)
    rows = sorted(shown, key=lambda row: row.unit or "")
    return [*rows, rest] if rest.officers >= LEAST else rows


def _together(rows: list[TalkCount]) -> TalkCount:
    return TalkCount(
        None,
        sum(row.officers for row in rows),
        sum(row.talks for row in rows),
        sum(row.steps for row in rows),
    )


def _by_unit(session: Session, cycle: Cycle) -> list[TalkCount]:
    """A talk counts once both have confirmed it; a step that was dropped does not."""
    talked = exists().where(
        DevelopmentTalk.participant_id == Participant.id,
        DevelopmentTalk.officer_confirmed,
        DevelopmentTalk.supervisor_confirmed,
    )
    stepped = exists().where(
        DevelopmentStep.participant_id == Participant.id,
        DevelopmentStep.state != StepState.DROPPED,
    )
    wanted = (
        select(CycleUnit.id, CycleUnit.name, talked, stepped)
        .select_from(OfficerResult)
        .join(Participant, Participant.id == OfficerResult.participant_id)
        .join(CycleUnit, CycleUnit.id == Participant.unit_id)
        .where(OfficerResult.cycle_id == cycle.id)
    )
    names: dict[int, str] = {}
    officers: Counter[int] = Counter()
    talks: Counter[int] = Counter()
    steps: Counter[int] = Counter()
    for unit_id, name, has_talked, has_step in session.execute(wanted):
        names[unit_id] = name
        officers[unit_id] += 1
        talks[unit_id] += bool(has_talked)
        steps[unit_id] += bool(has_step)
    return [
        TalkCount(name, officers[unit], talks[unit], steps[unit]) for unit, name in names.items()
    ]
