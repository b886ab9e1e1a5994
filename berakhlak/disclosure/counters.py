"""Attacks on figures of counters: on the minimum, on who stands behind one, and on the means.

Voices about a counter are in no other figure and no figure sums them up, so nothing printed can be
subtracted from anything. What is left to attack is what each cell says by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from berakhlak.cycles.rater_groups import Relation
from berakhlak.disclosure.attack import HALF_DIGIT
from berakhlak.disclosure.published import PublicRules, PublishedCycle, is_shown
from berakhlak.disclosure.report import AuditFinding, FigureKind, LeakKind
from berakhlak.statistics.frozen_result import CellFigures, CellStatus, CounterFigures

ALONE = 1  # Officers who are the counter.


def attack_counters(published: PublishedCycle, setting: PublicRules) -> Iterator[AuditFinding]:
    """Findings in what is printed about counters."""
    for counter in published.whole.counters:
        yield from _attack(counter, setting)


def _attack(counter: CounterFigures, setting: PublicRules) -> Iterator[AuditFinding]:
    least = setting.policy.behaviour_min_n[Relation.CITIZEN]
    value_of = {
        row.code: value.code for value in setting.instrument.values for row in value.behaviours
    }
    for code, cell in counter.cells.items():
        place = setting.place(
            counter.name, FigureKind.MEAN, Relation.CITIZEN, value_of.get(code, ""), code
        )
        if any(x is not None for x in (cell.sd, cell.low, cell.high)):
            yield AuditFinding(leak=LeakKind.UNEXPLAINED, source=place)
        if not is_shown(cell) and cell.n is None:
            continue
        few = cell.status is not CellStatus.SHOWN or (cell.n or 0) < least
        if few or counter.officers <= ALONE:
            yield AuditFinding(leak=LeakKind.BELOW_MINIMUM, source=place)
        elif not _is_mean_of_steps(cell, setting.steps):
            yield AuditFinding(leak=LeakKind.UNEXPLAINED, source=place)


def _is_mean_of_steps(cell: CellFigures, steps: int) -> bool:
    """Whether so many answers on the scale can have this mean, as it is printed."""
    if cell.n is None or cell.mean is None:
        return False
    total = round(cell.n * cell.mean)
    near = abs(total / cell.n - cell.mean) <= HALF_DIGIT + 1e-9
    return cell.n <= total <= steps * cell.n and near
