"""From bytes to rows under known columns; every fault of the table itself is named here."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import lazy_gettext as _

from berakhlak.people.personnel_file.columns import (
    REQUIRED,
    Column,
    column_called,
    column_meant,
    is_ignored,
)
from berakhlak.people.personnel_file.contents import Defect, PersonnelFile, Row, Table
from berakhlak.people.personnel_file.text import read_text
from berakhlak.people.personnel_file.workbook import read_workbook

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read(content: bytes) -> PersonnelFile:
    """Read a CSV or XLSX file, told apart by content; never raises for what a file may hold."""
    table = _table(content)
    if not table.rows:
        empty = Defect(0, "", "", _("berkas kosong"), _("isi judul kolom dan data pegawai"))
        return PersonnelFile(defects=table.defects or (empty,), is_complete=False)
    header, body = table.rows[0], table.rows[1:]
    columns, faults = _columns(header, body)
    if not columns:
        return PersonnelFile(defects=(_no_header(header),), is_complete=False)
    if not body and not (faults or table.defects):
        mend = _("isi satu baris untuk setiap pegawai di bawah judul kolom")
        faults = [Defect(header.line, "", "", _("tidak ada baris pegawai di berkas"), mend)]
    return _arranged(table, header, columns, faults)


def _table(content: bytes) -> Table:
    if content.startswith(_ZIP):
        return read_workbook(content)
    if content.startswith(_OLD_OFFICE):
        reason = _("berkas Excel lama (.xls) atau berkas yang dilindungi kata sandi")
        mend = _("simpan ulang sebagai XLSX tanpa kata sandi")
        return Table(defects=(Defect(0, "", "", reason, mend),), is_complete=False)
    return read_text(content)


def _no_header(header: Row) -> Defect:
    reason = _("baris pertama yang terisi bukan judul kolom")
    mend = _("hapus judul tabel di atasnya dan mulai dengan: nip, nama, status, golongan, …")
    return Defect(header.line, "", ", ".join(filter(None, header.cells)), reason, mend)


def _columns(header: Row, body: tuple[Row, ...]) -> tuple[dict[Column, int], list[Defect]]:
    """Where each column stands, and what is wrong with the header."""
    columns: dict[Column, int] = {}
    strangers: list[tuple[int, str]] = []
    faults: list[Defect] = []
    for place, title in enumerate(header.cells):
        column = column_called(title)
        if column is None:
            if not is_ignored(title) and (title or _is_filled(place, body)):
                strangers.append((place, title))
        elif column in columns:
            reason = _("judul kolom ini muncul lebih dari sekali")
            faults.append(Defect(header.line, title, title, reason, _("hapus salah satunya")))
        else:
            columns[column] = place
    known_at_all = bool(columns)
    faults += [_stranger(header, each, columns) for each in strangers]
    if not known_at_all:
        return {}, []
    return columns, faults + [_missing(header, each) for each in REQUIRED if each not in columns]


def _is_filled(place: int, body: tuple[Row, ...]) -> bool:
    # Cells beyond the last title are a matter of each row's width.
    return any(place < len(row.cells) and row.cells[place] for row in body)


def _stranger(header: Row, found: tuple[int, str], columns: dict[Column, int]) -> Defect:
    """Report an unknown title; when it is a missing column mistyped, read it as that column."""
    place, title = found
    meant = column_meant(title)
    if not title:
        reason, mend = _("kolom ini berisi data tanpa judul"), _("beri judul atau hapus kolomnya")
    elif meant and meant not in columns:
        columns[meant] = place
        reason = _("judul kolom tidak dikenal")
        mend = _('ganti menjadi "%(header)s"', header=meant.value)
    else:
        reason, mend = _("judul kolom tidak dikenal"), _("hapus kolom ini atau betulkan judulnya")
    return Defect(header.line, title or str(place + 1), title, reason, mend)


def _missing(header: Row, column: Column) -> Defect:
    mend = _("tambahkan kolom ini; lihat contoh pada templat")
    return Defect(header.line, column.value, "", _("kolom wajib ini tidak ada di berkas"), mend)


def _arranged(
    table: Table, header: Row, columns: dict[Column, int], faults: list[Defect]
) -> PersonnelFile:
    width = len(header.cells)
    rows: list[Row] = []
    broken: list[Row] = []
    for row in table.rows[1:]:
        fitted = _fitted(row, width, table.has_fixed_width)
        if fitted is None:
            broken.append(row)
            faults.append(_wrong_width(row, width))
        else:
            rows.append(fitted)
    return PersonnelFile(
        columns=columns,
        rows=tuple(rows),
        broken_rows=tuple(broken),
        defects=(*table.defects, *faults),
        notes=table.notes,
        is_complete=table.is_complete,
    )


def _fitted(row: Row, width: int, may_be_short: bool) -> Row | None:
    """The row at the width of the header, or None when its cells cannot be told apart."""
    cells, missing = row.cells, width - len(row.cells)
    if any(cells[width:]) or (missing > 0 and not may_be_short):
        return None
    return replace(row, cells=cells[:width] + ("",) * missing)


def _wrong_width(row: Row, width: int) -> Defect:
    reason = _(
        "baris memiliki %(found)s sel, padahal judulnya %(expected)s kolom",
        found=len(row.cells),
        expected=width,
    )
    mend = _("periksa pemisah kolom dan beri tanda kutip pada isi yang memuat pemisah itu")
    return Defect(row.line, "", row.cells[0], reason, mend)
