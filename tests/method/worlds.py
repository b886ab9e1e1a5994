"""Invented cycles whose truth is known: who rates whom, what they answer, what is expected.

An answer is the rounded and clipped sum of a centre, the item, the group's habit, the officer, the
officer's standing on the value and with the group, the rater's leniency, halo for this officer
(also on the value) and chance. All parts are normal, so the expected answer over all raters of a
group has a closed form: that expectation, not the latent sum, is the truth.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from berakhlak.statistics.packed_sheets import NOT_ASKED, PackedSheets
from berakhlak.statistics.rules import ItemLayout, ScoringRules

Floats = npt.NDArray[np.float64]
VALUES = ("BP", "AK", "KP", "HM", "LY", "AD", "KB")
FOR_CITIZENS = {"BP2", "AK1", "AK3", "KP3", "HM1", "AD3"}
LAYOUT = ItemLayout.from_items(
    [(f"{v}{k}", v, f"{v}{k}" in FOR_CITIZENS) for v in VALUES for k in (1, 2, 3)]
)
VALUE_OF = np.array(LAYOUT.value_of_item)
ON_SHORT_FORM = np.array(LAYOUT.citizen_form)
SELF, BOSS, PEER, SUBORDINATE, CITIZEN = range(5)
NEW_WEIGHTS = (0.0, 0.20, 0.35, 0.30, 0.15)
OLD_WEIGHTS = (0.0, 0.35, 0.25, 0.25, 0.15)


FIRST_SEED = int(os.environ.get("METHOD_SEED", "0"))


def seeds(number: int) -> range:
    """So many seeds; METHOD_SEED tries the same promises on other cycles."""
    return range(FIRST_SEED, FIRST_SEED + number)


def rules(weights: tuple[float, ...] = NEW_WEIGHTS) -> ScoringRules:
    """The engine's rules as the web application sets them."""
    return ScoringRules(weights=weights, pool_withheld=False, borrow_variance=True)


@dataclass(frozen=True, kw_only=True)
class World:
    """Standard deviations in steps of the scale. The defaults hold the proportions that Scullen,
    Mount & Goff (2000, Journal of Applied Psychology 85, 956-970) report."""

    centre: float = 4.15
    officer: float = 0.27
    officer_value: float = 0.17
    officer_group: float = 0.19
    leniency: float = 0.37
    boss_leniency: float | None = None
    halo: float = 0.32
    halo_value: float = 0.17
    chance: float = 0.59
    unit: float = 0.0
    item: float = 0.15
    value: float = 0.12
    own_view: float = 0.35
    habits: tuple[float, ...] = (0.35, -0.15, 0.10, 0.05, 0.05)
    cannot_rate: tuple[float, ...] = (0.0, 0.03, 0.06, 0.08, 0.04)


CHANGED = {
    name: float(number)
    for name, _, number in (
        each.partition("=") for each in os.environ.get("METHOD_WORLD", "").split(",") if each
    )
}
"""METHOD_WORLD="leniency=.45,halo=.25" tries the same promises where people are different."""
SCULLEN = World(**CHANGED)  # type: ignore[arg-type]
CEIL = replace(SCULLEN, centre=4.55)
DEMO = World(
    centre=3.8, officer=0.45, officer_value=0.25, officer_group=0.0, leniency=0.30, halo=0.30,
    halo_value=0.0, chance=0.60, item=0.0, value=0.0,
)  # fmt: skip
BOSS_60 = replace(SCULLEN, boss_leniency=0.60)
BOSS_20 = replace(SCULLEN, boss_leniency=0.20)
NULL = replace(
    SCULLEN, officer=0.0, officer_value=0.0, officer_group=0.0, own_view=0.0,
    habits=(0.0,) * 5,
)  # fmt: skip
WORLDS = {
    "scullen": SCULLEN,
    "ceil": CEIL,
    "demo": DEMO,
    "boss_60": BOSS_60,
    "boss_20": BOSS_20,
    "null": NULL,
}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How an agency rates: sizes of units, shares of officers with a group, numbers per group."""

    n_units: int = 20
    sizes: tuple[int, ...] = (5, 8, 10, 12, 20)
    with_subordinates: float = 0.35
    with_citizens: float = 0.40
    peers: tuple[int, int] = (3, 6)
    subordinates: tuple[int, int] = (3, 8)
    citizens: tuple[int, int] = (3, 30)
    answering: tuple[float, ...] = (0.95, 0.95, 0.85, 0.80, 1.0)
    boss: bool = True
    local_peers: bool = True


@dataclass(frozen=True)
class Design:
    """`officer`, `group`, `rater` of each sheet; officers are raters 0.., then one boss a unit."""

    officer: npt.NDArray[np.intp]
    group: npt.NDArray[np.intp]
    rater: npt.NDArray[np.intp]
    unit: npt.NDArray[np.intp]
    n_raters: int
    n_units: int

    @property
    def n_officers(self) -> int:
        return len(self.unit)

    @property
    def is_boss(self) -> npt.NDArray[np.bool_]:
        """Whether a rater is a head, (raters,)."""
        code = np.arange(self.n_raters)
        return (code >= self.n_officers) & (code < self.n_officers + self.n_units)


def draw_design(
    rng: np.random.Generator, plan: Plan, unit: npt.NDArray[np.intp] | None = None
) -> Design:
    """Who rates whom: every head the whole unit, officers each other. `unit` (officers,) is that of
    an earlier cycle of the same people."""
    if unit is None:
        unit = np.repeat(np.arange(plan.n_units), rng.choice(plan.sizes, plan.n_units))
    rows: list[tuple[int, int, int]] = []
    strangers = len(unit) + plan.n_units
    for officer, home in enumerate(unit.tolist()):
        rows.append((officer, SELF, officer))
        if plan.boss:
            rows.append((officer, BOSS, len(unit) + home))
        near = unit == home if plan.local_peers else np.ones(len(unit), bool)
        pool = np.setdiff1d(np.flatnonzero(near), [officer])
        wanted = min(int(rng.integers(plan.peers[0], plan.peers[1] + 1)), len(pool))
        rows += [(officer, PEER, int(r)) for r in rng.choice(pool, wanted, replace=False)]
        for group, share, span in (
            (SUBORDINATE, plan.with_subordinates, plan.subordinates),
            (CITIZEN, plan.with_citizens, plan.citizens),
        ):
            some = int(rng.integers(span[0], span[1] + 1)) if rng.random() < share else 0
            rows += [(officer, group, strangers + k) for k in range(some)]
            strangers += some
    table = np.array(rows)
    answered = rng.random(len(table)) < np.array(plan.answering)[table[:, 1]]
    officer_, group_, rater_ = table[answered].T
    return Design(officer_, group_, rater_, unit, strangers, plan.n_units)


@dataclass(frozen=True)
class Latent:
    """What officers and items are: `level` (officers, groups, items), before any rater."""

    level: Floats
    unit: Floats

    def shifted(self, by: Floats | float) -> Latent:
        """The same with every officer moved by `by` (officers,) steps."""
        step = np.broadcast_to(np.asarray(by, float), self.level.shape[:1])
        return replace(self, level=self.level + step[:, None, None])


def draw_latent(rng: np.random.Generator, design: Design, world: World) -> Latent:
    """Draw officers, units and items."""
    n = design.n_officers
    item = rng.normal(0, world.item, len(VALUE_OF))
    item += rng.normal(0, world.value, len(VALUES))[VALUE_OF]
    unit = rng.normal(0, world.unit, design.n_units)
    officer = rng.normal(0, world.officer, n) + unit[design.unit]
    value = rng.normal(0, world.officer_value, (n, len(VALUES)))[:, VALUE_OF]
    group = rng.normal(0, world.officer_group, (n, 5))
    group[:, SELF] = rng.normal(0, world.own_view, n)
    group += np.array(world.habits)
    level = world.centre + item + officer[:, None, None] + group[:, :, None] + value[:, None, :]
    return Latent(level, unit)


def draw_leniency(rng: np.random.Generator, design: Design, world: World) -> Floats:
    """How lenient each rater is, (raters,)."""
    drawn = rng.normal(0, 1, design.n_raters) * world.leniency
    if world.boss_leniency is not None:
        heads = np.flatnonzero(design.is_boss)
        drawn[heads] = rng.normal(0, world.boss_leniency, len(heads))
    return drawn


def draw_sheets(
    rng: np.random.Generator,
    design: Design,
    world: World,
    latent: Latent,
    leniency: Floats | None = None,
    halo: Floats | None = None,
) -> PackedSheets:
    """The answers of a cycle; `leniency[raters]` and `halo[sheets]` may be kept from another."""
    size = len(design.officer)
    leniency = draw_leniency(rng, design, world) if leniency is None else leniency
    halo = rng.normal(0, world.halo, size) if halo is None else halo
    own = design.group == SELF
    score = latent.level[design.officer, design.group]
    score = score + np.where(own, 0.0, leniency[design.rater] + halo)[:, None]
    score = score + rng.normal(0, world.halo_value, (size, len(VALUES)))[:, VALUE_OF]
    score = score + rng.normal(0, world.chance, (size, len(VALUE_OF)))
    answers = np.clip(np.rint(score), 1, 5).astype(np.uint8)
    share = np.array(world.cannot_rate)[design.group]
    answers[rng.random(answers.shape) < share[:, None]] = 0
    answers[np.ix_(design.group == CITIZEN, ~ON_SHORT_FORM)] = NOT_ASKED
    return PackedSheets(
        answers=answers,
        officer=design.officer,
        group=design.group,
        n_officers=design.n_officers,
        rater=design.rater,
        n_raters=design.n_raters,
        unit=design.unit,
        n_units=design.n_units,
    )


def expected_answer(mean: Floats, sd: Floats | float) -> Floats:
    """E[clip(round(N(mean, sd)), 1, 5)]."""
    total: Floats = 1.0 + sum(ndtr((mean - cut) / sd) for cut in (1.5, 2.5, 3.5, 4.5))
    return total


def true_items(latent: Latent, world: World) -> Floats:
    """Expected answers over all raters of a group, (officers, groups, items)."""
    spread = np.full(5, world.leniency**2 + world.halo**2)
    if world.boss_leniency is not None:
        spread[BOSS] += world.boss_leniency**2 - world.leniency**2
    spread[SELF] = 0.0
    spread += world.halo_value**2 + world.chance**2
    return expected_answer(latent.level, np.sqrt(spread)[:, None])


def true_values(items: Floats) -> Floats:
    """(officers, groups, values): means over items, for citizens over their form; NaN for none."""
    found = np.full((*items.shape[:2], len(VALUES)), np.nan)
    for value in range(len(VALUES)):
        own = value == VALUE_OF
        found[:, :, value] = items[:, :, own].mean(axis=2)
        short = own & ON_SHORT_FORM
        found[:, CITIZEN, value] = items[:, CITIZEN, short].mean(axis=1) if short.any() else np.nan
    return found


def true_composites(
    values: Floats, weights: tuple[float, ...], used: Floats | None = None
) -> Floats:
    """Weighted means over the groups used, (officers, values); all groups unless told."""
    weight = np.where(np.isnan(values), 0.0, np.array(weights)[None, :, None])
    weight = weight if used is None else weight * used
    with np.errstate(invalid="ignore"):
        mixed: Floats = (weight * np.nan_to_num(values)).sum(axis=1) / weight.sum(axis=1)
    return mixed


@dataclass(frozen=True)
class Cycle:
    """One drawn cycle with its truth."""

    world: World
    design: Design
    latent: Latent
    sheets: PackedSheets
    items: Floats
    values: Floats


def draw_cycle(seed: int, world: World, plan: Plan | None = None) -> Cycle:
    """A cycle from one seed."""
    rng = np.random.default_rng(seed)
    design = draw_design(rng, plan or Plan())
    latent = draw_latent(rng, design, world)
    sheets = draw_sheets(rng, design, world, latent)
    items = true_items(latent, world)
    return Cycle(world, design, latent, sheets, items, true_values(items))
