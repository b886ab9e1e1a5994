"""Two cycles of the same officers, where it is known who changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.packed_sheets import PackedSheets
from tests.method.worlds import (
    Plan,
    World,
    draw_design,
    draw_latent,
    draw_leniency,
    draw_sheets,
)

RISE = 0.4  # What a person who truly rose rises by, in steps.


@dataclass(frozen=True)
class Pair:
    """Two cycles of the same officers: sheets before and now, who rose, and their `unit`; both
    (officers,)."""

    sheets: tuple[PackedSheets, PackedSheets]
    rose: npt.NDArray[np.bool_]
    unit: npt.NDArray[np.intp]


def draw_pair(
    seed: int,
    world: World,
    *,
    same_boss: bool,
    drift: float = 0.0,
    share: float = 0.0,
    whole_units: bool = False,
) -> Pair:
    """All moved by `drift`, a `share` of them (of units, where `whole_units`) by RISE more; peers,
    staff, citizens are others."""
    rng = np.random.default_rng(seed)
    first = draw_design(rng, Plan())
    latent, leniency = draw_latent(rng, first, world), draw_leniency(rng, first, world)
    before = draw_sheets(rng, first, world, latent, leniency)
    rose = rng.random(first.n_officers) < share
    if whole_units:
        rose = (rng.random(first.n_units) < share)[first.unit]
    second = draw_design(rng, Plan(), first.unit)
    again = draw_leniency(rng, second, world)
    if same_boss:
        again[np.flatnonzero(second.is_boss)] = leniency[np.flatnonzero(first.is_boss)]
    moved = latent.shifted(drift + RISE * rose)
    return Pair((before, draw_sheets(rng, second, world, moved, again)), rose, first.unit)
