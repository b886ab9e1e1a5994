"""What the rules make of a kit's sheets, as tables beside them: `expected.csv` and its like."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from berakhlak.statistics.claims.cells import CellInference
from berakhlak.statistics.claims.cycle_claims import CycleInference, infer_cycle
from berakhlak.statistics.inference.regressed_change import (
    EarlierPopulation,
    RegressedChange,
    agency_drift,
    change_of_person,
)
from berakhlak.statistics.inference.verdicts import Codes, DifferenceVerdict
from berakhlak.statistics.packed_sheets import PackedSheets
from berakhlak.statistics.suppression import compute_suppressed_scores
from tests.method.worlds import LAYOUT, VALUES, rules

GROUPS = ("self", "supervisor", "peer", "subordinate", "citizen")
RULES = rules()
Rows = Iterable[Iterable[object]]


def write(path: Path, header: Iterable[str], rows: Rows) -> None:
    """One table; numbers with 8 digits, nothing for NaN."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header)
        table.writerows([_text(cell) for cell in row] for row in rows)


def _text(cell: object) -> str:
    if isinstance(cell, float | np.floating):
        return "" if np.isnan(cell) else f"{cell:.8g}"
    return str(cell)


def inferred(sheets: PackedSheets) -> CycleInference:
    """What may be said of a cycle's sheets."""
    safe = compute_suppressed_scores(sheets, RULES, LAYOUT)
    return infer_cycle(safe.figures, safe.releasable_sheets, RULES, LAYOUT)


def words(verdict: Codes) -> list[str]:
    """Verdicts as words, empty where there was nothing to decide on."""
    return [DifferenceVerdict(code).label or "" for code in verdict.tolist()]


def said(verdict: Codes) -> np.ndarray:
    """How many things are said of each officer, (officers,)."""
    count: np.ndarray = (verdict > DifferenceVerdict.UNDECIDED).sum(axis=1)
    return count


def write_expected(folder: Path, found: CycleInference) -> None:
    """`expected.csv`: each officer's overall figure and what is said; `units.csv`: each unit."""
    told = found.overall.dependability
    share = told.coefficient if told else float("nan")
    columns = {
        "overall": found.overall.composite,
        "standard_error": np.sqrt(found.overall.error),
        "reliability": np.full(len(found.overall.composite), share),
        "gap": words(found.overall.gap.verdict[:, 0]),
        "place": words(found.overall.place),
        "values_told": said(found.gaps.verdict),
        "behaviours_told": said(found.contrast_statements.verdict),
        "groups_told": (found.groups.column >= 0).astype(int),
    }
    rows = enumerate(zip(*columns.values(), strict=True))
    write(
        folder / "expected.csv", ("officer", *columns), ((officer, *row) for officer, row in rows)
    )
    write_units(folder / "units.csv", found)


def write_units(path: Path, found: CycleInference) -> None:
    """Differences of units as all but the boss see them, their errors, and what is named."""
    overall, *values = found.effects
    named = said(np.column_stack([effect.verdict for effect in values]))
    columns = (
        overall.difference,
        overall.standard_error,
        overall.shrunk,
        overall.shrunk_error,
        words(overall.verdict),
        named,
    )
    header = ("unit", "difference", "standard_error", "shrunk", "shrunk_error", "said")
    rows = zip(range(len(named)), *columns, strict=True)
    write(path, (*header, "values_named"), rows)


def write_cells(folder: Path, found: CycleInference) -> None:
    """`cells.csv`: every shown cell with its bar; `constants.csv`: what bars and errors rest on."""
    write(
        folder / "cells.csv",
        ("officer", "group", "value", "n", "mean", "half_bar"),
        _cells(found.values),
    )
    pooled, table = found.values.pooled, found.values
    rows = (
        (
            GROUPS[group],
            VALUES[value],
            pooled.variance[group, value],
            pooled.factor[group, value],
            pooled.centre[group, value],
            table.shifts[group, value],
            found.value_variance[group, value],
        )
        for group in range(1, len(GROUPS))
        for value in range(len(VALUES))
    )
    header = ("group", "value", "variance", "factor", "centre", "shift", "rater_variance")
    write(folder / "constants.csv", header, rows)


def _cells(table: CellInference) -> Iterator[tuple[object, ...]]:
    for officer, group, value in np.argwhere(table.shown).tolist():
        at = officer, group, value
        yield (
            officer,
            GROUPS[group],
            VALUES[value],
            int(table.n[at]),
            float(table.mean[at]),
            float(table.half[at]),
        )


def change_between(old: CycleInference, new: CycleInference) -> RegressedChange:
    """What may be said of each officer's change between two cycles of the same people."""
    before, now = old.overall, new.overall
    told = before.dependability
    assert told is not None
    drift = agency_drift(before.composite, now.composite, old.cutoffs.least_compared)
    former = EarlierPopulation(float(np.nanmean(before.composite)), told.variance, drift)
    return change_of_person(
        before.composite,
        now.composite,
        before.error,
        now.error,
        former,
        z=old.cutoffs.change_z,
    )


def write_change(path: Path, old: CycleInference, new: CycleInference, rose: np.ndarray) -> None:
    """Each officer's figures, how far beyond the expected one, and what is said; and who rose."""
    found = change_between(old, new)
    columns = {
        "rose": rose.astype(int),
        "before": old.overall.composite,
        "now": new.overall.composite,
        "beyond": found.beyond,
        "standard_error": found.standard_error,
        "said": words(found.verdict),
    }
    rows = enumerate(zip(*columns.values(), strict=True))
    write(path, ("officer", *columns), ((officer, *row) for officer, row in rows))
