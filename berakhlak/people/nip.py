"""The NIP: what its 18 digits say, what can be wrong with them, and how it is shown.

Structure of a PNS number: birth date YYYYMMDD, month of appointment YYYYMM, sex (1 man, 2 woman),
serial number. A PPPK number has, in place of the month, 21 for the first appointment, 22 for the
second and so on. There is no check digit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask_babel import lazy_gettext as _

from berakhlak.errors import InvalidInput
from berakhlak.people.models import Employment
from berakhlak.text import bare_number, is_number

LENGTH = 18
MINIMUM_AGE = 18
EARLIEST_BIRTH = 1940
FIRST_PPPK_CODE = 21
_SPREADSHEET_NUMBER = re.compile(r"^\d(?:[.,]\d+)?[eE]\+?\d+$")


class Sex(StrEnum):
    """The digit before the serial number."""

    MAN = "1"
    WOMAN = "2"


@dataclass(frozen=True)
class Nip:
    """A well-formed number, taken apart.

    `appointed_month` is None for a PPPK, `appointment` (1 for the first) is None for a PNS.
    """

    digits: str
    born_on: date
    appointed_year: int
    appointed_month: int | None
    appointment: int | None
    sex: Sex
    serial: int
    employment: Employment


class NipError(InvalidInput):
    """A number that no officer can have; `message` says why, `mend` what to do.

    `is_unusual`: some officers have it all the same; HR may confirm it.
    """

    is_unusual = False
    mend: object = _("periksa kembali pada SK pengangkatan atau kartu pegawai")


class NipMissing(NipError):
    message = _("NIP kosong")
    mend = _("isi dengan NIP 18 angka")


class NipSpoiltBySpreadsheet(NipError):
    """A spreadsheet took the number for a quantity and kept 15 digits of it, or fewer."""

    message = _("NIP rusak karena disimpan sebagai angka oleh aplikasi lembar kerja")
    mend = _("jadikan kolom ini berformat Teks, lalu ketik ulang ke-18 angkanya")


class NipNotDigits(NipError):
    message = _("NIP berisi huruf atau tanda selain angka")
    mend = _("tulis 18 angka saja, tanpa huruf dan tanda baca")


class NipWrongLength(NipError):
    mend = _("lengkapi menjadi tepat 18 angka")


class NipBirthDateImpossible(NipError):
    message = _("delapan angka pertama bukan tanggal lahir yang mungkin (TTTTBBHH)")


class NipBornTooEarly(NipError):
    is_unusual = True
    message = _("tahun lahir sebelum 1940")


class NipAppointmentImpossible(NipError):
    message = _("angka ke-13 dan ke-14 bukan bulan TMT (01-12) atau kode PPPK (21 ke atas)")


class NipSexImpossible(NipError):
    message = _("angka ke-15 harus 1 (laki-laki) atau 2 (perempuan)")


class NipAppointedTooYoung(NipError):
    is_unusual = True
    message = _("tahun pengangkatan jatuh sebelum usia 18 tahun")


class NipAppointedInFuture(NipError):
    is_unusual = True
    message = _("tahun pengangkatan masih di masa depan")


def tidy_nip(text: str) -> str:
    """The number without what people and spreadsheets put around it: NIP, spaces, dots, ="…"."""
    return bare_number(text)


def parse_nip(text: str, *, today: date, is_confirmed: bool = False) -> Nip:
    """Take a number apart; spaces in it do not matter. Raises a NipError that names the fault.

    A number that is only unusual passes once it `is_confirmed`.
    """
    digits = tidy_nip(text)
    _check_form(digits)
    born_on = _birth_date(digits)
    year, code = int(digits[8:12]), int(digits[12:14])
    if not (1 <= code <= 12 or code >= FIRST_PPPK_CODE):
        raise NipAppointmentImpossible
    if digits[14] not in {"1", "2"}:
        raise NipSexImpossible
    is_pns = code <= 12
    if not is_confirmed:
        if born_on.year < EARLIEST_BIRTH:
            raise NipBornTooEarly
        _check_appointment(born_on, year, code if is_pns else 12, today)
    return Nip(
        digits=digits,
        born_on=born_on,
        appointed_year=year,
        appointed_month=code if is_pns else None,
        appointment=None if is_pns else code - FIRST_PPPK_CODE + 1,
        sex=Sex(digits[14]),
        serial=int(digits[15:]),
        employment=Employment.PNS if is_pns else Employment.PPPK,
    )


def mask_nip(digits: str | None) -> str:
    """The number as outputs show it: the serial alone, because the rest tells age and sex."""
    if not digits:
        return "–"
    return f"••••••••\N{NO-BREAK SPACE}••••••\N{NO-BREAK SPACE}•\N{NO-BREAK SPACE}{digits[-3:]}"


def format_nip(digits: str) -> str:
    """The whole number as offices write it: birth date, appointment, sex, serial."""
    parts = (digits[:8], digits[8:14], digits[14:15], digits[15:])
    return "\N{NO-BREAK SPACE}".join(part for part in parts if part)


def has_all_nip_digits(text: str) -> bool:
    """Whether the text holds all 18 digits of a number, well-formed or not."""
    digits = tidy_nip(text)
    return len(digits) == LENGTH and is_number(digits)


def is_well_formed_nip(text: str) -> bool:
    """Whether some officer could have this number, now or later."""
    try:
        parse_nip(text, today=date.max.replace(year=date.max.year - 1))
    except NipError:
        return False
    return True


def surviving_nip_digits(text: str) -> str:
    """The leading digits that a spreadsheet left of a number, as in 1,98503E+17; else ""."""
    bare = tidy_nip(text)
    if has_all_nip_digits(bare) and bare.endswith("000"):
        return bare[:-3]
    if not _SPREADSHEET_NUMBER.match(bare):
        return ""
    mantissa = re.split("[eE]", bare)[0]
    return re.sub("[.,]", "", mantissa)


def _check_form(digits: str) -> None:
    if not digits:
        raise NipMissing
    if _SPREADSHEET_NUMBER.match(digits):
        raise NipSpoiltBySpreadsheet
    if not is_number(digits):
        raise NipNotDigits
    if len(digits) != LENGTH:
        raise NipWrongLength(_("NIP memiliki %(count)s angka, bukan 18", count=len(digits)))
    # Serials start at 001; three zeros are what spreadsheets put for digits they cannot hold.
    if digits.endswith("000"):
        raise NipSpoiltBySpreadsheet(
            _("tiga angka terakhir 000: NIP rusak karena disimpan sebagai angka")
        )


def _birth_date(digits: str) -> date:
    try:
        born_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError as error:
        raise NipBirthDateImpossible from error
    if born_on.year < 1900:
        raise NipBirthDateImpossible
    return born_on


def _check_appointment(born_on: date, year: int, month: int, today: date) -> None:
    """`month` is December for a PPPK, whose number does not tell it: the benefit of the doubt."""
    if (year, month) < (born_on.year + MINIMUM_AGE, born_on.month):
        raise NipAppointedTooYoung
    # Numbers are issued some months before the appointment takes effect.
    if year > today.year + 1:
        raise NipAppointedInFuture
