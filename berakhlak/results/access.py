"""Who may read the results of a unit, or of the agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from berakhlak.cycles.models import ENDED, Cycle, CycleUnit
from berakhlak.cycles.scope import cycle_units_of, cycles_within, ids_within
from berakhlak.permissions import Action, Reach, RoleHolder
from berakhlak.profiles.access import RELEASED


@dataclass(frozen=True)
class ReadableResults:
    """A published cycle, and those of its units whose results a role opens; none where it opens
    those of the whole agency, which name every unit."""

    cycle: Cycle
    units: Sequence[CycleUnit]


def may_read_results(session: Session, reader: RoleHolder, cycle: Cycle, unit_id: int) -> bool:
    """Whether the reader may read this unit of the cycle (0: the agency as a whole) now.

    Before they are published, results are open to those who look them through alone.
    """
    reach = reader.reach(Action.READ_RESULTS)
    if reach is None or reach.agency_id != cycle.agency_id or cycle.state not in ENDED:
        return False
    if cycle.state not in RELEASED and not reader.may(Action.READ_UNPUBLISHED, whole=True):
        return False
    return reach.is_whole or unit_id in ids_within(session, cycle, reach)


def readable_results(session: Session, reach: Reach) -> list[ReadableResults]:
    """All published results that a role opens, newest first."""
    cycles = [each for each in cycles_within(session, reach) if each.state in RELEASED]
    return [
        ReadableResults(each, () if reach.is_whole else cycle_units_of(session, each, reach))
        for each in cycles
    ]
