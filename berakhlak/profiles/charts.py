"""Geometry of the two drawings: self against others, and each group with its interval.

Pure: figures in, positions in drawing units out. The page macros draw what stands here.
"""

from __future__ import annotations

from flask_babel import gettext as _

from berakhlak.cycles.rater_groups import Relation
from berakhlak.documents.charts import frame_chart, group_look
from berakhlak.documents.layout import (
    ChartLayout,
    ChartScale,
    fitted,
    label_lines,
    label_places,
    legend_keys,
    scale_of,
)
from berakhlak.documents.parts import FULL_DOT, Chart, ChartBand, GroupDot, LegendKey
from berakhlak.documents.wording import (
    cell_entry,
    composite_entry,
    figure_entry,
    format_score,
    group_name,
    group_names,
    rater_count_words,
)
from berakhlak.instrument.catalogue import CoreValue
from berakhlak.instrument.wording import dimension_words
from berakhlak.profiles import narrative
from berakhlak.profiles.narrative_verdicts import gap_words
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.frozen_result import CellFigures, CellStatus, ValueFigures


def draw_dumbbell_chart(source: ProfileSource, layout: ChartLayout, language: str) -> Chart:
    """One strip per value: self and others joined by a line, with the others' interval."""
    layout = fitted(layout, len(source.instrument.values))
    scale = scale_of(source.instrument, layout, drawn_positions(source))
    top = layout.row * 0.4
    bands = []
    for place, (value, figures) in enumerate(_values(source), start=1):
        start = top + (place - 1) * layout.row
        bands.append(_pair_band(source, value, figures, place, start, scale, layout, language))
    own = group_look(source.policy, Relation.SELF)
    labels = [(own, str(_("Penilaian diri"))), (FULL_DOT, str(_("Penilaian orang lain")))]
    return frame_chart(
        "dumbbell",
        source.instrument,
        layout,
        scale,
        bands,
        legend_keys(labels, layout),
        finding=narrative.self_finding(source, language),
        description=_pairs_in_words(source, language),
        words_head=str(_("Selisih")),
        words_size=layout.text * 0.85,
        language=language,
    )


def draw_group_chart(source: ProfileSource, layout: ChartLayout, language: str) -> Chart:
    """One strip per value with a lane per group: its mean, its interval, its number of raters."""
    scale = scale_of(source.instrument, layout, drawn_positions(source))
    used = groups_present(source)
    height = layout.lane * max(len(used), 1) + (layout.text * 1.7 if layout.stacked else 0)
    gap = layout.lane * 0.6
    bands = []
    for place, (value, figures) in enumerate(_values(source), start=1):
        start = gap + (place - 1) * (height + gap)
        extent = (start, height)
        bands.append(
            _group_band(source, value, figures, place, extent, scale, layout, used, language)
        )
    return frame_chart(
        "groups",
        source.instrument,
        layout,
        scale,
        bands,
        group_legend(source, layout),
        finding=narrative.groups_finding(source, language),
        description=_groups_in_words(source, used, language),
        words_head=str(_("Penilai")),
        words_size=min(layout.text * 0.85, layout.lane * 0.86),
        language=language,
    )


def drawn_positions(source: ProfileSource) -> list[float]:
    """Every position of the two drawings of values, ends of intervals too: one scale for both."""
    found: list[float] = []
    for figures in source.figures.values:
        found += cell_positions(figures.self_mean, figures.cells)
        if figures.others is not None:
            found.append(max(figures.others - source.cutoffs.z * (figures.sem or 0), 1))
    return found


def cell_positions(own: float | None, cells: dict[str, CellFigures]) -> list[float]:
    """What of an own figure and of the groups' cells is drawn, the low ends of intervals too."""
    ends = [
        each for cell in cells.values() if cell.mean is not None for each in (cell.mean, cell.low)
    ]
    return [each for each in (own, *ends) if each is not None]


def groups_present(source: ProfileSource) -> list[str]:
    """The groups with something to draw, in the order of the cycle's policy."""
    figures = source.figures.values
    return [
        group
        for group in source.policy.codes
        if (group == Relation.SELF and any(value.self_mean is not None for value in figures))
        or any(_status(value, group) is CellStatus.SHOWN for value in figures)
    ]


def group_legend(source: ProfileSource, layout: ChartLayout) -> tuple[LegendKey, ...]:
    """The marks of the groups that are drawn, with what they are called."""
    policy = source.policy
    keys = [(group_look(policy, code), group_name(policy, code)) for code in groups_present(source)]
    return legend_keys(keys, layout)


def _status(value: ValueFigures, group: str) -> CellStatus:
    cell = value.cells.get(group)
    return cell.status if cell else CellStatus.NONE


def _values(source: ProfileSource) -> list[tuple[CoreValue, ValueFigures]]:
    known = {figures.code: figures for figures in source.figures.values}
    return [(value, known[value.code]) for value in source.instrument.values if value.code in known]


def _pair_band(
    source: ProfileSource,
    value: CoreValue,
    figures: ValueFigures,
    place: int,
    start: float,
    scale: ChartScale,
    layout: ChartLayout,
    language: str,
) -> ChartBand:
    z = source.cutoffs.z
    y = start + layout.row * (0.72 if layout.stacked else 0.5)
    dots = []
    if figures.others is not None:
        low = high = None
        if figures.sem is not None:
            low = scale.at(max(figures.others - z * figures.sem, 1))
            high = scale.at(min(figures.others + z * figures.sem, scale.top))
        dots.append(GroupDot(look=FULL_DOT, x=scale.at(figures.others), y=y, low=low, high=high))
    if figures.self_mean is not None:
        own = group_look(source.policy, Relation.SELF)
        dots.append(GroupDot(look=own, x=scale.at(figures.self_mean), y=y))
    link = (dots[0].x, dots[1].x, y) if len(dots) == 2 else None
    words = gap_words(figures, guarded=source.guarded)
    return _band(value, place, (start, layout.row), y, dots, [(y, words)], layout, language, link)


def _group_band(
    source: ProfileSource,
    value: CoreValue,
    figures: ValueFigures,
    place: int,
    extent: tuple[float, float],
    scale: ChartScale,
    layout: ChartLayout,
    used: list[str],
    language: str,
) -> ChartBand:
    start, height = extent
    first = start + (layout.text * 1.7 if layout.stacked else 0) + layout.lane / 2
    views = (figures.self_mean, figures.cells)
    dots, words = draw_group_lanes(source, *views, used, first, scale, layout)
    return _band(value, place, extent, start + height / 2, dots, words, layout, language)


def draw_group_lanes(
    source: ProfileSource,
    own: float | None,
    cells: dict[str, CellFigures],
    used: list[str],
    first: float,
    scale: ChartScale,
    layout: ChartLayout,
) -> tuple[list[GroupDot], list[tuple[float, str]]]:
    """A mark and its number of raters for each group in `used`, from `first` downwards."""
    dots, words = [], []
    for lane, group in enumerate(used):
        y, look = round(first + lane * layout.lane, 2), group_look(source.policy, group)
        if group == Relation.SELF:
            shown = figure_entry(own)
            words.append((y, str(_("diri")) if own is not None else shown.text))
            if own is not None:
                dots.append(GroupDot(look=look, x=scale.at(own), y=y))
            continue
        cell = cells.get(group)
        shown = cell_entry(cell)
        words.append((y, rater_count_words(cell.n) if cell is not None and cell.n else shown.text))
        if cell is not None and cell.mean is not None:
            low = scale.at(cell.low) if cell.low is not None else None
            high = scale.at(cell.high) if cell.high is not None else None
            dots.append(GroupDot(look=look, x=scale.at(cell.mean), y=y, low=low, high=high))
    return dots, words


def _band(
    value: CoreValue,
    place: int,
    extent: tuple[float, float],
    middle: float,
    dots: list[GroupDot],
    words: list[tuple[float, str]],
    layout: ChartLayout,
    language: str,
    link: tuple[float, float, float] | None = None,
) -> ChartBand:
    start, height = extent
    lines = label_lines(value.name.in_language(language), layout)
    label_y, more = label_places(lines, start, middle, layout)
    return ChartBand(
        label=lines[0],
        more=more,
        mark=place,
        label_x=10,
        label_y=label_y,
        top=round(start, 2),
        bottom=round(start + height, 2),
        dots=tuple(dots),
        words=tuple(words),
        link=link,
    )


def _pairs_in_words(source: ProfileSource, language: str) -> str:
    parts = [
        str(
            _(
                "Grafik penilaian diri dan penilaian orang lain untuk setiap %(dimension)s.",
                **dimension_words(source.instrument),
            )
        )
    ]
    for value, figures in _values(source):
        parts.append(
            str(
                _(
                    "%(value)s: diri %(own)s, orang lain %(others)s.",
                    value=value.name.in_language(language),
                    own=format_score(figures.self_mean),
                    others=composite_entry(figures.others, figures.cells).text,
                )
            )
        )
    return " ".join(parts)


def _groups_in_words(source: ProfileSource, used: list[str], language: str) -> str:
    names = group_names(source.policy)
    parts = [
        str(
            _(
                "Grafik rata-rata setiap kelompok penilai untuk setiap %(dimension)s.",
                **dimension_words(source.instrument),
            )
        )
    ]
    for value, figures in _values(source):
        said = ", ".join(f"{names[group]} {_figure(figures, group)}" for group in used)
        parts.append(f"{value.name.in_language(language)}: {said}.")
    return " ".join(parts)


def _figure(figures: ValueFigures, group: str) -> str:
    if group == Relation.SELF:
        return figure_entry(figures.self_mean).text
    return cell_entry(figures.cells.get(group)).text
