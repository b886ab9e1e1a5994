"""What each cell may hold: one function a column, from text to value or refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from flask_babel import lazy_gettext as _

from berakhlak.people import nip, spellings
from berakhlak.people.blank_cells import is_blank_cell
from berakhlak.people.import_questions import AnswerOption
from berakhlak.people.level_words import LEVEL_NAMES
from berakhlak.people.models import Employment, PositionLevel
from berakhlak.people.personnel_file import CellFlaw
from berakhlak.people.spellings import PNS_RANKS, ROMAN_RANKS
from berakhlak.text import email_key, has_unreadable, single_line

_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
EMPLOYMENTS = tuple(AnswerOption(each.value, each.value) for each in Employment)
RANKS = tuple(AnswerOption(each, each) for each in (*sorted(PNS_RANKS), *ROMAN_RANKS))
LEVELS = tuple(AnswerOption(each.value, name) for each, name in LEVEL_NAMES.items())
_FLAWS = {
    CellFlaw.FORMULA: (_("sel berisi rumus"), _("salin lalu tempel sebagai nilai")),
    CellFlaw.ERROR: (_("sel berisi galat rumus"), _("ganti dengan nilai yang benar")),
    CellFlaw.DATE: (
        _("sel tersimpan sebagai tanggal"),
        _("ubah format sel menjadi Teks, ketik ulang"),
    ),
    CellFlaw.DECIMAL: (
        _("sel tersimpan sebagai angka pecahan"),
        _("ubah format sel menjadi Teks, ketik ulang"),
    ),
}


class CellRefused(Exception):
    """A cell does not hold what its column needs; `options` are what its word might mean."""

    def __init__(self, reason: object, mend: object, options: Sequence[AnswerOption] = ()) -> None:
        super().__init__(reason)
        self.reason, self.mend, self.options = reason, mend, tuple(options)


class UnusualNumber(CellRefused):
    """A number that HR may confirm."""


def check_flaw(flaw: CellFlaw | None) -> None:
    """Refuse a cell whose content cannot be trusted, whatever it seems to say."""
    if flaw in _FLAWS:
        raise CellRefused(*_FLAWS[flaw])


def nip_parser(today: date, confirmed: Callable[[str], bool]) -> Callable[[str], nip.Nip]:
    """A parser of NIPs as of this day, which believes confirmed ones."""

    def parse(text: str) -> nip.Nip:
        try:
            return nip.parse_nip(text, today=today, is_confirmed=confirmed(nip.tidy_nip(text)))
        except nip.NipError as error:
            kind = UnusualNumber if error.is_unusual else CellRefused
            raise kind(error.message, error.mend) from error

    return parse


def parse_person_name(text: str) -> str:
    """A name: letters, of at most 200 characters, in one line."""
    name = _phrase(text, most=200)
    if not any(mark.isalpha() for mark in name):
        raise CellRefused(_("nama tidak berisi huruf"), _("isi dengan nama lengkap"))
    if any(mark.isdigit() for mark in name):
        raise CellRefused(_("nama berisi angka"), _("isi dengan nama lengkap tanpa angka"))
    return name


def parse_position(text: str) -> str:
    """The title of a post."""
    return _phrase(text, most=200)


def parse_unit_code(text: str) -> str:
    """The code of a unit; case counts, spaces around it do not."""
    return _phrase(text, most=40)


def parse_unit_name(text: str) -> str | None:
    """The name of a unit, or None: one row naming it is enough."""
    return None if is_blank_cell(text) else _phrase(text, most=200)


def parse_parent_code(text: str) -> str | None:
    """The code of the unit above, or None for a root."""
    return None if is_blank_cell(text) else _phrase(text, most=40)


def parse_supervisor(text: str) -> str | None:
    """The supervisor's NIP as typed; whether there is such a person is asked later."""
    return None if is_blank_cell(text) else nip.tidy_nip(text)


def parse_employment(text: str) -> Employment:
    """PNS or PPPK."""
    if found := spellings.employment_from_words(text):
        return found
    reason = _("status kosong") if is_blank_cell(text) else _("status kepegawaian tidak dikenal")
    raise CellRefused(reason, _("isi PNS atau PPPK"), _options(text, EMPLOYMENTS))


def parse_rank(text: str) -> str | None:
    """III/b out of "III/b", "3b" or "Penata Muda Tk I"; IX out of "Golongan IX"."""
    if is_blank_cell(text):
        return None
    if found := spellings.rank_from_words(text):
        return found
    mend = _("isi I/a sampai IV/e (PNS) atau I-XVII (PPPK)")
    raise CellRefused(_("golongan tidak dikenal"), mend, _options(text, RANKS))


def parse_level(text: str) -> PositionLevel:
    """The kind of post."""
    if found := spellings.level_from_words(text):
        return found
    reason = _("jenjang kosong") if is_blank_cell(text) else _("jenis jabatan tidak dikenal")
    mend = _(
        "isi JPT Utama, JPT Madya, JPT Pratama, Administrator, Pengawas, Fungsional, atau Pelaksana"
    )
    raise CellRefused(reason, mend, _options(text, LEVELS))


def _options(text: str, options: Sequence[AnswerOption]) -> Sequence[AnswerOption]:
    return () if is_blank_cell(text) else options


def parse_email(text: str) -> str | None:
    """An address in lower case, or None."""
    if is_blank_cell(text):
        return None
    address = email_key(text).removeprefix("mailto:").strip()
    if address.count("@") > 1:
        raise CellRefused(_("lebih dari satu email di satu sel"), _("pilih satu email"))
    if " " in address:
        raise CellRefused(_("email memuat spasi"), _("hapus spasinya"))
    if len(address) > 254 or not _EMAIL.fullmatch(address):
        raise CellRefused(
            _("email tidak sah"), _("tulis seperti nama@instansi.go.id, atau kosongkan")
        )
    return address


def _phrase(text: str, *, most: int) -> str:
    phrase = single_line(text)
    if is_blank_cell(phrase):
        raise CellRefused(_("sel kosong"), _("isi kolom ini"))
    if has_unreadable(text):
        raise CellRefused(_("ada karakter yang tidak terbaca"), _("ketik ulang isi sel ini"))
    if len(phrase) > most:
        reason = _("terlalu panjang: %(count)s huruf", count=len(phrase))
        raise CellRefused(reason, _("singkatkan menjadi paling banyak %(most)s huruf", most=most))
    return phrase
