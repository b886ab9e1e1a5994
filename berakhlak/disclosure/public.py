"""Attacks on what a unit's public page shows: by code of its own, before anything is stored.

The attackers are everybody who reads the page, and the officers of the unit themselves, who know
their own figures and may lay them together. They know the program: what it would print is tried
for every figure that the last one may have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from berakhlak.statistics.frozen_result import (
    CellFigures,
    CellStatus,
    CycleFigures,
    OfficerFigures,
)
from berakhlak.statistics.public_figures import (
    FEWEST_OFFICERS,
    FEWEST_VOICES,
    MARGIN_STEP,
    ROOM,
    STEPS,
    PublicFigure,
    PublicFigures,
    half_interval,
    printed_figure,
)

GRID = 20  # Figures that are tried in each step of the scale.
TRIED = 2 * GRID  # To either side of the true one.
SLACK = 1e-6


class PublicLeak(StrEnum):
    """How a public figure betrays what is not public."""

    FEW = "few"  # Too few officers or voices stand behind it.
    UNEXPLAINED = "unexplained"  # Shown cells do not make it, or a withheld one carries numbers.
    FINE = "fine"  # All colleagues but one can work out the last.
    TWICE = "twice"  # An officer stands in the figures of two units.
    ALTERED = "altered"  # Not what was released before.


@dataclass(frozen=True)
class PublicFinding:
    """`unit` and `code` of the value whose figure leaks; `open_steps` of the scale that are left to
    guess, where that is what is wrong."""

    leak: PublicLeak
    unit: str
    code: str = ""
    open_steps: float | None = None


@dataclass(frozen=True)
class PublicUnit:
    """What one page would show of one cycle, and what stands behind it.

    `officers`: figures by the number of their seat. `least`: officers that the policy asks for.
    `before`: what was released before, if anything was.
    """

    name: str
    figures: PublicFigures
    officers: Mapping[int, OfficerFigures]
    whole: CycleFigures
    group: str
    least: int
    before: PublicFigures | None = None


def attack_public(
    units: Sequence[PublicUnit], elsewhere: Mapping[int, str] | None = None
) -> list[PublicFinding]:
    """Everything found in the pages of one cycle, taken together. `elsewhere`: by seat, the unit in
    whose public figures an officer stands already."""
    found = [finding for unit in units for finding in _attack_unit(unit)]
    seats = dict(elsewhere or {})
    for unit in units:
        if any(seats.setdefault(seat, unit.name) != unit.name for seat in unit.officers):
            found.append(PublicFinding(PublicLeak.TWICE, unit.name))
    return found


def _attack_unit(unit: PublicUnit) -> Iterator[PublicFinding]:
    if unit.before is not None and unit.before != unit.figures:
        yield PublicFinding(PublicLeak.ALTERED, unit.name)
    for figure in unit.figures.values:
        yield from _attack_figure(unit, figure)


def _attack_figure(unit: PublicUnit, figure: PublicFigure) -> Iterator[PublicFinding]:
    numbers = (figure.mean, figure.low, figure.high, figure.voices)
    if figure.status is not CellStatus.SHOWN:
        if any(x is not None for x in numbers):
            yield PublicFinding(PublicLeak.UNEXPLAINED, unit.name, figure.code)
        return
    cells = _shown_cells(unit, figure.code)
    few = len(cells) < max(unit.least, FEWEST_OFFICERS)
    if few or sum(each.n or 0 for each in cells) < FEWEST_VOICES:
        yield PublicFinding(PublicLeak.FEW, unit.name, figure.code)
        return
    if any(x is None for x in numbers) or not _is_explained(figure, cells, unit.figures.steps):
        yield PublicFinding(PublicLeak.UNEXPLAINED, unit.name, figure.code)
        return
    left = _least_room(unit, figure, cells)
    if left < ROOM - 1 / GRID - SLACK:
        yield PublicFinding(PublicLeak.FINE, unit.name, figure.code, round(left, 2))


def _shown_cells(unit: PublicUnit, code: str) -> list[CellFigures]:
    return [
        cell
        for officer in unit.officers.values()
        for value in officer.values
        if value.code == code
        and (cell := value.cells.get(unit.group)) is not None
        and cell.status is CellStatus.SHOWN
    ]


def _is_explained(figure: PublicFigure, cells: Sequence[CellFigures], steps: int) -> bool:
    """Whether shown cells alone make the mean and the count, and the interval is coarse."""
    assert figure.mean is not None
    assert figure.low is not None
    assert figure.high is not None
    true = sum(each.mean or 0.0 for each in cells) / len(cells)
    coarsest = max(STEPS)
    near = abs(figure.mean - true) <= coarsest / 2 + SLACK
    at_end = min(true - 1, steps - true) <= 1.5 * coarsest and abs(figure.mean - true) <= coarsest
    heard = sum(each.n or 0 for each in cells)
    is_round = all(
        abs(x / MARGIN_STEP - round(x / MARGIN_STEP)) <= SLACK for x in (figure.low, figure.high)
    )
    told = figure.voices is not None and 0 <= heard - figure.voices < 10
    return (near or at_end) and told and is_round and figure.low <= figure.mean <= figure.high


def _least_room(unit: PublicUnit, figure: PublicFigure, cells: Sequence[CellFigures]) -> float:
    """Steps of the scale that stay open about the last officer, whoever that is.

    All others lay their figures together, know the program, and try every figure of the last: what
    prints the very same is possible. The ends of the scale are left aside.
    """
    counts = [each.n or 0 for each in cells]
    error = half_interval(counts, unit.whole, figure.code, unit.group)
    means, rooms = [each.mean or 0.0 for each in cells], []
    for place in range(len(means)):
        fits = 0
        for tried in range(-TRIED, TRIED + 1):
            guess = [*means]
            guess[place] += tried / GRID
            again = printed_figure(figure.code, guess, sum(counts), error, unit.figures.steps)
            fits += again == figure
        rooms.append(fits / GRID)
    return min(rooms)
