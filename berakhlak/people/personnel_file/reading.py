"""From bytes to rows under known columns; every fault of the table itself is named here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from flask_babel import lazy_gettext as _

from berakhlak.people.import_questions import AnswerOption, Answers, ImportQuestion, QuestionKind
from berakhlak.people.personnel_file.body import (
    drop_number_row,
    drop_sections_and_totals,
    join_titles_to_names,
)
from berakhlak.people.personnel_file.contents import (
    CellFlaw,
    FileDefect,
    PersonnelFile,
    PersonnelRow,
    RawTable,
)
from berakhlak.people.personnel_file.header import TableHeader, find_header
from berakhlak.people.personnel_file.kinds import read_table
from berakhlak.people.personnel_file.mapping import ColumnMapping, map_columns
from berakhlak.people.personnel_file.merges import MergedArea
from berakhlak.text import has_invisible

SKIP = "lewati"
_MOST_COVERED = 20_000_000  # Cells below merged areas, each counted for each area.


def read_personnel_file(
    content: bytes,
    answers: Answers | None = None,
    *,
    read: Callable[[bytes, Answers], RawTable] = read_table,
) -> PersonnelFile:
    """Read a personnel file, its kind told by content; never raises for what a file may hold.

    A file of a stranger is read by `read_table_in_bounds`.
    """
    answers = answers or {}
    table = read(content, answers)
    if not table.rows:
        empty = FileDefect(0, "", "", _("berkas kosong"), _("isi judul kolom dan data pegawai"))
        return PersonnelFile(defects=table.defects or (empty,), is_complete=False)
    header = find_header(table, answers)
    if header is None:
        return PersonnelFile(defects=(_no_header(table.rows[0]),), is_complete=False)
    body = table.rows[header.last + 1 :]
    mapped = map_columns(header.titles, header.line(table), body, answers)
    defects = list(mapped.defects)
    return _arranged(table, header, mapped, defects, answers)


def _no_header(first: PersonnelRow) -> FileDefect:
    reason = _("tidak ada baris judul kolom; baris pertama yang terisi bukan judul kolom")
    mend = _("beri satu baris judul: nip, nama, status, golongan, …")
    return FileDefect(first.line, "", ", ".join(filter(None, first.cells)), reason, mend)


def _arranged(
    table: RawTable,
    header: TableHeader,
    mapped: ColumnMapping,
    defects: list[FileDefect],
    answers: Answers,
) -> PersonnelFile:
    body: Sequence[PersonnelRow] = table.rows[header.last + 1 :]
    body, numbered = drop_number_row(body)
    body, left_out = drop_sections_and_totals(body, mapped.places)
    body, hidden = _hidden(body, answers)
    rows, broken, faults = _fitted_rows(table, body, len(header.titles))
    rows, merged = _uncovered(table, rows)
    if not (rows or defects or faults or table.defects):
        defects = [_nobody(header.line(table))]
    return PersonnelFile(
        columns=mapped.columns,
        rows=tuple(join_titles_to_names(rows, mapped.places)),
        broken_rows=tuple(broken),
        defects=(*table.defects, *defects, *faults, *merged),
        notes=(
            *table.notes,
            *_titles_above(header, table),
            *mapped.notes,
            *numbered,
            *left_out,
            *_notes(rows),
        ),
        is_complete=table.is_complete,
        questions=(*mapped.questions, *hidden),
        headed=mapped.headed,
        header_line=header.line(table),
        sheet=table.sheet,
    )


def _nobody(line: int) -> FileDefect:
    mend = _("isi satu baris untuk setiap pegawai di bawah judul kolom")
    return FileDefect(line, "", "", _("tidak ada baris pegawai di berkas"), mend)


def _titles_above(header: TableHeader, table: RawTable) -> Iterator[object]:
    if header.first:
        first = table.rows[header.first].line
        yield _("Judul kolom ditemukan di baris %(line)s; baris di atasnya dilewati.", line=first)


def _hidden(
    rows: Sequence[PersonnelRow], answers: Answers
) -> tuple[list[PersonnelRow], list[ImportQuestion]]:
    """The rows that count, and the question about those that nobody sees."""
    hidden = [row for row in rows if row.is_hidden]
    if not hidden:
        return list(rows), []
    lines = _lines(hidden)
    question = ImportQuestion(
        kind=QuestionKind.HIDDEN,
        subject="",
        text=_(
            "%(count)s baris tersembunyi di lembar kerja (baris %(lines)s), misalnya oleh "
            "saringan. Apakah ikut diimpor?",
            count=len(hidden),
            lines=lines,
        ),
        options=(
            AnswerOption("ikut", _("Ya, ikut diimpor")),
            AnswerOption(SKIP, _("Tidak, lewati")),
        ),
        answer=answers.get(QuestionKind.HIDDEN.key(), "") or "ikut",
    )
    if question.answer == SKIP:
        return [row for row in rows if not row.is_hidden], [question]
    return list(rows), [question]


def _notes(rows: Sequence[PersonnelRow]) -> Iterator[object]:
    if found := [row for row in rows if any(map(has_invisible, row.cells))]:
        yield _("Tanda yang tidak terlihat dibuang di baris %(lines)s.", lines=_lines(found))
    if found := [row for row in rows if CellFlaw.COMPUTED in row.flaws.values()]:
        yield _(
            "Sel berisi rumus di baris %(lines)s dibaca menurut hasil yang tersimpan di berkas.",
            lines=_lines(found),
        )


def _lines(rows: Sequence[PersonnelRow]) -> str:
    return ", ".join(str(row.line) for row in rows[:8]) + (", …" if len(rows) > 8 else "")


def _uncovered(
    table: RawTable, rows: Sequence[PersonnelRow]
) -> tuple[list[PersonnelRow], list[FileDefect]]:
    """Rows with what merged cells swallow marked, and the merges among officers as defects."""
    lines = [row.line for row in rows]
    mend = _("pisahkan selnya (Unmerge), lalu isi setiap baris")
    covered: dict[int, set[int]] = {}
    merges: list[MergedArea] = []
    left = _MOST_COVERED
    for merge in table.merges:
        # What a merge says of its corners counts only where there are rows and cells.
        found = rows[bisect_left(lines, merge.top) : bisect_right(lines, merge.bottom)]
        left -= sum(len(row.cells) for row in found)
        if left < 0:
            reason = _("terlalu banyak sel digabung (merge) yang saling menutupi")
            return list(rows), [FileDefect(merge.top, "", merge.name, reason, mend)]
        for row in found:
            covered.setdefault(row.line, set()).update(_swallowed(merge, row))
        if found:
            merges.append(merge)
    marked = [
        replace(row, flaws={**row.flaws, **dict.fromkeys(covered[row.line], CellFlaw.COVERED)})
        if row.line in covered
        else row
        for row in rows
    ]
    return marked, [FileDefect(m.top, "", m.name, _("sel digabung (merge)"), mend) for m in merges]


def _swallowed(merge: MergedArea, row: PersonnelRow) -> range:
    first = merge.left + 1 if row.line == merge.top else merge.left
    return range(first, min(merge.right + 1, len(row.cells)))


def _fitted_rows(
    table: RawTable, body: Sequence[PersonnelRow], width: int
) -> tuple[list[PersonnelRow], list[PersonnelRow], list[FileDefect]]:
    rows: list[PersonnelRow] = []
    broken: list[PersonnelRow] = []
    faults: list[FileDefect] = []
    fit = _fit(width, table.has_fixed_width)
    for row in body:
        if fitted := fit(row):
            rows.append(fitted)
        else:
            broken.append(row)
            faults.append(_wrong_width(row, width))
    return rows, broken, faults


def _fit(width: int, is_fixed: bool) -> Callable[[PersonnelRow], PersonnelRow | None]:
    """A function to the row at the width of the header, or None when cells cannot be told apart."""

    def fitted(row: PersonnelRow) -> PersonnelRow | None:
        cells, missing = row.cells, width - len(row.cells)
        # On a sheet, every cell stands under its title: what is further right is a remark.
        if not is_fixed and (any(cells[width:]) or missing > 0):
            return None
        return replace(row, cells=cells[:width] + ("",) * missing)

    return fitted


def _wrong_width(row: PersonnelRow, width: int) -> FileDefect:
    reason = _(
        "baris memiliki %(found)s sel, padahal judulnya %(expected)s kolom",
        found=len(row.cells),
        expected=width,
    )
    mend = _("periksa pemisah kolom dan beri tanda kutip pada isi yang memuat pemisah itu")
    return FileDefect(row.line, "", row.cells[0], reason, mend)
