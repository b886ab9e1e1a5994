"""Geometry of the line of trust: a mark for each quarter, numbers of events below. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from berakhlak.public_pages.trust_line import TrustEvent, TrustPoint

WIDTH, HEIGHT = 360.0, 236.0
LEFT, RIGHT, TOP, BOTTOM = 34.0, 352.0, 14.0, 164.0
MOST = 8
"""Quarters that fit a phone; the table has all."""


@dataclass(frozen=True, kw_only=True)
class TrustMark:
    """One quarter: its label and, where there is an index, its mark and bar from `low` to
    `high`."""

    x: float
    label: str
    year: str
    y: float | None = None
    low: float | None = None
    high: float | None = None
    events: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TrustDrawing:
    """Everything that the template draws; lengths are those of the view box."""

    width: float
    height: float
    left: float
    right: float
    bottom: float
    ticks: tuple[tuple[float, int], ...]
    marks: tuple[TrustMark, ...]

    @property
    def path(self) -> str:
        """Between marks of neighbouring quarters that both have an index."""
        parts, pen = [], "M"
        for mark in self.marks:
            if mark.y is None:
                pen = "M"
                continue
            parts.append(f"{pen}{mark.x} {mark.y}")
            pen = "L"
        return "".join(parts)


def draw_trust(
    points: Sequence[TrustPoint], events: Sequence[TrustEvent], labels: Sequence[str]
) -> TrustDrawing:
    """The picture of the latest quarters; `labels`: of all points. Events bear their places from
    1."""
    shown = list(zip(points, labels, strict=True))[-MOST:]
    room = (RIGHT - LEFT) / max(len(shown), 1)
    marks = [
        _mark(point, label, events, LEFT + room * (place + 0.5))
        for place, (point, label) in enumerate(shown)
    ]
    return TrustDrawing(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=RIGHT,
        bottom=BOTTOM,
        ticks=tuple((_height(each), each) for each in range(0, 101, 25)),
        marks=tuple(marks),
    )


def _mark(point: TrustPoint, label: str, events: Sequence[TrustEvent], x: float) -> TrustMark:
    index = point.index
    return TrustMark(
        x=round(x, 1),
        label=label,
        year=str(point.quarter.year),
        y=_height(index.figure) if index else None,
        low=_height(index.low) if index else None,
        high=_height(index.high) if index else None,
        events=tuple(n for n, each in enumerate(events, start=1) if each.quarter == point.quarter),
    )


def _height(figure: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * figure / 100, 1)
