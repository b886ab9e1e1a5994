"""Attacks on units with all below them: what the differences of printed means leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from berakhlak.disclosure.attack import HALF_DIGIT, Floats
from berakhlak.disclosure.published import PublicRules, PublishedCycle, PublishedUnit
from berakhlak.disclosure.report import AuditFinding, FigureKind, FigurePlace, LeakKind
from berakhlak.statistics.frozen_result import CellStatus, SubtreeFigures, UnitValue

SLACK = 2 * HALF_DIGIT  # Of a printed mean of printed figures.
ZERO = 1e-9
Composites = Sequence[dict[str, list[float]]]  # Of the officers of each unit, by code.


@dataclass(frozen=True)
class _Known:
    """One printed mean over withheld units `hidden` and shown ones; `source` says where."""

    hidden: frozenset[int]
    source: FigurePlace


def attack_roll_ups(
    published: PublishedCycle, composites: Composites, setting: PublicRules
) -> Iterator[AuditFinding]:
    """Findings in the figures of subtrees, one code at a time and all subtrees together."""
    below = _places_below(published.units)
    known: dict[str, list[_Known]] = {}
    for place, unit in enumerate(published.units):
        if (figures := unit.figures.subtree) is None:
            continue
        left_out = {n for n in below[place] if published.units[n].code in figures.left_out}
        for row in figures.values:
            source = setting.place(unit.name, FigureKind.SUBTREE_MEAN, value=row.code)
            hidden = {n for n in below[place] if not _is_printed(published.units[n], row.code)}
            counted = [n for n in below[place] if n not in hidden & left_out]
            own = [x for n in counted for x in composites[n].get(row.code, [])]
            wrong = _wrong(row, own, setting.policy.min_officers_per_unit)
            if wrong is not None:
                yield AuditFinding(leak=wrong, source=source)
            if row.mean is not None:
                inside = {n for n in hidden - left_out if composites[n].get(row.code)}
                known.setdefault(row.code, []).append(_Known(frozenset(inside), source))
        yield from _wrong_size(unit, figures, len(below[place]), setting)
    for code, rows in known.items():
        yield from _attack_differences(published.units, composites, code, rows, setting)


def _wrong(row: UnitValue, own: list[float], least: int) -> LeakKind | None:
    if all(x is None for x in (row.mean, row.n_officers, row.sd, row.effect)):
        return None
    if (row.n_officers or 0) < least or row.status is not CellStatus.SHOWN:
        return LeakKind.BELOW_MINIMUM
    is_mean = own and row.mean is not None and abs(row.mean - sum(own) / len(own)) <= SLACK
    exact = is_mean and row.n_officers == len(own)
    return None if exact and row.sd is None and row.effect is None else LeakKind.UNEXPLAINED


def _wrong_size(
    unit: PublishedUnit, figures: SubtreeFigures, units: int, setting: PublicRules
) -> Iterator[AuditFinding]:
    if figures.units != units:
        source = setting.place(unit.name, FigureKind.SUBTREE_MEAN)
        yield AuditFinding(leak=LeakKind.UNEXPLAINED, source=source)


def _attack_differences(
    units: Sequence[PublishedUnit],
    composites: Composites,
    code: str,
    rows: list[_Known],
    setting: PublicRules,
) -> Iterator[AuditFinding]:
    """Add and subtract everything printed: what is left must be several units and many officers.

    Shown units are taken away, so the unknowns are withheld ones. The reduced form of the equations
    holds the smallest sets of unknowns of which a sum is known.
    """
    unknown = sorted({n for row in rows for n in row.hidden})
    if not unknown:
        return
    column = {n: place for place, n in enumerate(unknown)}
    matrix = np.zeros((len(rows), len(unknown)))
    for line, row in enumerate(rows):
        matrix[line, [column[n] for n in row.hidden]] = 1
    for line in reduced_rows(matrix):
        inside = [unknown[place] for place in np.flatnonzero(np.abs(line) > ZERO)]
        own = [x for n in inside for x in composites[n][code]]
        if len(inside) > 1 and len(own) >= setting.policy.min_officers_per_unit:
            continue
        mean = sum(own) / len(own)
        source = next(row.source for row in rows if row.hidden & set(inside))
        target = setting.place(units[inside[0]].name, FigureKind.UNIT_MEAN, value=code)
        yield AuditFinding(
            leak=LeakKind.RECOVERED, source=source, target=target, low=mean, high=mean
        )


def reduced_rows(matrix: Floats) -> Floats:
    """The reduced row echelon form, without its rows of zeros."""
    left, lead = matrix.copy(), 0
    for column in range(left.shape[1]):
        if lead == len(left):
            break
        pivot = lead + int(np.argmax(np.abs(left[lead:, column])))
        if abs(left[pivot, column]) <= ZERO:
            continue
        left[[lead, pivot]] = left[[pivot, lead]]
        left[lead] /= left[lead, column]
        others = np.flatnonzero(np.abs(left[:, column]) > ZERO)
        others = others[others != lead]
        left[others] -= np.outer(left[others, column], left[lead])
        lead += 1
    return left[:lead]


def _places_below(units: Sequence[PublishedUnit]) -> list[list[int]]:
    """Each unit with all below it, by place."""
    found: list[list[int]] = [[] for _ in units]
    for place in range(len(units)):
        above: int | None = place
        seen: set[int] = set()
        while above is not None and above not in seen:
            seen.add(above)
            found[above].append(place)
            above = units[above].parent
    return found


def _is_printed(unit: PublishedUnit, code: str) -> bool:
    return any(row.code == code and row.mean is not None for row in unit.figures.values)
