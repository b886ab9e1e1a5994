"""A rater's own sheet, through the key of its cycle; nobody else's can be loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from berakhlak.accounts.queries import SessionClaim
from berakhlak.assignments.operations import RatingClosed
from berakhlak.assignments.queries import AssignmentNotFound
from berakhlak.cycles.keys import CycleKey, KeyStore
from berakhlak.instrument.catalogue import Instrument
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.drafts import SheetKey
from berakhlak.ratings.envelopes import SheetEnvelope, envelope_for, sent_assignments
from berakhlak.ratings.queries import (
    OwedSheet,
    SheetCycle,
    has_begun,
    may_be_erased,
    open_sheets,
    own_assignment,
)


@dataclass(frozen=True)
class SheetAccess:
    """What opens one sheet of the reader in an open cycle; the sheet itself stays shut.

    `key` opens what can still be changed; `envelope`: what seals it when it is sent, if anything.
    """

    assignment: OwedSheet
    key: SheetKey
    cycle_key: CycleKey = field(kw_only=True)
    envelope: SheetEnvelope | None = field(default=None, kw_only=True)

    @property
    def cycle(self) -> SheetCycle:
        return self.assignment.cycle

    @property
    def instrument(self) -> Instrument:
        return self.assignment.cycle.instrument


@dataclass(frozen=True)
class OwnSheet(SheetAccess):
    """What the reader has saved so far of one sheet in an open cycle.

    `is_submitted`: this very content was sent. `is_sealed`: it was sent and cannot be shown.
    `replaces`: a sealed one counts until this is sent.
    """

    content: SheetContent
    is_submitted: bool
    is_sealed: bool = False
    replaces: bool = False

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
    return access_of(assignment, keys.key_of(assignment.cycle), keys)


def access_of(assignment: OwedSheet, key: CycleKey, keys: KeyStore) -> SheetAccess:
    """What opens a sheet of a cycle with this key."""
    envelope = envelope_for(assignment.cycle, assignment.group, key, keys)
    return SheetAccess(
        assignment, envelope.draft if envelope else key, cycle_key=key, envelope=envelope
    )


def open_own_sheet(session: Session, access: SheetAccess) -> OwnSheet:
    """The sheet with what its rater has saved so far."""
    [own] = open_own_sheets(session, [access])
    return own


def open_own_sheets(
    session: Session, accesses: Sequence[SheetAccess], *, lost: set[int] | None = None
) -> list[OwnSheet]:
    """The same of several of one cycle and group; `lost`: see `open_sheets`."""
    if not accesses:
        return []
    owed = [each.assignment for each in accesses]
    saved = open_sheets(session, owed, accesses[0].key, lost=lost)
    envelopes = {each.assignment.id: each.envelope for each in accesses}
    sent = sent_assignments(session, owed[0].cycle_id, envelopes)
    opened = [each for each in accesses if each.assignment.id in saved]
    return [_own(each, *saved[each.assignment.id], sent) for each in opened]


def _own(access: SheetAccess, content: SheetContent, is_sent: bool, sent: set[int]) -> OwnSheet:
    has_draft, is_sealed = content.revision > 0, access.assignment.id in sent
    return OwnSheet(
        access.assignment,
        access.key,
        content,
        is_sent or (is_sealed and not has_draft),
        is_sealed and not has_draft,
        is_sealed and has_draft,
        cycle_key=access.cycle_key,
        envelope=access.envelope,
    )


def is_very_first(session: Session, own: OwnSheet) -> bool:
    """Whether its rater has saved nothing yet in this cycle, here or in another sheet."""
    if own.content.revision or own.is_sealed:
        return False
    return not has_begun(session, own.assignment.rater_id, own.assignment.cycle_id, own.cycle_key)
