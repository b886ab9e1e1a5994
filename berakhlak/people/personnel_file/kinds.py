"""Which kind of file this is, told by its content, and a way out of each that cannot be read."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _

from berakhlak.people.import_questions import Answers
from berakhlak.people.personnel_file import ods, xls, xlsx
from berakhlak.people.personnel_file.contents import RawTable
from berakhlak.people.personnel_file.parts import ArchiveParts
from berakhlak.people.personnel_file.sheets import TooLarge, table_of_chosen_sheet, unreadable_table
from berakhlak.people.personnel_file.text import read_text

_ZIP = b"PK\x03\x04"
_PAGE = re.compile(rb"^\s*(\xef\xbb\xbf)?\s*<(!doctype html|html|table|\?xml|meta|head)", re.I)


def read_table(content: bytes, answers: Answers) -> RawTable:
    """The raw rows of a file of any kind that is known."""
    if content.startswith(_ZIP):
        return _archive(content, answers)
    if content.startswith(xls.START):
        return _old_workbook(content, answers)
    if _PAGE.match(content):
        reason = _("berkas ini halaman web, bukan lembar kerja, walau bernama .xls atau .csv")
        return unreadable_table("", reason, _save_as_xlsx())
    return read_text(content)


def _archive(content: bytes, answers: Answers) -> RawTable:
    try:
        is_ods = ods.is_ods(ArchiveParts(content))
        return table_of_chosen_sheet(
            ods.read_ods(content) if is_ods else xlsx.read_xlsx(content), answers
        )
    except TooLarge:
        return unreadable_table(
            "", _("isi berkas terlalu besar"), _("bagi menjadi beberapa berkas")
        )
    except Exception:  # A broken workbook may raise anything that zip and XML know.
        reason = _("berkas XLSX rusak atau bukan buku kerja Excel")
        return unreadable_table("", reason, _("buka di aplikasi lembar kerja, lalu simpan ulang"))


def _old_workbook(content: bytes, answers: Answers) -> RawTable:
    if xls.is_locked(content):
        reason = _("berkas dilindungi kata sandi")
        mend = _("buka, hapus kata sandinya (Berkas > Info > Proteksi), lalu simpan")
        return unreadable_table("", reason, mend)
    try:
        return table_of_chosen_sheet(xls.read_xls(content), answers)
    except Exception:  # xlrd raises whatever a broken record makes it raise.
        reason = _("berkas Excel lama (.xls) ini rusak atau dilindungi kata sandi")
        return unreadable_table("", reason, _save_as_xlsx())


def _save_as_xlsx() -> object:
    return _(
        "buka di Excel atau LibreOffice, pilih Simpan Sebagai (Save As), jenis "
        '"Excel Workbook (.xlsx)", tanpa kata sandi, lalu unggah berkas baru itu'
    )
