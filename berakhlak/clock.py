"""The only place that reads the time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def today_in(timezone: str) -> date:
    """The calendar day in the agency's time zone; deadlines are days, not moments."""
    return day_of(utc_now(), timezone)


def day_of(moment: datetime, timezone: str) -> date:
    """The calendar day of a moment in the agency's time zone."""
    return moment.astimezone(ZoneInfo(timezone)).date()
