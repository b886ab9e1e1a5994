"""The drawing of one value: the value itself and its behaviours, a mark for each group. Pure."""

from __future__ import annotations

from flask_babel import gettext as _

from berakhlak.documents.charts import frame_chart
from berakhlak.documents.layout import BEHAVIOURS, ChartScale, scale_of, wrap_label
from berakhlak.documents.parts import Chart, ChartBand
from berakhlak.documents.wording import composite_entry, format_score
from berakhlak.instrument.catalogue import CoreValue
from berakhlak.instrument.wording import dimension_words
from berakhlak.profiles.charts import cell_positions, draw_group_lanes, groups_present
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.frozen_result import BehaviourFigures, CellFigures, ValueFigures

LAYOUT = BEHAVIOURS
LEADING = 1.14
GAP = 2.4


def draw_behaviour_chart(
    source: ProfileSource, value: CoreValue, figures: ValueFigures, place: int, language: str
) -> Chart:
    """One band for the whole value and one for each behaviour; without a legend of its own."""
    known = {row.code: row for row in figures.behaviours}
    rows = [
        (
            str(_("Seluruh %(dimension)s ini", **dimension_words(source.instrument))),
            figures.self_mean,
            figures.cells,
        )
    ]
    for behaviour in value.behaviours:
        if row := known.get(behaviour.code):
            rows.append((behaviour.text.in_language(language), row.self_score, row.cells))
    used, scale = groups_present(source), scale_of(source.instrument, LAYOUT, _drawn(source))
    bands: list[ChartBand] = []
    for label, own, cells in rows:
        start = bands[-1].bottom + GAP if bands else GAP
        bands.append(
            _band(source, label, own, cells, place, start, used, scale, behaviour=bool(bands))
        )
    return frame_chart(
        "behaviours",
        source.instrument,
        LAYOUT,
        scale,
        bands,
        (),
        finding="",
        description=_in_words(source, value, figures, language),
        words_head=str(_("Penilai")),
        words_size=LAYOUT.lane * 0.92,
        language=language,
    )


def _drawn(source: ProfileSource) -> list[float]:
    """Positions in the drawings of all values, so that they share one scale."""
    found: list[float] = []
    for figures in source.figures.values:
        found += cell_positions(figures.self_mean, figures.cells)
        for row in figures.behaviours:
            found += cell_positions(row.self_score, row.cells)
    return found


def _band(
    source: ProfileSource,
    label: str,
    own: float | None,
    cells: dict[str, CellFigures],
    place: int,
    start: float,
    used: list[str],
    scale: ChartScale,
    *,
    behaviour: bool,
) -> ChartBand:
    lines = wrap_label(label, LAYOUT.label_width - 10, LAYOUT.text)
    leading = LAYOUT.text * LEADING
    text_height, lane_height = len(lines) * leading, max(len(used), 1) * LAYOUT.lane
    height = max(text_height, lane_height) + 2
    first = start + (height - lane_height) / 2 + LAYOUT.lane / 2
    dots, words = draw_group_lanes(source, own, cells, used, first, scale, LAYOUT)
    top = start + (height - text_height) / 2 + LAYOUT.text * 0.92
    return ChartBand(
        label=lines[0],
        mark=place,
        label_x=10,
        label_y=round(top, 2),
        top=round(start, 2),
        bottom=round(start + height, 2),
        dots=tuple(dots),
        words=tuple(words),
        weight=400 if behaviour else 600,
        more=tuple(
            (round(top + number * leading, 2), line)
            for number, line in enumerate(lines[1:], start=1)
        ),
    )


def _in_words(source: ProfileSource, value: CoreValue, figures: ValueFigures, language: str) -> str:
    words = {each.code: each.text.in_language(language) for each in value.behaviours}
    name = value.name.in_language(language)
    if language == "id":  # "Nilai Loyal", but in English "Loyal" alone.
        name = f"{dimension_words(source.instrument)['dimension']} {name}"
    parts = [str(_("Grafik %(value)s dan perilakunya menurut setiap kelompok.", value=name))]
    parts += [_told(words[row.code], row) for row in figures.behaviours if row.code in words]
    return " ".join(parts)


def _told(words: str, row: BehaviourFigures) -> str:
    return str(
        _(
            "%(value)s: diri %(own)s, orang lain %(others)s.",
            value=words,
            own=format_score(row.self_score),
            others=composite_entry(row.others, row.cells).text,
        )
    )
