"""Attack the lines of the funnel: what does somebody learn who measures them in the drawing?

The lines are the only place where the error of units is printed. That error depends on how raters
differ and on whom each of them rated; between two or three units the middle error is nearly one
unit's own. The attacker here is stronger than anybody real: all sheets are known but for one
secret, the model is fitted anew for every guess, and a guess stands while its lines are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import median

import numpy as np

from berakhlak.documents.layout import WIDE
from berakhlak.results.funnel import draw_funnel_plot
from berakhlak.results.report import FunnelPlot
from berakhlak.statistics.packed_sheets import PackedSheets
from tests.factories.results import judged, unit, version_2
from tests.method.expectations import inferred
from tests.method.worlds import PEER

Z95 = 1.959964
EXACT = 0.002  # Share of an error that a ruler on the drawing still tells.
Unit = tuple[float, float]  # The frozen difference and error of a unit, rounded as they are frozen.


def read_off(drawing: FunnelPlot) -> float | None:
    """The error of a unit of one officer, measured on the upper line by the labels of the axes;
    None where there is no line to measure."""
    if not drawing.lines:
        return None
    (top, high), (zero, _none) = drawing.rows[0], drawing.rows[2]
    step = (zero - top) / float(high.replace(",", ".").replace("+", ""))
    x, n = drawing.columns[-1]
    across = (x - drawing.left) / float(n)
    points = [tuple(map(float, point.split(","))) for point in drawing.lines[0].split()]
    return median((zero - y) / step * sqrt((x - drawing.left) / across) / Z95 for x, y in points)


def units_of(sheets: PackedSheets) -> tuple[Unit, ...]:
    """What is frozen of the units that are shown."""
    effect = inferred(sheets).effects[0]
    shown = ~np.isnan(effect.standard_error)
    pairs = zip(effect.difference[shown], effect.standard_error[shown], strict=True)
    return tuple((round(float(apart), 2), round(float(error), 2)) for apart, error in pairs)


def drawn(units: tuple[Unit, ...]) -> FunnelPlot:
    """The funnel of an agency's report."""
    figures = tuple(
        judged(unit(n, f"Unit {n}"), "undecided", apart, error)
        for n, (apart, error) in enumerate(units)
    )
    drawing = draw_funnel_plot(version_2(units=figures), WIDE)
    assert drawing is not None
    return drawing


@dataclass(frozen=True)
class Outcome:
    """Of all guesses at one secret: how many the lines leave."""

    guesses: int
    left: int


def attack(guesses: Sequence[tuple[Unit, ...]]) -> Outcome:
    """Keep the guesses whose lines lie where the drawn ones do; the first of them is the truth."""
    lines = [read_off(drawn(units)) for units in guesses]
    seen = lines[0]
    if seen is None:
        return Outcome(len(lines), sum(line is None for line in lines))
    left = sum(line is not None and abs(line - seen) <= EXACT * seen for line in lines)
    return Outcome(len(lines), left)


def other_writers(sheets: PackedSheets, place: int) -> Iterator[PackedSheets]:
    """The secret is who wrote a peer's sheet: any peer who has not rated that officer."""
    assert sheets.rater is not None
    of_officer = sheets.officer == sheets.officer[place]
    taken = set(sheets.rater[of_officer].tolist()) - {int(sheets.rater[place])}
    peers = set(sheets.rater[sheets.group == PEER].tolist())
    for writer in sorted(peers - taken - {int(sheets.officer[place])}):
        rater = sheets.rater.copy()
        rater[place] = writer
        yield replace(sheets, rater=rater)


def other_levels(sheets: PackedSheets, place: int) -> Iterator[PackedSheets]:
    """The secret is a sheet's level: all its answers are moved together, as far as may be."""
    own = sheets.answers[place].astype(int)
    answered = (own > 0) & (own <= 5)
    for by in range(1 - int(own[answered].min()), 6 - int(own[answered].max())):
        answers = sheets.answers.copy()
        answers[place] = np.where(answered, own + by, own)
        yield replace(sheets, answers=answers)
