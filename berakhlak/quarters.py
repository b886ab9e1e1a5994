"""Quarters of a year. Pure."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from flask_babel import get_locale
from flask_babel import gettext as _

NUMERALS = ("I", "II", "III", "IV")


class Quarter(NamedTuple):
    """A quarter; `number` from 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def code(self) -> str:
        """As files write it: 2026-Q3."""
        return f"{self.year}-Q{self.number}"

    @property
    def place(self) -> int:
        """Quarters counted through, so that neighbours differ by one."""
        return self.year * 4 + self.number - 1

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    def earlier(self, by: int) -> Quarter:
        year, number = divmod(self.place - by, 4)
        return Quarter(year, number + 1)

    @property
    def _number(self) -> str:
        locale = get_locale()
        is_roman = locale is not None and locale.language == "id"
        return NUMERALS[self.number - 1] if is_roman else str(self.number)

    @property
    def words(self) -> str:
        """In the language of the page."""
        return str(_("Triwulan %(number)s %(year)s", number=self._number, year=self.year))

    @property
    def short(self) -> str:
        """For a chart."""
        return str(_("TW %(number)s %(year)s", number=self._number, year=self.year))
