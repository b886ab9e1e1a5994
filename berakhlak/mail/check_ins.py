"""Mail to officers on the day on which a step is looked at again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle
from berakhlak.development.operations import note_told
from berakhlak.development.waiting import untold_check_ins
from berakhlak.mail.queries import accounts_of_participants


def check_in_reminders(
    session: Session, agency_id: int, today: date, *, fresh: timedelta
) -> Iterator[tuple[Cycle, set[int]]]:
    """For each cycle: (cycle, accounts), once for each look. What is older than `fresh` is left to
    the start page."""
    found: dict[Cycle, set[int]] = defaultdict(set)
    for due in untold_check_ins(session, agency_id, today):
        if today - due.day <= fresh:
            found[due.step.participant.cycle].add(due.step.participant_id)
            note_told(session, due.step, due.mark, day=today)
    for cycle, officers in found.items():
        yield cycle, accounts_of_participants(session, cycle, officers, reminders=True)
