"""Designs on which little or nothing can be estimated answer with gaps and reasons, not errors."""

from __future__ import annotations

import numpy as np
import pytest

from berakhlak.statistics.mixed import (
    AdjustmentReason,
    FitMethod,
    adjustable_officers,
    crossed_generalizability,
    fit_crossed,
    fit_one_way,
    rating_components,
)

NOTHING: list[int] = []


def test_no_sheets_at_all() -> None:
    fit = fit_crossed([], NOTHING, NOTHING, n_officers=3)
    assert fit.method == FitMethod.UNDEFINED
    assert fit.n_obs == 0
    assert np.isnan(fit.adjusted).all()
    assert len(fit.adjusted) == 3
    assert crossed_generalizability(fit, NOTHING, NOTHING) is None
    may, reason = adjustable_officers(NOTHING, NOTHING, 3, fit=fit)
    assert not may.any()
    assert reason.tolist() == [AdjustmentReason.NO_SHEETS] * 3
    assert rating_components(NOTHING, NOTHING, 3).tolist() == [-1, -1, -1]


def test_a_single_sheet() -> None:
    fit = fit_crossed([4.0], [0], [0])
    assert fit.method == FitMethod.UNDEFINED
    assert fit.fixed[0] == pytest.approx(4.0)
    assert np.isnan(fit.residual_variance)
    assert adjustable_officers([0], [0], fit=fit)[1].tolist() == [AdjustmentReason.SINGLE_RATER]


def test_one_officer_leaves_nothing_to_compare() -> None:
    fit = fit_crossed([3.0, 4.0, 5.0], [0, 0, 0], [0, 1, 2])
    assert np.isnan(fit.officer.variance)
    assert np.isnan(fit.adjusted[0])
    assert adjustable_officers([0, 0, 0], [0, 1, 2], fit=fit)[1].tolist() == [
        AdjustmentReason.ISOLATED
    ]


def test_one_rater_is_part_of_the_level() -> None:
    fit = fit_crossed([3.0, 4.0, 5.0, 3.5], [0, 1, 2, 0], [0, 0, 0, 0])
    assert fit.rater is not None
    assert np.isnan(fit.rater.variance)
    assert np.isfinite(fit.officer.variance)
    reasons = adjustable_officers([0, 1, 2, 0], [0, 0, 0, 0], fit=fit)[1]
    assert reasons.tolist() == [AdjustmentReason.SINGLE_RATER] * 3


def test_equal_scores_have_no_variance_to_share_out() -> None:
    officer, rater = np.divmod(np.arange(12), 3)
    fit = fit_crossed(np.full(12, 4.0), officer, rater)
    assert fit.residual_variance == pytest.approx(0.0, abs=1e-20)
    assert fit.fixed[0] == pytest.approx(4.0)
    assert (
        adjustable_officers(officer, rater, fit=fit)[1].tolist()
        == [AdjustmentReason.NOT_ESTIMABLE] * 4
    )


@pytest.mark.parametrize("levels", [(4.0, 5.0), (1.0, 1.0 + 1e-13), (3.0, 3.0)])
def test_groups_that_each_agree_entirely_leave_no_variance_to_share_out(
    levels: tuple[float, float],
) -> None:
    officer = np.repeat(np.arange(5), 4)
    rater, group = np.arange(20) % 8, np.arange(20) % 2
    score = np.array(levels)[group]

    with np.errstate(all="raise"):
        fit = fit_crossed(score, officer, rater, group=group)

    assert fit.method is FitMethod.UNDEFINED
    assert fit.residual_variance == pytest.approx(0, abs=1e-20)
    assert np.isnan(fit.officer.variance)


def test_scores_without_residual_still_fit() -> None:
    officer, rater = np.divmod(np.arange(40), 4)
    truth = np.linspace(2, 4, 10)
    fit = fit_crossed(truth[officer] + 0.1 * rater, officer, rater)
    assert fit.residual_variance < 1e-4 * fit.officer.variance
    assert fit.adjusted == pytest.approx(truth + 0.15, abs=1e-3)


def test_raters_of_one_sheet_each_are_not_separable() -> None:
    rng = np.random.default_rng(2)
    officer, rater = np.repeat(np.arange(10), 5), np.arange(50)
    score = rng.standard_normal(10)[officer] + rng.standard_normal(50)
    fit, plain = fit_crossed(score, officer, rater), fit_one_way(score, officer)
    assert fit.rater is not None
    assert np.isnan(fit.rater.variance)
    assert np.isnan(fit.rater.blup).all()
    assert fit.officer.blup == pytest.approx(plain.officer.blup)
    may, reason = adjustable_officers(officer, rater, fit=fit)
    assert not may.any()
    assert set(reason) == {AdjustmentReason.ISOLATED}
    assert crossed_generalizability(fit, officer, rater) is None


def test_each_officer_with_one_rater_of_several_sheets_does_not_raise() -> None:
    rng = np.random.default_rng(3)
    codes = np.repeat(np.arange(8), 4)
    fit = fit_crossed(rng.standard_normal(32) + codes, codes, codes)
    assert np.isfinite(fit.residual_variance)
    assert set(adjustable_officers(codes, codes, fit=fit)[1]) == {AdjustmentReason.SINGLE_RATER}


def test_an_officer_without_sheets_has_no_figure() -> None:
    officer, rater = np.divmod(np.arange(40), 4)
    score = np.random.default_rng(4).standard_normal(40) + officer
    fit = fit_crossed(score, officer, rater, n_officers=12)
    assert np.isnan(fit.officer.blup[10:]).all()
    assert np.isnan(fit.adjusted_se[10:]).all()
    assert np.isfinite(fit.adjusted[:10]).all()
    assert adjustable_officers(officer, rater, 12)[1][11] == AdjustmentReason.NO_SHEETS


def test_a_group_without_sheets_has_no_contrast() -> None:
    officer, rater = np.divmod(np.arange(60), 6)
    group = np.where(rater % 2, 3, 1)
    score = np.random.default_rng(5).standard_normal(60) + (group == 3)
    fit = fit_crossed(score, officer, rater, group=group)
    assert np.isnan(fit.fixed).tolist() == [False, True, True, False]
    assert fit.fixed[3] == pytest.approx(1.0, abs=0.8)


def test_a_rater_linked_through_one_other_officer_is_enough_only_with_a_second() -> None:
    # Officers 0 and 1 share raters 0 and 1; officer 2 shares only rater 1 with them.
    officer = [0, 0, 1, 1, 2, 2, 3, 3]
    rater = [0, 1, 0, 1, 1, 2, 3, 4]
    may, reason = adjustable_officers(officer, rater)
    assert may.tolist() == [True, True, False, False]
    assert reason[2:].tolist() == [AdjustmentReason.TOO_FEW_LINKED, AdjustmentReason.ISOLATED]
    assert rating_components(officer, rater, 5).tolist() == [0, 0, 0, 1, -1]


def test_two_sheets_of_one_rater_do_not_make_a_link() -> None:
    assert adjustable_officers([0, 0, 0], [0, 0, 1])[1].tolist() == [AdjustmentReason.ISOLATED]


def test_disconnected_components_fit_as_one_population() -> None:
    officer = np.repeat(np.arange(12), 4)
    rater = officer // 4 * 4 + np.tile(np.arange(4), 12)
    rng = np.random.default_rng(6)
    score = rng.standard_normal(12)[officer] + rng.standard_normal(12)[rater]
    score = score + 0.3 * rng.standard_normal(48)
    fit = fit_crossed(score, officer, rater)
    assert fit.converged
    assert np.isfinite(fit.adjusted).all()
    assert rating_components(officer, rater).tolist() == [0] * 4 + [1] * 4 + [2] * 4
