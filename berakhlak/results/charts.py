"""Geometry of the drawings in a report on units: values on the scale, and a histogram. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from berakhlak.documents.charts import frame_chart
from berakhlak.documents.layout import (
    ChartLayout,
    ChartScale,
    fitted,
    label_lines,
    label_places,
    legend_keys,
    scale_of,
)
from berakhlak.documents.parts import (
    FULL_DOT,
    HOLLOW_DOT,
    Chart,
    ChartBand,
    GroupDot,
    MarkLook,
)
from berakhlak.documents.wording import format_score
from berakhlak.formats import format_number
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.wording import dimension_words
from berakhlak.results.report import Histogram, HistogramBar
from berakhlak.statistics.group_answering import OverallDistribution

MAIN, BESIDE = FULL_DOT, HOLLOW_DOT


@dataclass(frozen=True, kw_only=True)
class ValueStrip:
    """One value: the mean drawn full, another drawn hollow, or a line from `low` to `high`."""

    label: str
    mean: float | None
    words: str
    beside: float | None = None
    low: float | None = None
    high: float | None = None


def draw_value_strips(
    rows: Sequence[ValueStrip],
    instrument: Instrument,
    layout: ChartLayout,
    language: str,
    *,
    keys: Sequence[tuple[MarkLook, str]],
    words_head: str,
    finding: str,
) -> Chart:
    """One strip per value on the scale of the questionnaire; `keys`: (mark, meaning)."""
    layout = fitted(layout, len(rows))
    scale = scale_of(instrument, layout, _drawn(rows))
    placed = legend_keys(keys, layout)
    return frame_chart(
        "strips",
        instrument,
        layout,
        scale,
        [_band(row, place, layout, scale) for place, row in enumerate(rows)],
        placed,
        finding=finding,
        description=_strips_in_words(rows, keys, instrument),
        words_head=words_head,
        words_size=layout.text * 0.85,
        language=language,
    )


def _band(row: ValueStrip, place: int, layout: ChartLayout, scale: ChartScale) -> ChartBand:
    start = layout.row * 0.4 + place * layout.row
    y = start + layout.row * (0.72 if layout.stacked else 0.5)
    dots = []
    if row.mean is not None:
        low, high = (None if end is None else scale.at(end) for end in (row.low, row.high))
        dots.append(GroupDot(look=FULL_DOT, x=scale.at(row.mean), y=y, low=low, high=high))
    if row.beside is not None:
        dots.append(GroupDot(look=HOLLOW_DOT, x=scale.at(row.beside), y=y))
    lines = label_lines(row.label, layout)
    label_y, more = label_places(lines, start, start + layout.row / 2, layout)
    return ChartBand(
        label=lines[0],
        more=more,
        mark=place + 1,
        label_x=10,
        label_y=label_y,
        top=round(start, 2),
        bottom=round(start + layout.row, 2),
        dots=tuple(dots),
        words=((y, row.words),),
        link=(dots[0].x, dots[1].x, y) if len(dots) == 2 else None,
    )


def _drawn(rows: Sequence[ValueStrip]) -> list[float]:
    found = [each for row in rows for each in (row.mean, row.beside, row.low, row.high)]
    return [each for each in found if each is not None]


def _strips_in_words(
    rows: Sequence[ValueStrip], keys: Sequence[tuple[MarkLook, str]], instrument: Instrument
) -> str:
    parts = [
        str(
            _(
                "Grafik rata-rata setiap %(dimension)s (%(keys)s).",
                keys="; ".join(_labels(keys)),
                **dimension_words(instrument),
            )
        )
    ]
    for row in rows:
        figures = [format_score(row.mean)]
        if row.beside is not None:
            figures.append(format_score(row.beside))
        if row.low is not None and row.high is not None:
            figures.append(f"{format_score(row.low)}–{format_score(row.high)}")
        parts.append(f"{row.label}: {'; '.join(figures)}.")
    return " ".join(parts)


def _labels(keys: Sequence[tuple[MarkLook, str]]) -> list[str]:
    return [label for _mark, label in keys]


def draw_histogram(spread: OverallDistribution, layout: ChartLayout) -> Histogram:
    """A bar for each half step, as tall as the officers in it."""
    aside = max(10.0, layout.text)
    left, right = aside, layout.width - aside
    head, tall = layout.text * 1.8, layout.text * 6.5
    base = head + tall
    step = (right - left) / len(spread.officers)
    most = max(*spread.officers, 1)
    return Histogram(
        description=_histogram_in_words(spread),
        width=layout.width,
        height=round(base + layout.text * 2, 2),
        base=round(base, 2),
        bars=tuple(
            HistogramBar(
                x=round(left + place * step + step * 0.08, 2),
                y=round(base - tall * count / most, 2),
                width=round(step * 0.84, 2),
                height=round(tall * count / most, 2),
                count=format_number(count),
            )
            for place, count in enumerate(spread.officers)
        ),
        edges=tuple(
            (round(left + place * step, 2), format_number(edge, 1))
            for place, edge in enumerate(spread.edges)
        ),
        text_size=layout.text,
    )


def _histogram_in_words(spread: OverallDistribution) -> str:
    said = "; ".join(
        f"{interval_words(spread, place)}: {format_number(count)}"
        for place, count in enumerate(spread.officers)
    )
    return str(_("Diagram sebaran pegawai menurut angka keseluruhan. %(said)s.", said=said))


def interval_words(spread: OverallDistribution, place: int) -> str:
    """3,5–4,0: the half step at `place`."""
    return f"{format_number(spread.edges[place], 1)}–{format_number(spread.edges[place + 1], 1)}"
