"""The table of what stands out in each unit: strengths and needs."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from berakhlak.documents.parts import CaptionedTable, TableEntry, TableRow
from berakhlak.results import wording
from berakhlak.results.report import ResultsSource
from berakhlak.results.rules import (
    ComparedValue,
    compare_with_agency,
    is_figure_shown,
    outstanding_needs,
    outstanding_strengths,
)
from berakhlak.results.tables import captioned_table, value_codes


def outstanding_table(
    source: ResultsSource, language: str, most: int | None = None
) -> CaptionedTable:
    """What stands out in every unit, by the stated rule; units without anything in one row, and
    those beyond `most` in another."""
    rows, plain, held = [], [], []
    for unit in source.units:
        found = compare_with_agency(unit.figures, source.whole, value_codes(source))
        strengths, needs = outstanding_strengths(found), outstanding_needs(found)
        if not any(is_figure_shown(row.figure) for row in found):
            held.append(unit.name)
        elif not strengths and not needs:
            plain.append(unit.name)
        else:
            entries = tuple(_named(each, source, language) for each in (strengths, needs))
            rows.append(TableRow(header=unit.name, entries=entries))
    if most is not None and len(rows) > most:
        rows[most:] = [_told_elsewhere(len(rows) - most)]
    words = str(_("ditahan"))
    rows += _gathered(plain, _named((), source, language), others=bool(rows))
    rows += _gathered(held, TableEntry(text=words, kind="withheld"), others=bool(rows))
    columns = (_("Unit kerja"), _("Kekuatan"), _("Kebutuhan pengembangan kompetensi"))
    return captioned_table(wording.difference_rule_sentence(source.whole), columns, rows)


def _told_elsewhere(n: int) -> TableRow:
    """One row for units that have no place on a screen."""
    header = ngettext(
        "%(num)s unit kerja lain yang menonjol", "%(num)s unit kerja lain yang menonjol", n
    )
    entry = TableEntry(text=str(_("lihat laporan PDF atau XLSX")), kind="none")
    return TableRow(header=str(header), entries=(entry, entry))


def _gathered(names: Sequence[str], entry: TableEntry, *, others: bool) -> list[TableRow]:
    """One row for units of which the same is said: the name of one, the number of several."""
    if not names:
        return []
    n = len(names)
    heading = (
        ngettext("%(num)s unit kerja lainnya", "%(num)s unit kerja lainnya", n)
        if others
        else ngettext("%(num)s unit kerja", "%(num)s unit kerja", n)
    )
    header = names[0] if n == 1 else str(heading)
    return [TableRow(header=header, entries=(entry, entry))]


def _named(rows: Sequence[ComparedValue], source: ResultsSource, language: str) -> TableEntry:
    if not rows:
        return TableEntry(text=str(_("tidak ada yang menonjol")), kind="none")
    return TableEntry(
        text="; ".join(wording.value_with_difference(row, source, language) for row in rows)
    )
