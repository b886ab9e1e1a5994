"""A unit with all below it, and offices beside each other. Pure: frozen figures alone."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import ngettext

from berakhlak.documents.parts import CaptionedTable, TableEntry, TableRow, TableSection
from berakhlak.documents.wording import clean_line, figure_entry, format_score
from berakhlak.formats import format_number
from berakhlak.instrument.wording import dimension_words
from berakhlak.results.change import subtree_change_sentence
from berakhlak.results.report import (
    OfficeRow,
    OfficesSection,
    ResultsSource,
    SubtreeSection,
    UnitSource,
)
from berakhlak.results.rules import ALL, agency_means, is_figure_shown
from berakhlak.results.tables import value_codes
from berakhlak.statistics.frozen_result import SubtreeFigures, UnitValue


def subtree_section(
    source: ResultsSource, unit: UnitSource, language: str
) -> SubtreeSection | None:
    """The unit with all below it; None for a unit that has none below."""
    children = source.children(unit.id)
    if not children:
        return None
    figures = unit.figures.subtree
    if figures is None:
        return SubtreeSection(sentences=(_not_made(),))
    change = subtree_change_sentence(source, source.ids_below(unit.id))
    return SubtreeSection(
        sentences=tuple(_sentences(source, figures)),
        table=_values_table(source, figures, language),
        offices=_offices(source, children),
        change=change or "",
    )


def offices_section(source: ResultsSource) -> OfficesSection | None:
    """What stands directly below the top, each with all below it; None where nothing has any."""
    tops = source.children(None)
    if len(tops) == 1:
        tops = source.children(tops[0].id)
    parents = [unit for unit in tops if source.children(unit.id)]
    if not parents:
        return None
    if all(unit.figures.subtree is None for unit in parents):
        return OfficesSection(sentence=_not_made(), rows=(), columns=())
    return _offices(source, tops)


def _not_made() -> str:
    return str(
        _(
            "Siklus ini ditutup sebelum ada hasil bersama unit di bawahnya, dan jawabannya sudah "
            "dihapus; angka itu tidak dapat dibuat lagi."
        )
    )


def _sentences(source: ResultsSource, figures: SubtreeFigures) -> Iterable[str]:
    yield str(
        _(
            "%(officers)s di %(units)s, termasuk unit ini sendiri.",
            officers=ngettext("%(num)s pegawai", "%(num)s pegawai", figures.officers),
            units=ngettext("%(num)s unit kerja", "%(num)s unit kerja", figures.units),
        )
    )
    if figures.left_out:
        names = ", ".join(source.unit_name(code) for code in figures.left_out)
        yield str(
            _(
                "Tidak ikut dihitung, agar angkanya tidak dapat dicari dari selisihnya: %(names)s.",
                names=names,
            )
        )


def _values_table(source: ResultsSource, figures: SubtreeFigures, language: str) -> CaptionedTable:
    agency, rows = agency_means(source.whole), []
    by_code = {row.code: row for row in figures.values}
    names = {value.code: value.name.in_language(language) for value in source.instrument.values}
    names[ALL] = str(_("Semua %(dimensions)s", **dimension_words(source.instrument)))
    for place, code in enumerate([ALL, *value_codes(source)]):
        row = by_code[code]
        entries = (
            subtree_entry(row),
            TableEntry(text=format_number(row.n_officers)),
            figure_entry(agency.get(code)),
        )
        rows.append(TableRow(header=names[code], mark=place, entries=entries))
    words = dimension_words(source.instrument)
    return CaptionedTable(
        caption=str(_("Bersama semua unit di bawahnya")),
        columns=(
            words["Dimension"],
            str(_("Rata-rata")),
            str(_("Pegawai dihitung")),
            str(_("Instansi")),
        ),
        sections=(TableSection(rows=tuple(rows)),),
    )


def subtree_entry(row: UnitValue) -> TableEntry:
    """A mean, or the word that it is withheld."""
    if is_figure_shown(row):
        return TableEntry(text=format_score(row.mean))
    return TableEntry(text=str(_("ditahan")), kind="withheld")


def _offices(source: ResultsSource, units: Iterable[UnitSource]) -> OfficesSection:
    """Units, each with all below it where it has any, in the order of their codes."""
    rows = []
    for unit in units:
        figures = unit.figures.subtree
        values = figures.values if figures else unit.figures.values
        overall = next((row for row in values if row.code == ALL), None)
        if overall is None:
            continue
        shown = is_figure_shown(overall)
        rows.append(
            OfficeRow(
                unit_id=unit.id,
                name=clean_line(unit.name),
                counted=format_number(overall.n_officers) if shown else "",
                rated=format_number(figures.officers) if figures else "",
                overall=subtree_entry(overall).text,
            )
        )
    return OfficesSection(
        sentence=str(
            _("Urut menurut kode unit, bukan peringkat. Setiap angka bersama unit di bawahnya.")
        ),
        columns=(
            str(_("Unit kerja")),
            str(_("Pegawai dinilai")),
            str(_("Pegawai dihitung")),
            str(_("Rata-rata semua %(dimensions)s", **dimension_words(source.instrument))),
        ),
        rows=tuple(rows),
    )
