"""The holidays that ship with the product, read from a file that anybody may edit."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).resolve().parent / "data" / "holidays.toml"


class HolidaysRefused(ValueError):
    """The file breaks a rule; says which, and where."""


@dataclass(frozen=True)
class HolidayYear:
    """The days of one year, by date. `is_complete`: the decree of that year is in it."""

    year: int
    days: dict[date, str]
    source: str
    is_complete: bool


@lru_cache(maxsize=1)
def shipped_years() -> tuple[HolidayYear, ...]:
    """Years of the shipped file, first to last. Raises HolidaysRefused."""
    return parse_holidays(FILE.read_text("utf-8"))


def parse_holidays(text: str) -> tuple[HolidayYear, ...]:
    """Years of a file. Raises HolidaysRefused, which names the first broken rule."""
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise HolidaysRefused(f"not TOML: {error}") from error
    rows = read.get("year", [])
    if not isinstance(rows, list) or not rows:
        raise HolidaysRefused("no [[year]] in it")
    years = sorted((_year(row) for row in rows), key=lambda each: each.year)
    twice = [
        one.year
        for one, next_one in zip(years, years[1:], strict=False)
        if one.year == next_one.year
    ]
    if twice:
        raise HolidaysRefused(f"{twice[0]} stands in it twice")
    return tuple(years)


def _year(row: dict[str, object]) -> HolidayYear:
    year, source, complete = row.get("year"), row.get("source"), row.get("complete")
    if not isinstance(year, int) or not 2000 <= year <= 2200:
        raise HolidaysRefused(f"year = {year!r}: a number such as 2026 is needed")
    if not isinstance(source, str) or not source.strip():
        raise HolidaysRefused(f"{year}: `source` is missing, which says where its days are from")
    if not isinstance(complete, bool):
        raise HolidaysRefused(f"{year}: `complete` must be true or false")
    days = row.get("days", {})
    if not isinstance(days, dict):
        raise HolidaysRefused(f"{year}: [year.days] must be a table of days")
    return HolidayYear(year, _days(year, days), source, complete)


def _days(year: int, days: dict[str, object]) -> dict[date, str]:
    return dict(_day(year, written, name) for written, name in days.items())


def _day(year: int, written: str, name: object) -> tuple[date, str]:
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise HolidaysRefused(f"{year}: {written!r} is no day such as {year}-08-17") from error
    if day.year != year:
        raise HolidaysRefused(f"{year}: {written} lies in another year")
    if not isinstance(name, str) or not name.strip():
        raise HolidaysRefused(f"{year}: {written} has no name")
    return day, name.strip()
