"""Which kind of file this is, told by its content, and a way out of each that cannot be read."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _

from berakhlak.bounded_process import OthersAtWork, OutOfBounds, run_bounded
from berakhlak.people.import_questions import Answers
from berakhlak.people.personnel_file import ods, xls, xlsx
from berakhlak.people.personnel_file.contents import RawTable
from berakhlak.people.personnel_file.parts import ArchiveParts
from berakhlak.people.personnel_file.sheets import TooLarge, table_of_chosen_sheet, unreadable_table
from berakhlak.people.personnel_file.text import read_text

_ZIP = b"PK\x03\x04"
_MARK = b"\xef\xbb\xbf"  # Of UTF-8.
_PAGE = re.compile(rb"<(!doctype html|html|table|\?xml|meta|head)", re.I)


def read_table(content: bytes, answers: Answers) -> RawTable:
    """The raw rows of a file of any kind that is known."""
    try:
        if content.startswith(_ZIP):
            return _archive(content, answers)
        if content.startswith(xls.START):
            return _old_workbook(content, answers)
        if _PAGE.match(content.lstrip().removeprefix(_MARK).lstrip()):
            reason = _("berkas ini halaman web, bukan lembar kerja, walau bernama .xls atau .csv")
            return unreadable_table("", reason, _save_as_xlsx())
        return read_text(content)
    except TooLarge as found:
        return unreadable_table("", found.reason, found.mend)


def read_table_in_bounds(content: bytes, answers: Answers) -> RawTable:
    """The same, where the file comes from a stranger: what has to be unpacked, a child unpacks."""
    if not content.startswith((_ZIP, xls.START)):
        return read_table(content, answers)  # Text is no larger than it is.
    try:
        return run_bounded(read_table, content, answers)
    except OutOfBounds:
        return unreadable_table(
            "",
            _("terlalu rumit untuk dibaca: membacanya memakan memori atau waktu berlebihan"),
            _(
                "salin kolom yang perlu saja ke buku kerja baru sebagai nilai (Paste Special, "
                "Values), atau simpan sebagai CSV, lalu unggah berkas baru itu"
            ),
        )
    except OthersAtWork:
        return unreadable_table(
            "",
            _("belum dibaca, karena server sedang membaca berkas lain"),
            _("tunggu satu menit, lalu coba lagi"),
        )


def _archive(content: bytes, answers: Answers) -> RawTable:
    try:
        is_ods = ods.is_ods(ArchiveParts(content))
        return table_of_chosen_sheet(
            ods.read_ods(content) if is_ods else xlsx.read_xlsx(content), answers
        )
    except TooLarge:
        raise
    except MemoryError as error:
        raise TooLarge from error
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
    except TooLarge:
        raise
    except MemoryError as error:
        raise TooLarge from error
    except Exception:  # xlrd raises whatever a broken record makes it raise.
        reason = _("berkas Excel lama (.xls) ini rusak atau dilindungi kata sandi")
        return unreadable_table("", reason, _save_as_xlsx())


def _save_as_xlsx() -> object:
    return _(
        "buka di Excel atau LibreOffice, pilih Simpan Sebagai (Save As), jenis "
        '"Excel Workbook (.xlsx)", tanpa kata sandi, lalu unggah berkas baru itu'
    )
