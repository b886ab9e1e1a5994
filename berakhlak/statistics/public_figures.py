"""Citizens' figures of a unit for everybody: rounded until its officers cannot work each other out.

Made of what officers' profiles show and of constants of the whole agency alone. Why each rule is
there: docs/decisions/0224-the-public-page.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from berakhlak.statistics.frozen_result import (
    CellFigures,
    CellStatus,
    CycleFigures,
    OfficerFigures,
)
from berakhlak.statistics.stored_json import read_stored

FEWEST_OFFICERS = 5
FEWEST_VOICES = 30
VOICES_STEP = 10
STEPS = (0.1, 0.2)
"""Steps of rounding, the finest first. With `FEWEST_OFFICERS`, the coarsest leaves `ROOM` open."""
ROOM = 1.0
"""Steps of the scale that are open to all colleagues but one together."""
MARGIN_STEP = 0.1
SPREAD_BOUND = 1.0
"""Standard deviation between officers that is taken where the agency's would be the unit's own."""
LEVEL = 0.95


@dataclass(frozen=True, kw_only=True)
class PublicFigure:
    """Citizens' view of one value over a unit's officers, each counting once; numbers only when
    shown. `voices`: at least so many, in tens. `low`..`high`: 95 %, rounded outwards."""

    code: str
    status: CellStatus
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    voices: int | None = None


@dataclass(frozen=True, kw_only=True)
class PublicFigures:
    """Those of one unit in one cycle; the scale goes from 1 to `steps`. A value that citizens were
    asked nothing about is left out."""

    steps: int
    values: tuple[PublicFigure, ...]

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> PublicFigures:
        return read_stored(cls, text)


def public_figures(
    officers: Sequence[OfficerFigures],
    whole: CycleFigures,
    *,
    steps: int,
    group: str,
    least: int,
) -> PublicFigures:
    """The figures of the unit in which these officers are; `least` officers by the policy."""
    cells: dict[str, list[CellFigures]] = {}
    for officer in officers:
        for value in officer.values:
            found = value.cells.get(group)
            if found is not None and found.status is not CellStatus.NONE:
                cells.setdefault(value.code, []).append(found)
    needed = max(least, FEWEST_OFFICERS)
    return PublicFigures(
        steps=steps,
        values=tuple(
            _figure(code, own, whole, steps=steps, group=group, needed=needed)
            for code, own in cells.items()
        ),
    )


def _figure(
    code: str,
    cells: Sequence[CellFigures],
    whole: CycleFigures,
    *,
    steps: int,
    group: str,
    needed: int,
) -> PublicFigure:
    shown = [(each.mean, each.n) for each in cells if each.status is CellStatus.SHOWN]
    known = [(mean, n) for mean, n in shown if mean is not None and n]
    if len(known) < len(shown) or len(known) < needed or sum(n for _, n in known) < FEWEST_VOICES:
        return PublicFigure(code=code, status=CellStatus.SUPPRESSED)
    means, counts = [mean for mean, _ in known], [n for _, n in known]
    error = half_interval(counts, whole, code, group)
    return printed_figure(code, means, sum(counts), error, steps)


def printed_figure(
    code: str, means: Sequence[float], voices: int, error: float, steps: int
) -> PublicFigure:
    """A figure as it is printed, of the means of officers enough; `error`: half of its interval
    before rounding."""
    step = rounding_step(len(means))
    mean = rounded_inside(sum(means) / len(means), step, steps)
    margin = math.ceil(round((error + step / 2) / MARGIN_STEP, 6)) * MARGIN_STEP
    return PublicFigure(
        code=code,
        status=CellStatus.SHOWN,
        mean=mean,
        low=round(max(mean - margin, 1.0), 1),
        high=round(min(mean + margin, float(steps)), 1),
        voices=voices // VOICES_STEP * VOICES_STEP,
    )


def rounding_step(officers: int) -> float:
    """The finest step that leaves `ROOM` open to all but one of so many officers."""
    return next((step for step in STEPS if officers * step >= ROOM - 1e-9), STEPS[-1])


def rounded_inside(mean: float, step: float, steps: int) -> float:
    """Rounded, and never nearer to an end of the scale than one step: else the last cell would be
    half as wide as the others."""
    lowest, highest = 1 + step, steps - step
    return round(min(max(round(mean / step) * step, lowest), highest), 1)


def half_interval(counts: Sequence[int], whole: CycleFigures, code: str, group: str) -> float:
    """Half of a 95 % interval of the mean over officers with so many voices each.

    Between officers: the spread of all officers of the agency, from its frozen index; within: the
    frozen variance of voices. Both are counted in full although they overlap, so it errs to the
    wide side. Where the unit is more than half of those officers, or there is no index, the spread
    would be the unit's own: then `SPREAD_BOUND`.
    """
    from scipy.special import stdtrit

    m, index = len(counts), whole.citizen_index
    within = _within(whole, code, group) * sum(1 / n for n in counts) / m
    spread, freedom = SPREAD_BOUND**2, m - 1
    if index is not None and index.n >= 2 * m:
        half = max(index.high - index.mean, index.mean - index.low)
        spread = (half * math.sqrt(index.n) / float(stdtrit(index.n - 1, 0.5 + LEVEL / 2))) ** 2
        freedom = index.n - 1
    return float(stdtrit(freedom, 0.5 + LEVEL / 2)) * math.sqrt((spread + within) / m)


def _within(whole: CycleFigures, code: str, group: str) -> float:
    constants: Mapping[str, Mapping[str, float | None]] = (
        whole.constants.variance if whole.constants else {}
    )
    return constants.get(code, {}).get(group) or SPREAD_BOUND**2
