"""Until when a complaint is answered and settled. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from berakhlak.complaints.models import ComplaintPolicy
from berakhlak.working_days.counting import WorkingCalendar

FIRST_DAYS, REMIND_DAYS, REOPEN_DAYS, KEPT_MONTHS = 3, 1, 30, 24


@dataclass(frozen=True)
class Terms:
    """The last days of both terms. They are told to the citizen, and then stand."""

    first_by: date
    close_by: date


def last_day(calendar: WorkingCalendar, start: date, days: int, *, working: bool) -> date:
    """The last of so many days; `start` itself is not counted."""
    return calendar.last_day(start, days) if working else start + timedelta(days=days)


def terms_from(
    calendar: WorkingCalendar, policy: ComplaintPolicy, received_on: date, days: int
) -> Terms:
    """Of a complaint received on a day, of a kind with so many days."""
    working = policy.counts_working_days
    close_by = last_day(calendar, received_on, days, working=working)
    first_by = last_day(calendar, received_on, policy.first_days, working=working)
    # A kind that is settled sooner than the first word is due has one term.
    return Terms(min(first_by, close_by), close_by)
