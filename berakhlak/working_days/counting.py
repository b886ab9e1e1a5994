"""Counting working days. Pure: a calendar is data, and the same calendar gives the same days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days an agency works. `complete`: years of which every holiday is known; of others the
    count may be too short, and pages say so. `works_saturdays`: an agency of six days a week."""

    holidays: Mapping[date, str]
    complete: frozenset[int]
    works_saturdays: bool = False

    def is_working(self, day: date) -> bool:
        """Whether the agency works on this day."""
        weekday = day.weekday()
        if weekday == SUNDAY or (weekday == SATURDAY and not self.works_saturdays):
            return False
        return day not in self.holidays

    def last_day(self, start: date, days: int) -> date:
        """The last of so many working days; `start` itself is not counted."""
        day = start
        while days > 0:  # It ends: a calendar names finitely many holidays.
            day += DAY
            days -= self.is_working(day)
        return day

    def working_days(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and with `end`; 0 where it is over."""
        after = (start + DAY * step for step in range(1, (end - start).days + 1))
        return sum(map(self.is_working, after))

    def unsure_years(self, start: date, end: date) -> list[int]:
        """Years between two days whose holidays are not all known."""
        return [year for year in range(start.year, end.year + 1) if year not in self.complete]
