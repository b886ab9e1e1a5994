"""A rater's own sheet, through the key of its cycle; nobody else's can be loaded."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from berakhlak.accounts.queries import SessionClaim
from berakhlak.assignments.operations import RatingClosed
from berakhlak.assignments.queries import AssignmentNotFound
from berakhlak.cycles.keys import CycleKey, KeyStore
from berakhlak.instrument.catalogue import Instrument
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.queries import (
    OwedSheet,
    SheetCycle,
    has_begun,
    may_be_erased,
    open_sheet,
    own_assignment,
)


@dataclass(frozen=True)
class SheetAccess:
    """What opens one sheet of the reader in an open cycle; the sheet itself stays shut."""

    assignment: OwedSheet
    key: CycleKey

    @property
    def cycle(self) -> SheetCycle:
        return self.assignment.cycle

    @property
    def instrument(self) -> Instrument:
        return self.assignment.cycle.instrument


@dataclass(frozen=True)
class OwnSheet(SheetAccess):
    """What the reader has saved so far of one sheet in an open cycle."""

    content: SheetContent
    is_submitted: bool

    @property
    def missing(self) -> list[str]:
        """Codes of the behaviours that have no saved answer."""
        behaviours = self.instrument.behaviours
        return [each.code for each in behaviours if each.code not in self.content.answers]

    @property
    def asks_comments(self) -> bool:
        """Whether comments are asked; what was written is never hidden from its writer."""
        own = self.assignment
        if self.cycle.is_pulse:  # HR, who reads comments, would learn what is asked.
            return False
        return bool(self.content.comments) or self.cycle.policy.shows_comments(own.group, own.size)


def access_own_sheet(
    session: Session, assignment_id: int, claim: SessionClaim | None, keys: KeyStore
) -> SheetAccess:
    """Raises AssignmentNotFound unless the claim holds and is the rater's, RatingClosed."""
    try:
        assignment = own_assignment(session, assignment_id, claim)
    except AssignmentNotFound:
        # Whoever comes too late reads that it is too late.
        if may_be_erased(session, assignment_id, claim):
            raise RatingClosed from None
        raise
    if not assignment.cycle.accepts_answers:
        raise RatingClosed
    return SheetAccess(assignment, keys.key_of(assignment.cycle))


def open_own_sheet(session: Session, access: SheetAccess) -> OwnSheet:
    """The sheet with what its rater has saved so far."""
    content, is_submitted = open_sheet(session, access.assignment.id, access.key)
    return OwnSheet(access.assignment, access.key, content, is_submitted)


def is_very_first(session: Session, own: OwnSheet) -> bool:
    """Whether its rater has saved nothing yet in this cycle, here or in another sheet."""
    if own.content.revision:
        return False
    return not has_begun(session, own.assignment.rater_id, own.key)
