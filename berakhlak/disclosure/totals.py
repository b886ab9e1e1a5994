"""Attacks on figures over many officers: ranks, units, the cycle, and counts of sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from berakhlak.disclosure.attack import HALF_DIGIT
from berakhlak.disclosure.published import PublicRules, PublishedCycle, PublishedOfficer
from berakhlak.disclosure.report import AuditFinding, FigureKind, FigurePlace, LeakKind
from berakhlak.disclosure.roll_ups import attack_roll_ups
from berakhlak.statistics.frozen_result import CellStatus, UnitValue

SLACK = 2 * HALF_DIGIT  # Of a printed mean of printed figures.
WHOLE = 0.5 + 1e-9  # Half of the last digit of a rank.
ALL = "ALL"
NamedComposites = list[tuple[str, list[float]]]  # Units with their officers' composites.


@dataclass(frozen=True)
class OfficerTotals:
    """What totals need of an officer: `composites` by value code and ALL, and counts of sheets."""

    name: str
    unit: int
    composites: dict[str, float]
    percentile: float | None
    responses: dict[str, int | None]

    @classmethod
    def from_officer(cls, officer: PublishedOfficer) -> OfficerTotals:
        figures = officer.figures
        printed = {ALL: figures.overall_others, **{v.code: v.others for v in figures.values}}
        composites = {code: figure for code, figure in printed.items() if figure is not None}
        return cls(officer.name, officer.unit, composites, figures.percentile, figures.responses)


def attack_totals(
    published: PublishedCycle, standings: Sequence[OfficerTotals], setting: PublicRules, owner: str
) -> Iterator[AuditFinding]:
    """Findings in figures over many officers; `owner` names the cycle."""
    yield from _attack_ranks(standings, setting)
    composites: list[dict[str, list[float]]] = [{} for _ in published.units]
    for officer in standings:
        for code, figure in officer.composites.items():
            composites[officer.unit].setdefault(code, []).append(figure)
    for unit, own in zip(published.units, composites, strict=True):
        for row in unit.figures.values:
            yield from _attack_unit(unit.name, row, own.get(row.code, []), setting)
    yield from _attack_cycle_means(published, composites, setting, owner)
    yield from attack_roll_ups(published, composites, setting)
    for group in setting.policy.others:
        yield from _attack_quality(published, standings, group, setting, owner)
    for group in setting.policy.codes:
        total = published.whole.n_sheets.get(group, 0)
        source, most = (
            setting.place(owner, FigureKind.SHEETS, group),
            setting.policy.min_n[group] - 1,
        )
        yield from _attack_sheets(total, standings, group, source, most)


def _attack_ranks(
    standings: Sequence[OfficerTotals], setting: PublicRules
) -> Iterator[AuditFinding]:
    """A percentile, where told, must be the rank of the printed composite among those printed."""
    rated = [each for each in standings if ALL in each.composites]
    figures = np.sort([each.composites[ALL] for each in rated])
    for officer in rated:
        own, printed = officer.composites[ALL], officer.percentile
        below = int(np.searchsorted(figures, own - SLACK, "left"))
        up_to = int(np.searchsorted(figures, own + SLACK, "right"))
        # Mid-rank, of which as many as print alike may be below and as many above.
        low, high = (50 * (2 * n + step) / len(rated) for n, step in ((below, 1), (up_to, -1)))
        if printed is not None and not low - WHOLE <= printed <= high + WHOLE:
            place = setting.place(officer.name, FigureKind.PERCENTILE)
            yield AuditFinding(leak=LeakKind.UNEXPLAINED, source=place)


def _attack_unit(
    name: str, row: UnitValue, composites: list[float], setting: PublicRules
) -> Iterator[AuditFinding]:
    place = setting.place(name, FigureKind.UNIT_MEAN, value=row.code)
    if all(x is None for x in (row.mean, row.n_officers, row.sd, row.effect)):
        return
    few = (row.n_officers or 0) < setting.policy.min_officers_per_unit
    if few or row.status is not CellStatus.SHOWN:
        yield AuditFinding(leak=LeakKind.BELOW_MINIMUM, source=place)
    elif row.n_officers != len(composites) or not _is_mean(row.mean, composites):
        yield AuditFinding(leak=LeakKind.UNEXPLAINED, source=place)


def _attack_cycle_means(
    published: PublishedCycle,
    composites: list[dict[str, list[float]]],
    setting: PublicRules,
    owner: str,
) -> Iterator[AuditFinding]:
    """Means of the cycle must be those of the shown units; else they carry the withheld ones."""
    whole = published.whole
    for code, figure in {ALL: whole.overall_mean, **whole.value_means}.items():
        shown: NamedComposites = []
        hidden: NamedComposites = []
        for unit, own in zip(published.units, composites, strict=True):
            printed = any(row.code == code and row.mean is not None for row in unit.figures.values)
            (shown if printed else hidden).append((unit.name, own.get(code, [])))
        parts = [x for _, own in shown for x in own]
        if _is_mean(figure, parts):
            continue
        hidden = [(name, own) for name, own in hidden if own]
        source = setting.place(owner, FigureKind.CYCLE_MEAN, value=code)
        yield _carries_unit(figure, parts, hidden, source)


def _carries_unit(
    figure: float | None, parts: list[float], hidden: NamedComposites, source: FigurePlace
) -> AuditFinding:
    """Subtract the shown units from a mean of the cycle; leaves one withheld unit, or several."""
    if figure is None or len(hidden) != 1:
        return AuditFinding(leak=LeakKind.UNEXPLAINED, source=source)
    name, own = hidden[0]
    n = len(parts) + len(own)
    left = (figure * n - sum(parts)) / len(own)
    slack = SLACK * n / len(own)
    target = FigurePlace(owner=name, subject=FigureKind.UNIT_MEAN, value=source.value)
    return AuditFinding(
        leak=LeakKind.RECOVERED, source=source, target=target, low=left - slack, high=left + slack
    )


def _attack_quality(
    published: PublishedCycle,
    standings: Sequence[OfficerTotals],
    group: str,
    setting: PublicRules,
    owner: str,
) -> Iterator[AuditFinding]:
    """How a group answered, of a unit or the cycle, must stand on as many officers as a unit
    needs."""
    least, shown = setting.policy.min_officers_per_unit, [0] * len(published.units)
    for officer in standings:
        shown[officer.unit] += (officer.responses.get(group) or 0) >= setting.policy.min_n[group]
    printed = [unit.figures.quality.get(group) is not None for unit in published.units]
    for unit, n, is_told in zip(published.units, shown, printed, strict=True):
        if is_told and n < least:
            source = setting.place(unit.name, FigureKind.QUALITY, group)
            yield AuditFinding(leak=LeakKind.BELOW_MINIMUM, source=source)
    if published.whole.quality.get(group) is not None and sum(shown) < least:
        source = setting.place(owner, FigureKind.QUALITY, group)
        yield AuditFinding(leak=LeakKind.BELOW_MINIMUM, source=source)


def _attack_sheets(
    total: int, standings: Sequence[OfficerTotals], group: str, source: FigurePlace, most: int
) -> Iterator[AuditFinding]:
    """Sheets of the cycle less those told officer by officer leave the withheld ones."""
    printed = [officer.responses.get(group, 0) for officer in standings]
    hidden = [each.name for each, n in zip(standings, printed, strict=True) if n is None]
    rest = total - sum(n for n in printed if n is not None)
    if rest == 0:  # The withheld ones are left out.
        return
    if not len(hidden) <= rest <= most * len(hidden):
        yield AuditFinding(leak=LeakKind.UNEXPLAINED, source=source)
    elif len(hidden) == 1 or rest in (len(hidden), most * len(hidden)):
        each = rest / len(hidden)
        target = FigurePlace(owner=hidden[0], subject=FigureKind.SHEETS, group=group)
        yield AuditFinding(
            leak=LeakKind.RECOVERED, source=source, target=target, low=each, high=each
        )


def _is_mean(figure: float | None, parts: list[float]) -> bool:
    if figure is None or not parts:
        return figure is None and not parts
    return abs(figure - sum(parts) / len(parts)) <= SLACK
