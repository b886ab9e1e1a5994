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
from berakhlak.cycles.queries import participations_of_account
from berakhlak.people.namesakes import name_with_mark
from berakhlak.ratings.progress import SheetProgress, count_submitted, progress_of
from berakhlak.sealing.queries import load_cycle_figures

K = TypeVar("K")


class AskedAssignment(NamedTuple):
    """An assignment without its objects: a large cycle has a million."""

    id: int
    cycle_id: int
    rater_id: int
    group: str
    declined: DeclineReason | None


@dataclass(frozen=True)
class SheetTally:
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


class UnitTally(NamedTuple):
    """What the raters of one unit of the cycle sent; no unit: outside of the cycle's units."""

    unit: str | None
    tally: SheetTally
    unit_id: int | None = None


@dataclass(frozen=True)
class RaterTally:
    """A rater's own tally, with the words that HR needs to find them."""

    name: str
    unit_id: int | None
    unit: str | None
    tally: SheetTally
    id: int  # Of the participant.


@dataclass(frozen=True)
class CycleProgress:
    """Tallies of a whole cycle; `units` and `raters` are empty once sealing has ended them.

    `units`: the unit of the raters (None: outside the cycle's units), least answered first.
    `raters`: raters who still owe sheets, most owed first.
    """

    total: SheetTally
    groups: Mapping[str, SheetTally]
    units: tuple[UnitTally, ...] = ()
    raters: tuple[RaterTally, ...] = ()


@dataclass(frozen=True)
class CycleDuty:
    """What one account owes in one open cycle; `begun` sheets are saved but not submitted.

    `trouble` says why nobody can tell, where the key is not here.
    """

    cycle: Cycle
    tally: SheetTally
    begun: int
    trouble: object = ""


def cycle_tally(session: Session, cycle: Cycle, *, keys: KeyStore) -> SheetTally:
    """The total of `live_progress` alone, at a fraction of its cost."""
    live = (Assignment.cycle_id == cycle.id, Assignment.declined.is_(None))
    asked = session.scalar(select(func.count()).select_from(Assignment).where(*live)) or 0
    declined = _asked(session, cycle.id, Assignment.declined.is_not(None))
    key = keys.key_of(cycle)
    return SheetTally(count_submitted(session, cycle.id, declined, key=key), asked)


def open_duties(session: Session, account_id: int, *, keys: KeyStore) -> list[CycleDuty]:
    """What the account's person is asked to fill in open cycles, nearest deadline first."""
    found = [
        _duty(session, seat, keys)
        for seat in participations_of_account(session, account_id)
        if seat.cycle.accepts_answers
    ]
    return sorted((duty for duty in found if duty.tally.asked or duty.trouble), key=_deadline)


def _deadline(duty: CycleDuty) -> date:
    return duty.cycle.closes_on


def _duty(session: Session, seat: Participant, keys: KeyStore) -> CycleDuty:
    rows = _asked(session, seat.cycle_id, Assignment.rater_id == seat.id)
    try:
        states = progress_of(session, rows, key=keys.key_of(seat.cycle)) if rows else {}
    except KeyUnusable as unusable:
        return CycleDuty(seat.cycle, SheetTally(), 0, unusable.message)
    begun = sum(state is SheetProgress.DRAFT for state in states.values())
    return CycleDuty(seat.cycle, _tally(states.values()), begun)


def _asked(session: Session, cycle_id: int, *only: ColumnElement[bool]) -> list[AskedAssignment]:
    rows = session.execute(
        select(
            Assignment.id,
            Assignment.cycle_id,
            Assignment.rater_id,
            Assignment.group,
            Assignment.declined,
        ).where(Assignment.cycle_id == cycle_id, *only)
    )
    return [AskedAssignment(*row) for row in rows]


def _tally(states: Iterable[SheetProgress]) -> SheetTally:
    counts = Counter(states)
    return SheetTally(
        counts[SheetProgress.SUBMITTED], counts.total() - counts[SheetProgress.DECLINED]
    )


def live_progress(session: Session, cycle: Cycle, *, keys: KeyStore) -> CycleProgress:
    """Progress of an open cycle at this moment: never shown, for polling it names senders."""
    rows = _asked(session, cycle.id)
    states = progress_of(session, rows, key=keys.key_of(cycle))
    return _progress(session, cycle, [row for row in rows if row.declined is None], states)


def unanswered_progress(session: Session, cycle: Cycle) -> CycleProgress:
    """Progress as it was at opening, when nothing was sent or declined yet."""
    return _progress(session, cycle, _asked(session, cycle.id), {})


def _progress(
    session: Session,
    cycle: Cycle,
    live: Sequence[AskedAssignment],
    states: Mapping[int, SheetProgress],
) -> CycleProgress:
    done = [row for row in live if states.get(row.id) is SheetProgress.SUBMITTED]
    by_rater = _tallies(Counter(r.rater_id for r in live), Counter(r.rater_id for r in done))
    by_group = _tallies(Counter(r.group for r in live), Counter(r.group for r in done))
    raters = _named(session, cycle, by_rater)
    return CycleProgress(
        total=SheetTally(len(done), len(live)),
        groups={code: by_group[code] for code in cycle.policy.codes if code in by_group},
        units=_by_unit(raters),
        raters=tuple(rater for rater in raters if rater.tally.left),
    )


def _tallies(asked: Counter[K], done: Counter[K]) -> dict[K, SheetTally]:
    return {each: SheetTally(done[each], count) for each, count in asked.items()}


def _named(session: Session, cycle: Cycle, tallies: Mapping[int, SheetTally]) -> list[RaterTally]:
    rows = session.execute(
        select(Participant.id, Participant.name, Participant.mark, CycleUnit.id, CycleUnit.name)
        .outerjoin(CycleUnit, CycleUnit.id == Participant.unit_id)
        .where(Participant.cycle_id == cycle.id)
    )
    found = [
        RaterTally(name_with_mark(name, mark), unit_id, unit, tallies[seat_id], seat_id)
        for seat_id, name, mark, unit_id, unit in rows
        if seat_id in tallies
    ]
    return sorted(found, key=lambda rater: (-rater.tally.left, rater.name))


def _by_unit(raters: Iterable[RaterTally]) -> tuple[UnitTally, ...]:
    names: dict[int | None, str | None] = {}
    sums: dict[int | None, SheetTally] = {}
    for rater in raters:
        names[rater.unit_id] = rater.unit
        known = sums.get(rater.unit_id, SheetTally())
        sums[rater.unit_id] = SheetTally(
            known.done + rater.tally.done, known.asked + rater.tally.asked
        )
    rows = [UnitTally(names[unit_id], tally, unit_id) for unit_id, tally in sums.items()]
    return tuple(sorted(rows, key=lambda row: (row.tally.share or 0, row.unit or "")))


def sealed_progress(session: Session, cycle: Cycle) -> CycleProgress | None:
    """The frozen response of a cycle that has ended; None before."""
    if cycle.state not in ENDED:
        return None
    figures = load_cycle_figures(session, cycle.id)
    groups = {
        group: SheetTally(figures.n_sheets.get(group, 0), figures.n_invited[group])
        for group in cycle.policy.codes
        if figures.n_invited.get(group)
    }
    total = SheetTally(
        sum(tally.done for tally in groups.values()), sum(t.asked for t in groups.values())
    )
    return CycleProgress(total, groups)
