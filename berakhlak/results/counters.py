"""What citizens said about counters, whose officers they did not recognise."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from berakhlak.cycles.rater_groups import Relation
from berakhlak.documents.parts import (
    CaptionedTable,
    SentencesWithTable,
    TableEntry,
    TableRow,
    TableSection,
)
from berakhlak.documents.wording import format_score
from berakhlak.formats import NOTHING, format_number
from berakhlak.results.report import ResultsSource
from berakhlak.statistics.frozen_result import CellFigures, CellStatus, CounterFigures


def counters_section(source: ResultsSource, language: str) -> SentencesWithTable | None:
    """Counters by name, each with what is shown of it; None where nobody spoke of one."""
    counters = sorted(source.whole.counters, key=lambda each: each.name)
    if not counters:
        return None
    asked = _questions(source, language)
    return SentencesWithTable(
        sentences=(_about(source),),
        table=CaptionedTable(
            caption=str(_("Penilaian pengguna layanan atas loket")),
            columns=(str(_("Loket dan pertanyaan")), str(_("Rata-rata")), str(_("Penilaian"))),
            sections=tuple(_section(each, asked) for each in counters),
        ),
    )


def _about(source: ResultsSource) -> str:
    return str(
        _(
            "Dari pengunjung yang tidak mengenali petugasnya. Angka ini tidak ikut dalam angka "
            "pegawai atau unit mana pun. Yang tampil dijawab paling sedikit %(least)s pengunjung "
            "bertiket; loket yang petugasnya hanya satu ditahan.",
            least=format_number(source.policy.behaviour_min_n[Relation.CITIZEN]),
        )
    )


def _questions(source: ResultsSource, language: str) -> dict[str, str]:
    """What citizens read, by behaviour."""
    own = {each.code: each.text.in_language(language) for each in source.instrument.behaviours}
    asks = source.citizen_form
    return own | dict(asks.words_in(language).questions if asks else {})


def _section(counter: CounterFigures, asked: dict[str, str]) -> TableSection:
    n = counter.officers
    head = TableRow(
        header=counter.name,
        entries=(TableEntry(text=""), TableEntry(text="")),
        note=str(ngettext("%(num)s petugas", "%(num)s petugas", n)),
    )
    return TableSection(rows=tuple(_rows(counter, asked)), header=head)


def _rows(counter: CounterFigures, asked: dict[str, str]) -> Iterator[TableRow]:
    shown = {code: cell for code, cell in counter.cells.items() if cell.status is CellStatus.SHOWN}
    for code, cell in shown.items():
        yield TableRow(header=asked.get(code, code), entries=_entries(cell))
    held = len(counter.cells) - len(shown)
    if held:
        words = ngettext("%(num)s pertanyaan", "%(num)s pertanyaan", held)
        if shown:
            words = ngettext("%(num)s pertanyaan lainnya", "%(num)s pertanyaan lainnya", held)
        word = TableEntry(text=str(_("ditahan")), kind="withheld")
        yield TableRow(header=str(words), entries=(word, TableEntry(text=NOTHING, kind="none")))
    if counter.voices_apart:
        yield TableRow(
            header=str(_("Lewat poster, tidak ikut dihitung")),
            entries=(TableEntry(text=NOTHING, kind="none"), _at_least(counter.voices_apart)),
        )


def _entries(cell: CellFigures) -> tuple[TableEntry, TableEntry]:
    return TableEntry(text=format_score(cell.mean)), TableEntry(text=format_number(cell.n))


def _at_least(number: int) -> TableEntry:
    return TableEntry(text=str(_("%(count)s atau lebih", count=format_number(number))))
