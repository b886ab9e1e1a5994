"""Attacks on figures over many officers: ranks, units, the cycle, and counts of sheets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from berakhlak.aggregation.result import CellStatus, UnitValue
from berakhlak.cycles.policy import Group
from berakhlak.disclosure.attack import HALF
from berakhlak.disclosure.published import Officer, Published, Setting
from berakhlak.disclosure.report import Finding, Leak, Place, Subject

SLACK = 2 * HALF  # Of a printed mean of printed figures.
WHOLE = 0.5 + 1e-9  # Half of the last digit of a rank.
ALL = "ALL"
Named = list[tuple[str, list[float]]]  # Units with their officers' composites.


def attack_totals(published: Published, setting: Setting, owner: str) -> Iterator[Finding]:
    """Findings in figures over many officers; `owner` names the cycle."""
    yield from _attack_ranks(published, setting)
    composites = _composites_by_unit(published)
    for unit, own in zip(published.units, composites, strict=True):
        for row in unit.figures.values:
            yield from _attack_unit(unit.name, row, own.get(row.code, []), setting)
    yield from _attack_cycle_means(published, composites, setting, owner)
    for group in Group:
        yield from _attack_sheets(published, group, setting, owner)


def _attack_ranks(published: Published, setting: Setting) -> Iterator[Finding]:
    """A percentile must be the rank of the printed composite among the printed composites."""
    rated = [o for o in published.officers if o.figures.overall_others is not None]
    figures = np.sort([o.figures.overall_others or 0.0 for o in rated])
    for officer in rated:
        own, told = officer.figures.overall_others or 0.0, officer.figures.percentile
        below = int(np.searchsorted(figures, own - SLACK, "left"))
        up_to = int(np.searchsorted(figures, own + SLACK, "right"))
        # Mid-rank, of which as many as print alike may be below and as many above.
        low, high = (50 * (2 * n + step) / len(rated) for n, step in ((below, 1), (up_to, -1)))
        if told is None or not low - WHOLE <= told <= high + WHOLE:
            yield _unexplained(setting, officer.name, Subject.PERCENTILE)


def _composites_by_unit(published: Published) -> list[dict[str, list[float]]]:
    found: list[dict[str, list[float]]] = [{} for _ in published.units]
    for officer in published.officers:
        for code, figure in _composites(officer):
            found[officer.unit].setdefault(code, []).append(figure)
    return found


def _composites(officer: Officer) -> Iterator[tuple[str, float]]:
    if officer.figures.overall_others is not None:
        yield ALL, officer.figures.overall_others
    for value in officer.figures.values:
        if value.others is not None:
            yield value.code, value.others


def _attack_unit(
    name: str, row: UnitValue, composites: list[float], setting: Setting
) -> Iterator[Finding]:
    place = setting.place(name, Subject.UNIT_MEAN, value=row.code)
    if row.mean is None and row.n_officers is None and row.sd is None:
        return
    few = (row.n_officers or 0) < setting.policy.min_officers_per_unit
    if few or row.status is not CellStatus.SHOWN:
        yield Finding(leak=Leak.BELOW_MINIMUM, source=place)
    elif row.n_officers != len(composites) or not _is_mean(row.mean, composites):
        yield Finding(leak=Leak.UNEXPLAINED, source=place)


def _attack_cycle_means(
    published: Published, composites: list[dict[str, list[float]]], setting: Setting, owner: str
) -> Iterator[Finding]:
    """Means of the cycle must be those of the shown units; else they carry the withheld ones."""
    whole = published.whole
    for code, figure in {ALL: whole.overall_mean, **whole.value_means}.items():
        shown: Named = []
        hidden: Named = []
        for unit, own in zip(published.units, composites, strict=True):
            told = any(row.code == code and row.mean is not None for row in unit.figures.values)
            (shown if told else hidden).append((unit.name, own.get(code, [])))
        parts = [x for _, own in shown for x in own]
        if _is_mean(figure, parts):
            continue
        hidden = [(name, own) for name, own in hidden if own]
        source = setting.place(owner, Subject.CYCLE_MEAN, value=code)
        yield _carries_unit(figure, parts, hidden, source)


def _carries_unit(
    figure: float | None, parts: list[float], hidden: Named, source: Place
) -> Finding:
    """Subtract the shown units from a mean of the cycle; leaves one withheld unit, or several."""
    if figure is None or len(hidden) != 1:
        return Finding(leak=Leak.UNEXPLAINED, source=source)
    name, own = hidden[0]
    n = len(parts) + len(own)
    left = (figure * n - sum(parts)) / len(own)
    slack = SLACK * n / len(own)
    target = Place(owner=name, subject=Subject.UNIT_MEAN, value=source.value)
    return Finding(
        leak=Leak.RECOVERED, source=source, target=target, low=left - slack, high=left + slack
    )


def _attack_sheets(
    published: Published, group: Group, setting: Setting, owner: str
) -> Iterator[Finding]:
    """Sheets of the cycle less those told officer by officer leave the withheld ones."""
    told = [officer.figures.responses.get(group, 0) for officer in published.officers]
    hidden = [
        officer.name for officer, n in zip(published.officers, told, strict=True) if n is None
    ]
    rest = published.whole.n_sheets.get(group, 0) - sum(n for n in told if n is not None)
    most = setting.policy.min_n[group] - 1
    source = setting.place(owner, Subject.SHEETS, group)
    if rest == 0:  # The withheld ones are left out.
        return
    if not len(hidden) <= rest <= most * len(hidden):
        yield Finding(leak=Leak.UNEXPLAINED, source=source)
    elif len(hidden) == 1 or rest in (len(hidden), most * len(hidden)):
        each = rest / len(hidden)
        target = setting.place(hidden[0], Subject.SHEETS, group)
        yield Finding(leak=Leak.RECOVERED, source=source, target=target, low=each, high=each)


def _unexplained(setting: Setting, owner: str, subject: Subject) -> Finding:
    return Finding(leak=Leak.UNEXPLAINED, source=setting.place(owner, subject))


def _is_mean(figure: float | None, parts: list[float]) -> bool:
    if figure is None or not parts:
        return figure is None and not parts
    return abs(figure - sum(parts) / len(parts)) <= SLACK
