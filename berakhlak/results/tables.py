"""The tables of a report on units: the heat map, values, the spread, the quality of answering."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from berakhlak.cycles.policy import Policy
from berakhlak.documents.parts import CaptionedTable, TableEntry, TableRow, TableSection
from berakhlak.documents.wording import figure_entry, format_score, format_signed, group_name
from berakhlak.formats import NOTHING, format_number, format_percent
from berakhlak.instrument.wording import dimension_words
from berakhlak.results import heat_wording, trust, wording
from berakhlak.results.charts import interval_words
from berakhlak.results.report import ResultsSource, UnitHeatMap, UnitHeatRow, UnitSource
from berakhlak.results.rules import (
    ALL,
    NOTABLE,
    SLIGHT,
    ComparedValue,
    agency_means,
    cell_colour,
    compare_with_agency,
    is_figure_shown,
    is_frozen_with_verdicts,
    value_extremes,
)
from berakhlak.statistics.frozen_result import CellStatus, CycleFigures, UnitFigures
from berakhlak.statistics.group_answering import AnsweringQuality, OverallDistribution


def value_codes(source: ResultsSource) -> list[str]:
    """The codes of the values in their official order."""
    return [value.code for value in source.instrument.values]


def build_unit_heat_map(source: ResultsSource, language: str) -> UnitHeatMap:
    """Every unit against every value, beside the agency's own means."""
    codes, means = [ALL, *value_codes(source)], agency_means(source.whole)
    agency = UnitHeatRow(
        header=str(_("Seluruh instansi")),
        entries=(_officers(_counted(source)), *(figure_entry(means.get(code)) for code in codes)),
    )
    return UnitHeatMap(
        finding=heat_wording.heat_finding(source, language),
        caption=heat_wording.heat_caption(source),
        columns=(
            str(_("Unit kerja")),
            str(_("Pegawai")),
            str(_("Semua %(dimensions)s", **dimension_words(source.instrument))),
            *(value.name.in_language(language) for value in source.instrument.values),
        ),
        rows=(agency, *(_heat_row(unit, source, codes) for unit in source.units)),
        keys_title=heat_wording.heat_keys_title(source),
        keys=_verdict_keys() if is_frozen_with_verdicts(source.whole) else _keys(),
    )


def _counted(source: ResultsSource) -> int:
    """Officers behind the agency's overall mean: those of the units shown."""
    figures = (figure for unit in source.units for figure in unit.figures.values)
    return sum(
        each.n_officers or 0 for each in figures if each.code == ALL and is_figure_shown(each)
    )


def _heat_row(unit: UnitSource, source: ResultsSource, codes: Sequence[str]) -> UnitHeatRow:
    rows = compare_with_agency(unit.figures, source.whole, codes)
    overall = rows[0]
    count = (
        _officers(overall.figure.n_officers)
        if is_figure_shown(overall.figure)
        else mean_entry(overall)
    )
    return UnitHeatRow(
        header=unit.name,
        entries=(count, *(heat_map_entry(row) for row in rows)),
        unit_id=unit.id,
    )


def _officers(count: int | None) -> TableEntry:
    return TableEntry(text=format_number(count), kind="count" if count is not None else "none")


def heat_map_entry(row: ComparedValue) -> TableEntry:
    """The mean over its difference from the agency; `ditahan`, or a dash."""
    if not is_figure_shown(row.figure):
        return mean_entry(row)
    return TableEntry(
        text=format_score(row.figure.mean),
        below=format_signed(row.difference) if row.difference is not None else "",
        kind=cell_colour(row),
    )


def mean_entry(row: ComparedValue) -> TableEntry:
    """The mean of a unit alone; `ditahan`, or a dash."""
    if is_figure_shown(row.figure):
        return TableEntry(text=format_score(row.figure.mean))
    if row.figure.status is CellStatus.NONE:
        return TableEntry(text=NOTHING, kind="none")
    return TableEntry(text=str(_("ditahan")), kind="withheld")


def _verdict_keys() -> tuple[tuple[str, str], ...]:
    return (
        ("below", str(_("lebih rendah dari instansi"))),
        ("above", str(_("lebih tinggi dari instansi"))),
        ("shown", str(_("belum dapat dibedakan dari instansi"))),
    )


def _keys() -> tuple[tuple[str, str], ...]:
    slight, notable = format_score(SLIGHT), format_score(NOTABLE)
    words = {"slight": slight, "notable": notable}
    return (
        ("far-below", str(_("−%(notable)s atau lebih rendah", **words))),
        ("below", str(_("−%(slight)s hingga −%(notable)s", **words))),
        ("near", str(_("beda kurang dari %(slight)s", **words))),
        ("above", str(_("+%(slight)s hingga +%(notable)s", **words))),
        ("far-above", str(_("+%(notable)s atau lebih tinggi", **words))),
    )


def agency_values_table(source: ResultsSource, language: str) -> CaptionedTable:
    """The agency's mean of every value, with the lowest and the highest unit shown."""
    words = dimension_words(source.instrument)
    rows = []
    for place, value in enumerate(source.instrument.values, start=1):
        low, high = value_extremes(source, value.code)
        rows.append(
            TableRow(
                header=value.name.in_language(language),
                mark=place,
                entries=(
                    figure_entry(source.whole.value_means.get(value.code)),
                    figure_entry(low),
                    figure_entry(high),
                ),
            )
        )
    return captioned_table(
        _("Rata-rata setiap %(dimension)s; unit yang ditahan tidak ikut", **words),
        (words["Dimension"], _("Instansi"), _("Unit terendah"), _("Unit tertinggi")),
        rows,
    )


def unit_values_table(figures: UnitFigures, source: ResultsSource, language: str) -> CaptionedTable:
    """One unit's mean of every value with its spread, beside the agency's."""
    found = compare_with_agency(figures, source.whole, value_codes(source))
    rows = [
        TableRow(
            header=value.name.in_language(language),
            mark=place,
            entries=(
                mean_entry(row),
                figure_entry(row.agency),
                TableEntry(text=format_signed(row.difference)),
                figure_entry(row.figure.sd if is_figure_shown(row.figure) else None),
                _officers(row.figure.n_officers if is_figure_shown(row.figure) else None),
            ),
        )
        for place, (value, row) in enumerate(
            zip(source.instrument.values, found, strict=True), start=1
        )
    ]
    columns = (
        dimension_words(source.instrument)["Dimension"],
        _("Unit"),
        _("Instansi"),
        wording.difference_label(guarded=is_frozen_with_verdicts(source.whole)),
        _("Sebaran"),
        _("Pegawai"),
    )
    return captioned_table(wording.unit_caption(source, found), columns, rows)


def spread_table(found: OverallDistribution) -> CaptionedTable:
    """Behind the histogram: officers in each half step."""
    total = sum(found.officers)
    counts = TableRow(
        header=str(_("Pegawai")),
        entries=tuple(TableEntry(text=format_number(count)) for count in found.officers),
    )
    parts = TableRow(
        header=str(_("Bagian")),
        entries=tuple(
            TableEntry(text=format_percent(count / total if total else None))
            for count in found.officers
        ),
    )
    places = range(len(found.officers))
    columns = (_("Angka"), *(interval_words(found, place) for place in places))
    return captioned_table(_("Pegawai menurut angka keseluruhan"), columns, (counts, parts))


def response_table(policy: Policy, whole: CycleFigures) -> CaptionedTable:
    """By group: asked for, answered, and how the sheets were answered."""
    rows = []
    for group in policy.codes:
        asked, answered = whole.n_invited.get(group), whole.n_sheets.get(group)
        rows.append(
            TableRow(
                header=group_name(policy, group),
                entries=(
                    TableEntry(text=format_number(asked)),
                    TableEntry(text=format_number(answered)),
                    TableEntry(text=format_percent(trust.response_share(whole, group))),
                    *_quality(whole.quality.get(group)),
                ),
            )
        )
    columns = (_("Kelompok"), _("Diminta"), _("Menjawab"), _("Bagian"), *_quality_columns())
    return captioned_table(_("Siapa yang menjawab, dan bagaimana"), columns, rows)


def unit_quality_table(policy: Policy, figures: UnitFigures) -> CaptionedTable:
    """By group, how sheets on the officers of a unit were answered."""
    rows = [
        TableRow(header=group_name(policy, group), entries=_quality(figures.quality.get(group)))
        for group in policy.others
    ]
    return captioned_table(
        _("Bagaimana pegawai unit ini dinilai"), (_("Kelompok"), *_quality_columns()), rows
    )


def _quality_columns() -> tuple[str, ...]:
    return (
        str(_("Tidak dapat menilai")),
        str(_("Satu jawaban saja")),
        str(_("Ujung skala")),
    )


def _quality(found: AnsweringQuality | None) -> tuple[TableEntry, ...]:
    if found is None:
        return (TableEntry(text=NOTHING, kind="none"),) * 3
    return tuple(
        TableEntry(text=format_percent(share), kind="shown" if share is not None else "none")
        for share in (found.cannot_rate, found.straightlined, found.extreme)
    )


def captioned_table(
    caption: str, columns: Sequence[str], rows: Sequence[TableRow]
) -> CaptionedTable:
    """A table of one section."""
    return CaptionedTable(
        caption=str(caption),
        columns=tuple(str(column) for column in columns),
        sections=(TableSection(rows=tuple(rows)),),
    )
