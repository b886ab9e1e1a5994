"""What few people can teach is not believed: such a pool would be one officer's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from berakhlak.statistics.claims.cycle_claims import infer_cycle
from berakhlak.statistics.cycle_statistics import sheets_where
from berakhlak.statistics.inference.verdicts import DifferenceVerdict
from berakhlak.statistics.suppression import compute_suppressed_scores
from tests.method.expectations import RULES, inferred
from tests.method.worlds import BOSS, LAYOUT, SCULLEN, SELF, Plan, draw_cycle


def test_one_officer_with_two_bosses_does_not_decide_how_bosses_differ() -> None:
    cycle = draw_cycle(3, SCULLEN)
    sheets = cycle.sheets
    assert sheets.rater is not None
    of_boss = int(np.flatnonzero(sheets.group == BOSS)[0])
    twice = replace(
        sheets,
        answers=np.vstack([sheets.answers, sheets.answers[of_boss]]),
        officer=np.append(sheets.officer, sheets.officer[of_boss]),
        group=np.append(sheets.group, BOSS),
        rater=np.append(sheets.rater, cycle.design.n_officers + cycle.design.n_units - 1),
    )
    before, after = (
        infer_cycle(safe.figures, safe.releasable_sheets, RULES, LAYOUT).value_variance[BOSS]
        for safe in (compute_suppressed_scores(each, RULES, LAYOUT) for each in (sheets, twice))
    )
    assert np.abs(after / before - 1).max() < 0.10


@pytest.mark.parametrize("officers", [2, 5])
def test_a_small_cycle_says_nothing_it_cannot_know(officers: int) -> None:
    cycle = draw_cycle(1, SCULLEN, Plan(n_units=1, sizes=(officers,), with_citizens=0))
    safe = compute_suppressed_scores(cycle.sheets, RULES, LAYOUT)
    found = infer_cycle(safe.figures, safe.releasable_sheets, RULES, LAYOUT)
    assert not (found.overall.place > DifferenceVerdict.UNDECIDED).any()
    assert not any((each.verdict > DifferenceVerdict.UNDECIDED).any() for each in found.effects)


@pytest.mark.parametrize("officers", [1, 2, 4])
def test_few_self_ratings_do_not_tell_how_far_ones_own_answers_err(officers: int) -> None:
    """An own answer's error is pooled over officers: of a few it would be those few officers'."""
    cycle = draw_cycle(2, SCULLEN)
    sheets = cycle.sheets
    own = sheets.group == SELF
    answers = np.where(own[:, None], 5, sheets.answers).astype(np.uint8)
    alone = sheets_where(replace(sheets, answers=answers), ~own | (np.cumsum(own) <= officers))
    found = inferred(alone)
    assert np.isnan(found.own_error)
    assert not (found.gaps.verdict > DifferenceVerdict.UNDECIDED).any()
    assert not (found.overall.gap.verdict > DifferenceVerdict.UNDECIDED).any()


@pytest.mark.parametrize("officers", [1, 2, 3])
def test_few_sheets_do_not_tell_how_answers_of_one_sheet_differ(officers: int) -> None:
    plan = Plan(n_units=1, sizes=(officers,), with_subordinates=0, with_citizens=0, peers=(0, 0))
    found = inferred(draw_cycle(1, SCULLEN, plan).sheets)
    few = np.isnan(found.contrasts.variance)
    assert few == (officers * 20 - 21 < found.cutoffs.least_degrees)
    assert not few or (found.contrast_statements.verdict == DifferenceVerdict.NONE).all()
