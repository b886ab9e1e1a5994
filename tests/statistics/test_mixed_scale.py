"""The iterative way gives the exact figures to its stated accuracy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from berakhlak.statistics.mixed import FitMethod, MixedFit, components, fit_crossed, fit_one_way
from berakhlak.statistics.mixed.clusters import LARGEST_CLUSTER, cluster_levels
from berakhlak.statistics.mixed.linkage import rating_pairs
from berakhlak.statistics.mixed.propagation import propagate_messages
from tests.statistics.mixed_designs import Sheets, simulate

DESIGNS = {
    "units": simulate(25, 20, 24, outside=0.1),
    "units with many visitors": simulate(25, 20, 24, outside=0.4),
    "no units": simulate(1, 500, 900),
    "large units": simulate(6, 100, 120),
    "few raters": simulate(30, 20, 3, outside=0.05),
    "pairs": simulate(250, 2, 4, per_officer=5),
}


def both_ways(sheets: Sheets, **model: npt.NDArray[np.intp]) -> tuple[MixedFit, MixedFit]:
    """Fit exactly and iteratively."""
    with pytest.MonkeyPatch.context() as patch:
        exact = fit_crossed(*sheets.crossed, **model)
        patch.setattr(components, "EXACT_LIMIT", 0)
        iterative = fit_crossed(*sheets.crossed, **model)
    assert (exact.method, iterative.method) == (FitMethod.EXACT, FitMethod.STOCHASTIC)
    assert iterative.converged
    assert iterative.reml_deviance is None
    return exact, iterative


@pytest.mark.parametrize("name", DESIGNS)
def test_crossed_figures_are_the_exact_ones(name: str) -> None:
    exact, iterative = both_ways(DESIGNS[name])
    assert exact.rater is not None
    assert iterative.rater is not None
    # A tenth of the sampling error sqrt(2 / 500) of a variance would be 6e-3.
    assert iterative.officer.variance == pytest.approx(exact.officer.variance, rel=5e-3)
    assert iterative.rater.variance == pytest.approx(exact.rater.variance, rel=5e-3)
    assert iterative.residual_variance == pytest.approx(exact.residual_variance, rel=5e-3)
    assert iterative.officer.blup == pytest.approx(exact.officer.blup, abs=2e-3)
    assert iterative.rater.blup == pytest.approx(exact.rater.blup, abs=2e-3, nan_ok=True)
    officer_error = iterative.officer.sd / exact.officer.sd - 1
    rater_error = (iterative.rater.sd / exact.rater.sd - 1)[np.isfinite(exact.rater.sd)]
    for error in (officer_error, rater_error):
        assert np.sqrt(np.mean(error**2)) < 0.01
        assert error.min() > -0.05
        assert error.max() < 0.003
    assert iterative.adjusted_se == pytest.approx(exact.adjusted_se, rel=0.05)


def test_units_and_groups_are_the_exact_ones() -> None:
    sheets = DESIGNS["units"]
    rng = np.random.default_rng(8)
    score = sheets.score + 0.2 * rng.standard_normal(25)[sheets.unit[sheets.officer]]
    group = rng.integers(0, 4, len(score))
    moved = Sheets(score + 0.1 * group, sheets.officer, sheets.rater, sheets.unit)
    exact, iterative = both_ways(moved, group=group, unit=sheets.unit)
    assert exact.unit is not None
    assert iterative.unit is not None
    assert exact.unit.variance > 0
    assert iterative.unit.variance == pytest.approx(exact.unit.variance, rel=0.05)
    assert iterative.fixed == pytest.approx(exact.fixed, abs=1e-3)
    assert iterative.unit.blup == pytest.approx(exact.unit.blup, abs=5e-3)
    assert iterative.officer.blup == pytest.approx(exact.officer.blup, abs=5e-3)
    assert iterative.officer.sd == pytest.approx(exact.officer.sd, rel=0.1)
    assert iterative.unit.sd == pytest.approx(exact.unit.sd, rel=0.1)


@pytest.mark.parametrize("sds", [(0.4, 0.0, 0.5), (0.0, 0.4, 0.5), (0.0, 0.0, 0.5)])
def test_a_variance_at_zero_is_found_the_same_way(sds: tuple[float, float, float]) -> None:
    exact, iterative = both_ways(simulate(20, 20, 24, sds=sds, seed=3))
    assert exact.rater is not None
    assert iterative.rater is not None
    assert iterative.singular == exact.singular
    assert iterative.officer.variance == pytest.approx(exact.officer.variance, abs=1e-3)
    assert iterative.rater.variance == pytest.approx(exact.rater.variance, abs=1e-3)
    assert iterative.adjusted == pytest.approx(exact.adjusted, abs=1e-2)


def test_above_the_limit_the_iterative_way_is_taken_and_repeats_itself() -> None:
    sheets = simulate(160, 10, 15, per_officer=8)
    first, again = (fit_crossed(*sheets.crossed) for _ in range(2))
    assert first.method == FitMethod.STOCHASTIC
    assert first.officer.blup.tobytes() == again.officer.blup.tobytes()
    assert first.officer.sd.tobytes() == again.officer.sd.tobytes()


def test_one_way_is_exact_at_any_size() -> None:
    sheets = simulate(1000, 10, 15, per_officer=4)
    fit = fit_one_way(sheets.score, sheets.officer)
    assert fit.method == FitMethod.EXACT
    assert fit.reml_deviance is not None
    # Balanced: REML is the analysis of variance.
    means = sheets.score.reshape(-1, 4).mean(axis=1)
    within = sheets.score.reshape(-1, 4).var(axis=1, ddof=1).mean()
    assert fit.residual_variance == pytest.approx(within, rel=1e-6)
    assert fit.officer.variance == pytest.approx(means.var(ddof=1) - within / 4, rel=1e-6)


def test_messages_are_exact_on_a_tree_and_a_bound_on_cycles() -> None:
    for rater, tree in [([0, 1, 1, 2, 2, 3], True), ([0, 1, 1, 2, 2, 0], False)]:
        shared = rating_pairs([0, 0, 1, 1, 2, 2], rater)
        whole = np.zeros((sum(shared.shape),) * 2)
        whole[:3, 3:] = shared.toarray()
        whole += whole.T
        whole += np.diag(whole.sum(axis=1) + np.repeat([1 / 1.5, 1 / 0.8], shared.shape))
        truth = np.diag(np.linalg.inv(whole))
        messages = propagate_messages(shared, 1.5, 0.8)
        bound = 1 / np.concatenate([messages.row_precision, messages.column_precision])
        assert (bound <= truth + 1e-9).all()
        assert (np.abs(bound - truth).max() < 1e-6) == tree


def test_clusters_are_the_units_and_never_too_large() -> None:
    sheets = simulate(25, 20, 24, outside=0.0)
    labels = cluster_levels(rating_pairs(sheets.officer, sheets.rater), 1.3, 0.9)
    assert labels.reshape(25, 20).std(axis=1).max() == 0
    assert len(np.unique(labels)) == 25
    crowd = simulate(1, 500, 300, per_officer=10)
    labels = cluster_levels(rating_pairs(crowd.officer, crowd.rater), 1.3, 0.9)
    assert np.bincount(labels[labels >= 0], minlength=1).max() <= LARGEST_CLUSTER
