"""Views of units and the agency show nothing of units and groups that are too small."""

from __future__ import annotations

import numpy as np
import pytest

from berakhlak.statistics.agency_overview import response_quality, score_distribution
from berakhlak.statistics.categories import SuppressionStatus
from berakhlak.statistics.packed_sheets import NOT_ASKED, PackedSheets
from berakhlak.statistics.rules import ScoringRules
from berakhlak.statistics.units import unit_scores

RULES = ScoringRules(min_officers_per_unit=3)
PEER = 2


def test_units_of_few_officers_are_not_shown() -> None:
    composites = np.array([[4.0, 3.0, 5.0, 2.0], [4.0, np.nan, 5.0, 2.0]])
    found = unit_scores(composites, np.array([0, 0, 0, 1]), 3, RULES)

    assert found.mean[0, 0] == 4
    assert found.status.tolist() == [
        # Only two officers of the first unit have the second value.
        [SuppressionStatus.SHOWN, SuppressionStatus.SUPPRESSED],
        [SuppressionStatus.SUPPRESSED, SuppressionStatus.SUPPRESSED],
        [SuppressionStatus.NONE, SuppressionStatus.NONE],
    ]


def test_the_distribution_counts_every_officer_once() -> None:
    composites = np.array([[1.0, 3.0], [3.24, np.nan], [5.0, 3.0], [np.nan, np.nan]])

    found = score_distribution(composites, RULES)

    assert found.edges.tolist() == [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]
    assert found.count[:, 0].tolist() == [1, 0, 0, 0, 1, 0, 0, 1]
    assert found.count[:, 1].sum() == 0
    assert found.status.tolist() == [SuppressionStatus.SHOWN, SuppressionStatus.SUPPRESSED]


def sheets() -> PackedSheets:
    answers = [[5, 5, 5], [5, 0, 1], [3, 2, 3], [3, NOT_ASKED, NOT_ASKED], [4, 4, 4]]
    return PackedSheets(
        answers=np.array(answers, np.uint8),
        officer=np.array([0, 0, 0, 1, 1]),
        group=np.full(5, PEER),
        n_officers=2,
        unit=np.array([0, 1]),
        n_units=2,
    )


def test_response_quality_of_a_unit_needs_enough_sheets() -> None:
    found = response_quality(sheets(), ScoringRules(straightline_min_items=3), by_unit=True)

    at = 0, PEER
    assert found.n_sheets[at] == 3
    assert found.cannot_rate[at] == pytest.approx(1 / 9)
    assert found.straightlined[at] == pytest.approx(1 / 3)
    assert found.extreme[at] == pytest.approx(5 / 8)
    assert found.longest_run[at] == pytest.approx(5 / 3)
    assert found.status[1, PEER] == SuppressionStatus.SUPPRESSED
    assert found.n_sheets[1, PEER] == 0
    assert np.isnan(found.cannot_rate[1, PEER])


def test_response_quality_of_the_agency_takes_all_sheets() -> None:
    found = response_quality(sheets(), ScoringRules(), by_unit=False)

    assert found.n_sheets.tolist() == [[0, 0, 5, 0, 0]]
    assert found.status[0].tolist() == [0, 0, SuppressionStatus.SHOWN, 0, 0]


def test_units_are_needed_for_a_view_by_unit() -> None:
    given = sheets()
    bare = PackedSheets(
        answers=given.answers, officer=given.officer, group=given.group, n_officers=2
    )
    with pytest.raises(ValueError, match="without units"):
        response_quality(bare, ScoringRules(), by_unit=True)
