"""Sheets as arrays: what is refused, how they are ordered, and sums that are exact."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from berakhlak.statistics import packed_sheets
from berakhlak.statistics.packed_sheets import (
    NOT_ASKED,
    ItemColumns,
    PackedSheets,
    part_unit,
    sheet_value_scores,
)
from berakhlak.statistics.rules import ScoringRules
from tests.statistics.cycles import layout_of

RULES = ScoringRules(groups=("self", "peer"), weights=(0, 1), min_n=(1, 1))


def three(**changed: Any) -> PackedSheets:
    """Three sheets of two officers by two raters, in two units."""
    known = {
        "answers": np.array([[1, 2], [3, 4], [5, 0]], np.uint8),
        "officer": np.array([0, 1, 1]),
        "group": np.array([0, 0, 1]),
        "n_officers": 2,
        "rater": np.array([0, 1, 1]),
        "n_raters": 2,
        "unit": np.array([0, 1]),
        "n_units": 2,
    }
    return PackedSheets(**(known | changed))


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"officer": np.array([0, 1])}, r"officer: needs 3 codes, has shape \(2,\)"),
        ({"officer": np.array([[0, 1, 1]])}, r"officer: needs 3 codes, has shape \(1, 3\)"),
        ({"officer": np.array([0, 2, 1])}, r"officer: codes must lie in 0\.\.1"),
        ({"officer": np.array([0, -1, 1])}, r"officer: codes must lie in 0\.\.1"),
        ({"group": np.array([0, 0])}, "group: needs 3 codes"),
        ({"group": np.array([0, 0, 65_536])}, r"group: codes must lie in 0\.\.65535"),
        ({"group": np.array([0, 0, -1])}, "group: codes"),
        ({"rater": np.array([0, 1])}, "rater: needs 3 codes"),
        ({"rater": np.array([0, 1, 2])}, r"rater: codes must lie in 0\.\.1"),
        ({"unit": np.array([0, 1, 1])}, "unit: needs 2 codes"),
        ({"unit": np.array([0, 2])}, r"unit: codes must lie in 0\.\.1"),
    ],
)
def test_codes_that_fit_no_sheet_officer_or_unit_are_refused(
    changed: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(ValueError, match=refusal):
        three(**changed)


def test_the_largest_codes_and_absent_ones_are_taken() -> None:
    assert three(group=np.array([0, 0, 65_535])).group.max() == 65_535
    sealed = three(rater=None, n_raters=0, unit=None, n_units=0)
    assert (sealed.rater, sealed.unit) == (None, None)
    plain = PackedSheets(
        answers=np.zeros((0, 2), np.uint8),
        officer=np.zeros(0, int),
        group=np.zeros(0, int),
        n_officers=0,
    )
    assert (plain.n_raters, plain.n_units) == (0, 0)


@pytest.mark.parametrize("at_once", [1, 2, 3, 1 << 14])
def test_columns_stand_by_group_and_then_officer_however_they_are_turned(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(packed_sheets, "ROWS_AT_ONCE", at_once)
    sheets = three(
        answers=np.array([[1, NOT_ASKED], [2, 2], [3, 0], [4, 4], [5, 5]], np.uint8),
        officer=np.array([1, 0, 1, 0, 1]),
        group=np.array([1, 0, 0, 1, 1]),
        rater=None,
    )

    found = ItemColumns.from_sheets(sheets, RULES)

    assert found.shape == (2, 2)
    assert found.bounds.tolist() == [0, 1, 2, 3, 5]
    assert found.answers[0, :3].tolist() == [2, 3, 4]
    assert sorted(found.answers[0, 3:].tolist()) == [1, 5]
    assert found.answers[1, :3].tolist() == [2, 0, 4]
    assert sorted(found.answers[1, 3:].tolist()) == [0, 5]
    assert found.largest == 2
    assert found.sums(found.answers[0]).tolist() == [[2, 3], [4, 6]]


def test_a_running_sum_may_pass_its_numbers_while_that_of_each_cell_fits() -> None:
    count = 300
    sheets = three(
        answers=np.full((count, 1), 5, np.uint8),
        officer=np.repeat(np.arange(count // 30), 30),
        group=np.zeros(count, int),
        n_officers=count // 30,
        rater=None,
        unit=None,
    )
    columns = ItemColumns.from_sheets(sheets, RULES)

    found = columns.sums(columns.answers[0], np.uint8)

    assert found[0].tolist() == [150] * 10
    assert found[1].tolist() == [0] * 10
    assert columns.sums(columns.answers[0] * np.int64(2)).dtype == np.int64


def test_answers_off_the_scale_and_unknown_groups_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="answers: must be 0 to 5, or 255 where not asked"):
        ItemColumns.from_sheets(three(answers=np.array([[1, 2], [3, 4], [5, 6]], np.uint8)), RULES)
    with pytest.raises(ValueError, match=r"group: codes must lie in 0\.\.1"):
        ItemColumns.from_sheets(three(group=np.array([0, 0, 2])), RULES)


@pytest.mark.parametrize("officers", [0, 2])
def test_where_no_sheet_was_sent_no_cell_holds_any(officers: int) -> None:
    empty = PackedSheets(
        answers=np.zeros((0, 2), np.uint8),
        officer=np.zeros(0, int),
        group=np.zeros(0, int),
        n_officers=officers,
    )
    assert ItemColumns.from_sheets(empty, RULES).largest == 0


@pytest.mark.parametrize("least", [1, 2])
def test_a_score_is_the_exact_mean_of_what_was_answered(least: int) -> None:
    layout = layout_of(2, 3)
    answers = np.array([[5, 1, 4], [1, 0, 2], [2, 5, 0], [3, 0, 0], [3, 5, 1]], np.uint8)
    rules = ScoringRules(min_items_per_value=least)

    found = sheet_value_scores(answers, rules, layout, 1)

    given = [[int(a) for a in sheet if a] for sheet in answers[2:].T]
    assert found.unit == 6
    assert found.scored.tolist() == [len(each) >= least for each in given]
    assert [Fraction(int(parts), 6) for parts in found.parts] == [
        Fraction(sum(each), len(each)) if len(each) >= least else 0 for each in given
    ]
    assert found.parts.dtype == np.int64


@pytest.mark.parametrize(("items", "steps"), [(51, 5), (52, 5), (64, 4), (128, 2), (16, 5)])
def test_the_largest_sum_of_many_items_is_counted_whole(items: int, steps: int) -> None:
    layout, rules = layout_of(items), ScoringRules(scale=(1, steps), null_variance={})

    found = sheet_value_scores(np.full((items, 1), steps, np.uint8), rules, layout, 0)

    assert found.parts[0] / found.unit == pytest.approx(steps, abs=1e-6)
    assert found.scored.all()


def test_scores_of_seventeen_items_are_rounded_to_the_nearest_part() -> None:
    answers = np.array([[1], [2], *[[0]] * 15], np.uint8)

    found = sheet_value_scores(answers, ScoringRules(), layout_of(17), 0)
    none = sheet_value_scores(answers * 0, ScoringRules(), layout_of(17), 0)

    assert found.unit == 6_710_886
    assert found.parts.tolist() == [round(Fraction(3 * 6_710_886, 2))]
    assert (none.parts.tolist(), none.scored.tolist()) == ([0], [False])


def test_parts_of_a_step_are_the_least_in_which_all_means_are_whole() -> None:
    assert [part_unit(n, 5) for n in (1, 2, 3, 4, 6, 10)] == [1, 2, 6, 12, 60, 2520]
    assert part_unit(16, 5) == math.lcm(*range(1, 17)) == 720_720
    assert part_unit(17, 5) == 33_554_432 // 5
    assert part_unit(17, 2) == math.lcm(*range(1, 18)) == 12_252_240
