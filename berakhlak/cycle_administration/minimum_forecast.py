"""Where officers will miss the minimum of a group by the last day, office by office.

A function of what HR sees anyway: raters per officer and the look of that day (0005). Nothing of
who has answered is asked anew, so it tells no more than those two pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import comb, prod

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.cycle_administration.chasing import CycleTree, TreeUnit
from berakhlak.cycle_administration.coarse_progress import CoarseShare, DatedProgress
from berakhlak.cycle_administration.coverage import rater_counts, short_groups
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.formats import local_day

LEAST_DAYS = 3  # Before, the pace says nothing.


@dataclass(frozen=True)
class MinimumForecast:
    """Of `officers`: so many are `short` whoever answers, and so many more are expected to be."""

    officers: int = 0
    short: int = 0
    expected: float = 0.0

    def __add__(self, other: MinimumForecast) -> MinimumForecast:
        return MinimumForecast(
            self.officers + other.officers,
            self.short + other.short,
            self.expected + other.expected,
        )

    @property
    def about(self) -> int:
        return round(self.expected)


@dataclass(frozen=True)
class UnitForecast:
    """An office or unit with what is to be expected of its officers."""

    unit: TreeUnit
    found: MinimumForecast


def forecast_minimum(
    session: Session, cycle: Cycle, look: DatedProgress
) -> dict[int, MinimumForecast] | None:
    """By unit of the cycle, its own officers; None while it is too early to tell."""
    pace = _pace(cycle, look)
    if pace is None:
        return None
    sent = {each.unit_id: _by_the_end(each.share, pace) for each in look.units}
    whole = min(1.0, (look.total.share or 0.0) * pace)
    counts = rater_counts(session, cycle)
    officers = select(Participant.id, Participant.unit_id)
    rows = session.execute(officers.where(Participant.cycle_id == cycle.id, Participant.is_rated))
    found: dict[int, MinimumForecast] = defaultdict(MinimumForecast)
    for seat, unit_id in rows:
        assert unit_id is not None  # Whoever is rated has a unit.
        raters = counts.get(seat, {})
        found[unit_id] += _of_officer(raters, cycle.policy, sent.get(unit_id, whole))
    return dict(found)


def by_office(
    tree: CycleTree, found: Mapping[int, MinimumForecast], office_id: int | None
) -> list[UnitForecast]:
    """Offices with all below them, or the units of one; those with most to do first."""
    if office_id is None:
        sums: dict[int, MinimumForecast] = defaultdict(MinimumForecast)
        for unit_id, each in found.items():
            sums[tree.office_of[unit_id].id] += each
    else:
        inside = tree.below(office_id)
        sums = {unit_id: each for unit_id, each in found.items() if unit_id in inside}
    rows = [UnitForecast(tree.named[unit_id], each) for unit_id, each in sums.items()]
    return sorted(rows, key=lambda row: (-row.found.short - row.found.about, row.unit.name))


def total_of(found: Iterable[MinimumForecast]) -> MinimumForecast:
    """Of the whole cycle."""
    return sum(found, MinimumForecast())


def _pace(cycle: Cycle, look: DatedProgress) -> float | None:
    """How much more will be sent by the last day, if it goes on as until the look."""
    opened = local_day(cycle.opened_at) if cycle.opened_at else cycle.opens_on
    passed, all_days = (look.taken_on - opened).days, (cycle.closes_on - opened).days
    if passed < LEAST_DAYS or not look.total.done:
        return None
    return max(1.0, all_days / passed)


def _by_the_end(share: CoarseShare, pace: float) -> float:
    """From the middle of the step that a look tells; all where all is sent."""
    return 1.0 if share.tenths >= 10 else min(1.0, (share.tenths + 0.5) / 10 * pace)


def _of_officer(raters: Mapping[str, int], policy: Policy, sent: float) -> MinimumForecast:
    if short_groups(raters, policy):
        return MinimumForecast(1, 1)
    asked = [
        (raters[group.code], group.minimum)
        for group in policy.groups
        if group.relation is not Relation.SELF and raters.get(group.code)
    ]
    enough = prod(1.0 - chance_of_fewer(n, least, round(sent, 3)) for n, least in asked)
    return MinimumForecast(1, 0, 1.0 - enough)


@lru_cache(maxsize=4096)
def chance_of_fewer(n: int, least: int, sent: float) -> float:
    """That fewer than `least` of `n` raters send, each with the same chance."""
    return sum(comb(n, k) * sent**k * (1 - sent) ** (n - k) for k in range(min(least, n + 1)))
