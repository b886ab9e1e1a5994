"""The tables of a report on units: the heat map, values, the spread, the quality of answering."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from berakhlak.cycles.policy import OTHERS, Group
from berakhlak.documents.parts import Entry, Row, Section, Table
from berakhlak.documents.wording import group_name, own_entry, score, signed
from berakhlak.formats import NOTHING, number, percent
from berakhlak.results import trust, wording
from berakhlak.results.charts import interval_words
from berakhlak.results.report import HeatMap, HeatRow, ResultsSource, UnitSource
from berakhlak.results.rules import (
    ALL,
    NOTABLE,
    SLIGHT,
    Compared,
    agency_means,
    colour,
    compared,
    is_guarded,
    is_shown,
    needs,
    strengths,
)
from berakhlak.statistics.frozen_result import CellStatus, CycleFigures, UnitFigures
from berakhlak.statistics.group_answering import Quality, Spread


def codes_of(source: ResultsSource) -> list[str]:
    """The codes of the values in their official order."""
    return [value.code for value in source.instrument.values]


def heat_map(source: ResultsSource, language: str) -> HeatMap:
    """Every unit against every value, beside the agency's own means."""
    codes = [ALL, *codes_of(source)]
    means = agency_means(source.whole)
    agency = HeatRow(
        header=str(_("Seluruh instansi")),
        entries=(_officers(_counted(source)), *(own_entry(means.get(code)) for code in codes)),
    )
    return HeatMap(
        finding=wording.heat_finding(source, language),
        caption=wording.heat_caption(source),
        columns=(
            str(_("Unit kerja")),
            str(_("Pegawai")),
            str(_("Semua nilai")),
            *(value.name.in_language(language) for value in source.instrument.values),
        ),
        rows=(agency, *(_heat_row(unit, source, codes) for unit in source.units)),
        keys=_verdict_keys() if is_guarded(source.whole) else _keys(),
    )


def _counted(source: ResultsSource) -> int:
    """Officers behind the agency's overall mean: those of the units shown."""
    figures = (figure for unit in source.units for figure in unit.figures.values)
    return sum(each.n_officers or 0 for each in figures if each.code == ALL and is_shown(each))


def _heat_row(unit: UnitSource, source: ResultsSource, codes: Sequence[str]) -> HeatRow:
    rows = compared(unit.figures, source.whole, codes)
    overall = rows[0]
    count = (
        _officers(overall.figure.n_officers) if is_shown(overall.figure) else mean_entry(overall)
    )
    return HeatRow(
        header=unit.name,
        entries=(count, *(heat_entry(row) for row in rows)),
        unit_id=unit.id,
    )


def _officers(count: int | None) -> Entry:
    return Entry(text=number(count), kind="count" if count is not None else "none")


def heat_entry(row: Compared) -> Entry:
    """The mean over its difference from the agency; `ditahan`, or a dash."""
    if not is_shown(row.figure):
        return mean_entry(row)
    return Entry(
        text=score(row.figure.mean),
        below=signed(row.difference) if row.difference is not None else "",
        kind=colour(row),
    )


def mean_entry(row: Compared) -> Entry:
    """The mean of a unit alone; `ditahan`, or a dash."""
    if is_shown(row.figure):
        return Entry(text=score(row.figure.mean))
    if row.figure.status is CellStatus.NONE:
        return Entry(text=NOTHING, kind="none")
    return Entry(text=str(_("ditahan")), kind="withheld")


def _verdict_keys() -> tuple[tuple[str, str], ...]:
    return (
        ("below", str(_("lebih rendah dari instansi"))),
        ("above", str(_("lebih tinggi dari instansi"))),
        ("shown", str(_("belum dapat dibedakan dari instansi"))),
    )


def _keys() -> tuple[tuple[str, str], ...]:
    slight, notable = score(SLIGHT), score(NOTABLE)
    words = {"slight": slight, "notable": notable}
    return (
        ("far-below", str(_("−%(notable)s atau lebih rendah", **words))),
        ("below", str(_("−%(slight)s hingga −%(notable)s", **words))),
        ("near", str(_("beda kurang dari %(slight)s", **words))),
        ("above", str(_("+%(slight)s hingga +%(notable)s", **words))),
        ("far-above", str(_("+%(notable)s atau lebih tinggi", **words))),
    )


def agency_values(source: ResultsSource, language: str) -> Table:
    """The agency's mean of every value, with the lowest and the highest unit shown."""
    rows = []
    for place, value in enumerate(source.instrument.values, start=1):
        low, high = wording.ends(source, value.code)
        rows.append(
            Row(
                header=value.name.in_language(language),
                mark=place,
                entries=(
                    own_entry(source.whole.value_means.get(value.code)),
                    own_entry(low),
                    own_entry(high),
                ),
            )
        )
    return _table(
        _("Rata-rata setiap nilai; unit yang ditahan tidak ikut"),
        (_("Nilai"), _("Instansi"), _("Unit terendah"), _("Unit tertinggi")),
        rows,
    )


def unit_values(figures: UnitFigures, source: ResultsSource, language: str) -> Table:
    """One unit's mean of every value with its spread, beside the agency's."""
    found = compared(figures, source.whole, codes_of(source))
    rows = [
        Row(
            header=value.name.in_language(language),
            mark=place,
            entries=(
                mean_entry(row),
                own_entry(row.agency),
                Entry(text=signed(row.difference)),
                own_entry(row.figure.sd if is_shown(row.figure) else None),
                _officers(row.figure.n_officers if is_shown(row.figure) else None),
            ),
        )
        for place, (value, row) in enumerate(
            zip(source.instrument.values, found, strict=True), start=1
        )
    ]
    columns = (
        _("Nilai"),
        _("Unit"),
        _("Instansi"),
        _("Selisih"),
        _("Simpangan baku"),
        _("Pegawai"),
    )
    return _table(wording.unit_caption(source, found), columns, rows)


def outstanding(source: ResultsSource, language: str) -> Table:
    """What stands out in every unit, by the stated rule."""
    rows = []
    for unit in source.units:
        found = compared(unit.figures, source.whole, codes_of(source))
        entries = (
            _named(strengths(found), source, language),
            _named(needs(found), source, language),
        )
        if not any(is_shown(row.figure) for row in found):
            held = Entry(text=str(_("ditahan")), kind="withheld")
            entries = (held, held)
        rows.append(Row(header=unit.name, entries=entries))
    columns = (_("Unit kerja"), _("Kekuatan"), _("Kebutuhan pengembangan kompetensi"))
    return _table(wording.rule(source.whole), columns, rows)


def _named(rows: Sequence[Compared], source: ResultsSource, language: str) -> Entry:
    if not rows:
        return Entry(text=str(_("tidak ada yang menonjol")), kind="none")
    return Entry(text="; ".join(wording.with_difference(row, source, language) for row in rows))


def spread(found: Spread) -> Table:
    """Behind the histogram: officers in each half step."""
    total = sum(found.officers)
    counts = Row(
        header=str(_("Pegawai")),
        entries=tuple(Entry(text=number(count)) for count in found.officers),
    )
    parts = Row(
        header=str(_("Bagian")),
        entries=tuple(
            Entry(text=percent(count / total if total else None)) for count in found.officers
        ),
    )
    places = range(len(found.officers))
    columns = (_("Angka"), *(interval_words(found, place) for place in places))
    return _table(_("Pegawai menurut angka keseluruhan"), columns, (counts, parts))


def response(whole: CycleFigures) -> Table:
    """By group: asked for, answered, and how the sheets were answered."""
    rows = []
    for group in Group:
        asked, answered = whole.n_invited.get(group), whole.n_sheets.get(group)
        rows.append(
            Row(
                header=group_name(group),
                entries=(
                    Entry(text=number(asked)),
                    Entry(text=number(answered)),
                    Entry(text=percent(trust.response_share(whole, group))),
                    *_quality(whole.quality.get(group)),
                ),
            )
        )
    columns = (_("Kelompok"), _("Diminta"), _("Menjawab"), _("Bagian"), *_quality_columns())
    return _table(_("Siapa yang menjawab, dan bagaimana"), columns, rows)


def unit_quality(figures: UnitFigures) -> Table:
    """By group, how sheets on the officers of a unit were answered."""
    rows = [
        Row(header=group_name(group), entries=_quality(figures.quality.get(group)))
        for group in OTHERS
    ]
    return _table(
        _("Bagaimana pegawai unit ini dinilai"), (_("Kelompok"), *_quality_columns()), rows
    )


def _quality_columns() -> tuple[str, ...]:
    return (
        str(_("Tidak dapat menilai")),
        str(_("Satu jawaban saja")),
        str(_("Ujung skala")),
    )


def _quality(found: Quality | None) -> tuple[Entry, ...]:
    if found is None:
        return (Entry(text=NOTHING, kind="none"),) * 3
    return tuple(
        Entry(text=percent(share), kind="shown" if share is not None else "none")
        for share in (found.cannot_rate, found.straightlined, found.extreme)
    )


def _table(caption: str, columns: Sequence[str], rows: Sequence[Row]) -> Table:
    return Table(
        caption=str(caption),
        columns=tuple(str(column) for column in columns),
        sections=(Section(rows=tuple(rows)),),
    )
