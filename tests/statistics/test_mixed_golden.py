"""The mixed models give the figures that lme4 gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from berakhlak.statistics.mixed import MixedFit, crossed_generalizability, fit_crossed, fit_one_way
from berakhlak.statistics.mixed.components import fit_components
from tests.golden import GOLDEN, PUBLISHED, needs_published
from tests.statistics.mixed_designs import GoldenCycle, codes_of, golden_cycle, read


@pytest.fixture(scope="module")
def cycle() -> GoldenCycle:
    return golden_cycle()


@pytest.fixture(scope="module")
def fits(cycle: GoldenCycle) -> dict[str, MixedFit]:
    sheets, n = cycle.sheets, len(cycle.officers)
    return {
        "M1": fit_one_way(sheets.score, sheets.officer, n),
        "M2": fit_crossed(*sheets.crossed, n_officers=n),
        "M3": fit_crossed(*sheets.crossed, n_officers=n, group=cycle.group, unit=sheets.unit),
    }


def expected(name: str, folder: Path = GOLDEN) -> Any:
    """Return a golden JSON file."""
    return json.loads((folder / name).read_text(encoding="utf-8"))


def expected_model(model: str) -> Any:
    return expected("cycle/expected_reliability_r.json")["lmer"][model]


@pytest.mark.parametrize("model", ["M1", "M2", "M3"])
def test_variances_agree_with_lme4(fits: dict[str, MixedFit], model: str) -> None:
    fit, variance = fits[model], expected_model(model)["variance"]
    got = {"officer_id": fit.officer.variance, "Residual": fit.residual_variance}
    if fit.rater is not None:
        got["rater_id"] = fit.rater.variance
    if fit.unit is not None:
        got["unit"] = fit.unit.variance
    assert got == pytest.approx(variance, rel=1e-3)
    assert fit.converged
    assert not fit.singular


@pytest.mark.parametrize("model", ["M1", "M2", "M3"])
def test_deviance_and_fixed_effects_agree_with_lme4(fits: dict[str, MixedFit], model: str) -> None:
    fit, want = fits[model], expected_model(model)
    assert fit.reml_deviance == pytest.approx(want["reml_deviance"], abs=1e-3)
    assert fit.fixed == pytest.approx(list(want["fixef"].values()), abs=1e-4)
    assert fit.fixed_se == pytest.approx(list(want["fixef_se"].values()), abs=1e-4)


@pytest.mark.parametrize("model", ["M1", "M2", "M3"])
def test_officer_effects_agree_with_lme4(
    cycle: GoldenCycle, fits: dict[str, MixedFit], model: str
) -> None:
    rows = [r for r in read("cycle/expected_lmer_officer_blups.csv") if r["model"] == model]
    at = [cycle.officers.index(row["officer_id"]) for row in rows]
    officer = fits[model].officer
    assert officer.blup[at] == pytest.approx([float(r["blup"]) for r in rows], abs=1e-4)
    assert officer.sd[at] == pytest.approx([float(r["cond_sd"]) for r in rows], abs=1e-4)
    assert np.isfinite(officer.blup).sum() == len(rows)


@pytest.mark.parametrize("model", ["M2", "M3"])
def test_rater_effects_agree_with_lme4(
    cycle: GoldenCycle, fits: dict[str, MixedFit], model: str
) -> None:
    rows = [r for r in read("cycle/expected_lmer_rater_blups.csv") if r["model"] == model]
    at = [cycle.raters.index(row["rater_id"]) for row in rows]
    rater = fits[model].rater
    assert rater is not None
    assert rater.blup[at] == pytest.approx([float(r["blup"]) for r in rows], abs=1e-4)
    assert rater.sd[at] == pytest.approx([float(r["cond_sd"]) for r in rows], abs=1e-4)


def test_generalizability_agrees_with_the_published_formula(
    cycle: GoldenCycle, fits: dict[str, MixedFit]
) -> None:
    want = expected_model("M2")["generalizability"]
    got = crossed_generalizability(fits["M2"], cycle.sheets.officer, cycle.sheets.rater)
    assert got is not None
    assert got.k_harmonic == pytest.approx(want["k_harmonic"], abs=1e-8)
    assert got.q_multiplier == pytest.approx(want["q_multiplier"], abs=1e-8)
    assert got.g_qk == pytest.approx(want["G_qk"], abs=1e-5)
    assert got.icc_1 == pytest.approx(want["icc_agreement_1"], abs=1e-5)
    assert got.icc_k == pytest.approx(want["icc_agreement_kh"], abs=1e-5)


def test_item_level_components_agree_with_lme4(cycle: GoldenCycle) -> None:
    sheets, at = cycle.sheets, cycle.answer_sheet
    factors = {
        "officer_id": codes_squeezed(sheets.officer[at]),
        "rater_id": codes_squeezed(sheets.rater[at]),
        "officer_id:rater_id": codes_squeezed(at),
        "item_id": codes_squeezed(cycle.answer_item),
    }
    fit = fit_components(cycle.answers, np.ones((len(at), 1)), factors)
    want = expected_model("M4_items")
    got = {name: factor.variance for name, factor in fit.factors.items()}
    assert got | {"Residual": fit.residual_variance} == pytest.approx(want["variance"], rel=1e-3)
    assert fit.deviance == pytest.approx(want["reml_deviance"], abs=1e-3)


def codes_squeezed(codes: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.intp], int]:
    """Return codes without gaps and how many there are."""
    distinct, squeezed = np.unique(codes, return_inverse=True)
    return squeezed, len(distinct)


@needs_published
def test_penicillin_agrees_with_lme4() -> None:
    rows, want = read("penicillin.csv", PUBLISHED), expected("penicillin.json", PUBLISHED)
    plates, plate = codes_of([row["plate"] for row in rows])
    samples, sample = codes_of([row["sample"] for row in rows])
    fit = fit_crossed([float(row["diameter"]) for row in rows], plate, sample)
    assert fit.rater is not None
    variances = [fit.officer.variance, fit.rater.variance, fit.residual_variance]
    assert variances == pytest.approx(list(want["variance"].values()), rel=1e-4)
    assert fit.reml_deviance == pytest.approx(want["reml_crit"], abs=1e-6)
    assert fit.fixed[0] == pytest.approx(want["fixef"], abs=1e-8)
    assert fit.fixed_se[0] == pytest.approx(want["fixef_se"], rel=1e-4)
    assert dict(zip(plates, fit.officer.blup, strict=True)) == pytest.approx(
        want["blup"]["plate"], abs=1e-4
    )
    assert dict(zip(samples, fit.rater.blup, strict=True)) == pytest.approx(
        want["blup"]["sample"], abs=1e-4
    )
    assert fit.officer.sd == pytest.approx(want["cond_sd"]["plate"], rel=1e-4)
    assert fit.rater.sd == pytest.approx(want["cond_sd"]["sample"], rel=1e-4)


@needs_published
def test_dyestuff_agrees_with_lme4() -> None:
    rows, want = read("dyestuff.csv", PUBLISHED), expected("dyestuff.json", PUBLISHED)
    batches, batch = codes_of([row["Batch"] for row in rows])
    fit = fit_one_way([float(row["Yield"]) for row in rows], batch)
    assert fit.officer.variance == pytest.approx(want["variance"]["Batch"], rel=1e-4)
    assert fit.residual_variance == pytest.approx(want["variance"]["Residual"], rel=1e-4)
    assert fit.reml_deviance == pytest.approx(want["reml_crit"], abs=1e-6)
    assert fit.fixed_se[0] == pytest.approx(want["fixef_se"], rel=1e-4)
    assert dict(zip(batches, fit.officer.blup, strict=True)) == pytest.approx(
        want["blup"]["Batch"], rel=1e-4
    )
    assert fit.officer.sd == pytest.approx(want["cond_sd"]["Batch"], rel=1e-4)


def test_adjusted_figures_lie_closer_to_the_truth_than_raw_means(
    cycle: GoldenCycle, fits: dict[str, MixedFit]
) -> None:
    truth = {row["officer_id"]: row for row in read("cycle/truth_officers.csv")}
    sheets, seen = cycle.sheets, np.isfinite(fits["M2"].adjusted)
    true = np.array(
        [
            np.mean([float(truth[name][f"true_V{v}"]) for v in range(1, 8)])
            for name in cycle.officers
        ]
    )[seen]
    with np.errstate(invalid="ignore"):  # Officers without sheets have no mean.
        raw = np.bincount(sheets.officer, sheets.score) / np.bincount(sheets.officer)
    adjusted, without = fits["M2"].adjusted[seen], fits["M1"].adjusted[seen]
    assert np.corrcoef(adjusted, true)[0, 1] > np.corrcoef(raw[seen], true)[0, 1] + 0.005
    assert np.std(adjusted - true) < np.std(without - true)
