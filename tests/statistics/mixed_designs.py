"""Sheets to fit mixed models to: simulated ones, and the golden cycle's."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.golden import GOLDEN

GROUPS = ["supervisor", "peer", "subordinate", "citizen"]


@dataclass(frozen=True)
class Sheets:
    """Scores with codes of officer and rater, and what else a test asks of them."""

    score: npt.NDArray[np.float64]
    officer: npt.NDArray[np.intp]
    rater: npt.NDArray[np.intp]
    unit: npt.NDArray[np.intp]

    @property
    def crossed(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """The first three arguments of ``fit_crossed``."""
        return self.score, self.officer, self.rater


def simulate(
    units: int,
    size: int,
    raters: int,
    *,
    per_officer: int = 10,
    outside: float = 0.1,
    sds: tuple[float, float, float] = (0.43, 0.36, 0.37),
    seed: int = 1,
) -> Sheets:
    """Rate officers of each unit by its own raters, a share ``outside`` by anyone's.

    ``sds``: of officers, raters and residuals.
    """
    rng = np.random.default_rng(seed)
    officer = np.repeat(np.arange(units * size), per_officer)
    rater = officer // size * raters + rng.integers(0, raters, len(officer))
    anyone = rng.integers(0, units * raters, len(officer))
    rater = np.where(rng.random(len(officer)) < outside, anyone, rater)
    true = rng.standard_normal(units * size)[officer], rng.standard_normal(units * raters)[rater]
    parts = [*true, rng.standard_normal(len(officer))]
    score = 3.7 + sum(sd * part for sd, part in zip(sds, parts, strict=True))
    return Sheets(score, officer, rater, np.arange(units * size) // size)


def read(name: str, folder: Path = GOLDEN) -> list[dict[str, str]]:
    """Return the rows of a golden CSV file."""
    with (folder / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def codes_of(names: list[str]) -> tuple[list[str], npt.NDArray[np.intp]]:
    """Return the sorted distinct names and each name's place among them."""
    distinct = sorted(set(names))
    place = {name: i for i, name in enumerate(distinct)}
    return distinct, np.array([place[name] for name in names], dtype=np.intp)


@dataclass(frozen=True)
class GoldenCycle:
    """The golden cycle: sheets with mean scores, and the answers they are means of."""

    sheets: Sheets
    group: npt.NDArray[np.intp]
    officers: list[str]
    raters: list[str]
    answers: npt.NDArray[np.float64]
    answer_sheet: npt.NDArray[np.intp]
    answer_item: npt.NDArray[np.intp]


def golden_cycle() -> GoldenCycle:
    """Read the non-self answers of the golden cycle."""
    unit_of = {row["officer_id"]: row["unit_id"] for row in read("cycle/officers.csv")}
    rows = [r for r in read("cycle/ratings.csv") if r["group"] != "self" and r["score"]]
    sheet_place: dict[tuple[str, str, str], int] = defaultdict(lambda: len(sheet_place))
    sheet = np.array([sheet_place[r["officer_id"], r["rater_id"], r["group"]] for r in rows])
    answers = np.array([float(r["score"]) for r in rows])
    officers = sorted(unit_of)
    place = {name: i for i, name in enumerate(officers)}
    raters, rater = codes_of([rater for _, rater, _ in sheet_place])
    return GoldenCycle(
        sheets=Sheets(
            score=np.bincount(sheet, answers) / np.bincount(sheet),
            officer=np.array([place[officer] for officer, _, _ in sheet_place]),
            rater=rater,
            unit=codes_of([unit_of[name] for name in officers])[1],
        ),
        group=np.array([GROUPS.index(group) for _, _, group in sheet_place]),
        officers=officers,
        raters=raters,
        answers=answers,
        answer_sheet=sheet,
        answer_item=codes_of([r["item_id"] for r in rows])[1],
    )
