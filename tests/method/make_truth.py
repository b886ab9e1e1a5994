"""Write cycles whose truth is known as files, for second opinions by other programs.

Run: python -m tests.method.make_truth FOLDER [seed]. One folder per kit. Of each cycle `sheets.csv`
(officer, unit, group, rater, then an answer by behaviour: 0 cannot rate, empty not asked),
`truth.csv` (officer, group, value, expected answer over all raters of the group, 8 digits), and
what the rules make of the sheets: `expected.csv` by officer, `units.csv` by unit; `noisy` also
`cells.csv` and `constants.csv` behind bars and errors, `pairs` `change.csv`. `citizens` is means of
counters instead, with their index. The same seed writes the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.special import ndtr

from berakhlak.statistics.claims.cycle_claims import CycleInference
from berakhlak.statistics.cycle_statistics import sheets_where
from berakhlak.statistics.inference.indices import (
    FigureInterval,
    class_within,
    equal_weight_mean,
    wilson_interval,
)
from berakhlak.statistics.packed_sheets import NOT_ASKED, PackedSheets
from tests.method.expectations import (
    GROUPS,
    inferred,
    write,
    write_cells,
    write_change,
    write_expected,
)
from tests.method.worlds import (
    BOSS,
    CEIL,
    CITIZEN,
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
    true_items,
    true_values,
)

NOISY = Plan(n_units=40, sizes=(10,))
NOISY_WORLDS = {"scullen": SCULLEN, "ceil": CEIL, "demo": DEMO}
UNIT_WORLDS = {
    "none": NULL,
    "none_uneven_bosses": replace(NULL, boss_leniency=0.60),
    "differ": replace(SCULLEN, unit=0.25),
}


def write_cycle(folder: Path, cycle: Cycle) -> None:
    """Sheets and truth of one cycle, and what the rules make of the sheets."""
    write_sheets(folder / "sheets.csv", cycle.sheets, cycle.design)
    write(folder / "truth.csv", ("officer", "group", "value", "expected"), _truth(cycle.values))
    write_expected(folder, inferred(cycle.sheets))


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


def noisy(folder: Path, seed: int) -> None:
    """Three worlds of 400 officers in 40 units, each with one boss."""
    for name, world in NOISY_WORLDS.items():
        cycle = draw_cycle(seed, world, NOISY)
        write_cycle(folder / name, cycle)
        write_cells(folder / name, inferred(cycle.sheets))


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
        found: list[CycleInference] = []
        for when, design, level, lenient in drawn:
            sheets = draw_sheets(rng, design, SCULLEN, level, lenient)
            values = true_values(true_items(level, SCULLEN))
            cycle = Cycle(SCULLEN, design, level, sheets, true_items(level, SCULLEN), values)
            write_cycle(folder / name / when, cycle)
            found.append(inferred(sheets))
        write_change(folder / name / "change.csv", *found, rose)


def units(folder: Path, seed: int) -> None:
    """Twenty units of 5, 10 or 30 that differ in nothing, or truly (sd .25)."""
    for name, world in UNIT_WORLDS.items():
        for size in (5, 10, 30):
            write_cycle(folder / f"{name}_{size}", draw_cycle(seed, world, Plan(sizes=(size,))))


CLASSES = {"D": 25.0, "C": 65.0, "B": 76.61, "A": 88.31}
"""Classes as surveys of satisfaction have them, of an index from 25 to 100."""
ANSWERING = {
    "random": (1.0, 1.0, 1.0, 1.0, 1.0),
    "extremes": (4.0, 4.0, 1.0, 1.0, 4.0),
    "pleased": (1.0, 1.0, 1.0, 4.0, 4.0),
}
"""How readily a visitor with each answer speaks: drawn by chance, or come by themselves."""
SIZES = (5, 8, 15, 40)


def citizens(folder: Path, seed: int) -> None:
    """Counters of very unequal size: their means and shares; and for each way of answering the
    index with its interval and class, beside the truth of all visitors."""
    rng = np.random.default_rng(seed)
    for m in SIZES:
        size = rng.integers(3, 80, m)
        truth = 4.2 + rng.normal(0, 0.25, m)
        seen = truth + rng.normal(0, 0.7, m) / np.sqrt(size)
        pleased = rng.binomial(size, 0.94)
        shares = [wilson_interval(int(k), int(n)) for k, n in zip(pleased, size, strict=True)]
        ends = [(s.low, s.high) if s else (float("nan"),) * 2 for s in shares]
        columns = ("voices", "true", "mean", "pleased", "wilson_low", "wilson_high")
        rows = zip(size, truth, seen, pleased, *zip(*ends, strict=True), strict=True)
        write(folder / f"counters_{m}.csv", columns, rows)
    header = ("counters", "answering", "sample", "true", "figure", "low", "high", "class")
    rng = np.random.default_rng(seed)
    expected = [index_of(rng, m, name) for m in SIZES for name in ANSWERING]
    write(folder / "expected.csv", header, expected)


def index_of(rng: np.random.Generator, m: int, answering: str) -> tuple[object, ...]:
    """One agency's index of `m` counters: whether its voices are a sample, the truth of all
    visitors of such counters, and what is printed."""
    size, level = rng.integers(3, 80, m), 4.2 + rng.normal(0, 0.25, m)
    cuts = np.array([1.5, 2.5, 3.5, 4.5])
    visitors = np.diff(ndtr((cuts - level[:, None]) / 0.9), prepend=0, append=1, axis=1)
    speaking = visitors * ANSWERING[answering]
    speaking /= speaking.sum(axis=1, keepdims=True)
    steps = np.arange(1, 6)
    means = np.array(
        [rng.multinomial(n, p) @ steps / n for n, p in zip(size, speaking, strict=True)]
    )
    true = float((_of_all_counters() * steps).sum())
    sample = "yes" if answering == "random" else "no"
    found = equal_weight_mean(means)
    if found is None:
        return m, answering, sample, true, *(float("nan"),) * 3, ""
    ends = FigureInterval(
        *(25 + 75 * (x - 1) / 4 for x in (found.figure, found.low, found.high)), m
    )
    printed = class_within(ends, CLASSES) or ""
    return m, answering, sample, true, found.figure, found.low, found.high, printed


def _of_all_counters() -> np.ndarray:
    """Shares of the five answers among visitors of counters whose level is N(4.2, .25)."""
    cuts = np.array([1.5, 2.5, 3.5, 4.5])
    shares: np.ndarray = np.diff(ndtr((cuts - 4.2) / np.hypot(0.9, 0.25)), prepend=0, append=1)
    return shares


def traps(folder: Path, seed: int) -> None:
    """Cycles of 2, 5 and 24 officers, one officer with two bosses, one alone with citizens, and
    nothing but fives."""
    for officers in (2, 5, 24):
        plan = Plan(n_units=1, sizes=(officers,), with_citizens=0)
        write_cycle(folder / f"officers_{officers}", draw_cycle(seed, SCULLEN, plan))
    cycle = draw_cycle(seed, SCULLEN)
    write_cycle(folder / "all_fives", replace(cycle, sheets=all_fives(cycle.sheets)))
    write_cycle(folder / "two_bosses", replace(cycle, sheets=with_second_boss(cycle)))
    alone = with_citizens_of_one(cycle.sheets)
    write_cycle(folder / "citizens_of_one", replace(cycle, sheets=alone))


def all_fives(sheets: PackedSheets) -> PackedSheets:
    """Every answer is the highest."""
    answered = (sheets.answers > 0) & (sheets.answers <= 5)
    return replace(sheets, answers=np.where(answered, 5, sheets.answers).astype(np.uint8))


def with_citizens_of_one(sheets: PackedSheets) -> PackedSheets:
    """Only the officer with most citizens keeps them."""
    of_citizens = sheets.group == CITIZEN
    most = np.bincount(sheets.officer[of_citizens]).argmax()
    return sheets_where(sheets, ~of_citizens | (sheets.officer == most))


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
