"""How many complaints of each unit were answered in time, for pages that everybody reads.

Counts alone. A quarter is told once it is over and everything in it is settled or late for good, so
that no two readings differ by one complaint; whatever is about fewer than five is withheld.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.complaints.models import ComplaintCount
from berakhlak.people.models import Unit

FEWEST = 5


@dataclass(frozen=True)
class AnsweredShare:
    """Of one unit and quarter. `quarter`: its first day. `received`: how many complaints came;
    `answered_in_time`: of these, both the first word and the closing within the terms that were
    told. Both are None where fewer than five came: then nothing else may be said of them."""

    unit_id: int
    quarter: date
    received: int | None
    answered_in_time: int | None


def answered_in_time(session: Session, agency_id: int) -> list[AnsweredShare]:
    """Every unit and quarter of an agency in which a complaint came, by unit, the oldest first.

    What a unit forwarded counts where it was settled. Quarters are written by the daily job
    (`counting.count_quarters`) and never change afterwards.
    """
    wanted = (
        select(ComplaintCount)
        .join(Unit, Unit.id == ComplaintCount.unit_id)
        .where(Unit.agency_id == agency_id)
        .order_by(ComplaintCount.unit_id, ComplaintCount.quarter)
    )
    return [_shown(row) for row in session.scalars(wanted)]


def _shown(row: ComplaintCount) -> AnsweredShare:
    if row.received < FEWEST:
        return AnsweredShare(row.unit_id, row.quarter, None, None)
    return AnsweredShare(row.unit_id, row.quarter, row.received, row.in_time)
