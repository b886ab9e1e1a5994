"""The columns of a personnel file and the headers by which people call them."""

from __future__ import annotations

import re
from difflib import get_close_matches
from enum import StrEnum


class Column(StrEnum):
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


REQUIRED = (
    Column.NIP,
    Column.NAME,
    Column.RANK,
    Column.POSITION,
    Column.UNIT_CODE,
    Column.UNIT_NAME,
)
_ALIASES = {
    Column.NIP: "nip|nip baru|nip pegawai|employee number",
    Column.NAME: "nama|nama lengkap|nama pegawai|name|full name",
    Column.EMPLOYMENT: "status|status pegawai|status kepegawaian|jenis pegawai|employment|"
    "employment status",
    Column.RANK: "golongan|gol|golongan ruang|gol ruang|pangkat|pangkat golongan|"
    "pangkat gol ruang|rank|grade",
    Column.POSITION: "jabatan|nama jabatan|position|job title",
    Column.LEVEL: "jenjang|jenis jabatan|jenjang jabatan|level|position level",
    Column.UNIT_CODE: "unit kode|kode unit|kode unit kerja|unit code",
    Column.UNIT_NAME: "unit nama|nama unit|nama unit kerja|unit kerja|unit|unit name",
    Column.UNIT_PARENT: "unit induk|kode unit induk|unit induk kode|kode induk|unit parent|"
    "parent unit|parent unit code|unit parent code",
    Column.SUPERVISOR: "nip atasan|nip atasan langsung|atasan|supervisor nip|supervisor",
    Column.EMAIL: "surel|alamat surel|email|alamat email|email address",
}
# Running numbers stand in nearly every spreadsheet and mean nothing.
_IGNORED = {"no", "nomor", "nourut", "nomorurut"}


def _plain(header: str) -> str:
    return re.sub(r"[\W_]+", "", header).casefold()


_BY_HEADER = {
    _plain(alias): column for column, aliases in _ALIASES.items() for alias in aliases.split("|")
}


def column_called(header: str) -> Column | None:
    """The column with this header, in any case and spacing, Indonesian or English."""
    return _BY_HEADER.get(_plain(header))


def is_ignored(header: str) -> bool:
    """Whether the column carries nothing that is imported."""
    return _plain(header) in _IGNORED


def column_meant(header: str) -> Column | None:
    """The column whose header was probably mistyped."""
    close = get_close_matches(_plain(header), _BY_HEADER, n=1, cutoff=0.75)
    return _BY_HEADER[close[0]] if close else None
