"""Which rule finds what an officer truly shows least: the frozen advice, or the lowest figures.

Run: python -m bench.advice [cycles]. In invented cycles whose truth is known (six worlds of
`tests/method`), the three behaviours that advice is drawn from (shrunk, against the officer's own
average) stand beside the three with the lowest printed figures: in percent, how many of them are
truly among the officer's lowest five, and how often the first one is truly below the officer's own
average. The last columns look at officers whose lowest printed figure the advice leaves out: how
often that behaviour is truly higher than the first advised, and by how many steps. True is what all
raters of the groups shown would give by the policy's weights, less the officer's own average.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from berakhlak.sealing.freezing.statements import NEVER_CALLED_RARE
from tests.method.expectations import inferred
from tests.method.worlds import LAYOUT, NEW_WEIGHTS, WORLDS, World, draw_cycle

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
ADVISED = np.array([item not in NEVER_CALLED_RARE for item in LAYOUT.items])
CHOSEN, LOW = 3, 5


@dataclass(frozen=True)
class AdviceTried:
    """Of each officer (officers,): shares of the three truly among the lowest five, whether the
    first lies truly below the own average, and whether advice leaves out the lowest printed figure
    (`apart`), with how much higher that one truly is than the first advised (`higher`)."""

    advised: Floats
    printed: Floats
    advised_low: npt.NDArray[np.bool_]
    printed_low: npt.NDArray[np.bool_]
    apart: npt.NDArray[np.bool_]
    higher: Floats


def tried(seed: int, world: World) -> AdviceTried:
    """One cycle."""
    cycle = draw_cycle(seed, world)
    found = inferred(cycle.sheets)
    estimate, figure = found.contrast_statements.posterior.mean, found.behaviours.composite
    known = ~np.isnan(estimate).any(axis=1) & ~np.isnan(figure).any(axis=1)
    truth = _truth(cycle.items, found.behaviours.shown)[known][:, ADVISED]
    advised, printed = (
        np.argsort(x[known][:, ADVISED], axis=1, kind="stable")[:, :CHOSEN]
        for x in (estimate, figure)
    )
    rank = truth.argsort(axis=1).argsort(axis=1)
    first, lowest = advised[:, :1], printed[:, :1]
    return AdviceTried(
        (_at(rank, advised) < LOW).mean(axis=1),
        (_at(rank, printed) < LOW).mean(axis=1),
        _at(truth, first)[:, 0] < 0,
        _at(truth, lowest)[:, 0] < 0,
        ~(advised == lowest).any(axis=1),
        (_at(truth, lowest) - _at(truth, first))[:, 0],
    )


def _at(table: Floats | Places, place: Places) -> Floats:
    found: Floats = np.take_along_axis(table, place, axis=1)
    return found


def _truth(items: Floats, shown: npt.NDArray[np.bool_]) -> Floats:
    """Behaviours less the officer's own average of each group, by weights, (officers, items)."""
    use = shown * np.array(NEW_WEIGHTS)[:, None]
    total = use.sum(axis=1)
    against_own = items - items.mean(axis=2, keepdims=True)
    mixed: Floats = (use * against_own).sum(axis=1) / np.where(total > 0, total, np.nan)
    return mixed


def tried_often(world: World, seeds: range) -> AdviceTried:
    """Several cycles as one."""
    found = [tried(seed, world) for seed in seeds]
    return AdviceTried(
        *(
            np.concatenate([getattr(each, name) for each in found])
            for name in AdviceTried.__dataclass_fields__
        )
    )


def row(name: str, found: AdviceTried) -> str:
    """One world as a line."""
    higher = found.higher[found.apart]
    shares = (found.advised, found.printed, found.advised_low, found.printed_low, found.apart)
    cells = "".join(f"{100 * each.mean():9.0f}" for each in shares)
    return f"{name:10}{cells}{100 * (higher > 0).mean():9.0f}{higher.mean():+9.2f}"


def main(cycles: int) -> None:
    heads = ("advised", "printed", "below", "below", "apart", "higher", "by")
    print(f"{'world':10}" + "".join(f"{head:>9}" for head in heads))
    for name, world in WORLDS.items():
        print(row(name, tried_often(world, range(cycles))))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
