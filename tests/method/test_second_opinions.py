"""Our figures beside R's on the same kits; `second_opinions.py` remakes what R says."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from berakhlak.statistics.claims.cycle_claims import CycleInference, infer_cycle
from berakhlak.statistics.inference.indices import equal_weight_mean, wilson_interval
from berakhlak.statistics.inference.shrinkage import NormalPosterior
from berakhlak.statistics.inference.verdicts import DifferenceVerdict, decide_verdicts
from berakhlak.statistics.mixed import fit_crossed
from berakhlak.statistics.response_quality import sheet_patterns
from berakhlak.statistics.severity import adjust_for_severity
from berakhlak.statistics.suppression import SuppressedScores, compute_suppressed_scores
from config import ROOT
from tests.method import make_truth
from tests.method.make_truth import GROUPS, KITS, NOISY, NOISY_WORLDS, UNIT_WORLDS, with_second_boss
from tests.method.second_opinions import KEPT, SEED, digest
from tests.method.worlds import CHANGED, LAYOUT, SCULLEN, VALUES, Cycle, Plan, draw_cycle, rules
from tests.statistics.cycles import read_rows

pytestmark = pytest.mark.skipif(bool(CHANGED), reason="R has read cycles of other people")
RULES = rules()
NOISY_KITS = [f"noisy/{name}" for name in NOISY_WORLDS]
UNIT_KITS = ["units/none_10", "units/differ_5", "units/differ_10", "units/differ_30"]


@cache
def cycle_of(kit: str) -> Cycle:
    family, _, name = kit.partition("/")
    if family == "noisy":
        return draw_cycle(SEED, NOISY_WORLDS[name], NOISY)
    if family == "units":
        world, _, size = name.rpartition("_")
        return draw_cycle(SEED, UNIT_WORLDS[world], Plan(sizes=(int(size),)))
    return draw_cycle(SEED, SCULLEN)


@cache
def ours(kit: str) -> tuple[SuppressedScores, CycleInference]:
    cycle = cycle_of(kit)
    sheets = with_second_boss(cycle) if kit == "traps/two_bosses" else cycle.sheets
    safe = compute_suppressed_scores(sheets, RULES, LAYOUT)
    return safe, infer_cycle(safe.figures, safe.releasable_sheets, RULES, LAYOUT)


def table(path: str) -> dict[str, np.ndarray]:
    """Columns of numbers of a table that R wrote; words stay words."""
    rows = read_rows(KEPT / path)
    return {name: np.array([_number(row[name]) for row in rows]) for name in rows[0]}


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def named(path: str) -> dict[str, float]:
    """A table of two columns, by its first."""
    return {
        row[0]: float(row[1]) for row in (list(each.values()) for each in read_rows(KEPT / path))
    }


@pytest.mark.parametrize("kit", ["citizens", "units", "traps"])
def test_r_has_read_the_kits_that_are_made_today(kit: str, tmp_path: Path) -> None:
    KITS[kit](tmp_path / kit, SEED)
    kept = {row["kit"]: row["sha256"] for row in read_rows(KEPT / "r_kits.csv")}
    of_kit = {name: known for name, known in kept.items() if name.partition("/")[0] == kit}
    assert of_kit == {name: digest(tmp_path / name) for name in of_kit}
    assert of_kit


@pytest.mark.parametrize("kit", [*NOISY_KITS, "units/differ_10"])
def test_lme4_parts_officers_from_raters_alike(kit: str) -> None:
    sheets = cycle_of(kit).sheets
    score = sheet_patterns(sheets.answers, RULES).mean
    use = (sheets.group != 0) & ~np.isnan(score)
    cell = sheets.officer * len(GROUPS) + sheets.group
    use &= (
        np.bincount(cell[use], minlength=cell.max() + 1)[cell]
        >= np.array(RULES.min_n)[sheets.group]
    )
    assert sheets.rater is not None
    fit = fit_crossed(
        score[use],
        sheets.officer[use],
        sheets.rater[use],
        n_officers=sheets.n_officers,
        group=sheets.group[use],
        unit=sheets.unit,
    )
    assert fit.rater is not None
    assert fit.unit is not None
    assert sheets.unit is not None
    theirs, adjusted = named(f"{kit}/r_variances.csv"), table(f"{kit}/r_adjusted.csv")
    assert {
        "officer": fit.officer.variance,
        "rater": fit.rater.variance,
        "unit": fit.unit.variance,
        "Residual": fit.residual_variance,
    } == pytest.approx(theirs, rel=1e-3, abs=1e-5)
    figure = fit.adjusted + np.nan_to_num(fit.unit.blup)[sheets.unit]
    assert figure[adjusted["officer"].astype(int)] == pytest.approx(adjusted["adjusted"], abs=1e-4)


@pytest.mark.parametrize("kit", [*NOISY_KITS, "units/differ_10"])
def test_the_adjusted_figure_that_is_printed_is_lme4s_but_for_what_is_withheld(kit: str) -> None:
    """R reads every answer, ours leaves withheld ones out: a few officers' figures move."""
    safe, found = ours(kit)
    adjusted = table(f"{kit}/r_adjusted.csv")
    printed = adjust_for_severity(
        safe.releasable_sheets, safe.figures, RULES, found.overall.perspective
    )
    off = printed.score[adjusted["officer"].astype(int)] - adjusted["adjusted"]
    assert np.abs(off).mean() <= 0.02
    assert np.quantile(np.abs(off), 0.95) <= 0.08


@pytest.mark.parametrize("kit", [*NOISY_KITS, "traps/two_bosses"])
def test_the_reliability_told_lies_between_both_of_lme4(kit: str) -> None:
    """A group's own view of an officer is error in one, true in the other."""
    _, found = ours(kit)
    theirs = named(f"{kit}/r_reliability.csv")
    assert found.overall.dependability is not None
    assert found.overall.components is not None
    told = found.overall.dependability.coefficient
    assert theirs["low"] - 0.02 <= told <= theirs["high"] + 0.05
    assert found.overall.components.officer == pytest.approx(theirs["officer"], rel=0.20)


@pytest.mark.parametrize("kit", NOISY_KITS)
def test_bars_are_made_of_the_variances_that_r_finds(kit: str) -> None:
    """To their rounding where nothing is withheld; where cells are, a hundredth of a step."""
    _, found = ours(kit)
    theirs, pooled = table(f"{kit}/r_bars.csv"), found.values.pooled
    at = (
        np.array([GROUPS.index(name) for name in theirs["group"]]),
        np.array([VALUES.index(name) for name in theirs["value"]]),
    )
    whole = found.values.degrees[at] == theirs["degrees"]
    room = np.where(whole, 6e-5, 0.01)
    assert whole.sum() >= 5
    assert (np.abs(pooled.variance[at] - theirs["variance"]) <= room).all()
    assert (np.abs(pooled.factor[at] - theirs["factor"]) <= room).all()
    assert (np.abs(pooled.centre[at] - theirs["centre"]) <= np.where(whole, 6e-5, 0.02)).all()


@pytest.mark.parametrize("kit", UNIT_KITS)
def test_units_their_errors_and_their_shrinkage_are_those_of_lme4_and_metafor(kit: str) -> None:
    _, found = ours(kit)
    effect, theirs = found.effects[0], table(f"{kit}/r_units.csv")
    shown = ~np.isnan(effect.standard_error)
    assert shown.sum() >= 12
    assert effect.difference[shown] == pytest.approx(theirs["difference"][shown], abs=0.04)
    assert effect.standard_error[shown] == pytest.approx(theirs["standard_error"][shown], rel=0.10)
    assert effect.shrunk[shown] == pytest.approx(theirs["shrunk"][shown], abs=0.04)
    span = named(f"{kit}/r_units_variance.csv")
    # A prior keeps our spread from none, where metafor may find none.
    assert span["low"] <= effect.variance <= max(span["high"], 0.05**2)


@pytest.mark.parametrize("kit", UNIT_KITS)
def test_metafor_would_name_the_same_units(kit: str) -> None:
    _, found = ours(kit)
    theirs, cut = table(f"{kit}/r_units.csv"), found.cutoffs
    posterior = NormalPosterior(theirs["shrunk"], theirs["shrunk_error"])
    would = (
        decide_verdicts(posterior, cut.unit_floor, cut.unit_probability)
        > DifferenceVerdict.UNDECIDED
    )
    shown = ~np.isnan(found.effects[0].standard_error)
    named_ = found.effects[0].verdict > DifferenceVerdict.UNDECIDED
    assert (would != named_)[shown].sum() <= 1
    assert ("differ" in kit) == bool(named_.any())


@pytest.mark.parametrize("m", [5, 8, 15, 40])
def test_shares_of_counters_have_the_interval_that_r_gives(m: int) -> None:
    rows = table(f"citizens/r_shares_{m}.csv")
    told = 0
    for n, k, low, high in zip(
        *(rows[x] for x in ("voices", "pleased", "low", "high")), strict=True
    ):
        found = wilson_interval(int(k), int(n))
        assert (found is None) == (n < 10)
        if found is not None:
            assert (found.low, found.high) == pytest.approx((low, high), abs=2e-6)
            told += 1
    assert told >= 4


def test_an_index_of_counters_has_the_interval_that_r_gives(tmp_path: Path) -> None:
    make_truth.citizens(tmp_path, SEED)
    theirs = table("citizens/r_index.csv")
    for row, m in enumerate(theirs["m"].astype(int).tolist()):
        means = [float(each["mean"]) for each in read_rows(tmp_path / f"counters_{m}.csv")]
        found = equal_weight_mean(np.array(means))
        assert (found is None) == (m < 8)
        if found is not None:
            want = [theirs[name][row] for name in ("figure", "low", "high")]
            assert [found.figure, found.low, found.high] == pytest.approx(want, abs=2e-6)


def test_without_r_the_command_says_what_to_install(tmp_path: Path) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "tests.method.second_opinions"],
        cwd=ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert asked.returncode == 1
    assert "Install R" in asked.stdout
    assert "tests do without" in asked.stdout


def test_the_versions_of_r_that_gave_the_figures_are_kept() -> None:
    assert {row["name"] for row in read_rows(KEPT / "r_versions.csv")} == {"R", "lme4", "metafor"}
