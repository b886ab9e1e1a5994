"""Kits are written with what the rules make of them, and no trap leads to a false word."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from berakhlak.statistics.claims.cycle_claims import CycleInference
from berakhlak.statistics.inference.centring import mean_of_available
from berakhlak.statistics.inference.indices import equal_weight_mean, wilson_interval
from berakhlak.statistics.inference.verdicts import DifferenceVerdict
from tests.method.expectations import GROUPS, inferred
from tests.method.make_truth import (
    CLASSES,
    KITS,
    all_fives,
    index_of,
    with_citizens_of_one,
    with_second_boss,
)
from tests.method.test_rules_2 import said_falsely, true_contrasts
from tests.method.worlds import (
    BOSS,
    CITIZEN,
    NEW_WEIGHTS,
    PEER,
    SCULLEN,
    SELF,
    WORLDS,
    Cycle,
    Plan,
    draw_cycle,
    seeds,
    true_composites,
)
from tests.statistics.cycles import read_rows

SAID = ("gap", "place")
COUNTED = ("values_told", "groups_told")


@cache
def kit(name: str, where: Path) -> Path:
    KITS[name](where / name, 1)
    return where / name


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kits")


@pytest.mark.parametrize("name", ["null", "pairs", "units", "traps"])
def test_every_cycle_of_a_kit_has_what_the_rules_make_of_it(name: str, folder: Path) -> None:
    for sheets in kit(name, folder).rglob("sheets.csv"):
        officers = {row["officer"] for row in read_rows(sheets)}
        expected = read_rows(sheets.with_name("expected.csv"))
        assert officers <= {row["officer"] for row in expected}
        assert any(row["overall"] for row in expected)
        assert read_rows(sheets.with_name("units.csv"))


def test_where_nobody_differs_hardly_anything_is_said_of_anybody(folder: Path) -> None:
    rows = read_rows(kit("null", folder) / "expected.csv")
    told = [row for row in rows if any(row[name] in ("higher", "lower") for name in SAID)]
    counted = [row for row in rows if any(int(row[name]) for name in COUNTED)]
    # Of one cycle; over many cycles `test_rules_2.py` holds .03.
    assert len(told) <= 0.05 * len(rows)
    assert len(counted) <= 0.03 * len(rows)
    units = read_rows(kit("null", folder) / "units.csv")
    assert all(row["said"] == "undecided" and row["values_named"] == "0" for row in units)


def test_an_expected_error_of_a_unit_is_the_weighted_sum_over_its_sheets(folder: Path) -> None:
    """Of units that do not differ: differences are about as large as their errors say."""
    off = [
        float(row["difference"]) / float(row["standard_error"])
        for path in kit("units", folder).glob("none*/units.csv")
        for row in read_rows(path)
        if row["standard_error"]
    ]
    assert len(off) > 80
    assert 0.7 <= np.std(off) <= 1.2  # Of about sixty different units.


def test_change_beyond_the_expected_is_not_said_of_who_did_not_rise(folder: Path) -> None:
    for path in kit("pairs", folder).glob("*/change.csv"):
        rows = [row for row in read_rows(path) if row["beyond"]]
        still = [row for row in rows if row["rose"] == "0"]
        assert sum(row["said"] in ("higher", "lower") for row in still) <= 0.05 * len(still)
        assert {row["said"] for row in rows} <= {"higher", "lower", "undecided"}
        rose = np.mean([float(row["beyond"]) for row in rows if row["rose"] == "1"])
        assert rose - np.mean([float(row["beyond"]) for row in still]) > 0.15


def indices(m: int, answering: str, times: int = 600) -> list[tuple[object, ...]]:
    rng = np.random.default_rng(m)
    return [index_of(rng, m, answering) for _ in range(times)]


@pytest.mark.parametrize("m", [8, 15, 40])
def test_an_index_of_voices_drawn_by_chance_holds_the_truth(m: int) -> None:
    rows = indices(m, "random")
    inside = [low <= true <= high for *_, true, _f, low, high, _c in rows]  # type: ignore[operator]
    assert 0.93 <= np.mean(inside) <= 0.97


@pytest.mark.parametrize("m", [8, 15, 40])
@pytest.mark.parametrize("answering", ["extremes", "pleased"])
def test_voices_that_came_by_themselves_are_no_sample_however_many(m: int, answering: str) -> None:
    rows = indices(m, answering, 200)
    assert {row[2] for row in rows} == {"no"}
    inside = [low <= true <= high for *_, true, _f, low, high, _c in rows]  # type: ignore[operator]
    assert np.mean(inside) < 0.7


@pytest.mark.parametrize("m", [8, 15, 40])
def test_a_printed_class_is_hardly_ever_another_than_the_true_one(m: int) -> None:
    rows = indices(m, "random")
    bounds = sorted((low, name) for name, low in CLASSES.items())
    at = 25 + 75 * (float(str(rows[0][3])) - 1) / 4
    true = [name for low, name in bounds if low <= at][-1]
    assert np.mean([row[-1] not in ("", true) for row in rows]) <= 0.05
    assert np.mean([row[-1] == true for row in rows]) >= 0.3


def test_neither_index_nor_share_is_told_of_few() -> None:
    assert all(equal_weight_mean(np.linspace(3, 5, m)) is None for m in range(8))
    assert equal_weight_mean(np.linspace(3, 5, 8)) is not None
    assert all(wilson_interval(n, n) is None for n in range(10))
    assert wilson_interval(10, 10) is not None


def words_of(found: CycleInference) -> dict[str, int]:
    """How often each kind of thing is said."""
    codes = {
        "gap": found.overall.gap.verdict,
        "place": found.overall.place,
        "values": found.gaps.verdict,
        "behaviours": found.contrast_statements.verdict,
        "units": np.concatenate([effect.verdict for effect in found.effects]),
    }
    said = {name: int((code > DifferenceVerdict.UNDECIDED).sum()) for name, code in codes.items()}
    return {**said, "groups": int((found.groups.column >= 0).sum())}


@pytest.mark.parametrize("officers", [2, 5, 9])
def test_of_very_few_officers_nobody_is_placed_and_no_behaviour_or_unit_named(
    officers: int,
) -> None:
    """A gap and two groups rest on the officer's own raters, and may be told where true."""
    false = []
    for seed in seeds(8):
        cycle = draw_cycle(seed, SCULLEN, Plan(n_units=1, sizes=(officers,), with_citizens=0))
        found = inferred(cycle.sheets)
        said = words_of(found)
        assert (said["place"], said["behaviours"], said["units"]) == (0, 0, 0)
        assert officers > 2 or found.overall.dependability is None
        truth = cycle.values[:, SELF] - true_composites(
            cycle.values, NEW_WEIGHTS, found.values.shown
        )
        overall = found.overall.gap.verdict[:, 0]
        false.append(said_falsely(overall, mean_of_available(truth), found.cutoffs.gap_floor))
    assert np.concatenate(false).mean() <= 0.05


@pytest.mark.parametrize("name", ["scullen", "ceil", "null"])
@pytest.mark.parametrize("units", [2, 4], ids=["12_officers", "24_officers"])
def test_of_few_officers_hardly_any_behaviour_is_called_low_or_high_falsely(
    name: str, units: int
) -> None:
    false = []
    for seed in seeds(20):
        cycle = draw_cycle(seed, WORLDS[name], Plan(n_units=units, sizes=(6,)))
        found = inferred(cycle.sheets)
        verdict, floor = found.contrast_statements.verdict, found.cutoffs.behaviour_floor
        false.append(said_falsely(verdict, true_contrasts(cycle, found), floor).any(axis=1))
    assert np.concatenate(false).mean() <= 0.05


def test_where_all_answers_are_the_highest_nothing_is_said_and_no_bar_is_a_point() -> None:
    found = inferred(all_fives(a_cycle().sheets))
    assert not any(words_of(found).values())
    assert found.overall.dependability is not None
    assert found.overall.dependability.coefficient == 0
    bars = found.values.half[found.values.shown & (found.values.n >= 3)]
    bars = bars[~np.isnan(bars)]
    assert len(bars) > 100
    assert (bars > 0).all()
    assert (found.overall.error[~np.isnan(found.overall.composite)] > 0).all()


def test_an_officer_with_two_bosses_changes_nobody_elses_error_by_much() -> None:
    cycle = a_cycle()
    before, after = inferred(cycle.sheets), inferred(with_second_boss(cycle))
    twice = int(cycle.sheets.officer[np.flatnonzero(cycle.sheets.group == BOSS)[0]])
    others = np.arange(cycle.design.n_officers) != twice
    known = others & ~np.isnan(before.overall.error)
    ratio = np.sqrt(after.overall.error[known] / before.overall.error[known])
    assert np.abs(ratio - 1).max() < 0.05
    assert after.overall.error[twice] < before.overall.error[twice]


def test_citizens_of_one_officer_give_no_pool_no_index_and_no_bar() -> None:
    sheets = with_citizens_of_one(a_cycle().sheets)
    found = inferred(sheets)
    seen = found.values.shown[:, CITIZEN].any(axis=1)
    assert seen.sum() == 1
    assert np.isnan(found.values.pooled.variance[CITIZEN]).all()
    assert np.isnan(found.values.half[:, CITIZEN]).all()
    assert (found.values.shifts[CITIZEN] == 0).all()
    # Its error takes the pool of all groups, never one officer's own spread.
    of_pool = found.value_variance[CITIZEN]
    assert (of_pool[~np.isnan(of_pool)] > 0.1).all()
    assert np.isfinite(found.overall.error[seen]).all()


@cache
def a_cycle() -> Cycle:
    return draw_cycle(1, SCULLEN)


def test_two_officers_by_hand() -> None:
    """The first officer's overall figure, step by step, from the cells and the groups' habits."""
    found = inferred(a_cycle().sheets)
    table, weights = found.values, np.array(NEW_WEIGHTS)
    for officer in (0, 1):
        by_value = []
        for value in range(table.mean.shape[2]):
            total = weight = 0.0
            for group in range(1, len(GROUPS)):
                if table.shown[officer, group, value]:
                    cell = table.mean[officer, group, value] - table.shifts[group, value]
                    total += weights[group] * cell
                    weight += weights[group]
            by_value.append(total / weight)
        assert found.overall.composite[officer] == pytest.approx(sum(by_value) / len(by_value))
    n, mean = table.n[0, PEER, 0], table.mean[0, PEER, 0]
    pooled = table.pooled
    drawn = (n * mean + 2 * pooled.centre[PEER, 0]) / (n + 2)
    spread = max(pooled.variance[PEER, 0], pooled.factor[PEER, 0] * (drawn - 1) * (5 - drawn))
    assert table.half[0, PEER, 0] == pytest.approx(1.959964 * (spread / n) ** 0.5, rel=1e-6)
