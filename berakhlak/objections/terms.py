"""Terms of an objection."""

from __future__ import annotations

from datetime import date

from berakhlak.cycles.models import Cycle
from berakhlak.formats import local_day
from berakhlak.working_days.counting import WorkingCalendar

TO_LODGE, TO_DECIDE = 14, 7
"""Working days, by PermenPANRB 6/2022."""


def lodge_by(calendar: WorkingCalendar, cycle: Cycle) -> date:
    """The last day for an objection to a profile of a published cycle: counted from the day on
    which the officer could read it, which is not counted itself."""
    assert cycle.published_at is not None
    return calendar.last_day(local_day(cycle.published_at), TO_LODGE)
