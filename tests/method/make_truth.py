"""Write cycles whose truth is known as files, for second opinions by other programs.

Run: python -m tests.method.make_truth FOLDER [seed]. One folder per kit, each with `sheets.csv`
(officer, unit, group, rater, then an answer by behaviour: 0 cannot rate, empty not asked) and
`truth.csv` (officer, group, value, expected answer over all raters of the group, 8 digits); `noisy`
and `pairs` also with `expected.csv`, what the rules make of the sheets. `citizens` is means of
counters instead. The same seed writes the same bytes.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from berakhlak.aggregation.inference.indices import equal_means, wilson
from berakhlak.aggregation.inferring import infer
from berakhlak.aggregation.packed import NOT_ASKED, PackedSheets
from berakhlak.aggregation.withholding import compute_safe
from tests.method.worlds import (
    BOSS,
    CEIL,
    DEMO,
    LAYOUT,
    NULL,
    SCULLEN,
    VALUES,
    Cycle,
    Design,
    Plan,
    draw_cycle,
    draw_design,
    draw_latent,
    draw_leniency,
    draw_sheets,
    rules,
    true_items,
    true_values,
)

GROUPS = ("self", "supervisor", "peer", "subordinate", "citizen")
RULES = rules()
NOISY = Plan(n_units=40, sizes=(10,))
NOISY_WORLDS = {"scullen": SCULLEN, "ceil": CEIL, "demo": DEMO}
UNIT_WORLDS = {
    "none": NULL,
    "none_uneven_bosses": replace(NULL, boss_leniency=0.60),
    "differ": replace(SCULLEN, unit=0.25),
}
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


def write_cycle(folder: Path, cycle: Cycle) -> None:
    """Sheets and truth of one cycle."""
    write_sheets(folder / "sheets.csv", cycle.sheets, cycle.design)
    write(folder / "truth.csv", ("officer", "group", "value", "expected"), _truth(cycle.values))


def write_sheets(path: Path, sheets: PackedSheets, design: Design) -> None:
    """Who answered what about whom."""
    assert sheets.rater is not None
    known = zip(sheets.officer, sheets.group, sheets.rater, sheets.answers, strict=True)
    rows = (
        (o, design.unit[o], GROUPS[g], r, *("" if a == NOT_ASKED else int(a) for a in answers))
        for o, g, r, answers in known
    )
    write(path, ("officer", "unit", "group", "rater", *LAYOUT.items), rows)


def _truth(values: np.ndarray) -> Iterator[tuple[object, ...]]:
    for officer, of_officer in enumerate(values):
        for group, of_group in zip(GROUPS, of_officer, strict=True):
            for value, expected in zip(VALUES, of_group, strict=True):
                yield officer, group, value, float(expected)


def write_expected(path: Path, sheets: PackedSheets) -> None:
    """What the rules make of the sheets: overall figures with errors, and the reliability."""
    safe = compute_safe(sheets, RULES, LAYOUT)
    found = infer(safe.figures, safe.told, RULES, LAYOUT)
    told = found.overall.dependability
    share = told.coefficient if told else float("nan")
    errors = np.sqrt(found.overall.error)
    rows = (
        (officer, float(figure), float(error), share)
        for officer, (figure, error) in enumerate(zip(found.overall.composite, errors, strict=True))
    )
    write(path, ("officer", "overall", "standard_error", "reliability"), rows)


def noisy(folder: Path, seed: int) -> None:
    """Three worlds of 400 officers in 40 units, each with one boss."""
    for name, world in NOISY_WORLDS.items():
        cycle = draw_cycle(seed, world, NOISY)
        write_cycle(folder / name, cycle)
        write_expected(folder / name / "expected.csv", cycle.sheets)


def null(folder: Path, seed: int) -> None:
    """240 officers who differ in nothing."""
    write_cycle(folder, draw_cycle(seed, NULL, Plan(n_units=24, sizes=(10,))))


def pairs(folder: Path, seed: int) -> None:
    """Two cycles of the same officers: new raters, the same bosses, or all .20 higher; a fifth rose
    by .40."""
    kinds = {"all_new": (False, 0.0), "same_boss": (True, 0.0), "drift": (False, 0.2)}
    for name, (same_boss, drift) in kinds.items():
        rng = np.random.default_rng(seed)
        first = draw_design(rng, Plan())
        latent, leniency = draw_latent(rng, first, SCULLEN), draw_leniency(rng, first, SCULLEN)
        rose = rng.random(first.n_officers) < 0.2
        second = draw_design(rng, Plan(), first.unit)
        again = draw_leniency(rng, second, SCULLEN)
        if same_boss:
            again[np.flatnonzero(second.is_boss)] = leniency[np.flatnonzero(first.is_boss)]
        moved = latent.shifted(drift + 0.4 * rose)
        drawn = (("before", first, latent, leniency), ("now", second, moved, again))
        for when, design, level, lenient in drawn:
            sheets = draw_sheets(rng, design, SCULLEN, level, lenient)
            values = true_values(true_items(level, SCULLEN))
            cycle = Cycle(SCULLEN, design, level, sheets, true_items(level, SCULLEN), values)
            write_cycle(folder / name / when, cycle)
            write_expected(folder / name / when / "expected.csv", sheets)
        write(folder / name / "rose.csv", ("officer", "rose"), enumerate(rose.astype(int)))


def units(folder: Path, seed: int) -> None:
    """Twenty units of 5, 10 or 30 that differ in nothing, or truly (sd .25)."""
    for name, world in UNIT_WORLDS.items():
        for size in (5, 10, 30):
            write_cycle(folder / f"{name}_{size}", draw_cycle(seed, world, Plan(sizes=(size,))))


def citizens(folder: Path, seed: int) -> None:
    """Counters of very unequal size: their means, and the index with its interval."""
    rng = np.random.default_rng(seed)
    for m in (5, 8, 15, 40):
        size = rng.integers(3, 80, m)
        truth = 4.2 + rng.normal(0, 0.25, m)
        seen = truth + rng.normal(0, 0.7, m) / np.sqrt(size)
        pleased = rng.binomial(size, 0.94)
        shares = [wilson(int(k), int(n)) for k, n in zip(pleased, size, strict=True)]
        ends = [(s.low, s.high) if s else (float("nan"),) * 2 for s in shares]
        found = equal_means(seen)
        index = (found.figure, found.low, found.high) if found else (float("nan"),) * 3
        columns = ("voices", "true", "mean", "pleased", "wilson_low", "wilson_high")
        rows = zip(size, truth, seen, pleased, *zip(*ends, strict=True), strict=True)
        write(folder / f"counters_{m}.csv", columns, rows)
        write(folder / f"index_{m}.csv", ("figure", "low", "high"), [index])


def traps(folder: Path, seed: int) -> None:
    """Cycles of 2, 5 and 24 officers, one officer with two bosses, and nothing but fives."""
    for officers in (2, 5, 24):
        plan = Plan(n_units=1, sizes=(officers,), with_citizens=0)
        write_cycle(folder / f"officers_{officers}", draw_cycle(seed, SCULLEN, plan))
    cycle = draw_cycle(seed, SCULLEN)
    top = np.where(
        (cycle.sheets.answers > 0) & (cycle.sheets.answers <= 5), 5, cycle.sheets.answers
    )
    write_cycle(folder / "all_fives", replace(cycle, sheets=replace(cycle.sheets, answers=top)))
    write_cycle(folder / "two_bosses", replace(cycle, sheets=with_second_boss(cycle)))


def with_second_boss(cycle: Cycle) -> PackedSheets:
    """The first officer rated by a boss is rated alike by the last unit's boss as well."""
    sheets, design = cycle.sheets, cycle.design
    assert sheets.rater is not None
    of_boss = int(np.flatnonzero(sheets.group == BOSS)[0])
    return replace(
        sheets,
        answers=np.vstack([sheets.answers, sheets.answers[of_boss]]),
        officer=np.append(sheets.officer, sheets.officer[of_boss]),
        group=np.append(sheets.group, BOSS),
        rater=np.append(sheets.rater, design.n_officers + design.n_units - 1),
    )


KITS: dict[str, Callable[[Path, int], None]] = {
    "noisy": noisy,
    "null": null,
    "pairs": pairs,
    "units": units,
    "citizens": citizens,
    "traps": traps,
}


def make(folder: Path, seed: int = 1) -> None:
    """All kits below `folder`."""
    for name, kit in KITS.items():
        kit(folder / name, seed)


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
