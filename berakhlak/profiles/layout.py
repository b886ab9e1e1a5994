"""Measures shared by the drawings: where a score stands, how words fit beside it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from berakhlak.instrument.catalogue import Instrument
from berakhlak.profiles.document import Key, Tick

_LETTER = 0.54  # Mean width of a letter as a share of the type size.


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Measures of a drawing; `stacked` puts labels above their strip, for narrow screens."""

    width: float
    label_width: float
    words_width: float
    row: float
    lane: float
    text: float
    stacked: bool


PAGE = Layout(width=482, label_width=122, words_width=62, row=18, lane=7.2, text=8.5, stacked=False)
# Room for whole behaviours beside a lane for each group.
BEHAVIOURS = Layout(
    width=482, label_width=186, words_width=52, row=16, lane=5.7, text=7.2, stacked=False
)
# As wide as a small phone leaves a drawing, so that letters keep the size that they are given.
SCREEN = Layout(width=304, label_width=10, words_width=76, row=46, lane=19, text=13, stacked=True)


@dataclass(frozen=True)
class Scale:
    """Scores 1..`top` laid out between two positions."""

    left: float
    right: float
    top: int

    def at(self, value: float) -> float:
        return round(self.left + (value - 1) / (self.top - 1) * (self.right - self.left), 2)


def scale_of(instrument: Instrument, layout: Layout) -> Scale:
    right = layout.width - layout.words_width - 10
    return Scale(layout.label_width + 10, right, instrument.max_score)


def legend(keys: Iterable[tuple[str, str]], layout: Layout) -> tuple[Key, ...]:
    placed: list[Key] = []
    x, y = 10.0, layout.text * 1.1
    for group, label in keys:
        needed = len(str(label)) * layout.text * _LETTER + layout.text * 2.4
        if x + needed > layout.width and placed:
            x, y = 10.0, y + layout.text * 1.5
        placed.append(Key(group=str(group), label=str(label), x=round(x, 1), y=round(y, 2)))
        x += needed
    return tuple(placed)


def ticks(instrument: Instrument, scale: Scale, layout: Layout, language: str) -> tuple[Tick, ...]:
    """A tick for each step, in words too: all of them where they fit, the ends where not."""
    size = layout.text * 0.8
    labels = [step.label.in_language(language) for step in instrument.steps]
    placed = [
        _label(place, label, scale, size / 2 * _LETTER * len(label))
        for place, label in enumerate(labels, start=1)
    ]
    if all(right + size / 2 <= left for (_tick, _, right), (_next, left, _) in pairwise(placed)):
        return tuple(tick for tick, _, _ in placed)
    ends = {1, scale.top} if layout.stacked else set()
    return tuple(
        tick if place in ends else replace(tick, label="")
        for place, (tick, _, _) in enumerate(placed, start=1)
    )


def _label(place: int, label: str, scale: Scale, half: float) -> tuple[Tick, float, float]:
    """The tick of a step, and where its words begin and end; `half` is half their width."""
    x = scale.at(place)
    # The first label may be wider than the room at its left.
    starts = half > x
    left = x if starts else x - half
    anchor = "start" if starts else "middle"
    return Tick(x=x, score=str(place), label=label, anchor=anchor), left, left + 2 * half


def fitted(label: str, room: float, size: float) -> str:
    letters = int(room / (size * _LETTER))
    return label if len(label) <= letters else label[: letters - 1].rstrip() + "…"


def wrapped(label: str, room: float, size: float) -> list[str]:
    """The label in lines that fit into `room`."""
    return textwrap.wrap(label, max(int(room / (size * _LETTER)), 8)) or [""]
