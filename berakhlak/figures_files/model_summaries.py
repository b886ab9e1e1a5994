"""Reliability and mixed models of a cycle as plain data for JSON; None where undefined."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from berakhlak.figures_files.input_files import ExchangedCycle
from berakhlak.figures_files.output_tables import CsvTable, figure_texts
from berakhlak.statistics.figures import CycleScores
from berakhlak.statistics.icc import OneWayAnova
from berakhlak.statistics.mixed import MixedFit, crossed_generalizability, fit_crossed, fit_one_way
from berakhlak.statistics.packed_sheets import Codes, Floats
from berakhlak.statistics.reliability import cycle_alpha, cycle_icc, cycle_omega
from berakhlak.statistics.response_quality import sheet_patterns


def finite_or_none(figure: float | None) -> float | None:
    """The figure, None if it is not a finite number."""
    return None if figure is None or not math.isfinite(figure) else float(figure)


def reliability_summary(cycle: ExchangedCycle, figures: CycleScores) -> dict[str, Any]:
    """ICC, alpha, pooled within variances and the spread of gaps."""
    icc = cycle_icc(cycle.sheets, cycle.rules, cycle.layout)
    alpha = cycle_alpha(cycle.sheets, cycle.rules, cycle.layout)
    return {
        "icc": {name: _icc(found) for name, found in icc.items()},
        "alpha_complete_case": {
            name: {"n": found.n, "alpha": finite_or_none(found.raw)}
            for name, found in alpha.items()
        },
        "pooled_within_variance": _pooled(cycle, figures),
        "half_sd": _half_sd(cycle, figures),
    }


def _icc(found: OneWayAnova) -> dict[str, Any]:
    return {
        "n_targets": found.n_targets,
        "n_obs": found.n_obs,
        "MSB": finite_or_none(found.ms_between),
        "MSW": finite_or_none(found.ms_within),
        "k_mean": finite_or_none(found.k_mean),
        "k0_haggard": finite_or_none(found.k0),
        "icc1_kmean": finite_or_none(found.icc1_k_mean),
        "icc1_k0": finite_or_none(found.icc1_k0),
        "icc2_anova": finite_or_none(found.icc2),
        "F": finite_or_none(found.f),
    }


def _pooled(cycle: ExchangedCycle, figures: CycleScores) -> dict[str, float | None]:
    return {
        f"{cycle.rules.groups[code]}|{name}": finite_or_none(
            figures.norms.pooled_variance[code, value]
        )
        for code in cycle.rules.others
        for value, name in enumerate(cycle.layout.values)
    }


def _half_sd(cycle: ExchangedCycle, figures: CycleScores) -> dict[str, Any]:
    gaps = figures.norms.gaps
    return {
        name: {
            "n": int(gaps.n[value]),
            "mean_gap": float(gaps.mean[value]),
            "sd_gap": float(gaps.sd[value]),
        }
        for value, name in enumerate(cycle.layout.values)
        if gaps.n[value] >= cycle.rules.half_sd_min_officers
    }


class FittedModels:
    """The mixed models M1, M2 and M3 of sheet means about others, fitted once."""

    def __init__(self, cycle: ExchangedCycle) -> None:
        sheets, rules = cycle.sheets, cycle.rules
        if sheets.rater is None:
            raise ValueError("rater: sealed sheets do not know who wrote them")
        forms = sheet_patterns(sheets.answers, rules)
        used = (forms.n_valid > 0) & (sheets.group != rules.self_code)
        self.cycle = cycle
        score: Floats = forms.mean[used]
        self.officer: Codes = sheets.officer[used]
        self.rater: Codes = sheets.rater[used]
        sizes = {"n_officers": sheets.n_officers, "n_raters": sheets.n_raters}
        self.groups = np.unique(sheets.group[used])
        self.fits = {
            "M1": fit_one_way(score, self.officer, sheets.n_officers),
            "M2": fit_crossed(score, self.officer, self.rater, **sizes),
            "M3": fit_crossed(
                score,
                self.officer,
                self.rater,
                group=np.searchsorted(self.groups, sheets.group[used]),
                unit=sheets.unit,
                **sizes,
            ),
        }

    def summary(self) -> dict[str, Any]:
        """Each model's variances, fixed effects and fit; omega of each value beside them."""
        found = {name: self._summary(name, fit) for name, fit in self.fits.items()}
        one = found["M1"]["variance"]
        found["M1"]["icc1_reml"] = _share(one["officer_id"], one["Residual"])
        found["M2"]["generalizability"] = self._generalizability()
        omegas = cycle_omega(self.cycle.sheets, self.cycle.rules, self.cycle.layout)
        omega = {name: finite_or_none(figure) for name, figure in omegas.items()}
        return found | {"omega_total_1factor": omega}

    def _summary(self, name: str, fit: MixedFit) -> dict[str, Any]:
        effects = {"rater_id": fit.rater, "officer_id": fit.officer, "unit": fit.unit}
        present = {key: effect for key, effect in effects.items() if effect is not None}
        terms = self._terms() if name == "M3" else ["(Intercept)"]
        return {
            "formula": FORMULAS[name],
            "n_obs": fit.n_obs,
            "n_groups": {
                key: int((~np.isnan(effect.blup)).sum()) for key, effect in present.items()
            },
            "variance": {key: finite_or_none(effect.variance) for key, effect in present.items()}
            | {"Residual": finite_or_none(fit.residual_variance)},
            "fixef": _named(terms, fit.fixed),
            "fixef_se": _named(terms, fit.fixed_se),
            "reml_deviance": finite_or_none(fit.reml_deviance),
            "singular": fit.singular,
            "converged": fit.converged,
            "method": str(fit.method),
        }

    def _terms(self) -> list[str]:
        names = [self.cycle.rules.groups[code] for code in self.groups.tolist()]
        return ["(Intercept)", *(f"group{name}" for name in names[1:])]

    def _generalizability(self) -> dict[str, Any] | None:
        found = crossed_generalizability(self.fits["M2"], self.officer, self.rater)
        if found is None:
            return None
        return {
            "k_harmonic": found.k_harmonic,
            "q_multiplier": found.q_multiplier,
            "G_qk": found.g_qk,
            "icc_agreement_1": found.icc_1,
            "icc_agreement_kh": found.icc_k,
        }

    def officer_table(self) -> CsvTable:
        """BLUPs of officers, model by model, officers in the order of their ids' file."""
        return self._table("officer", ("M1", "M2", "M3"), self.cycle.officers)

    def rater_table(self) -> CsvTable:
        """BLUPs of raters, + is lenient."""
        return self._table("rater", ("M2", "M3"), self.cycle.raters)

    def _table(self, kind: str, models: tuple[str, ...], names: tuple[str, ...]) -> CsvTable:
        columns: dict[str, list[str]] = {"model": [], f"{kind}_id": [], "blup": [], "cond_sd": []}
        for model in models:
            effect = getattr(self.fits[model], kind)
            rows = np.flatnonzero(~np.isnan(effect.blup))
            parts = (
                [model] * len(rows),
                [names[code] for code in rows.tolist()],
                figure_texts(effect.blup[rows]),
                figure_texts(effect.sd[rows]),
            )
            for column, part in zip(columns.values(), parts, strict=True):
                column.extend(part)
        return CsvTable(f"{kind}_blups.csv", columns)


FORMULAS = {
    "M1": "score~1+(1|officer_id)",
    "M2": "score~1+(1|officer_id)+(1|rater_id)",
    "M3": "score~group+(1|unit)+(1|officer_id)+(1|rater_id)",
}


def _named(terms: list[str], figures: Floats) -> dict[str, float | None]:
    return {
        term: finite_or_none(figure) for term, figure in zip(terms, figures.tolist(), strict=False)
    }


def _share(part: float | None, rest: float | None) -> float | None:
    return part / (part + rest) if part is not None and rest is not None and part + rest else None
