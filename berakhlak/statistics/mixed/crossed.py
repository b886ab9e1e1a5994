"""The models of the figures: officers alone, officers crossed with raters, with groups and units.

M1 ``~ 1 + (1|officer)``; M2 adds ``(1|rater)``; M3 adds the rater group as fixed effect and
``(1|unit)``. All by restricted maximum likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.mixed.components import ComponentFit, FittedFactor, fit_components
from berakhlak.statistics.mixed.linkage import rating_pairs
from berakhlak.statistics.mixed.results import Floats, Ints, MixedFit, RandomEffects

Codes = npt.ArrayLike


def fit_one_way(score: npt.ArrayLike, officer: Codes, n_officers: int | None = None) -> MixedFit:
    """Fit officers as random effects to ``score[n]`` with ``officer[n]`` in 0..n_officers-1.

    Exact at any size in time linear in the sheets: the equations are diagonal.
    """
    return _fit(score, {"officer": officer}, {"officer": n_officers}, None)


def fit_crossed(
    score: npt.ArrayLike,
    officer: Codes,
    rater: Codes,
    *,
    n_officers: int | None = None,
    n_raters: int | None = None,
    group: Codes | None = None,
    unit: Codes | None = None,
) -> MixedFit:
    """Fit crossed random officers and raters to ``score[n]``.

    ``officer[n]``, ``rater[n]``: integer codes from 0. ``group[n]``: optional fixed effect in
    treatment contrasts against the lowest code present. ``unit[officers]``: optional random
    effect of the officer's unit. A positive rater BLUP means lenient.
    """
    codes: dict[str, Codes] = {"officer": officer, "rater": rater}
    levels = {"officer": n_officers, "rater": n_raters}
    if unit is not None:
        codes["unit"] = np.asarray(unit, dtype=np.intp)[np.asarray(officer, dtype=np.intp)]
        levels["unit"] = int(np.max(unit, initial=-1)) + 1
    return _fit(score, codes, levels, group)


@dataclass(frozen=True, slots=True)
class _Seen:
    """Codes squeezed to the levels that have sheets: ``levels[k]`` is the caller's code."""

    codes: Ints
    levels: Ints
    size: int


def _seen(codes: Codes, size: int | None) -> _Seen:
    given = np.asarray(codes, dtype=np.intp)
    present = np.bincount(given, minlength=size or 0) > 0
    squeezed: Ints = (np.cumsum(present) - 1)[given]
    return _Seen(squeezed, np.flatnonzero(present), len(present))


def _fit(
    score: npt.ArrayLike,
    codes: dict[str, Codes],
    levels: dict[str, int | None],
    group: Codes | None,
) -> MixedFit:
    scores = np.asarray(score, dtype=float)
    seen = {name: _seen(given, levels[name]) for name, given in codes.items()}
    groups = _seen(np.zeros(len(scores), np.intp) if group is None else group, 1)
    fixed = (groups.codes[:, None] == np.arange(max(1, len(groups.levels)))).astype(float)
    fixed[:, 0] = 1.0
    factors = {name: (factor.codes, len(factor.levels)) for name, factor in seen.items()}
    return _present(fit_components(scores, fixed, factors), seen, groups, fixed)


def _present(fit: ComponentFit, seen: dict[str, _Seen], groups: _Seen, fixed: Floats) -> MixedFit:
    effects = {name: _spread(fit.factors[name], seen[name]) for name in seen}
    adjusted, adjusted_se = _adjusted(fit, seen["officer"], fixed)
    positions = groups.levels.copy()
    positions[:1] = 0
    fixed_effects, fixed_se = np.full((2, groups.size), np.nan)
    if fit.n_obs:
        fixed_effects[positions] = fit.beta
        fixed_se[positions] = np.sqrt(np.diag(fit.beta_cov))
    return MixedFit(
        method=fit.method,
        n_obs=fit.n_obs,
        residual_variance=fit.residual_variance,
        fixed=fixed_effects,
        fixed_se=fixed_se,
        officer=effects["officer"],
        rater=effects.get("rater"),
        unit=effects.get("unit"),
        adjusted=adjusted,
        adjusted_se=adjusted_se,
        reml_deviance=fit.deviance,
        singular=fit.singular,
        converged=fit.converged,
        iterations=fit.evaluations,
    )


def _spread(factor: FittedFactor, seen: _Seen) -> RandomEffects:
    blup, sd = np.full((2, seen.size), np.nan)
    blup[seen.levels], sd[seen.levels] = factor.blup, factor.sd
    return RandomEffects(factor.variance, blup, sd)


def _adjusted(fit: ComponentFit, seen: _Seen, fixed: Floats) -> tuple[Floats, Floats]:
    """Return the level of an average sheet plus the officer's effect, and its standard error."""
    officer = fit.factors["officer"]
    figure, error = np.full((2, seen.size), np.nan)
    if fit.n_obs:
        average = fixed.mean(axis=0)
        lever = average - officer.loadings
        spread = officer.sd**2 + np.einsum("ip,pq,iq->i", lever, fit.beta_cov, lever)
        figure[seen.levels] = average @ fit.beta + officer.blup
        error[seen.levels] = np.sqrt(spread)
    return figure, error


@dataclass(frozen=True, slots=True)
class CrossedGeneralizability:
    """Dependability of an officer's mean over raters in an ill-structured design.

    Putka, Le, McCloy & Diaz (2008), J. Applied Psychology 93, 959-981: ``g_qk`` =
    v_officer / (v_officer + q v_rater + v_residual / k), k the harmonic mean of raters per
    officer; q counts how little officers share raters (1/k if never, 0 if always).
    ``icc_1`` and ``icc_k``: agreement of one rater, and of k raters, as if none were shared.
    """

    k_harmonic: float
    q_multiplier: float
    g_qk: float
    icc_1: float
    icc_k: float


def crossed_generalizability(
    fit: MixedFit, officer: Codes, rater: Codes
) -> CrossedGeneralizability | None:
    """Return the coefficients of a crossed fit on these sheets, None where undefined."""
    pairs = rating_pairs(officer, rater)
    k = np.diff(pairs.indptr).astype(float)
    k = k[k > 0]
    if fit.rater is None or len(k) < 2 or np.isnan(fit.rater.variance + fit.officer.variance):
        return None
    shares = np.repeat(1.0 / k, k.astype(np.intp))
    total = np.bincount(pairs.indices, weights=shares)
    own = np.bincount(pairs.indices, weights=shares**2)
    overlap = float((total**2 - own).sum()) / (len(k) * (len(k) - 1))
    harmonic = len(k) / float((1.0 / k).sum())
    q = 1.0 / harmonic - overlap
    true, severity, residual = fit.officer.variance, fit.rater.variance, fit.residual_variance
    error = severity + residual
    if true + error <= 0:
        return None
    return CrossedGeneralizability(
        k_harmonic=harmonic,
        q_multiplier=q,
        g_qk=true / (true + q * severity + residual / harmonic),
        icc_1=true / (true + error),
        icc_k=true / (true + error / harmonic),
    )
