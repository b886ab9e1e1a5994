"""Mixed models against textbook matrices, and what must not change them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from berakhlak.statistics.mixed import (
    MixedFit,
    adjustable_officers,
    components,
    fit_crossed,
    fit_one_way,
)
from tests.statistics.mixed_designs import Sheets, simulate

seeds = st.integers(0, 10_000)


def small(seed: int, sds: tuple[float, float, float] = (0.5, 0.4, 0.3)) -> Sheets:
    """Two units of eight officers, each rated by six of ten raters."""
    return simulate(2, 8, 10, per_officer=6, outside=0.3, sds=sds, seed=seed)


class Textbook:
    """REML by whole covariance matrices, written down as in any textbook."""

    def __init__(self, sheets: Sheets, fixed: npt.NDArray[np.float64]) -> None:
        raters = np.unique(sheets.rater, return_inverse=True)[1]
        self.z = [np.eye(codes.max() + 1)[codes] for codes in (sheets.officer, raters)]
        self.y, self.x = sheets.score, fixed

    def covariance(self, variances: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return V for variances of officers, raters and residuals."""
        parts = [v * z @ z.T for v, z in zip(variances, self.z, strict=False)]
        return np.asarray(sum(parts) + variances[-1] * np.eye(len(self.y)))

    def deviance(self, variances: npt.NDArray[np.float64]) -> float:
        """Return -2 log restricted likelihood."""
        v = self.covariance(variances)
        inverse = np.linalg.inv(v)
        information = self.x.T @ inverse @ self.x
        residual = self.y - self.x @ np.linalg.solve(information, self.x.T @ inverse @ self.y)
        degrees = len(self.y) - self.x.shape[1]
        logdets = np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1]
        return float(logdets + residual @ inverse @ residual + degrees * np.log(2 * np.pi))

    def effects(
        self, variances: npt.NDArray[np.float64], k: int
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return BLUPs of factor k, their conditional SD, and the SE of level + effect."""
        inverse = np.linalg.inv(self.covariance(variances))
        fixed_cov = np.linalg.inv(self.x.T @ inverse @ self.x)
        beta = fixed_cov @ self.x.T @ inverse @ self.y
        gain = variances[k] * self.z[k].T @ inverse
        given_fixed = variances[k] * (1.0 - np.diag(gain @ self.z[k]))
        lever = self.x.mean(axis=0) - gain @ self.x
        prediction = given_fixed + np.einsum("ip,pq,iq->i", lever, fixed_cov, lever)
        return gain @ (self.y - self.x @ beta), np.sqrt(given_fixed), np.sqrt(prediction)


def variances_of(fit: MixedFit) -> npt.NDArray[np.float64]:
    assert fit.rater is not None
    return np.array([fit.officer.variance, fit.rater.variance, fit.residual_variance])


@settings(max_examples=25)
@given(seeds, st.booleans())
def test_exact_fit_is_the_textbook_one(seed: int, grouped: bool) -> None:
    sheets = small(seed)
    group = np.arange(len(sheets.score)) % 3 if grouped else None
    fit = fit_crossed(*sheets.crossed, group=group)
    fixed = np.ones((len(sheets.score), 1))
    if group is not None:
        fixed = np.column_stack([fixed, group == 1, group == 2]).astype(float)
    book, variances = Textbook(sheets, fixed), variances_of(fit)
    assert fit.reml_deviance == pytest.approx(book.deviance(variances), abs=1e-5)
    blup, sd, error = book.effects(variances, 0)
    assert fit.officer.blup == pytest.approx(blup, abs=1e-6)
    assert fit.officer.sd == pytest.approx(sd, abs=1e-6)
    assert fit.adjusted_se == pytest.approx(error, abs=1e-6)
    blup, sd, _ = book.effects(variances, 1)
    assert fit.rater is not None
    assert fit.rater.blup[np.isfinite(fit.rater.blup)] == pytest.approx(blup, abs=1e-6)
    assert fit.rater.sd[np.isfinite(fit.rater.sd)] == pytest.approx(sd, abs=1e-6)


@pytest.mark.parametrize("sds", [(0.5, 0.4, 0.3), (0.5, 0.0, 0.3), (0.0, 0.4, 0.3), (0.0, 0.0, 1)])
def test_no_other_variances_are_likelier(sds: tuple[float, float, float]) -> None:
    for seed in range(3):
        sheets = small(seed, sds)
        fit = fit_crossed(*sheets.crossed)
        book = Textbook(sheets, np.ones((len(sheets.score), 1)))
        best = minimize(
            book.deviance, np.full(3, 0.1), bounds=[(0, None), (0, None), (1e-6, None)], tol=1e-9
        )
        assert fit.reml_deviance is not None
        assert fit.reml_deviance <= best.fun + 1e-5
        assert fit.singular == bool((variances_of(fit) == 0).any())


@settings(max_examples=25)
@given(seeds, st.sampled_from(["exact", "iterative"]))
def test_order_and_labels_change_nothing(seed: int, way: str) -> None:
    sheets, rng = small(seed), np.random.default_rng(seed)
    raters = int(sheets.rater.max()) + 1
    row = rng.permutation(len(sheets.score))
    officer_name, rater_name = rng.permutation(16), rng.permutation(raters)
    with pytest.MonkeyPatch.context() as patch:
        if way == "iterative":
            patch.setattr(components, "EXACT_LIMIT", 0)
        fit = fit_crossed(*sheets.crossed)
        other = fit_crossed(
            sheets.score[row],
            officer_name[sheets.officer[row]],
            rater_name[sheets.rater[row]],
            n_raters=raters,
        )
    assert fit.method == f"reml_{'exact' if way == 'exact' else 'stochastic'}"
    assert variances_of(other) == pytest.approx(variances_of(fit), rel=1e-5, abs=1e-9)
    assert fit.rater is not None
    assert other.rater is not None
    for mine, theirs, name in [
        (fit.officer, other.officer, officer_name),
        (fit.rater, other.rater, rater_name),
    ]:
        assert theirs.blup[name] == pytest.approx(mine.blup, abs=1e-6, nan_ok=True)
        assert theirs.sd[name] == pytest.approx(mine.sd, abs=1e-6, nan_ok=True)
    may, renamed = (
        adjustable_officers(*s)
        for s in (sheets.crossed[1:], (officer_name[sheets.officer], rater_name[sheets.rater]))
    )
    assert (renamed[1][officer_name] == may[1]).all()


@settings(max_examples=20)
@given(seeds, st.floats(-50, 50), st.floats(0.1, 20))
def test_shifting_and_stretching_scores_shifts_and_stretches_figures(
    seed: int, shift: float, stretch: float
) -> None:
    sheets = small(seed)
    fit = fit_crossed(*sheets.crossed)
    moved = fit_crossed(shift + stretch * sheets.score, sheets.officer, sheets.rater)
    assert moved.adjusted == pytest.approx(shift + stretch * fit.adjusted, rel=1e-5, abs=1e-5)
    assert moved.adjusted_se == pytest.approx(stretch * fit.adjusted_se, rel=1e-4)


def test_without_rater_variance_the_crossed_fit_is_the_one_way_fit() -> None:
    # Officers rated alike by every rater leave nothing to severity.
    rng = np.random.default_rng(5)
    officer, rater = np.divmod(np.arange(20 * 12), 12)
    noise = rng.standard_normal((20, 12))
    noise -= noise.mean(axis=0)
    score = 3.0 + 0.5 * rng.standard_normal(20)[officer] + 0.3 * noise.ravel()
    crossed, plain = fit_crossed(score, officer, rater), fit_one_way(score, officer)
    assert crossed.singular
    assert crossed.rater is not None
    assert crossed.rater.variance == 0.0
    assert (crossed.rater.blup == 0.0).all()
    assert crossed.officer.blup == pytest.approx(plain.officer.blup, abs=1e-8)
    assert crossed.officer.sd == pytest.approx(plain.officer.sd, abs=1e-8)
    assert crossed.adjusted == pytest.approx(plain.adjusted, abs=1e-8)
    assert crossed.reml_deviance == pytest.approx(plain.reml_deviance, abs=1e-6)
