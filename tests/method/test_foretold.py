"""What a cycle's page foretells before opening is the reliability that such a cycle turns out to
have: never high by more than .05, nor low by more than .10."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from berakhlak.statistics.claims.cycle_claims import CycleInference, infer_cycle
from berakhlak.statistics.inference import generalizability
from berakhlak.statistics.suppression import compute_suppressed_scores
from tests.method.worlds import (
    BOSS_60,
    CHANGED,
    DEMO,
    LAYOUT,
    NEW_WEIGHTS,
    OLD_WEIGHTS,
    SCULLEN,
    Cycle,
    Plan,
    World,
    draw_cycle,
    rules,
    seeds,
    true_composites,
)

RATERS = {
    "boss_and_peers": (0, 1, 5, 0, 0),
    "all": (0, 1, 5, 5, 10),
}
Weights = tuple[float, ...]


def plan_of(raters: tuple[int, ...]) -> Plan:
    """Everybody is rated by just so many, and all answer."""
    return Plan(
        peers=(raters[2],) * 2,
        subordinates=(raters[3],) * 2,
        citizens=(raters[4],) * 2,
        with_subordinates=float(raters[3] > 0),
        with_citizens=float(raters[4] > 0),
        answering=(1.0,) * 5,
    )


@cache
def cycles(world: World, raters: tuple[int, ...]) -> list[Cycle]:
    return [draw_cycle(seed, world, plan_of(raters)) for seed in seeds(8)]


def inferred(cycle: Cycle, weights: Weights) -> CycleInference:
    safe = compute_suppressed_scores(cycle.sheets, rules(weights), LAYOUT)
    return infer_cycle(safe.figures, safe.releasable_sheets, rules(weights), LAYOUT)


def turned_out(cycle: Cycle, found: CycleInference, weights: Weights) -> float:
    """Squared correlation of the printed figure with the truth."""
    truth = np.nanmean(true_composites(cycle.values, weights), axis=1)
    return float(np.corrcoef(found.overall.composite, truth)[0, 1] ** 2)


def foretold(
    known: generalizability.VarianceComponents, weights: Weights, raters: tuple[int, ...]
) -> float:
    design = generalizability.d_study(known, weights, raters)
    assert design is not None
    return design.coefficient


@pytest.mark.skipif(bool(CHANGED), reason="people are not as research found them")
@pytest.mark.parametrize("weights", [NEW_WEIGHTS, OLD_WEIGHTS], ids=["boss_20", "boss_35"])
@pytest.mark.parametrize("raters", RATERS.values(), ids=RATERS)
def test_the_published_proportions_foretell_a_cycle_of_such_people(
    raters: tuple[int, ...], weights: Weights
) -> None:
    true = [
        turned_out(cycle, inferred(cycle, weights), weights) for cycle in cycles(SCULLEN, raters)
    ]
    assert (
        -0.10
        <= foretold(generalizability.SCULLEN_COMPONENTS, weights, raters) - np.mean(true)
        <= 0.05
    )


@pytest.mark.parametrize(
    "world",
    [SCULLEN, BOSS_60, DEMO, replace(SCULLEN, officer_group=0.25)],
    ids=["scullen", "boss_60", "demo", "groups_differ"],
)
def test_the_last_cycle_foretells_the_next_one(world: World) -> None:
    """Of people alike, under other weights."""
    told, true = [], []
    now = RATERS["all"]
    for cycle in cycles(world, now):
        components = inferred(cycle, OLD_WEIGHTS).overall.components
        assert components is not None
        told.append(foretold(components, NEW_WEIGHTS, now))
        true.append(turned_out(cycle, inferred(cycle, NEW_WEIGHTS), NEW_WEIGHTS))
    assert -0.10 <= np.mean(told) - np.mean(true) <= 0.05
