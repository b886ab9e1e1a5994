"""Cycles to test the figures on: random ones, the reference ones, and a slow plain reckoning."""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import numpy as np

from berakhlak.figures_files.rules_file import rules_from_config
from berakhlak.statistics.packed_sheets import NOT_ASKED, PackedSheets
from berakhlak.statistics.rules import ItemLayout, ScoringRules

DEFAULTS = ScoringRules()
SEVEN_STEPS = rules_from_config(
    {
        "scale": [0, 6],
        "groups": ["boss", "self", "peer", "client"],
        "weights": {"boss": 2, "peer": 1, "client": 0, "elsewhere": 9},
        "min_n": {"boss": 1, "self": 1, "peer": 2, "client": 4, "elsewhere": 3},
        "min_officers_per_unit": 2,
        "strength_threshold": 4.5,
        "gap_threshold": 0.75,
    }
)


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def layout_of(*sizes: int) -> ItemLayout:
    """Values with so many items each; the first item of every value but the last is on the
    citizens' form."""
    return ItemLayout.from_items(
        [
            (f"V{value}B{item}", f"V{value}", item == 0 and value < len(sizes) - 1)
            for value, size in enumerate(sizes)
            for item in range(size)
        ]
    )


def random_sheets(
    seed: int, rules: ScoringRules, layout: ItemLayout, *, officers: int = 12, sheets: int = 80
) -> PackedSheets:
    """Sheets with gaps, ties, unanswered forms and officers without any sheet."""
    rng = np.random.default_rng(seed)
    officer = rng.integers(0, max(1, officers - 1), sheets)
    quality = rng.normal(0, 1, officers)[officer][:, None]
    drawn = rules.steps / 2 + quality + rng.normal(0, 1.2, (sheets, len(layout.items)))
    answers = np.clip(np.rint(drawn), 1, rules.steps).astype(np.uint8)
    answers[rng.random(answers.shape) < 0.15] = 0
    answers[rng.random(sheets) < 0.05] = 0
    group = rng.integers(0, len(rules.groups), sheets)
    short = np.flatnonzero(~np.array(layout.citizen_form))
    answers[np.ix_(np.flatnonzero(group == len(rules.groups) - 1), short)] = NOT_ASKED
    return PackedSheets(
        answers=answers,
        officer=officer,
        group=group,
        n_officers=officers,
        rater=rng.integers(0, 20, sheets),
        n_raters=20,
        unit=np.arange(officers) % 3,
        n_units=3,
    )


def reordered(sheets: PackedSheets, order: Any) -> PackedSheets:
    """The same sheets (or some of them) in another order."""
    return PackedSheets(
        answers=sheets.answers[order],
        officer=sheets.officer[order],
        group=sheets.group[order],
        n_officers=sheets.n_officers,
        rater=None if sheets.rater is None else sheets.rater[order],
        n_raters=sheets.n_raters,
        unit=sheets.unit,
        n_units=sheets.n_units,
    )


class Plain:
    """Cells and composites by loops over dictionaries, as one would do it by hand."""

    def __init__(self, sheets: PackedSheets, rules: ScoringRules, layout: ItemLayout) -> None:
        self.rules, self.layout = rules, layout
        self.values: dict[tuple[int, int, int], list[float]] = defaultdict(list)
        self.items: dict[tuple[int, int, int], list[float]] = defaultdict(list)
        for row, officer, group in zip(sheets.answers, sheets.officer, sheets.group, strict=True):
            self._add(row.tolist(), int(officer), int(group))

    def _add(self, row: list[int], officer: int, group: int) -> None:
        by_value = defaultdict(list)
        for item, packed in enumerate(row):
            if 1 <= packed <= self.rules.steps:
                score = packed + self.rules.shift
                by_value[self.layout.value_of_item[item]].append(score)
                self.items[officer, group, item].append(score)
        for value, scores in by_value.items():
            self.values[officer, group, value].append(fmean(scores))

    def cell(self, officer: int, group: int, value: int) -> tuple[int, float, float]:
        scores = self.values[officer, group, value]
        mean = fmean(scores) if scores else math.nan
        return len(scores), mean, stdev(scores) if len(scores) > 1 else math.nan

    def composite(self, source: dict[Any, list[float]], officer: int, what: int) -> float:
        total = weight = 0.0
        for group in self.rules.others:
            scores = source[officer, group, what]
            if len(scores) >= self.rules.min_n[group]:
                total += self.rules.weights[group] * fmean(scores)
                weight += self.rules.weights[group]
        return total / weight if weight else math.nan
