"""Attacks on a pulse and the cycle that it looks back on, read together.

The same kind of raters answered both, so a change that were made of anything withheld in either
round would give it away: the other figures of both are printed. Each printed change is made again
from printed cells; one that cannot be carries something withheld, and the attacker solves for it.
See docs/decisions/0198.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.disclosure.attack import HALF_DIGIT
from berakhlak.disclosure.published import PublicRules, is_shown, is_suppressed
from berakhlak.disclosure.report import AuditFinding, FigureKind, FigurePlace, LeakKind
from berakhlak.statistics.behaviour_change import BehaviourChange, changes_of_officer
from berakhlak.statistics.frozen_result import (
    BehaviourFigures,
    CellFigures,
    CycleFigures,
    OfficerFigures,
)
from berakhlak.statistics.statements import CycleConstants

Cells = Mapping[str, CellFigures]


@dataclass(frozen=True)
class TwoRounds:
    """One officer in both: frozen figures, and the changes that their page prints, by behaviour."""

    name: str
    before: OfficerFigures
    now: OfficerFigures
    printed: Mapping[str, BehaviourChange]


def counted_weights(policy: Policy) -> dict[str, float]:
    """Weights of the groups that a change is made of: citizens are not asked again."""
    return {code: weight for code, weight in policy.weights.items() if code != Relation.CITIZEN}


def rounds_of_officer(
    name: str,
    before: OfficerFigures,
    now: OfficerFigures,
    codes: tuple[str, ...],
    policy: Policy,
    constants: CycleConstants | None,
) -> TwoRounds:
    """What the officer's page prints of these behaviours. `policy`, `constants`: of the former."""
    printed = changes_of_officer(before, now, codes, counted_weights(policy), constants)
    return TwoRounds(name, before, now, printed)


def constants_of(payload: str) -> CycleConstants | None:
    """The constants that a frozen cycle publishes."""
    return CycleFigures.from_json(payload).constants


def attack_two_rounds(rounds: TwoRounds, setting: PublicRules) -> Iterator[AuditFinding]:
    """Findings in one officer's changes."""
    old, new = _cells(rounds.before), _cells(rounds.now)
    for code, change in rounds.printed.items():
        for figure, cells in ((change.before, old.get(code, {})), (change.now, new.get(code, {}))):
            if figure is not None:
                yield from _attack_mean(rounds.name, code, figure, change, cells, setting)


def _attack_mean(
    name: str,
    code: str,
    figure: float,
    change: BehaviourChange,
    cells: Cells,
    setting: PublicRules,
) -> Iterator[AuditFinding]:
    """Make one side of a change again; solve for a withheld cell where that fails."""
    weights = counted_weights(setting.policy)
    source = FigurePlace(owner=name, subject=FigureKind.CHANGE, item=code)
    told = [each.code for each in change.groups]
    hidden = [g for g in told if not _is_printed(cells.get(g), g, setting)]
    if not hidden and abs(_mean(cells, told, weights) - figure) <= 2 * HALF_DIGIT:
        return
    # Perhaps a group is in it that is not named.
    hidden = hidden or [g for g in weights if g not in told and is_suppressed(cells.get(g))]
    if len(hidden) != 1:
        yield AuditFinding(leak=LeakKind.UNEXPLAINED, source=source)
        return
    rest = [g for g in told if g != hidden[0]]
    yield _solved_finding(source, figure, cells, rest, hidden[0], setting)


def _solved_finding(
    source: FigurePlace,
    figure: float,
    cells: Cells,
    rest: list[str],
    group: str,
    setting: PublicRules,
) -> AuditFinding:
    """What the mean of a withheld group must be, where that is a mean at all."""
    weights = counted_weights(setting.policy)
    found = _solved(cells, rest, group, weights, figure)
    slack = HALF_DIGIT * (1 + sum(weights[g] for g in rest) / (weights[group] or 1.0))
    inside = 1 - slack <= found <= setting.steps + slack
    return AuditFinding(
        leak=LeakKind.RECOVERED if inside else LeakKind.UNEXPLAINED,
        source=source,
        target=replace(source, subject=FigureKind.MEAN, group=group),
        low=found - slack,
        high=found + slack,
    )


def _is_printed(cell: CellFigures | None, group: str, setting: PublicRules) -> bool:
    if cell is None or not is_shown(cell):
        return False
    return (cell.n or 0) >= setting.policy.behaviour_min_n[group]


def _mean(cells: Cells, groups: list[str], weights: Mapping[str, float]) -> float:
    total = sum(weights[g] for g in groups) or 1.0
    return sum(weights[g] * (cells[g].mean or 0.0) for g in groups) / total


def _solved(
    cells: Cells, rest: list[str], group: str, weights: Mapping[str, float], figure: float
) -> float:
    """The mean that a withheld group must have for `figure` to come about."""
    known = sum(weights[g] * (cells[g].mean or 0.0) for g in rest)
    total = sum(weights[g] for g in rest) + weights[group]
    return (figure * total - known) / (weights[group] or 1.0)


def _cells(figures: OfficerFigures) -> dict[str, Cells]:
    rows: list[BehaviourFigures] = [b for value in figures.values for b in value.behaviours]
    return {row.code: row.cells for row in rows}


def without_what_was_asked(finding: AuditFinding) -> AuditFinding:
    """A finding in a pulse as HR may read it: whose, but neither the behaviour nor the figure."""
    leak = LeakKind.UNEXPLAINED if finding.leak is LeakKind.RECOVERED else finding.leak
    source = replace(finding.source, value="", item="", group="")
    return AuditFinding(leak=leak, source=source)
