"""Functions of the engine give the published figures of other people's data."""

from __future__ import annotations

import numpy as np
import pytest

from berakhlak.figures_files.rules_file import rules_from_config
from berakhlak.statistics.agreement import (
    RaterDispersion,
    answer_histograms,
    r_star_wg_j,
    r_wg,
    r_wg_j,
    value_agreement,
)
from berakhlak.statistics.icc import one_way_anova
from berakhlak.statistics.packed_sheets import Floats, ItemColumns, PackedSheets
from berakhlak.statistics.reliability import (
    correlation_matrix,
    cronbach_alpha,
    one_factor_loadings,
    one_factor_omega,
)
from berakhlak.statistics.rules import ItemLayout, ScoringRules
from tests.golden import PUBLISHED, needs_published
from tests.statistics.cycles import read_json, read_rows

pytestmark = needs_published


def table(name: str, *columns: str) -> Floats:
    """Columns of a file as floats, all of them by default; NA or empty is NaN."""
    rows = read_rows(PUBLISHED / name)
    chosen = columns or tuple(rows[0])
    cells = [[row[column] for column in chosen] for row in rows]
    return np.array([[float(x) if x not in ("", "NA") else np.nan for x in row] for row in cells])


def peers(
    groups: list[str], items: Floats
) -> tuple[ItemColumns, ScoringRules, ItemLayout, list[str]]:
    """Rows as peers of an officer each group, over one value of all items."""
    names = list(dict.fromkeys(groups))
    sheets = PackedSheets(
        answers=np.nan_to_num(items).astype(np.uint8),
        officer=np.array([names.index(group) for group in groups]),
        group=np.full(len(groups), 2),
        n_officers=len(names),
    )
    layout = ItemLayout.from_items([(f"I{i}", "V", True) for i in range(items.shape[1])])
    return ItemColumns.from_sheets(sheets, ScoringRules()), ScoringRules(), layout, names


def test_one_way_analysis_agrees_with_shrout_and_fleiss() -> None:
    ratings = table("shrout_fleiss_1979.csv", "J1", "J2", "J3", "J4")
    expected = read_json(PUBLISHED / "shrout_fleiss_1979.json")["psych_ICC"]

    found = one_way_anova(ratings.ravel(), np.repeat(np.arange(len(ratings)), 4))

    assert found.icc1_k0 == pytest.approx(expected["ICC1"], abs=1e-8)
    assert found.icc1_k_mean == pytest.approx(expected["ICC1"], abs=1e-8)
    assert found.icc2 == pytest.approx(expected["ICC1k"], abs=1e-8)


def test_alpha_of_the_attitude_survey() -> None:
    expected = read_json(PUBLISHED / "attitude.json")
    answers = table("attitude.csv", *expected["alpha_if_dropped"])

    found = cronbach_alpha(answers)

    assert found.raw == pytest.approx(expected["raw_alpha"], abs=1e-8)
    assert found.standardised == pytest.approx(expected["std_alpha"], abs=1e-8)
    assert found.average_r == pytest.approx(expected["average_r"], abs=1e-8)


def test_alpha_and_omega_of_agreeableness() -> None:
    expected = read_json(PUBLISHED / "bfi_agreeableness.json")
    answers = table("bfi_agreeableness.csv")
    if np.nanmean(answers[:, 0]) < 3.5:  # The first item is worded the other way round.
        answers[:, 0] = 7 - answers[:, 0]
    complete = answers[~np.isnan(answers).any(axis=1)]

    found = cronbach_alpha(answers)
    loadings = one_factor_loadings(correlation_matrix(np.cov(complete, rowvar=False)))

    assert found.n == expected["n_complete"]
    assert found.raw == pytest.approx(expected["raw_alpha_complete"], abs=1e-8)
    assert found.standardised == pytest.approx(expected["std_alpha_complete"], abs=1e-8)
    reference = list(expected["minres_loadings_complete"].values())
    assert loadings == pytest.approx(reference, abs=1e-5)
    assert one_factor_omega(loadings) == pytest.approx(expected["omega_total_1factor"], abs=1e-5)


def test_agreement_of_ninety_nine_army_companies() -> None:
    rows = read_rows(PUBLISHED / "bhr2000.csv")
    items = table("bhr2000.csv", *[name for name in rows[0] if name not in ("GRP", "HRS")])
    columns, rules, layout, names = peers([row["GRP"] for row in rows], items)

    found = value_agreement(columns, rules, layout)
    single = RaterDispersion.from_histograms(
        answer_histograms(columns, columns.answers[0], rules)[:, 2]
    )

    figures = {
        "gsize": found.n_complete[:, 0, 0],
        "rwgj_uniform": found.r_wg_j(2.0)[:, 0, 0],
        "rwgj_slight": found.r_wg_j(1.34)[:, 0, 0],
        "r_star_lindell": found.r_star(2.0)[:, 0, 0],
        "adm_j": found.ad_mean[:, 0, 0],
        "admd_j": found.ad_median[:, 0, 0],
        "rwg_AF06": r_wg(single.variance, 2.0),
        "adm_AF06": single.ad_mean,
    }
    expected = {row["GRP"]: row for row in read_rows(PUBLISHED / "bhr2000_expected_groups.csv")}
    for name, figure in figures.items():
        reference = [float(expected[group][name]) for group in names]
        assert figure == pytest.approx(reference, abs=1e-8), name


def test_means_and_icc_of_the_army_companies() -> None:
    expected = read_json(PUBLISHED / "bhr2000.json")
    rows = read_rows(PUBLISHED / "bhr2000.csv")
    hours = np.array([float(row["HRS"]) for row in rows])

    found = one_way_anova(hours, np.array([int(row["GRP"]) for row in rows]))

    assert found.ms_between == pytest.approx(expected["MSB"], abs=1e-6)
    assert found.ms_within == pytest.approx(expected["MSW"], abs=1e-6)
    assert found.icc1_k_mean == pytest.approx(expected["ICC1_HRS_anova"], abs=1e-8)
    assert found.icc2 == pytest.approx(expected["ICC2_HRS_anova"], abs=1e-8)


def test_agreement_with_gaps_and_more_disagreement_than_chance() -> None:
    rows = read_rows(PUBLISHED / "cohesion.csv")
    groups = [f"{row['UNIT']}.{row['PLATOON']}" for row in rows]
    items = table("cohesion.csv", *[name for name in rows[0] if name.startswith("COH")])
    columns, rules, layout, names = peers(groups, items)

    found = value_agreement(columns, rules, layout)

    expected = {row["group"]: row for row in read_rows(PUBLISHED / "cohesion_expected_rwgj.csv")}
    for officer, name in enumerate(names):
        assert found.n_complete[officer, 0, 0] == int(expected[name]["n"])
        figure = found.r_wg_j(2.0)[officer, 0, 0]
        assert figure == pytest.approx(float(expected[name]["rwgj_uniform"]), abs=1e-8)
    for row in read_rows(PUBLISHED / "cohesion_expected.csv"):
        answers = columns.answers[int(row["item"][-1]) - 1]
        single = RaterDispersion.from_histograms(answer_histograms(columns, answers, rules)[:, 2])
        officer = names.index(row["group"])
        assert single.n[officer] == int(row["n"])
        assert r_wg(single.variance, 2.0)[officer] == pytest.approx(float(row["rwg"]), abs=1e-8)


def test_null_variances_are_those_of_their_distributions() -> None:
    expected = read_json(PUBLISHED / "null_variances.json")
    steps = np.arange(1, 6)

    for name, shares in expected["proportions"].items():
        mean = np.dot(shares, steps)
        variance = np.dot(shares, (steps - mean) ** 2)
        assert ScoringRules().null(name) == pytest.approx(variance, abs=0.006), name
        assert ScoringRules().null(name) == expected["variance"][name]
    for count, variance in expected["A_to_uniform"].items():
        config = {"scale": [1, int(count)], "groups": ["peer"], "weights": {}, "min_n": {"peer": 3}}
        assert rules_from_config(config).null("uniform") == pytest.approx(variance)


def test_agreement_indices_by_hand() -> None:
    assert r_wg_j(np.array([5 / 9]), 2.0, 3)[0] == pytest.approx(0.886364, abs=1e-6)
    assert r_wg_j(np.array([2.5]), 2.0, 3)[0] == 0
    assert r_star_wg_j(np.array([2.5]), 2.0)[0] == pytest.approx(-0.25)
    assert r_wg(np.array([2.5]), 2.0, truncated=False)[0] == pytest.approx(-0.25)
