"""Geometry of the picture of three sides: a block for each unit, a line for each side. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from berakhlak.documents.wording import format_score
from berakhlak.results.synergy import Synergy, SynergyPoint, SynergyRow

MARGIN = 12.0
BLOCK = 7.2  # Height of a unit, in sizes of its words.
STEP = 0.125  # Of a scale: half a step of one with five.
NARROW, BROAD = (340.0, 14.0), (1000.0, 15.0)  # Width of the picture and size of its words.


@dataclass(frozen=True, kw_only=True)
class SynergyLane:
    """One side of one unit: its mark, where it stood before, and its figure in words."""

    side: str
    y: float
    x: float | None
    was: float | None
    words: str


@dataclass(frozen=True, kw_only=True)
class SynergyBlock:
    """One unit: its name above its lanes."""

    header: str
    y: float
    lanes: tuple[SynergyLane, ...]


@dataclass(frozen=True, kw_only=True)
class SynergyDrawing:
    """Everything that a template draws; lengths are those of the view box."""

    width: float
    height: float
    text_size: float
    left: float
    right: float
    keys: tuple[tuple[str, str, float], ...]
    blocks: tuple[SynergyBlock, ...]
    description: str


def draw_synergy(synergy: Synergy, room: tuple[float, float]) -> SynergyDrawing:
    """The picture for one width; marks lie on parts of their own scale, the range is that of all
    figures drawn."""
    width, size = room
    left, right = MARGIN, width - size * 4.2
    low, high = _range(synergy)
    keys = _keys(synergy, size)
    top = size * (1.6 * len(keys) + 2.4)

    def place(part: float | None) -> float | None:
        if part is None:
            return None
        return round(left + (part - low) / (high - low) * (right - left), 1)

    return SynergyDrawing(
        width=width,
        height=round(top + len(synergy.rows) * BLOCK * size, 1),
        text_size=size,
        left=left,
        right=right,
        keys=keys,
        blocks=tuple(
            _block(row, top + number * BLOCK * size, size, place)
            for number, row in enumerate(synergy.rows)
        ),
        description=_in_words(synergy),
    )


def _keys(synergy: Synergy, size: float) -> tuple[tuple[str, str, float], ...]:
    """Side, meaning and height of each mark."""
    named = list(synergy.names.items())
    if synergy.before:
        named.append(("before", str(_("Tanda kosong: %(cycle)s", cycle=synergy.before))))
    return tuple(
        (side, name, round(size * (1.2 + 1.6 * number), 1))
        for number, (side, name) in enumerate(named)
    )


def _block(
    row: SynergyRow, y: float, size: float, place: Callable[[float | None], float | None]
) -> SynergyBlock:
    lanes = tuple(
        SynergyLane(
            side=point.side,
            y=round(y + size * (1.9 + 1.5 * number), 1),
            x=place(point.place),
            was=place(point.was),
            words=_words(point),
        )
        for number, point in enumerate(row.points)
    )
    return SynergyBlock(header=row.header, y=round(y + size * 0.6, 1), lanes=lanes)


def _range(synergy: Synergy) -> tuple[float, float]:
    points = [point for row in synergy.rows for point in row.points]
    parts = [x for point in points for x in (point.place, point.was) if x is not None]
    if not parts:
        return 0.0, 1.0
    low, high = math.floor(min(parts) / STEP) * STEP, math.ceil(max(parts) / STEP) * STEP
    return low, max(high, low + STEP)


def _words(point: SynergyPoint) -> str:
    return str(_("ditahan")) if point.is_withheld else format_score(point.now)


def _in_words(synergy: Synergy) -> str:
    return "; ".join(_rows_in_words(synergy))


def _rows_in_words(synergy: Synergy) -> Iterator[str]:
    for row in synergy.rows:
        sides = ", ".join(f"{synergy.names[p.side]} {_words(p)}" for p in row.points)
        yield f"{row.header}: {sides}"
