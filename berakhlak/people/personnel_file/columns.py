"""The columns of a personnel file and the headers by which people call them."""

from __future__ import annotations

from difflib import get_close_matches
from enum import StrEnum

from berakhlak.text import word_key


class PersonnelColumn(StrEnum):
    """A column under its own header, in the order of the template."""

    NIP = "nip"
    NAME = "nama"
    EMPLOYMENT = "status"
    RANK = "golongan"
    POSITION = "jabatan"
    LEVEL = "jenjang"
    UNIT_CODE = "unit_kode"
    UNIT_NAME = "unit_nama"
    UNIT_PARENT = "unit_induk"
    SUPERVISOR = "nip_atasan"
    EMAIL = "surel"


class NamePart(StrEnum):
    """A column that becomes part of another: titles belong to the name."""

    TITLE_BEFORE = "gelar_depan"
    TITLE_AFTER = "gelar_belakang"


Target = PersonnelColumn | NamePart
"""What a column of the file may be for us."""

REQUIRED = (
    PersonnelColumn.NIP,
    PersonnelColumn.NAME,
    PersonnelColumn.RANK,
    PersonnelColumn.POSITION,
    PersonnelColumn.UNIT_CODE,
    PersonnelColumn.UNIT_NAME,
)
ASKED = (
    PersonnelColumn.EMPLOYMENT,
    PersonnelColumn.RANK,
    PersonnelColumn.LEVEL,
    PersonnelColumn.SUPERVISOR,
)
"""Columns without which a file can be read, once HR has said that they come later."""

_ALIASES: dict[Target, str] = {
    PersonnelColumn.NIP: "nip|nip pegawai|nip 18 digit|nip 18 angka|nomor induk pegawai|"
    "employee number|nip pegawai 18 digit|nip pegawai 18 angka",
    PersonnelColumn.NAME: "nama|nama lengkap|nama pegawai|nama asn|nama pns|nama dan gelar|"
    "nama lengkap dengan gelar|nama lengkap gelar|nama lengkap dan gelar|nama gelar|name|full name",
    PersonnelColumn.EMPLOYMENT: "status|status pegawai|status kepegawaian|jenis pegawai|jenis asn|"
    "status asn|status kepeg|employment|employment status",
    PersonnelColumn.RANK: "golongan|gol|golongan ruang|gol ruang|pangkat|pangkat golongan|"
    "pangkat gol|"
    "pangkat gol ruang|pangkat golongan ruang|gol ruang terakhir|golongan terakhir|rank|grade",
    PersonnelColumn.POSITION: "jabatan|nama jabatan|jabatan terakhir|position|job title",
    PersonnelColumn.LEVEL: "jenjang|jenis jabatan|jenjang jabatan|level|position level",
    PersonnelColumn.UNIT_CODE: "unit kode|kode unit|kode unit kerja|unit kerja kode|kode unor|"
    "unor kode|kode opd|unit code",
    PersonnelColumn.UNIT_NAME: "unit nama|nama unit|nama unit kerja|unit kerja|unit kerja nama|"
    "unit|unit organisasi|unit name",
    PersonnelColumn.UNIT_PARENT: "unit induk|kode unit induk|unit induk kode|kode induk|"
    "unit parent|parent unit|parent unit code|unit parent code",
    PersonnelColumn.SUPERVISOR: "nip atasan|nip atasan langsung|atasan|atasan nip|"
    "atasan langsung nip|atasan langsung|supervisor nip|supervisor",
    PersonnelColumn.EMAIL: "surel|alamat surel|email|e mail|alamat email|email address",
    NamePart.TITLE_BEFORE: "gelar depan|gelar di depan|gelar depan nama",
    NamePart.TITLE_AFTER: "gelar belakang|gelar di belakang|gelar belakang nama",
}
# Headers of SIASN, which stand beside the short ones and say the same better.
_BETTER: dict[Target, str] = {
    PersonnelColumn.NIP: "nip baru",
    PersonnelColumn.EMPLOYMENT: "status cpns pns",
    PersonnelColumn.RANK: "gol akhir nama|golongan akhir nama|gol ruang akhir",
    PersonnelColumn.POSITION: "jabatan nama",
    PersonnelColumn.LEVEL: "jenis jabatan nama",
    PersonnelColumn.UNIT_NAME: "unor nama|nama unor",
    PersonnelColumn.EMAIL: "email gov|email dinas|email pemerintah",
}
# Headers that are read only while nothing says the same better.
_POORER: dict[Target, str] = {
    PersonnelColumn.EMPLOYMENT: "jenis pegawai nama",
    PersonnelColumn.LEVEL: "eselon|eselon nama|tingkat eselon",
    PersonnelColumn.UNIT_NAME: "unor|opd|satuan kerja",
    PersonnelColumn.RANK: "gol awal nama",
}
# Running numbers stand in nearly every spreadsheet and mean nothing.
_IGNORED = {"no", "nomor", "nourut", "nomorurut", "nourt"}
# Close to ours, and something else: part of a two-row header, or another person's name.
_OTHERS = {"namaatasan", "atasannama", "namaatasanlangsung", "atasanlangsungnama", "niplama"}

_BY_HEADER: dict[str, tuple[Target, int]] = {
    word_key(alias): (target, worth)
    for worth, table in enumerate((_POORER, _ALIASES, _BETTER))
    for target, aliases in table.items()
    for alias in aliases.split("|")
}
_BY_VALUE: dict[str, Target] = {each.value: each for each in (*PersonnelColumn, *NamePart)}


def target_by_header(header: str) -> Target | None:
    """The column with this header, in any case and spacing, Indonesian or English."""
    found = _BY_HEADER.get(word_key(header))
    return found[0] if found else None


def header_preference(header: str) -> int:
    """Which of two headers of one column is read: the one of higher worth."""
    found = _BY_HEADER.get(word_key(header))
    return found[1] if found else 1


def target_by_name(value: str) -> Target | None:
    """The column with this own name, e.g. `nip_atasan`, as answers hold it."""
    return _BY_VALUE.get(value)


def is_ignored(header: str) -> bool:
    """Whether the column carries nothing that is imported, and nobody misses."""
    return word_key(header) in _IGNORED


def guess_target(header: str) -> Target | None:
    """The column whose header was probably mistyped; its cells must say so, too."""
    word = word_key(header)
    if word in _OTHERS:
        return None
    close = get_close_matches(word, _BY_HEADER, n=1, cutoff=0.75)
    return _BY_HEADER[close[0]][0] if close else None
