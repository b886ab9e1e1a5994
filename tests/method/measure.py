"""Measure what docs/method.md says of invented cycles, over many sets of seeds.

Run: python -m tests.method.measure [sets]. Each set has other seeds: eight cycles, four pairs of
cycles, and units of each size. A share of a single set hangs on its seeds; so the page gives the
mean over all sets with the lowest and the highest. Everything is written to `measured.csv`, which
`test_method_page.py` compares with the page.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from berakhlak.statistics.categories import SuppressionStatus
from berakhlak.statistics.claims.cycle_claims import infer_cycle
from berakhlak.statistics.inference.centring import mean_of_available
from berakhlak.statistics.inference.unit_effects import UnitEffects
from berakhlak.statistics.inference.verdicts import DifferenceVerdict
from berakhlak.statistics.packed_sheets import Bools
from berakhlak.statistics.suppression import compute_suppressed_scores
from tests.method.expectations import RULES, change_between, inferred, write
from tests.method.pairs import draw_pair
from tests.method.worlds import (
    LAYOUT,
    NEW_WEIGHTS,
    SCULLEN,
    SELF,
    Cycle,
    Plan,
    World,
    draw_cycle,
    true_composites,
)

KEPT = Path(__file__).with_name("measured.csv")
SETS, APART = 10, 1000  # Sets of seeds, and how far apart they begin.
LARGE = 0.3  # What a unit that is worth finding truly differs by, in steps.
SIZES = {5: 14, 10: 5, 20: 5, 30: 5}  # Cycles of twenty units, by officers in each.
UNITS = replace(SCULLEN, unit=0.25)
WITHOUT_BOSS = (0.0, 0.0, *NEW_WEIGHTS[2:])
Shares = dict[str, float]


def measured(first: int) -> Shares:
    """In percent, over one set of seeds from `first` on."""
    found = defaultdict(list)
    for seed in range(first, first + 8):
        for name, told in of_profiles(draw_cycle(seed, SCULLEN)):
            found[name].append(told)
    for seed in range(first, first + 4):
        for same_boss in (False, True):
            pair = draw_pair(seed, SCULLEN, same_boss=same_boss, share=0.2)
            change = change_between(*map(inferred, pair.sheets))
            found["rises"].append(change.verdict[pair.rose] == DifferenceVerdict.HIGHER)
    shares = {name: 100 * float(np.concatenate(each).mean()) for name, each in found.items()}
    for size, cycles in SIZES.items():
        shares.update(of_units(size, range(first, first + cycles)))
    return shares


def of_profiles(cycle: Cycle) -> Iterator[tuple[str, Bools]]:
    """What is said of each officer, or of each value of each officer."""
    found = inferred(cycle.sheets)
    own = cycle.values[:, SELF]
    gap = own - true_composites(cycle.values, NEW_WEIGHTS, found.values.shown)
    told = found.gaps.verdict
    yield "value_gaps", told[told > DifferenceVerdict.NONE] > DifferenceVerdict.UNDECIDED
    yield (
        "large_value_gaps",
        told[(told > DifferenceVerdict.NONE) & (np.abs(gap) >= 0.75)] > DifferenceVerdict.UNDECIDED,
    )
    overall = found.overall.gap.verdict[:, 0]
    known = (overall > DifferenceVerdict.NONE) & ~np.isnan(mean_of_available(gap))
    yield "overall_gaps", overall[known] > DifferenceVerdict.UNDECIDED
    yield (
        "behaviours",
        (found.contrast_statements.verdict > DifferenceVerdict.UNDECIDED).any(axis=1),
    )
    yield "groups", found.groups.column >= 0


def of_units(size: int, tried: range) -> Shares:
    """How many units that truly differ by `LARGE` are named, and how many could be at best."""
    units = [units_of(seed, UNITS, size) for seed in tried]
    truth, named, _error, off = (np.concatenate(part) for part in zip(*units, strict=True))
    large = np.abs(truth) >= LARGE
    return {
        f"units_{size}": 100 * float((named != 0)[large].mean()),
        f"best_units_{size}": 100 * at_best(truth, float(off.std()), large),
    }


def units_of(seed: int, world: World, size: int) -> tuple[np.ndarray, ...]:
    """Of each shown unit its true difference, the side it is named on (0 for none), its error, and
    how far the figure is off."""
    cycle = draw_cycle(seed, world, Plan(sizes=(size,), n_units=20))
    safe = compute_suppressed_scores(cycle.sheets, RULES, LAYOUT)
    effect = infer_cycle(safe.figures, safe.releasable_sheets, RULES, LAYOUT).effects[0]
    truth = true_units(cycle, safe.figures.cells.status == SuppressionStatus.SHOWN)
    known = ~np.isnan(effect.standard_error)
    off = effect.difference - truth
    return tuple(part[known] for part in (truth, side(effect), effect.standard_error, off))


def side(effect: UnitEffects) -> np.ndarray:
    """On which side each unit is named, 0 for none."""
    named: np.ndarray = np.where(
        effect.verdict > DifferenceVerdict.UNDECIDED, np.sign(effect.difference), 0
    )
    return named


def true_units(cycle: Cycle, shown: np.ndarray) -> np.ndarray:
    """True differences of units, over officers whom anybody but the boss is shown for."""
    rated, unit = shown[:, 2:].any(axis=(1, 2)), cycle.design.unit
    figure = np.nanmean(true_composites(cycle.values, WITHOUT_BOSS), axis=1)
    n = np.bincount(unit[rated], minlength=cycle.design.n_units)
    means: np.ndarray = np.bincount(unit[rated], figure[rated], cycle.design.n_units) / n
    return means - figure[rated].mean()


def at_best(truth: np.ndarray, error: float, large: Bools) -> float:
    """Share of `large` units named by somebody who keeps the rule and knows the true spread and
    the error, and so has nothing left to estimate."""
    share = truth.var() / (truth.var() + error**2)
    seen = truth + np.random.default_rng(1).normal(0, error, (400, len(truth)))
    sure = np.abs(share * seen) - 0.10 >= 1.645 * np.sqrt(share) * error
    return float(sure[:, large].mean())


def main() -> None:
    sets = int(sys.argv[1]) if len(sys.argv) > 1 else SETS
    found = [measured(APART * k) for k in range(sets)]
    rows = []
    for name in found[0]:
        shares = np.array([each[name] for each in found])
        rows.append((name, shares.mean(), shares.min(), shares.max(), shares[0]))
        sys.stdout.write("{:20} {:5.1f} ({:.1f} to {:.1f})\n".format(*rows[-1][:4]))
    sys.stdout.write(
        f"In percent: mean over {sets} sets of seeds, lowest and highest.\n"
        f"units_N: named, of units of N officers that truly differ by {LARGE} and more.\n"
        "best_units_N: so many names who keeps the rule and knows the true spread and the error.\n"
        "Of five officers it is under 80: the error of their few raters is too large.\n"
    )
    write(KEPT, ("name", "mean", "lowest", "highest", "first"), rows)


if __name__ == "__main__":
    main()
