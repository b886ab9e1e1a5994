"""The frame of every drawing on the scale of the questionnaire: legend, strips, axis. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from berakhlak.cycles.policy import Policy
from berakhlak.documents.layout import (
    ChartLayout,
    ChartScale,
    axis_height,
    scale_ticks,
    zoom_line,
    zoom_notice,
)
from berakhlak.documents.parts import Chart, ChartBand, LegendKey, MarkLook
from berakhlak.instrument.catalogue import Instrument


def group_look(policy: Policy, code: str) -> MarkLook:
    """How a group of the cycle is drawn."""
    group = policy.group(code)
    return MarkLook(group.mark, group.colour)


def frame_chart(
    name: str,
    instrument: Instrument,
    layout: ChartLayout,
    scale: ChartScale,
    bands: Sequence[ChartBand],
    keys: tuple[LegendKey, ...],
    *,
    finding: str,
    description: str,
    words_head: str,
    words_size: float,
    language: str,
) -> Chart:
    """Bands between a legend and a scale, with what they show and how it is told in words."""
    head = keys[-1].y + layout.text * 1.2 if keys else layout.text
    shift = head + layout.text * 0.4
    bottom = (bands[-1].bottom if bands else 0) + layout.text * 0.5
    return Chart(
        name=name,
        finding=finding,
        description=f"{description} {zoom_notice(scale)}".strip(),
        width=layout.width,
        height=round(shift + bottom + axis_height(scale, layout), 2),
        left=scale.left,
        right=scale.right,
        top=round(shift, 2),
        bottom=round(bottom, 2),
        words_x=layout.width - 6,
        words_head=words_head,
        zoom=zoom_notice(scale),
        zoom_y=zoom_line(bottom, layout),
        ticks=scale_ticks(instrument, scale, layout, language),
        keys=keys,
        bands=tuple(bands),
        text_size=layout.text,
        words_size=round(words_size, 2),
    )
