"""Plain sentences about the map of units and values, from the frozen figures alone."""

from __future__ import annotations

from flask_babel import gettext as _

from berakhlak.formats import format_number
from berakhlak.instrument.wording import dimension_words
from berakhlak.results.report import ResultsSource
from berakhlak.results.rules import compare_with_agency, is_figure_shown, is_frozen_with_verdicts
from berakhlak.results.wording import unit_suppression_reason, value_with_difference
from berakhlak.statistics.frozen_result import CellStatus


def heat_finding(source: ResultsSource, language: str) -> str:
    """Which unit is farthest from the agency, on which value, where it stands out."""
    codes = [value.code for value in source.instrument.values]
    pairs = [
        (unit, row)
        for unit in source.units
        for row in compare_with_agency(unit.figures, source.whole, codes)
        if row.stands_out
    ]
    if not pairs:
        if is_frozen_with_verdicts(source.whole):
            return str(_("Belum ada unit yang dapat dibedakan dari instansi."))
        return str(_("Tidak ada unit yang berbeda jelas dari rata-rata instansi."))
    unit, row = max(pairs, key=lambda pair: abs(pair[1].difference or 0))
    return str(
        _(
            "Paling jauh dari rata-rata instansi: %(unit)s pada %(value)s.",
            unit=unit.name,
            value=value_with_difference(row, source, language),
        )
    )


def heat_keys_title(source: ResultsSource) -> str:
    """What the colours of cells tell."""
    if is_frozen_with_verdicts(source.whole):
        return str(_("Selisih dari instansi, tanpa atasan:"))
    return str(_("Selisih dari instansi:"))


def heat_caption(source: ResultsSource) -> str:
    """What the cells hold, with the reason for those that are withheld."""
    top = format_number(source.instrument.max_score)
    said = (
        _(
            "Rata-rata angka pegawai (skala 1–%(top)s); di bawahnya beda dari instansi menurut "
            "semua penilai selain atasan",
            top=top,
        )
        if is_frozen_with_verdicts(source.whole)
        else _(
            "Rata-rata angka pegawai (skala 1–%(top)s); di bawahnya selisih dari rata-rata "
            "instansi pada %(dimension)s itu",
            top=top,
            **dimension_words(source.instrument),
        )
    )
    figures = [figure for unit in source.units for figure in unit.figures.values]
    held = any(not is_figure_shown(each) and each.status is not CellStatus.NONE for each in figures)
    return f"{said}; {unit_suppression_reason(source)}" if held else said
