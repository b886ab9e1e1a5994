"""Measures shared by the drawings: where a score stands, how words fit beside it."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from flask_babel import gettext as _

from berakhlak.documents.parts import LegendKey, MarkLook, ScaleTick
from berakhlak.instrument.catalogue import Instrument

_LETTER = 0.54  # Mean width of a letter as a share of the type size.


@dataclass(frozen=True, kw_only=True)
class ChartLayout:
    """Measures of a drawing; `stacked` puts labels above their strip, for narrow screens."""

    width: float
    label_width: float
    words_width: float
    row: float
    lane: float
    text: float
    stacked: bool


PAGE = ChartLayout(
    width=482, label_width=122, words_width=62, row=18, lane=7.2, text=8.5, stacked=False
)
# Room for whole behaviours beside a lane for each group.
BEHAVIOURS = ChartLayout(
    width=482, label_width=186, words_width=52, row=16, lane=5.7, text=7.2, stacked=False
)
# As wide as a small phone leaves a drawing, so that letters keep the size that they are given.
SCREEN = ChartLayout(
    width=304, label_width=10, words_width=76, row=46, lane=19, text=13, stacked=True
)
# As wide as the column of a page on a laptop.
WIDE = ChartLayout(
    width=1060, label_width=250, words_width=130, row=38, lane=17, text=15, stacked=False
)
MANY = 9  # More strips than this are drawn closer together, so that a first page holds them.
LEAST_STEPS = 2  # A drawing shows at least so many steps between its ends.


def fitted(layout: ChartLayout, strips: int) -> ChartLayout:
    """Lower strips on paper where there are many, with room for a name of theirs on one line."""
    if layout is not PAGE or strips <= MANY:
        return layout
    return replace(layout, row=14.5, label_width=172)


@dataclass(frozen=True)
class ChartScale:
    """Scores `start`..`top` laid out between two positions; `start` > 1 leaves low steps out."""

    left: float
    right: float
    top: int
    start: int = 1

    def at(self, value: float) -> float:
        share = (max(value, self.start) - self.start) / (self.top - self.start)
        return round(self.left + share * (self.right - self.left), 2)


def scale_of(
    instrument: Instrument, layout: ChartLayout, drawn: Iterable[float] = ()
) -> ChartScale:
    """The scale of the questionnaire, without the steps below all that is `drawn`."""
    right = layout.width - layout.words_width - 10
    highest = max(instrument.max_score - LEAST_STEPS, 1)
    start = min(max(math.floor(min(drawn, default=1)), 1), highest)
    return ChartScale(layout.label_width + 10, right, instrument.max_score, start)


def axis_height(scale: ChartScale, layout: ChartLayout) -> float:
    """Height of the steps below the strips, with a line of its own for a zoom in a narrow one."""
    return layout.text * (4.8 if layout.stacked and scale.start > 1 else 3.4)


def zoom_line(bottom: float, layout: ChartLayout) -> float:
    """Where a zoom is told: left of the steps, or below them."""
    return round(bottom + layout.text * (3.9 if layout.stacked else 1.2), 2)


def zoom_notice(scale: ChartScale) -> str:
    """What a reader must know of a scale that does not begin at 1; else nothing."""
    if scale.start == 1:
        return ""
    return str(_("Skala mulai dari %(start)s, bukan 1", start=scale.start))


def legend_keys(keys: Iterable[tuple[MarkLook, str]], layout: ChartLayout) -> tuple[LegendKey, ...]:
    placed: list[LegendKey] = []
    x, y = 10.0, layout.text * 1.1
    for look, label in keys:
        needed = len(str(label)) * layout.text * _LETTER + layout.text * 2.4
        if x + needed > layout.width and placed:
            x, y = 10.0, y + layout.text * 1.5
        placed.append(LegendKey(look=look, label=str(label), x=round(x, 1), y=round(y, 2)))
        x += needed
    return tuple(placed)


def scale_ticks(
    instrument: Instrument, scale: ChartScale, layout: ChartLayout, language: str
) -> tuple[ScaleTick, ...]:
    """A tick for each step, in words too: all of them where they fit, the ends where not."""
    size = layout.text * 0.8
    labels = [step.label.in_language(language) for step in instrument.steps]
    placed = [
        _label(place, label, scale, size / 2 * _LETTER * len(label))
        for place, label in enumerate(labels, start=1)
        if place >= scale.start
    ]
    if all(
        right + size / 2 <= left
        for (_tick, _left, right), (_next, left, _right) in pairwise(placed)
    ):
        return tuple(tick for tick, _left, _right in placed)
    ends = {scale.start, scale.top} if layout.stacked else set()
    return tuple(
        tick if place in ends else replace(tick, label="")
        for place, (tick, _left, _right) in enumerate(placed, start=scale.start)
    )


def _label(
    place: int, label: str, scale: ChartScale, half: float
) -> tuple[ScaleTick, float, float]:
    """The tick of a step, and where its words begin and end; `half` is half their width."""
    x = scale.at(place)
    # The first label may be wider than the room at its left.
    starts = half > x
    left = x if starts else x - half
    anchor = "start" if starts else "middle"
    return ScaleTick(x=x, score=str(place), label=label, anchor=anchor), left, left + 2 * half


def fit_label(label: str, room: float, size: float) -> str:
    letters = int(room / (size * _LETTER))
    return label if len(label) <= letters else label[: letters - 1].rstrip() + "…"


def label_lines(label: str, layout: ChartLayout) -> list[str]:
    """The label of a strip: above it in one line, beside it in two at most."""
    room = layout.width - 20 if layout.stacked else layout.label_width - 8
    lines, most = wrap_label(label, room, layout.text), 1 if layout.stacked else 2
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], fit_label(" ".join(lines[most - 1 :]), room, layout.text)]


def label_places(
    lines: list[str], start: float, middle: float, layout: ChartLayout
) -> tuple[float, tuple[tuple[float, str], ...]]:
    """Where the first line of a label stands, and the others: (y, line)."""
    leading = layout.text * 1.08
    first = middle + layout.text * 0.35 - leading * (len(lines) - 1) / 2
    if layout.stacked:
        first = start + layout.text
    return round(first, 2), tuple(
        (round(first + leading * place, 2), line) for place, line in enumerate(lines[1:], start=1)
    )


def wrap_label(label: str, room: float, size: float) -> list[str]:
    """The label in lines that fit into `room`."""
    return textwrap.wrap(label, max(int(room / (size * _LETTER)), 8)) or [""]
