"""How far a cycle is, counted on assignments through its key; no sheet is opened.

HR learns how many sheets a rater still owes, never whom they are about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment, DeclineReason
from berakhlak.cycles.keys import KeyStore, KeyUnusable
from berakhlak.cycles.models import ENDED, Cycle, CycleUnit, Participant
from berakhlak.cycles.policy import Group
from berakhlak.cycles.queries import participations
from berakhlak.people.namesakes import called
from berakhlak.ratings.progress import Progress, count_submitted, progress_of
from berakhlak.sealing.queries import cycle_figures

K = TypeVar("K")


class Asked(NamedTuple):
    """An assignment without its objects: a large cycle has a million."""

    id: int
    cycle_id: int
    rater_id: int
    group: Group
    declined: DeclineReason | None


@dataclass(frozen=True)
class Tally:
    """`done` of `asked` sheets are submitted; declined assignments are not asked for."""

    done: int = 0
    asked: int = 0

    @property
    def left(self) -> int:
        return self.asked - self.done

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None when nothing was asked for."""
        return self.done / self.asked if self.asked else None


@dataclass(frozen=True)
class RaterTally:
    """A rater's own tally, with the words that HR needs to find them."""

    name: str
    unit_id: int | None
    unit: str | None
    tally: Tally


@dataclass(frozen=True)
class CycleProgress:
    """Tallies of a whole cycle; `units` and `raters` are empty once sealing has ended them.

    `units`: the unit of the raters (None: outside the cycle's units), least answered first.
    `raters`: raters who still owe sheets, most owed first.
    """

    total: Tally
    groups: Mapping[Group, Tally]
    units: tuple[tuple[str | None, Tally], ...] = ()
    raters: tuple[RaterTally, ...] = ()


@dataclass(frozen=True)
class Duty:
    """What one account owes in one open cycle; `begun` sheets are saved but not submitted.

    `trouble` says why nobody can tell, where the key is not here.
    """

    cycle: Cycle
    tally: Tally
    begun: int
    trouble: object = ""


def cycle_tally(session: Session, cycle: Cycle, *, keys: KeyStore) -> Tally:
    """The total of `live_progress` alone, at a fraction of its cost."""
    live = (Assignment.cycle_id == cycle.id, Assignment.declined.is_(None))
    asked = session.scalar(select(func.count()).select_from(Assignment).where(*live)) or 0
    declined = _asked(session, cycle.id, Assignment.declined.is_not(None))
    key = keys.key_of(cycle)
    return Tally(count_submitted(session, cycle.id, declined, key=key), asked)


def duties(session: Session, account_id: int, *, keys: KeyStore) -> list[Duty]:
    """What the account's person is asked to fill in open cycles, nearest deadline first."""
    found = [
        _duty(session, seat, keys)
        for seat in participations(session, account_id)
        if seat.cycle.accepts_answers
    ]
    return sorted((duty for duty in found if duty.tally.asked or duty.trouble), key=_deadline)


def _deadline(duty: Duty) -> date:
    return duty.cycle.closes_on


def _duty(session: Session, seat: Participant, keys: KeyStore) -> Duty:
    rows = _asked(session, seat.cycle_id, Assignment.rater_id == seat.id)
    try:
        states = progress_of(session, rows, key=keys.key_of(seat.cycle)) if rows else {}
    except KeyUnusable as unusable:
        return Duty(seat.cycle, Tally(), 0, unusable.message)
    begun = sum(state is Progress.DRAFT for state in states.values())
    return Duty(seat.cycle, _tally(states.values()), begun)


def _asked(session: Session, cycle_id: int, *only: ColumnElement[bool]) -> list[Asked]:
    rows = session.execute(
        select(
            Assignment.id,
            Assignment.cycle_id,
            Assignment.rater_id,
            Assignment.group,
            Assignment.declined,
        ).where(Assignment.cycle_id == cycle_id, *only)
    )
    return [Asked(*row) for row in rows]


def _tally(states: Iterable[Progress]) -> Tally:
    counts = Counter(states)
    return Tally(counts[Progress.SUBMITTED], counts.total() - counts[Progress.DECLINED])


def live_progress(session: Session, cycle: Cycle, *, keys: KeyStore) -> CycleProgress:
    """Progress of an open cycle at this moment: never shown, for polling it names senders."""
    rows = _asked(session, cycle.id)
    states = progress_of(session, rows, key=keys.key_of(cycle))
    return _progress(session, cycle, [row for row in rows if row.declined is None], states)


def unanswered(session: Session, cycle: Cycle) -> CycleProgress:
    """Progress as it was at opening, when nothing was sent or declined yet."""
    return _progress(session, cycle, _asked(session, cycle.id), {})


def _progress(
    session: Session, cycle: Cycle, live: Sequence[Asked], states: Mapping[int, Progress]
) -> CycleProgress:
    done = [row for row in live if states.get(row.id) is Progress.SUBMITTED]
    by_rater = _tallies(Counter(r.rater_id for r in live), Counter(r.rater_id for r in done))
    by_group = _tallies(Counter(r.group for r in live), Counter(r.group for r in done))
    raters = _named(session, cycle, by_rater)
    return CycleProgress(
        total=Tally(len(done), len(live)),
        groups={group: by_group[group] for group in Group if group in by_group},
        units=_by_unit(raters),
        raters=tuple(rater for rater in raters if rater.tally.left),
    )


def _tallies(asked: Counter[K], done: Counter[K]) -> dict[K, Tally]:
    return {each: Tally(done[each], count) for each, count in asked.items()}


def _named(session: Session, cycle: Cycle, tallies: Mapping[int, Tally]) -> list[RaterTally]:
    rows = session.execute(
        select(Participant.id, Participant.name, Participant.mark, CycleUnit.id, CycleUnit.name)
        .outerjoin(CycleUnit, CycleUnit.id == Participant.unit_id)
        .where(Participant.cycle_id == cycle.id)
    )
    found = [
        RaterTally(called(name, mark), unit_id, unit, tallies[seat_id])
        for seat_id, name, mark, unit_id, unit in rows
        if seat_id in tallies
    ]
    return sorted(found, key=lambda rater: (-rater.tally.left, rater.name))


def _by_unit(raters: Iterable[RaterTally]) -> tuple[tuple[str | None, Tally], ...]:
    names: dict[int | None, str | None] = {}
    sums: dict[int | None, Tally] = {}
    for rater in raters:
        names[rater.unit_id] = rater.unit
        known = sums.get(rater.unit_id, Tally())
        sums[rater.unit_id] = Tally(known.done + rater.tally.done, known.asked + rater.tally.asked)
    rows = [(names[unit_id], tally) for unit_id, tally in sums.items()]
    return tuple(sorted(rows, key=lambda row: (row[1].share or 0, row[0] or "")))


def sealed_progress(session: Session, cycle: Cycle) -> CycleProgress | None:
    """The frozen response of a cycle that has ended; None before."""
    if cycle.state not in ENDED:
        return None
    figures = cycle_figures(session, cycle.id)
    groups = {
        group: Tally(figures.n_sheets.get(group, 0), figures.n_invited[group])
        for group in Group
        if figures.n_invited.get(group)
    }
    total = Tally(
        sum(tally.done for tally in groups.values()), sum(t.asked for t in groups.values())
    )
    return CycleProgress(total, groups)
