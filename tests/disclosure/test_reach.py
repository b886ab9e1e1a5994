"""No figure is added to what is published without somebody thinking about what it gives away."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from berakhlak.statistics.frozen_result import (
    AdjustedFigure,
    BehaviourFigures,
    CellFigures,
    CounterFigures,
    CycleFigures,
    OfficerFigures,
    SubtreeFigures,
    UnitFigures,
    UnitValue,
    ValueFigures,
)
from berakhlak.statistics.group_answering import (
    AnsweringQuality,
    CycleReliability,
    OverallDistribution,
)

# What the audit makes again from shown cells, or attacks.
ATTACKED = {
    CellFigures: {"status", "n", "mean", "sd", "low", "high"},
    BehaviourFigures: {"code", "others", "johari", "cells"},
    ValueFigures: {
        "code",
        "others",
        "groups_used",
        "n_raters",
        "gap",
        "category",
        "johari",
        "cells",
        "behaviours",
    },
    OfficerFigures: {"overall_others", "gap", "category", "percentile", "responses", "values"}
    | {"choices", "familiarity"},
    UnitValue: {"code", "status", "n_officers", "mean"},
    UnitFigures: {"values", "subtree"},
    SubtreeFigures: {"units", "left_out", "values"},
    CycleFigures: {"n_sheets", "value_means", "overall_mean", "certificate", "counters"},
    CounterFigures: {"officers", "cells"},
    AdjustedFigure: set(),
    AnsweringQuality: set(),
    CycleReliability: set(),
    OverallDistribution: set(),
}
# The officer's own answers; what everybody knows; and what docs/decisions/0060 argues about.
ARGUED = {
    BehaviourFigures: {"self_score", "contrast"},
    ValueFigures: {"self_mean", "sem", "mdc95", "gap_statement"},
    OfficerFigures: {
        "overall_self",
        "adjusted",
        "overall_se",
        "gap_statement",
        "place",
        "group_difference",
        "advice",
        "voices_apart",  # Coarse, and no answer is in it.
    },
    CounterFigures: {"name", "voices_apart"},  # HR's words, and coarse.
    UnitValue: {"sd", "effect"},
    UnitFigures: {"spread", "quality"},
    SubtreeFigures: {"officers"},  # How many are rated, which everybody knows.
    CycleFigures: {
        "n_officers",
        "n_invited",
        "reliability",
        "variance",
        "spread",
        "quality",
        "dependability",
        "components",
        "citizen_index",
        "n_components",
        "constants",
        "covariances",
        "cutoffs",
        "value_ends",
        "before_opening",
        "voices",  # The same.
    },
    AdjustedFigure: {"score", "standard_error", "reason", "few_sheets", "component"},
    AnsweringQuality: {"cannot_rate", "straightlined", "extreme", "often_uniform"},
    CycleReliability: {"one_rater", "mean_of_raters", "raters_per_officer", "alpha", "omega"},
    OverallDistribution: {"edges", "officers"},
}


@pytest.mark.parametrize("kind", ATTACKED)
def test_every_published_field_is_attacked_or_argued_about(kind: Any) -> None:
    published = {field.name for field in fields(kind)}

    assert published == ATTACKED[kind] | ARGUED.get(kind, set())
