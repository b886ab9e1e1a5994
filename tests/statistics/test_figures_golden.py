"""The figures command gives every reference figure."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from berakhlak.cli.figures import figures_command
from tests.golden import GOLDEN
from tests.statistics.cycles import read_json, read_rows

TABLES = ["cells", "officer_values", "officers", "items", "agreement", "units", "forms", "raters"]
EXACT = {"status", "groups_used", "category_fixed", "category_half_sd", "johari", "group", "scope"}


@pytest.fixture(scope="module", params=["tiny", "cycle"])
def computed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    out = tmp_path_factory.mktemp("figures") / "out"
    source = GOLDEN / request.param
    answer = CliRunner().invoke(figures_command, [str(source), str(out)], catch_exceptions=False)
    assert answer.exit_code == 0
    return source, out


def near(expected: str, found: str, column: str) -> bool:
    if expected == found:
        return True
    if column in EXACT or column.endswith("_id") or "" in (expected, found):
        return False
    return abs(float(expected) - float(found)) <= 1e-6


@pytest.mark.parametrize("table", TABLES)
def test_every_row_and_figure_of_the_reference_is_reproduced(computed: Any, table: str) -> None:
    source, out = computed
    expected, found = read_rows(source / f"expected_{table}.csv"), read_rows(out / f"{table}.csv")

    assert list(found[0]) == list(expected[0])
    assert len(found) == len(expected)
    wrong = [
        (row, column)
        for row, other in zip(expected, found, strict=True)
        for column in row
        if not near(row[column], other[column], column)
    ]
    assert wrong == []


def test_reliability_is_reproduced(computed: Any) -> None:
    source, out = computed
    expected = read_json(source / "expected_reliability_plain.json")

    assert read_json(out / "reliability.json") == _approximately(expected, 1e-8)


def test_omega_and_mixed_models_are_reproduced(computed: Any) -> None:
    source, out = computed
    if not (source / "expected_reliability_r.json").exists():
        pytest.skip("this cycle has no reference fits")
    expected = read_json(source / "expected_reliability_r.json")
    found = read_json(out / "models.json")

    omega = {name: part["omega_total_1factor_minres"] for name, part in expected["psych"].items()}
    assert found["omega_total_1factor"] == pytest.approx(omega, abs=1e-5)
    for model in ("M1", "M2", "M3"):
        reference, fit = expected["lmer"][model], found[model]
        assert fit["n_groups"] == reference["n_groups"]
        assert fit["variance"] == pytest.approx(reference["variance"], rel=1e-3)
        assert fit["fixef"] == pytest.approx(reference["fixef"], abs=1e-4)
        assert fit["reml_deviance"] == pytest.approx(reference["reml_deviance"], abs=1e-3)
    assert found["M2"]["generalizability"] == pytest.approx(
        expected["lmer"]["M2"]["generalizability"], rel=1e-3
    )


@pytest.mark.parametrize("kind", ["officer", "rater"])
def test_blups_are_reproduced_row_by_row(computed: Any, kind: str) -> None:
    source, out = computed
    if not (source / f"expected_lmer_{kind}_blups.csv").exists():
        pytest.skip("this cycle has no reference fits")
    expected = read_rows(source / f"expected_lmer_{kind}_blups.csv")
    found = read_rows(out / f"{kind}_blups.csv")

    def names(rows: list[dict[str, str]]) -> list[tuple[str, str]]:
        return [(row["model"], row[f"{kind}_id"]) for row in rows]

    assert names(found) == names(expected)
    for row, other in zip(expected, found, strict=True):
        assert float(other["blup"]) == pytest.approx(float(row["blup"]), abs=1e-4)
        assert float(other["cond_sd"]) == pytest.approx(float(row["cond_sd"]), abs=1e-4)


def test_rules_may_lie_in_the_folder_itself(tmp_path: Path) -> None:
    for name in ("ratings.csv", "items.csv", "officers.csv"):
        shutil.copy(GOLDEN / "tiny" / name, tmp_path / name)
    shutil.copy(GOLDEN / "config.json", tmp_path / "config.json")

    answer = CliRunner().invoke(figures_command, [str(tmp_path), str(tmp_path / "out")])

    assert answer.exit_code == 0
    assert len(read_rows(tmp_path / "out" / "cells.csv")) == 20


def _approximately(expected: Any, tolerance: float) -> Any:
    if isinstance(expected, dict):
        return {key: _approximately(part, tolerance) for key, part in expected.items()}
    if isinstance(expected, float):
        return pytest.approx(expected, abs=tolerance, rel=tolerance)
    return expected
