"""Every number of docs/method.md is what the product's functions give; what it says of simulated
cycles is measured again in `tests/method/test_method_page.py`."""

from __future__ import annotations

import math
import re
from dataclasses import asdict
from functools import cache

import numpy as np
import pytest

from berakhlak.cycles.policy import Policy
from berakhlak.statistics.inference.centring import centred_composites
from berakhlak.statistics.inference.cutoffs import StatementCutoffs
from berakhlak.statistics.inference.generalizability import (
    SCULLEN_COMPONENTS,
    VarianceComponents,
    d_study,
    estimate_dependability,
)
from berakhlak.statistics.inference.indices import wilson_interval
from berakhlak.statistics.inference.pooling import PooledVariances, bar_half_widths
from berakhlak.statistics.inference.regressed_change import EarlierPopulation, change_of_person
from berakhlak.statistics.inference.shrinkage import NormalPosterior, shrink_to_centre
from berakhlak.statistics.inference.verdicts import clearest_differences
from config import ROOT

PAGE = ROOT / "docs" / "method.md"
CUT = StatementCutoffs()
Rows = list[tuple[str, str, str]]


def rows() -> Rows:
    """(working, result, reference) of every row that refers to something."""
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 6 and re.fullmatch(r"`[a-z_0-9 ]+`", cells[4]):
            found.append((cells[2], cells[3], cells[4].strip("`")))
    return found


def first(array: np.ndarray) -> float:
    return float(np.ravel(array)[0])


def of(*numbers: float) -> np.ndarray:
    return np.array(numbers, float)


@cache
def bar() -> float:
    pooled = PooledVariances(*(np.array([[x]]) for x in (0.36, 0.24, 4.1)))
    cell = np.array([[[5.0]]]), np.array([[[4.4]]])
    return first(bar_half_widths(*cell, pooled, (1, 5), z=CUT.z, least=3, pull=CUT.centre_pull))


def composite() -> float:
    mean = np.array([[[4.0], [4.2]]])
    shown, shifts = np.ones(mean.shape, bool), np.array([[-0.15], [0.10]])
    return first(centred_composites(mean, shown, of(0.20, 0.35), shifts, (1, 5)))


ALIKE = VarianceComponents(officer=0.032, perspective=0.016, rater=(), officer_error=0.00008)


@cache
def reliability() -> tuple[float, float]:
    figures = np.array([-1.0, 0.0, 1.0]) * math.sqrt(0.11)
    found = estimate_dependability(figures, np.full(3, 0.06), 0.04, ALIKE.certainty)
    assert found is not None
    return found.variance, found.coefficient


def foretold(*weights: float) -> float:
    found = d_study(SCULLEN_COMPONENTS, (0, *weights), (0, 1, 5, 0, 0))
    assert found is not None
    return found.coefficient


def likely(posterior: NormalPosterior, floor: float, side: int) -> float:
    return first(posterior.beyond(floor)[0 if side > 0 else 1])


GAP = shrink_to_centre(of(0.60), of(0.18), 0.35, 0.06)
BEHAVIOUR = shrink_to_centre(of(-0.90), of(0.08), -0.10, 0.016)
UNIT = shrink_to_centre(of(0.31), of(0.0081), 0.0, 0.04)
CHANGE = change_of_person(
    of(3.40), of(3.90), of(0.05), of(0.05), EarlierPopulation(4.10, 0.06, 0.05), z=CUT.change_z
)


def examples() -> dict[str, float]:
    half = bar()
    told = wilson_interval(27, 30)
    assert told is not None
    return {
        "composite": composite(),
        "bar drawn": (5 * 4.4 + CUT.centre_pull * 4.1) / (5 + CUT.centre_pull),
        "bar variance": 5 * (half / CUT.z) ** 2,
        "bar half": half,
        "reliability certain": ALIKE.certainty,
        "reliability true": reliability()[0],
        "reliability share": reliability()[1],
        "weight heavy": 0.35 / 0.60,
        "weight light": 0.20 / 0.55,
        "foretold heavy": foretold(0.35, 0.25, 0.25, 0.15),
        "foretold light": foretold(0.20, 0.35, 0.30, 0.15),
        "gap mean": first(GAP.mean),
        "gap sd": first(GAP.sd),
        "gap probability": likely(GAP, CUT.gap_floor, 1),
        "behaviour mean": first(BEHAVIOUR.mean),
        "behaviour probability": likely(BEHAVIOUR, CUT.behaviour_floor, -1),
        "unit mean": first(UNIT.mean),
        "unit sd": first(UNIT.sd),
        "unit probability": likely(UNIT, CUT.unit_floor, 1),
        "change share": 0.06 / 0.11,
        "change expected": 3.90 - first(CHANGE.beyond),
        "change beyond": first(CHANGE.beyond),
        "change limit": CUT.change_z * first(CHANGE.standard_error),
        "wilson share": told.figure,
        "wilson low": told.low,
        "wilson high": told.high,
        **{f"cutoffs {name}": value for name, value in asdict(CUT).items()},
    }


KNOWN = examples()
OF_FUNCTIONS = [row for row in rows() if row[2] in KNOWN]
WORKED = [row for row in rows() if re.fullmatch(r"(?=.*[×−+/])[\d.×−√+/() ]+", row[0])]


@pytest.mark.parametrize(("_working", "shown", "reference"), OF_FUNCTIONS)
def test_a_number_on_the_page_is_the_functions(_working: str, shown: str, reference: str) -> None:
    decimals = len(shown.partition(".")[2])
    assert KNOWN[reference] == pytest.approx(float(shown), abs=0.5 * 10**-decimals + 5e-7)


@pytest.mark.parametrize(("working", "shown", "_reference"), WORKED)
def test_a_working_on_the_page_leads_to_its_result(
    working: str, shown: str, _reference: str
) -> None:
    text = working.replace("×", "*").replace("−", "-").replace("√", "sqrt")
    found = eval(text, {"__builtins__": {}, "sqrt": math.sqrt})  # noqa: S307
    assert found == pytest.approx(float(shown), abs=5e-6)


def test_the_page_refers_only_to_what_is_computed() -> None:
    others = {reference for _w, _s, reference in rows()} - KNOWN.keys()
    assert all(each.startswith(("measured ", "groups ")) for each in others)
    assert len(OF_FUNCTIONS) > 30
    assert len(WORKED) > 20


def test_two_groups_are_told_apart_as_the_page_says() -> None:
    def told(difference: float) -> bool:
        table, n = np.full((1, 2, 6), 3.0), np.zeros((1, 2, 6))
        table[0, 0, 0] += difference
        n[0, 0], n[0, 1] = 5, 6
        found = clearest_differences(
            table,
            n,
            np.ones(table.shape, bool),
            np.full((2, 6), 0.36),
            floor=CUT.group_floor,
            error=CUT.group_error,
        )
        return bool(found.column[0] == 0)

    assert not told(0.90)
    assert told(1.50)


def test_the_default_weights_are_those_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    words = {
        "supervisor": "atasan",
        "peer": "rekan",
        "subordinate": "bawahan",
        "citizen": "masyarakat",
    }
    for group, weight in Policy().weights.items():
        assert re.search(rf"{words[group]}\s+{weight:.2f}", text)
