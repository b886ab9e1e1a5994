"""Attacks on an officer's combined figures: composites, counts, gaps and categories.

By the rules they are made of shown cells alone. Each is made again from what is printed; one that
cannot be carries something withheld, and the attacker solves for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from berakhlak.cycles.policy import Policy
from berakhlak.disclosure.attack import (
    HALF_DIGIT,
    Floats,
    determined_unknowns,
    only_candidate,
    parts_per_step,
    printed_mean_bounds,
    unknown_ranges,
)
from berakhlak.disclosure.published import PublicRules, PublishedOfficer, is_shown, is_suppressed
from berakhlak.disclosure.report import AuditFinding, FigureKind, FigurePlace, LeakKind
from berakhlak.statistics.frozen_result import CellFigures, OfficerFigures, ValueFigures
from berakhlak.statistics.statements import CycleConstants

Range = tuple[float, float]
CATEGORY_AREAS = {
    "over_estimator": "blind_spot",
    "under_estimator": "hidden_strength",
    "in_agreement_good": "known_strength",
    "in_agreement_poor": "known_development_area",
}
DIFFERENCE_SLACK = 2 * HALF_DIGIT  # Slack of a difference of two printed figures.


@dataclass(frozen=True)
class PrintedComposite:
    """A printed composite: `figure` of `cells` by group, in `unit` parts of a step; `shifts` are
    the published habits of groups that it leaves out."""

    figure: float | None
    cells: Mapping[str, CellFigures]
    unit: int
    source: FigurePlace
    shifts: Mapping[str, float]


def attack_composites(
    officer: PublishedOfficer, setting: PublicRules, constants: CycleConstants | None = None
) -> Iterator[AuditFinding]:
    """Findings in one officer's combined figures; `constants` are those the cycle publishes."""
    shifts = constants.shifts if constants else {}
    for value in officer.figures.values:
        for composite in _composites(officer, value, setting, shifts):
            yield from _attack_composite(composite, setting)
        yield from _attack_count(officer, value, setting)
        yield from _attack_judgements(officer, value, setting)
    yield from _attack_overall(officer, setting)


def _composites(
    officer: PublishedOfficer,
    value: ValueFigures,
    setting: PublicRules,
    shifts: Mapping[str, dict[str, float]],
) -> Iterator[PrintedComposite]:
    place = setting.place(officer.name, FigureKind.OTHERS, value=value.code)
    unit, by_group = parts_per_step(len(value.behaviours)), shifts.get(value.code, {})
    yield PrintedComposite(value.others, value.cells, unit, place, by_group)
    for row in value.behaviours:
        place = setting.place(officer.name, FigureKind.OTHERS, value=value.code, item=row.code)
        yield PrintedComposite(row.others, row.cells, 1, place, shifts.get(row.code, {}))


def _attack_composite(composite: PrintedComposite, setting: PublicRules) -> Iterator[AuditFinding]:
    if composite.figure is None or _is_made_of_shown(composite, setting):
        return
    cells, weights = composite.cells, setting.policy.weights
    hidden = [g for g, weight in weights.items() if weight > 0 and is_suppressed(cells.get(g))]
    if not hidden:
        yield AuditFinding(leak=LeakKind.UNEXPLAINED, source=composite.source)
        return
    matrix, low, high = _equation(composite, hidden, setting.policy)
    fixed = determined_unknowns(matrix)
    for group, span, known in zip(
        hidden, unknown_ranges(matrix, low, high, (1, setting.steps)), fixed, strict=True
    ):
        most = _least(composite, setting.policy)[group] - 1
        found = only_candidate(*span, composite.unit, most) if known else None
        span = (found.low, found.high) if found else span
        yield AuditFinding(
            leak=LeakKind.RECOVERED if found else LeakKind.UNEXPLAINED,
            source=composite.source,
            target=FigurePlace(
                owner=composite.source.owner,
                subject=FigureKind.MEAN,
                group=group,
                value=composite.source.value,
                item=composite.source.item,
            ),
            low=span[0],
            high=span[1],
        )


def _least(composite: PrintedComposite, policy: Policy) -> dict[str, int]:
    return policy.behaviour_min_n if composite.source.item else policy.min_n


def _shown_part(composite: PrintedComposite, policy: Policy) -> tuple[float, Range]:
    """Weight of the shown groups, and the range of their weighted sum."""
    weight, low, high = 0.0, 0.0, 0.0
    for group in policy.others:
        cell = composite.cells.get(group)
        if cell is not None and is_shown(cell) and policy.weights[group] > 0:
            ends = printed_mean_bounds(cell.mean or 0.0, (cell.n or 1) * composite.unit)
            shift = composite.shifts.get(group, 0.0)
            weight += policy.weights[group]
            low += policy.weights[group] * (ends[0] - shift)
            high += policy.weights[group] * (ends[1] - shift)
    return weight, (low, high)


def _is_made_of_shown(composite: PrintedComposite, setting: PublicRules) -> bool:
    weight, (low, high) = _shown_part(composite, setting.policy)
    if weight <= 0:
        return False
    # Without the habits of groups a composite may leave the scale, and is put on its end.
    ends = [min(max(end / weight, 1), setting.steps) for end in (low, high)]
    return ends[0] - HALF_DIGIT <= (composite.figure or 0.0) <= ends[1] + HALF_DIGIT


def _equation(
    composite: PrintedComposite, hidden: list[str], policy: Policy
) -> tuple[Floats, Floats, Floats]:
    """sum of w m over the hidden groups = figure x all weights - the shown part."""
    weight, (low, high) = _shown_part(composite, policy)
    whole = weight + sum(policy.weights[group] for group in hidden)
    figure = composite.figure or 0.0
    high -= sum(policy.weights[group] * composite.shifts.get(group, 0.0) for group in hidden)
    low -= sum(policy.weights[group] * composite.shifts.get(group, 0.0) for group in hidden)
    return (
        np.array([[policy.weights[group] for group in hidden]]),
        np.array([(figure - HALF_DIGIT) * whole - high]),
        np.array([(figure + HALF_DIGIT) * whole - low]),
    )


def _attack_count(
    officer: PublishedOfficer, value: ValueFigures, setting: PublicRules
) -> Iterator[AuditFinding]:
    """`n_raters` must be that of the shown groups, and only they may count."""
    others = setting.policy.others
    shown = {group: value.cells[group].n or 0 for group in others if _shown_in(value, group)}
    source = setting.place(officer.name, FigureKind.COUNT, value=value.code)
    if not set(value.groups_used) <= set(shown):
        yield AuditFinding(leak=LeakKind.UNEXPLAINED, source=source)
    rest = value.n_raters - sum(shown.values())
    if not rest:
        return
    hidden = [group for group in others if is_suppressed(value.cells.get(group))]
    if len(hidden) != 1:
        yield AuditFinding(leak=LeakKind.UNEXPLAINED, source=source)
        return
    target = setting.place(officer.name, FigureKind.COUNT, hidden[0], value.code)
    yield AuditFinding(leak=LeakKind.RECOVERED, source=source, target=target, low=rest, high=rest)


def _shown_in(value: ValueFigures, group: str) -> bool:
    return is_shown(value.cells.get(group))


def _attack_judgements(
    officer: PublishedOfficer, value: ValueFigures, setting: PublicRules
) -> Iterator[AuditFinding]:
    """Gap, category and Johari area must follow from the printed figures."""
    own, others = value.self_mean, value.others
    gap = None if own is None or others is None else own - others
    if (value.gap is None) != (gap is None) or abs(
        (value.gap or 0) - (gap or 0)
    ) > DIFFERENCE_SLACK:
        place = setting.place(officer.name, FigureKind.GAP, value=value.code)
        yield AuditFinding(leak=LeakKind.UNEXPLAINED, source=place)
    possible = possible_categories(own, others, setting.policy)
    if value.category not in possible or not _fits(value.johari, possible):
        place = setting.place(officer.name, FigureKind.CATEGORY, value=value.code)
        yield AuditFinding(leak=LeakKind.UNEXPLAINED, source=place)
    for row in value.behaviours:
        possible = possible_categories(row.self_score, row.others, setting.policy)
        if not _fits(row.johari, possible):
            place = setting.place(
                officer.name, FigureKind.CATEGORY, value=value.code, item=row.code
            )
            yield AuditFinding(leak=LeakKind.UNEXPLAINED, source=place)


def _fits(area: str | None, categories: set[str]) -> bool:
    return area in {CATEGORY_AREAS.get(each) for each in categories}


def possible_categories(own: float | None, others: float | None, policy: Policy) -> set[str]:
    """Categories that figures printed as these may have."""
    if own is None:
        return {"no_self"}
    if others is None:
        return {"no_others"}
    gap, cut = own - others, policy.gap_threshold
    found = set()
    if gap >= cut - DIFFERENCE_SLACK:
        found.add("over_estimator")
    if gap <= -cut + DIFFERENCE_SLACK:
        found.add("under_estimator")
    if abs(gap) <= cut + DIFFERENCE_SLACK:
        found |= (
            {"in_agreement_good"} if others >= policy.strength_threshold - HALF_DIGIT else set()
        )
        found |= (
            {"in_agreement_poor"} if others <= policy.strength_threshold + HALF_DIGIT else set()
        )
    return found


def _attack_overall(officer: PublishedOfficer, setting: PublicRules) -> Iterator[AuditFinding]:
    """Overall figures must be means of the printed ones of the values."""
    figures = officer.figures
    shared = [v for v in figures.values if v.self_mean is not None and v.others is not None]
    gaps = [(v.self_mean or 0) - (v.others or 0) for v in shared]
    others = [v.others for v in figures.values if v.others is not None]
    if not _is_mean(figures.overall_others, others, DIFFERENCE_SLACK):
        place = setting.place(officer.name, FigureKind.OTHERS)
        yield AuditFinding(leak=LeakKind.UNEXPLAINED, source=place)
    if not _is_mean(figures.gap, gaps, DIFFERENCE_SLACK + HALF_DIGIT):
        yield AuditFinding(
            leak=LeakKind.UNEXPLAINED, source=setting.place(officer.name, FigureKind.GAP)
        )
    if figures.category not in _overall_categories(figures, gaps, setting.policy):
        place = setting.place(officer.name, FigureKind.CATEGORY)
        yield AuditFinding(leak=LeakKind.UNEXPLAINED, source=place)


def _overall_categories(figures: OfficerFigures, gaps: list[float], policy: Policy) -> set[str]:
    if figures.overall_self is None:
        return {"no_self"}
    if figures.overall_others is None:
        return {"no_others"}
    shared = [v for v in figures.values if v.self_mean is not None and v.others is not None]
    if not gaps:
        return {"no_shared_values"}
    own = sum(v.self_mean or 0 for v in shared) / len(shared)
    return possible_categories(own, own - sum(gaps) / len(gaps), policy)


def _is_mean(figure: float | None, parts: list[float], slack: float) -> bool:
    if figure is None or not parts:
        return figure is None and not parts
    return abs(figure - sum(parts) / len(parts)) <= slack
