"""Dates, numbers and names in the words of the reader's language, for templates."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_interval
from babel.numbers import NumberPattern, format_decimal, parse_pattern
from babel.numbers import format_percent as babel_percent
from flask import Flask, current_app
from flask_babel import get_locale, gettext, ngettext

from berakhlak import clock
from berakhlak.colours import value_mark
from berakhlak.letter_widths import start_of_words

NOTHING = "–"
LARGEST_ROUNDED = 10**15


def local_today() -> date:
    """Today where the agency works (TIMEZONE); deadlines are days there."""
    return clock.today_in(str(current_app.config["BABEL_DEFAULT_TIMEZONE"]))


def local_day(moment: datetime) -> date:
    """The agency's calendar day of a moment."""
    return clock.day_of(moment, str(current_app.config["BABEL_DEFAULT_TIMEZONE"]))


def long_date(day: date | None) -> str:
    """24 November 2026; a dash for no day."""
    return format_date(day, "long", locale=_calendar()) if day else NOTHING


def full_date(day: date | None) -> str:
    """Selasa, 24 November 2026."""
    # The full form of Indonesian in CLDR has a day of two digits, as in 08.
    return format_date(day, "EEEE, d MMMM y", locale=_calendar()) if day else NOTHING


def month_and_year(day: date | None) -> str:
    """November 2026."""
    return format_date(day, "LLLL y", locale=_calendar()) if day else NOTHING


def short_date(day: date | None) -> str:
    """24/11/2026 in both languages: the order that forms take."""
    return f"{day:%d/%m/%Y}" if day else NOTHING


def format_moment(at: datetime | None) -> str:
    """24 November 2026 18.28 WIB, in the agency's time zone."""
    if at is None:
        return NOTHING
    zone = ZoneInfo(str(current_app.config["BABEL_DEFAULT_TIMEZONE"]))
    pattern = "d MMMM y HH.mm" if _calendar().language == "id" else "d MMMM y HH:mm"
    # Indonesians and their guests say WIB, WITA and WIT; other languages' tables know offsets only.
    name = format_datetime(at, "z", tzinfo=zone, locale="id")
    return f"{format_datetime(at, pattern, tzinfo=zone, locale=_calendar())} {name}"


def format_period(first: date, last: date) -> str:
    """1–30 Nov 2026: two days without what they share."""
    return str(format_interval(first, last, "yMMMd", locale=_calendar()))


def _calendar() -> Locale:
    """How the reader writes days: in English as in Britain, the day before the month."""
    locale = _reader()
    return Locale("en", "GB") if locale.language == "en" else locale


def format_number(value: float | None, decimals: int = 0) -> str:
    """1.234 or, with two decimals, 4,25; a dash for no value."""
    if value is None:
        return NOTHING
    if not abs(value) < LARGEST_ROUNDED:
        return format_decimal(value, _pattern(decimals), locale=_reader())
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    return _written(str(rounded), decimals, _reader())


@lru_cache(maxsize=8192)
def _written(rounded: str, decimals: int, locale: Locale) -> str:
    """Written once: a page of results prints thousands of numbers, of which few hundred differ."""
    return format_decimal(Decimal(rounded), _pattern(decimals), locale=locale)


def format_percent(share: float | None, decimals: int = 0) -> str:
    """0.875 as 88%; a dash for no value."""
    if share is None:
        return NOTHING
    return babel_percent(share, _pattern(decimals, "%"), locale=_reader())


@lru_cache
def _pattern(decimals: int, unit: str = "") -> NumberPattern:
    """Read once: a page of results holds thousands of numbers, and reading takes most of each."""
    return parse_pattern("#,##0" + ("." + "0" * decimals if decimals else "") + unit)


def _reader() -> Locale:
    return get_locale() or Locale("id")


def format_initials(name: str) -> str:
    """Up to two letters: SR for "dr. Siti Rahmawati, Sp.A.", without titles."""
    words = [word for word in name.split(",")[0].split() if not word.endswith(".")]
    picked = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in picked).upper()


def format_deadline(day: date, today: date | None = None) -> str:
    """How far a last day is: 3 hari lagi, besok, hari ini, lewat 2 hari."""
    today = today or local_today()
    left = (day - today).days
    if left == 0:
        return str(gettext("hari ini"))
    if left == 1:
        return str(gettext("besok"))
    if left > 0:
        return str(ngettext("%(num)s hari lagi", "%(num)s hari lagi", left))
    return str(ngettext("lewat %(num)s hari", "lewat %(num)s hari", -left))


def answer_until(day: date, today: date | None = None) -> str:
    """Until when answers may be given; after the last day answers still count until closing."""
    today = today or local_today()
    late = (today - day).days
    if late > 0:
        return str(
            ngettext(
                "Batas waktu sudah lewat %(num)s hari. Jawaban masih diterima sampai siklus "
                "ditutup.",
                "Batas waktu sudah lewat %(num)s hari. Jawaban masih diterima sampai siklus "
                "ditutup.",
                late,
            )
        )
    return str(
        gettext(
            "Isi sampai %(day)s (%(left)s).",
            day=long_date(day),
            left=format_deadline(day, today),
        )
    )


FILTERS = (
    local_day,
    long_date,
    full_date,
    short_date,
    format_moment,
    format_number,
    month_and_year,
    format_percent,
    format_initials,
    format_deadline,
    answer_until,
    value_mark,
)


def register_filters(app: Flask) -> None:
    """Make the filters known to templates under their own names, without `format_`."""
    app.jinja_env.filters.update({each.__name__.removeprefix("format_"): each for each in FILTERS})
    app.jinja_env.globals |= {"period": format_period, "start_of_words": start_of_words}
