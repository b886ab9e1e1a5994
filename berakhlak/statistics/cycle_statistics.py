"""The cycle and its units in outline: reliability, spread of results, quality of answering.

All of it rests on sheets of shown groups, and every number is withheld or rounded here, as those
of officers are in `freezing`.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from berakhlak.statistics.agency_overview import (
    ResponseQuality,
    response_quality,
    score_distribution,
)
from berakhlak.statistics.categories import SuppressionStatus, suppression_statuses
from berakhlak.statistics.figures import CycleScores
from berakhlak.statistics.group_answering import (
    AnsweringQuality,
    CycleReliability,
    OverallDistribution,
)
from berakhlak.statistics.inference.cutoffs import StatementCutoffs
from berakhlak.statistics.inference.indices import wilson_interval
from berakhlak.statistics.packed_sheets import Bools, Floats, Ints, PackedSheets
from berakhlak.statistics.reliability import cycle_alpha, cycle_icc, cycle_omega
from berakhlak.statistics.rules import ItemLayout, ScoringRules

DECIMALS = 2


def in_shown_groups(sheets: PackedSheets, figures: CycleScores, rules: ScoringRules) -> Bools:
    """Whether each sheet belongs to a group that its officer's profile shows, self left out."""
    forms = (
        suppression_statuses(figures.officers.n_forms, np.array(rules.min_n))
        == SuppressionStatus.SHOWN
    )
    shown: Bools = forms[sheets.officer, sheets.group] & (sheets.group != rules.self_code)
    return shown


def sheets_where(sheets: PackedSheets, use: Bools) -> PackedSheets:
    """The sheets where `use` holds, officers and units unchanged."""
    return replace(
        sheets,
        answers=sheets.answers[use],
        officer=sheets.officer[use],
        group=sheets.group[use],
        rater=None if sheets.rater is None else sheets.rater[use],
    )


def cycle_reliability(
    sheets: PackedSheets, rules: ScoringRules, layout: ItemLayout
) -> CycleReliability | None:
    """Agreement among raters of an officer, and among behaviours of a value.

    None where fewer officers than a unit needs have two raters or more.
    """
    icc = cycle_icc(sheets, rules, layout)["form_mean"]
    if icc.n_targets < rules.min_officers_per_unit or icc.n_obs <= icc.n_targets:
        return None
    alpha, omega = cycle_alpha(sheets, rules, layout), cycle_omega(sheets, rules, layout)
    return CycleReliability(
        one_rater=_rounded(icc.icc1_k0),
        mean_of_raters=_rounded(icc.icc2),
        raters_per_officer=_rounded(icc.k0),
        alpha={value: _rounded(alpha[value].raw) for value in layout.values},
        omega={value: _rounded(omega[value]) for value in layout.values},
    )


def overall_distribution(overall: Floats, rules: ScoringRules) -> OverallDistribution | None:
    """How many officers' overall figures lie in each half step; None for too few officers."""
    found = score_distribution(overall[:, None], rules)
    if found.status[0] != SuppressionStatus.SHOWN:
        return None
    return OverallDistribution(
        edges=tuple(float(edge) for edge in found.edges),
        officers=tuple(int(count) for count in found.count[:, 0]),
    )


def answering_quality(
    sheets: PackedSheets, rules: ScoringRules, *, by_unit: bool
) -> list[dict[str, AnsweringQuality | None]]:
    """Quality of answering by rater group, for each unit or for the cycle as one.

    Withheld below as many raters as the greatest minimum size: one head who rates a whole unit
    hands in sheets enough, but they are the habits of one.
    """
    found = response_quality(sheets, rules, by_unit=by_unit)
    enough = _raters(sheets, rules, by_unit=by_unit) >= max(rules.min_n)
    return [
        {
            group: _quality(found, place, code) if enough[place, code] else None
            for code, group in enumerate(rules.groups)
            if code != rules.self_code
        }
        for place in range(len(found.status))
    ]


def counts_in_cycle_quality(sheets: PackedSheets, shown: Bools, rules: ScoringRules) -> Bools:
    """Whether each sheet may speak in the cycle's quality of answering; (sheets,).

    `shown[units, groups]`: units whose own quality is shown. Less theirs, the cycle must leave
    nobody, or as many officers and raters as a unit needs; else only the telling units speak. A
    group that fewer officers have speaks nowhere. Blind to answers.
    """
    assert sheets.unit is not None
    use: Bools = shown[sheets.unit[sheets.officer], sheets.group].copy()
    for group in range(len(rules.groups)):
        own = sheets.group == group
        rest = own & ~use
        if _are_many(sheets, rest, rules):
            use |= rest
        if not _are_many(sheets, own & use, rules):
            use &= ~own
    return use


def _are_many(sheets: PackedSheets, use: Bools, rules: ScoringRules) -> bool:
    """Whether these sheets are about as many officers, and by as many raters, as a unit needs."""
    raters = use.sum() if sheets.rater is None else len(np.unique(sheets.rater[use]))
    officers = len(np.unique(sheets.officer[use]))
    return officers >= rules.min_officers_per_unit and bool(raters >= max(rules.min_n))


def _raters(sheets: PackedSheets, rules: ScoringRules, *, by_unit: bool) -> Ints:
    """Different raters behind the sheets, (sets, groups); every sheet's own where none is known."""
    raters = np.arange(len(sheets.answers)) if sheets.rater is None else sheets.rater
    units = sheets.unit[sheets.officer] if by_unit and sheets.unit is not None else 0 * raters
    triples = np.unique(np.column_stack([units, sheets.group, raters]), axis=0)
    found = np.zeros((sheets.n_units if by_unit else 1, len(rules.groups)), np.int64)
    np.add.at(found, (triples[:, 0], triples[:, 1]), 1)
    return found


def _quality(found: ResponseQuality, place: int, group: int) -> AnsweringQuality | None:
    if found.status[place, group] != SuppressionStatus.SHOWN:
        return None
    return AnsweringQuality(
        cannot_rate=_rounded(found.cannot_rate[place, group]),
        straightlined=_rounded(found.straightlined[place, group]),
        extreme=_rounded(found.extreme[place, group]),
        often_uniform=_is_often_uniform(
            float(found.straightlined[place, group]), int(found.n_sheets[place, group])
        ),
    )


def _is_often_uniform(share: float, n: int) -> bool:
    """Whether the whole interval of a share of `n` sheets lies beyond what is worth a word."""
    cut = StatementCutoffs()
    found = wilson_interval(round(share * n), n, least=cut.least_share)
    return found is not None and found.low > cut.many_uniform


def _rounded(number: Any) -> float | None:
    return None if math.isnan(number) else round(float(number), DECIMALS)
