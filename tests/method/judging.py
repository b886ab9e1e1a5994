"""What raters who have practised, and forms of half of the behaviours, do to the figures.

`python -m tests.method.judging` prints both tables. Truth is known: see `worlds`.

Practice. Meta-analyses of frame-of-reference training report a gain in accuracy of d = .83 (Woehr &
Huffcutt 1994, Journal of Occupational and Organizational Psychology 67, 189-205) and d = .50 (Roch,
Woehr, Mishra & Kieszczynska 2012, same journal 85, 370-395, four times as many studies); neither
size stands in the abstracts that could be read, so both are unverified (decision 0250). Accuracy
is the distance from true scores. A gain of d standard deviations of that distance between raters is
given here by shrinking what a rater brings (leniency, halo, halo on a value) by one factor that
makes it so. Three minutes are no two hours: the product promises less than either.

Half forms. Raters of groups without names are asked 11 of 21, in the forms that rotate.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from berakhlak.cycle_administration.half_forms import cost_of_half
from berakhlak.cycles.policy import Policy
from berakhlak.instrument.catalogue import parse_instrument, reference_source
from berakhlak.instrument.rotating_forms import form_codes
from berakhlak.statistics.claims.cycle_claims import CycleInference, infer_cycle
from berakhlak.statistics.half_forms import HalfFormsCost
from berakhlak.statistics.packed_sheets import NOT_ASKED, PackedSheets
from berakhlak.statistics.suppression import compute_suppressed_scores
from tests.method.worlds import (
    LAYOUT,
    PEER,
    SCULLEN,
    SUBORDINATE,
    Cycle,
    Floats,
    Plan,
    World,
    draw_cycle,
    rules,
    seeds,
    true_items,
    true_values,
)

ROCH, WOEHR = 0.50, 0.83
PEERS_ONLY = Plan(
    n_units=12, sizes=(9,), peers=(6, 6), with_subordinates=0.0, with_citizens=0.0,
    answering=(1.0,) * 5,
)  # fmt: skip


def distance_of_raters(world: World) -> tuple[float, float]:
    """Mean and standard deviation, between raters, of how far a rater's value means lie from the
    true ones (root of the mean square over seven values of one officer)."""
    rng = np.random.default_rng(7)
    size = (20_000, 7)
    own = rng.normal(0, np.hypot(world.leniency, world.halo), (size[0], 1))
    error = own + rng.normal(0, np.hypot(world.halo_value, world.chance / np.sqrt(3)), size)
    found = np.sqrt((error**2).mean(axis=1))
    return float(found.mean()), float(found.std())


@cache
def practised(d: float, world: World = SCULLEN) -> World:
    """The world whose raters are nearer to the truth by `d` standard deviations."""
    mean, sd = distance_of_raters(world)
    low, high = 0.0, 1.0
    for _step in range(16):
        factor = (low + high) / 2
        if distance_of_raters(shrunk(world, factor))[0] > mean - d * sd:
            high = factor
        else:
            low = factor
    return shrunk(world, (low + high) / 2)


def shrunk(world: World, factor: float) -> World:
    """What each rater brings, times a factor; officers and chance stay."""
    return replace(
        world,
        leniency=world.leniency * factor,
        halo=world.halo * factor,
        halo_value=world.halo_value * factor,
    )


def inferred(sheets: PackedSheets, silent: tuple[str, ...] = ()) -> CycleInference:
    """`silent`: groups of which no single behaviour is told."""
    given = replace(rules(), value_only_groups=silent)
    safe = compute_suppressed_scores(sheets, given, LAYOUT)
    return infer_cycle(safe.figures, safe.releasable_sheets, given, LAYOUT)


@dataclass(frozen=True)
class Moved:
    """How far peers' value means lie from the truth (root of the mean square), and how much of what
    parts officers in the printed figure is theirs (squared correlation with the truth)."""

    distance: float
    shared: float


def effect_on_figures(world: World, replications: int = 4) -> Moved:
    """Over cycles in which six peers and the boss rate everybody."""
    errors, pairs = [], []
    for seed in seeds(replications):
        cycle = draw_cycle(seed, world, PEERS_ONLY)
        found = inferred(cycle.sheets)
        truth = true_values(true_items(cycle.latent, world))[:, PEER]
        error = found.values.mean[:, PEER] - truth
        errors.append(error - error.mean(axis=0))  # Leniency common to all changes no comparison.
        pairs.append((found.overall.composite, truth.mean(axis=1)))
    shared = [float(np.corrcoef(a, b)[0, 1] ** 2) for a, b in pairs]
    return Moved(float(np.sqrt(np.nanmean(np.square(errors)))), float(np.mean(shared)))


def on_half_forms(cycle: Cycle) -> PackedSheets:
    """The same answers, as far as they would have been asked of groups without names."""
    instrument = parse_instrument(reference_source())
    sheets, answers = cycle.sheets, cycle.sheets.answers.copy()
    asked = {n: form_codes(instrument, n) for n in range(21)}
    codes = [each.code for each in instrument.behaviours]
    rotates = np.isin(sheets.group, (PEER, SUBORDINATE))
    for form, known in asked.items():
        rows = rotates & (sheets.rater % 21 == form)
        answers[np.ix_(rows, [code not in known for code in codes])] = NOT_ASKED
    return replace(sheets, answers=answers)


@dataclass(frozen=True)
class Halved:
    """`bias` of peers' value means on half forms; standard errors as simulated, whole and half, and
    how often the composite's own 95 % interval holds the truth on half forms."""

    bias: float
    whole: float
    half: float
    overall_whole: float
    overall_half: float
    printed: float
    covered: float


@cache
def half_forms(world: World = SCULLEN, replications: int = 4) -> Halved:
    """Against the truth: peers' means, and what the engine prints as their error."""
    wholes, halves, printed, covered = [], [], [], []
    for seed in seeds(replications):
        cycle = draw_cycle(seed, world, PEERS_ONLY)
        truth = true_values(true_items(cycle.latent, world))[:, PEER]
        whole, half = (
            inferred(cycle.sheets),
            inferred(on_half_forms(cycle), ("peer", "subordinate")),
        )
        wholes.append(whole.values.mean[:, PEER] - truth)
        halves.append(half.values.mean[:, PEER] - truth)
        printed.append(np.sqrt(half.values.pooled.variance[PEER] / 6))
        covered.append(np.abs(halves[-1]) < 1.96 * printed[-1])
    overall = [_over_values(wholes), _over_values(halves)]
    return Halved(
        float(np.nanmean(np.array(halves) - np.array(wholes))),
        *map(_spread, (wholes, halves, *overall)),
        float(np.nanmean(printed)),
        float(np.mean(covered)),
    )


def _over_values(errors: list[Floats]) -> list[Floats]:
    return [each.mean(axis=1, keepdims=True) for each in errors]


def foretold(raters: int = 6) -> HalfFormsCost:
    """What a cycle's page says before opening."""
    return cost_of_half(Policy(peers_per_officer=raters), parse_instrument(reference_source()))


def _spread(errors: list[Floats]) -> float:
    within = [np.nanvar(each - np.nanmean(each, axis=0)) for each in errors]
    return float(np.sqrt(np.nanmean(within)))


def gain_of_raters(world: World, replications: int = 2) -> float:
    """By how many standard deviations peers of a drawn cycle are nearer to the truth than those who
    have not practised: answers as they are given, on five steps."""
    usual, better = (_distances(each, replications) for each in (SCULLEN, world))
    pooled = np.sqrt((usual.var() + better.var()) / 2)
    return float((usual.mean() - better.mean()) / pooled)


def _distances(world: World, replications: int) -> Floats:
    found = []
    for seed in seeds(replications):
        cycle = draw_cycle(seed, world, PEERS_ONLY)
        sheets, truth = cycle.sheets, true_values(true_items(cycle.latent, world))[:, PEER]
        rows = sheets.group == PEER
        answers = np.where(sheets.answers[rows] == 0, np.nan, sheets.answers[rows].astype(float))
        by_value = answers.reshape(len(answers), 7, 3)
        given = (~np.isnan(by_value)).sum(axis=2)
        means = np.where(given, np.nansum(by_value, axis=2) / np.maximum(given, 1), np.nan)
        error = means - truth[sheets.officer[rows]]
        found.append(np.sqrt(np.nanmean(error**2, axis=1)))
    return np.concatenate(found)


def main() -> None:
    lines = ["practice: distance of peers' value means, shared variance of the printed figure"]
    worlds = {"none": SCULLEN, "d = .50": practised(ROCH), "d = .83": practised(WOEHR)}
    lines += [f"  {name:8s} {effect_on_figures(world, 12)}" for name, world in worlds.items()]
    lines += [f"half forms {half_forms(replications=12)}", f"  foretold {foretold()}"]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
