"""What each cell may hold: one function a column, from text to value or refusal."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from flask_babel import lazy_gettext as _

from berakhlak.people import nip
from berakhlak.people.models import Employment, PositionLevel
from berakhlak.people.personnel_file import Flaw

PNS_RANKS = frozenset(
    f"{class_}/{room}"
    for class_ in ("I", "II", "III", "IV")
    for room in ("abcde" if class_ == "IV" else "abcd")
)
PPPK_RANKS = frozenset(
    ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII")
    + ("XIV", "XV", "XVI", "XVII")
)
_PNS_RANK = re.compile(r"(?<![\w/])(IV|I{1,3})\s*[/.\-\s]\s*([a-z])(?!\w)", re.IGNORECASE)
_PPPK_RANK = re.compile(r"^(?:gol(?:ongan|\.)?\s*)?([IVX]+)$", re.IGNORECASE)
_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
_LEVELS = {
    "jpt utama": PositionLevel.JPT_UTAMA,
    "pimpinan tinggi utama": PositionLevel.JPT_UTAMA,
    "jpt madya": PositionLevel.JPT_MADYA,
    "pimpinan tinggi madya": PositionLevel.JPT_MADYA,
    "jpt pratama": PositionLevel.JPT_PRATAMA,
    "pimpinan tinggi pratama": PositionLevel.JPT_PRATAMA,
    "administrator": PositionLevel.ADMINISTRATOR,
    "pengawas": PositionLevel.PENGAWAS,
    "fungsional": PositionLevel.FUNGSIONAL,
    "jf": PositionLevel.FUNGSIONAL,
    "pelaksana": PositionLevel.PELAKSANA,
}
_FLAWS = {
    Flaw.FORMULA: (_("sel berisi rumus"), _("salin lalu tempel sebagai nilai")),
    Flaw.ERROR: (_("sel berisi galat rumus"), _("ganti dengan nilai yang benar")),
    Flaw.DATE: (_("sel tersimpan sebagai tanggal"), _("ubah format sel menjadi Teks, ketik ulang")),
    Flaw.DECIMAL: (
        _("sel tersimpan sebagai angka pecahan"),
        _("ubah format sel menjadi Teks, ketik ulang"),
    ),
}


class Refused(Exception):
    """A cell does not hold what its column needs."""

    def __init__(self, reason: object, mend: object) -> None:
        super().__init__(reason)
        self.reason, self.mend = reason, mend


def check_flaw(flaw: Flaw | None) -> None:
    """Refuse a cell whose content cannot be trusted, whatever it seems to say."""
    if flaw in _FLAWS:
        raise Refused(*_FLAWS[flaw])


def nip_of(today: date) -> Callable[[str], nip.Nip]:
    """A parser of NIPs as of this day."""

    def parse(text: str) -> nip.Nip:
        try:
            return nip.parse(text, today=today)
        except nip.NipError as error:
            raise Refused(error.message, error.mend) from error

    return parse


def person_name(text: str) -> str:
    """A name: letters, of at most 200 characters, in one line."""
    name = _phrase(text, most=200)
    if not any(mark.isalpha() for mark in name):
        raise Refused(_("nama tidak berisi huruf"), _("isi dengan nama lengkap"))
    if any(mark.isdigit() for mark in name):
        raise Refused(_("nama berisi angka"), _("isi dengan nama lengkap tanpa angka"))
    return name


def position(text: str) -> str:
    """The title of a post."""
    return _phrase(text, most=200)


def unit_code(text: str) -> str:
    """The code of a unit; case counts, spaces around it do not."""
    return _phrase(text, most=40)


def unit_name(text: str) -> str | None:
    """The name of a unit, or None: one row naming it is enough."""
    return _phrase(text, most=200) if text.strip() else None


def parent_code(text: str) -> str | None:
    """The code of the unit above, or None for a root."""
    return _phrase(text, most=40) if text.strip() else None


def supervisor(text: str) -> str | None:
    """The supervisor's NIP as typed; whether there is such a person is asked later."""
    return nip.tidy(text) or None


def employment(text: str) -> Employment:
    """PNS or PPPK."""
    word = text.strip().upper().replace("P3K", "PPPK")
    if word not in Employment.__members__:
        reason = _("status kosong") if not word else _("status kepegawaian tidak dikenal")
        raise Refused(reason, _("isi PNS atau PPPK"))
    return Employment(word)


def rank(text: str) -> str | None:
    """III/b out of "III/b", "iii b" or "Penata Muda Tk I (III/b)"; IX out of "Golongan IX"."""
    if not text.strip():
        return None
    if found := _PPPK_RANK.match(text.strip()):
        word = found[1].upper()
    elif found := _PNS_RANK.search(text):
        word = f"{found[1].upper()}/{found[2].lower()}"
    else:
        word = ""
    if word not in PNS_RANKS and word not in PPPK_RANKS:
        raise Refused(
            _("golongan tidak dikenal"), _("isi I/a sampai IV/e (PNS) atau I-XVII (PPPK)")
        )
    return word


def level(text: str) -> PositionLevel:
    """The kind of post."""
    words = re.sub(r"[\s_]+", " ", text).strip().casefold().removeprefix("jabatan ")
    if words not in _LEVELS:
        reason = _("jenjang kosong") if not words else _("jenjang jabatan tidak dikenal")
        mend = _(
            "isi JPT Utama, JPT Madya, JPT Pratama, Administrator, Pengawas, Fungsional, "
            "atau Pelaksana"
        )
        raise Refused(reason, mend)
    return _LEVELS[words]


def email(text: str) -> str | None:
    """An address in lower case, or None."""
    address = text.strip().casefold()
    if not address:
        return None
    if len(address) > 254 or not _EMAIL.fullmatch(address):
        raise Refused(_("surel tidak sah"), _("tulis seperti nama@instansi.go.id, atau kosongkan"))
    return address


def _phrase(text: str, *, most: int) -> str:
    if not text.strip():
        raise Refused(_("sel kosong"), _("isi kolom ini"))
    if any(not mark.isprintable() or mark == "\ufffd" for mark in text.replace("\u00a0", " ")):
        reason = _("ada baris baru atau karakter yang tidak terbaca")
        raise Refused(reason, _("ketik ulang dalam satu baris"))
    phrase = " ".join(text.split())
    if len(phrase) > most:
        reason = _("terlalu panjang: %(count)s huruf", count=len(phrase))
        raise Refused(reason, _("singkatkan menjadi paling banyak %(most)s huruf", most=most))
    return phrase
