"""First and last day of a cycle: which may be, wherever they are typed."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import lazy_gettext as _

from berakhlak.errors import InvalidInput

YEARS = range(2020, 2100)  # BerAKHLAK exists since 2021.
LONGEST_CYCLE = timedelta(days=366)


class YearImplausible(InvalidInput):
    """A year of too many digits, or long gone."""

    message = _("Periksa tahunnya: dari %(first)s sampai %(last)s.", first=YEARS[0], last=YEARS[-1])


class DatesReversed(InvalidInput):
    """The cycle would close before it opens."""

    message = _("Tanggal tutup harus pada atau sesudah tanggal buka.")


class CycleTooLong(InvalidInput):
    """The cycle would close years after it opens."""

    message = _("Tanggal tutup lebih dari setahun sesudah tanggal buka. Periksa tahunnya.")


def require_known_year(day: date) -> None:
    """Raises YearImplausible."""
    if day.year not in YEARS:
        raise YearImplausible


def require_days_in_order(opens_on: date, closes_on: date) -> None:
    """Raises DatesReversed, CycleTooLong."""
    if closes_on < opens_on:
        raise DatesReversed
    if closes_on - opens_on > LONGEST_CYCLE:
        raise CycleTooLong
