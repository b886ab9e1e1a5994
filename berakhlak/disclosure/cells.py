"""Attacks on cells: the minimum itself, and behaviours withheld beside a shown value."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from berakhlak.disclosure.attack import (
    HALF_DIGIT,
    RecoveredFigure,
    parts_per_step,
    printed_sum_bounds,
    recovery_problem,
    solve_recovery,
)
from berakhlak.disclosure.attackers import attacker_count_names
from berakhlak.disclosure.published import (
    PlacedCell,
    PublicRules,
    PublishedOfficer,
    is_shown,
    is_suppressed,
    placed_cells,
)
from berakhlak.disclosure.report import AuditCounts, AuditFinding, FigureKind, FigurePlace, LeakKind
from berakhlak.statistics.frozen_result import CellFigures, CellStatus, ValueFigures
from berakhlak.statistics.statements import CycleConstants

Z95, PULL = 1.959963984540054, 2.0  # Of the bars, as the rules state them.


def count_cells(officer: PublishedOfficer, setting: PublicRules) -> AuditCounts:
    """What is printed and withheld about one officer."""
    return AuditCounts(**Counter(count_names(officer, setting)) | {"figures": officer.numbers})


def count_names(officer: PublishedOfficer, setting: PublicRules) -> list[str]:
    """The names of the counts that an officer and their cells add one to, as often as they do."""
    names = ["officers"]
    for at in placed_cells(officer, setting):
        if is_shown(at.cell):
            names.append("shown")
            if setting.policy.min_n[at.group] > 1:
                behaviours = 0 if at.behaviour is not None else len(at.value.behaviours)
                names += _told_by(at.cell.n, at.cell.mean, at.group, behaviours, setting.steps)
        elif is_suppressed(at.cell):
            names += _withheld_as(at)
    return names


def _withheld_as(at: PlacedCell) -> Iterator[str]:
    extra = at.behaviour is None and is_complementarily_suppressed(at.value, at.group)
    yield "complementary" if extra else "primary"
    if at.behaviour is not None and is_shown(at.value.cells.get(at.group)):
        yield "attacked"


@lru_cache(maxsize=1 << 15)
def _told_by(
    n: int | None, mean: float | None, group: str, behaviours: int, steps: int
) -> tuple[str, ...]:
    """What the mean of an anonymous group says, of a behaviour or of a value of so many behaviours;
    few raters with few answers each: the same figures come again and again."""
    cell = CellFigures(status=CellStatus.SHOWN, n=n, mean=mean)
    if behaviours:
        return tuple(_value_agreement(cell, behaviours, steps))
    return (*_agreement(cell, steps), *attacker_count_names(cell, group, steps))


def _agreement(cell: CellFigures, steps: int) -> Iterator[str]:
    """Whether a behaviour's mean says that all gave the same answer, or all but one."""
    if cell.n is None or cell.mean is None:
        return
    low, high = printed_sum_bounds(cell.mean, cell.n)
    if low == high and low in (cell.n, steps * cell.n):
        yield "unanimous"
    elif low == high and low in (cell.n + 1, steps * cell.n - 1):
        yield "nearly"


def _value_agreement(cell: CellFigures, behaviours: int, steps: int) -> Iterator[str]:
    """The same of a value: one answer to all its behaviours, or one step off by one rater."""
    if cell.n is None or cell.mean is None:
        return
    unit = parts_per_step(behaviours)
    low, high = printed_sum_bounds(cell.mean, cell.n * unit)
    least, most = cell.n * unit, steps * cell.n * unit
    ends = max(low, least), min(high, most)
    if ends[0] != ends[1]:
        return
    off = min(ends[0] - least, most - ends[0])
    if off == 0:
        yield "unanimous_values"
    elif off < 2 * unit // behaviours:  # Two raters are off by twice the least step.
        yield "nearly_values"


def is_complementarily_suppressed(value: ValueFigures, group: str) -> bool:
    """A value withheld although one of its behaviours has raters enough."""
    return is_suppressed(value.cells.get(group)) and any(
        is_shown(row.cells.get(group)) for row in value.behaviours
    )


def attack_cells(
    officer: PublishedOfficer, setting: PublicRules, constants: CycleConstants | None = None
) -> Iterator[AuditFinding]:
    """Findings in one officer's cells; `constants` are those the cycle publishes."""
    for at in placed_cells(officer, setting):
        if _is_below_minimum(at, setting):
            yield AuditFinding(leak=LeakKind.BELOW_MINIMUM, source=at.place)
        if constants is not None and _has_spread(at.cell):
            yield from _attack_bar(at, constants, setting)
    for value in officer.figures.values:
        for group in setting.policy.others:
            yield from _attack_value(officer, value, group, setting, constants)


def _attack_bar(
    at: PlacedCell, constants: CycleConstants, setting: PublicRules
) -> Iterator[AuditFinding]:
    """A bar must follow from the printed n and mean and the cycle's constants, and from nothing
    else of the cell."""
    cell = at.cell
    code = at.behaviour.code if at.behaviour else at.value.code
    expected = _bar(cell, at.group, code, constants, setting.steps)
    printed = (cell.low, cell.high)
    close = expected and all(
        x is not None and abs(x - y) <= 2 * HALF_DIGIT
        for x, y in zip(printed, expected, strict=True)
    )
    if cell.sd is not None or not close:
        yield AuditFinding(
            leak=LeakKind.UNEXPLAINED, source=replace(at.place, subject=FigureKind.SPREAD)
        )


def _bar(
    cell: CellFigures, group: str, code: str, constants: CycleConstants, steps: int
) -> tuple[float, float] | None:
    found = [
        table.get(code, {}).get(group)
        for table in (constants.variance, constants.factor, constants.centre)
    ]
    if cell.n is None or cell.mean is None or None in found:
        return None
    variance, factor, centre = (x or 0.0 for x in found)
    drawn = (cell.n * cell.mean + PULL * centre) / (cell.n + PULL)
    half = Z95 * math.sqrt(max(variance, factor * (drawn - 1) * (steps - drawn)) / cell.n)
    return max(cell.mean - half, 1.0), min(cell.mean + half, float(steps))


def _is_below_minimum(at: PlacedCell, setting: PublicRules) -> bool:
    """Whether numbers are printed although too few raters stand behind them, or against the word
    of the cell itself."""
    cell, policy = at.cell, setting.policy
    if cell.status is not CellStatus.SHOWN:
        return cell.n is not None or cell.mean is not None or _has_spread(cell)
    least = policy.min_n if at.behaviour is None else policy.behaviour_min_n
    return (cell.n or 0) < least[at.group]


def _has_spread(cell: CellFigures) -> bool:
    return cell.low is not None or cell.high is not None or cell.sd is not None


def _attack_value(
    officer: PublishedOfficer,
    value: ValueFigures,
    group: str,
    setting: PublicRules,
    constants: CycleConstants | None,
) -> Iterator[AuditFinding]:
    """Try to pin down behaviours withheld beside a shown value."""
    cell = value.cells.get(group)
    rows = [(row.code, row.cells.get(group)) for row in value.behaviours]
    hidden = [code for code, each in rows if is_suppressed(each)]
    if cell is None or cell.n is None or cell.mean is None or not hidden:
        return
    source = setting.place(officer.name, FigureKind.MEAN, group, value.code)
    own = constants is None and any(x is not None for x in (cell.low, cell.high))
    if cell.sd is not None or own:
        # Pooled bars say nothing of their cell beyond its mean. The programs below do not reckon
        # with spreads, and rules keep them out of print here.
        target = replace(source, item=hidden[0])
        spread = replace(source, subject=FigureKind.SPREAD)
        yield AuditFinding(leak=LeakKind.UNEXPLAINED, source=spread, target=target)
    shown = [(each.n or 0, each.mean or 0.0) for _, each in rows if each and is_shown(each)]
    found = solve_recovery(
        recovery_problem(
            cell.n,
            cell.mean,
            shown,
            hidden=len(hidden),
            most=setting.policy.behaviour_min_n[group] - 1,
            steps=setting.steps,
        )
    )
    for code in hidden if found else ():
        yield _pinned(found, replace(source, item=code), source)


def _pinned(
    found: RecoveredFigure | None, target: FigurePlace, source: FigurePlace
) -> AuditFinding:
    assert found is not None
    if not found.counts:  # No sheets at all make these figures.
        return AuditFinding(leak=LeakKind.UNEXPLAINED, source=source, target=target)
    return AuditFinding(
        leak=LeakKind.RECOVERED, source=source, target=target, low=found.low, high=found.high
    )
