"""Reading open sheets by their handle: one's own, through the key."""

from __future__ import annotations

from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.keys import CycleKey
from berakhlak.ratings.content import SheetContent
from berakhlak.ratings.models import OpenSheet


def open_sheet(
    session: Session, assignment: Assignment, key: CycleKey
) -> tuple[SheetContent, bool]:
    """The rater's own sheet and whether it is submitted; an empty draft when none was saved."""
    handle = key.handle(assignment.id)
    stored = session.get(OpenSheet, handle)
    if stored is None:
        return SheetContent(), False
    return SheetContent.from_bytes(key.unlock(stored.box, handle)), stored.is_submitted
