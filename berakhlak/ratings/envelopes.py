"""Sheets that are sealed when they are sent; nobody opens them before holders close the cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from berakhlak.assignments.operations import require_rating_open
from berakhlak.cycles.keys import CycleKey, KeyStore
from berakhlak.cycles.partitions import in_cycle
from berakhlak.engines import insert_unless_known, rows_changed
from berakhlak.key_holders.envelopes import EnvelopeSealer
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.drafts import (
    AFTER_LOST,
    AssignmentRef,
    DraftKey,
    SheetSealed,
    draft_keys,
    draft_number,
    first_revision,
)
from berakhlak.ratings.models import OpenSheet
from berakhlak.ratings.operations import SheetChangedElsewhere
from berakhlak.ratings.queries import SheetCycle, which_are_sealed

_SILENT = {"synchronize_session": False}
_Place = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True)
class SheetEnvelope:
    """What seals the sheets of a cycle whose key is with holders."""

    key: CycleKey
    sealer: EnvelopeSealer
    draft: DraftKey

    def box(self, content: SheetContent, assignment_id: int) -> bytes:
        """A sealed sheet in its box: what was answered, and nothing of how it came about."""
        handle = self.key.handle(assignment_id)
        plain = replace(content, revision=1, changed={})
        return self.key.encrypt(self.sealer.seal(plain.to_bytes(), handle), handle)


def envelope_for(
    cycle: SheetCycle, group: str, key: CycleKey, keys: KeyStore
) -> SheetEnvelope | None:
    """What seals a sheet of this group; None where its writer can open it until the cycle closes:
    groups that are not anonymous, and cycles whose key is with the server."""
    holders = cycle.holders
    if holders is None or not cycle.policy.group(group).is_anonymous:
        return None
    draft = DraftKey(key, draft_keys(keys, cycle.key_name))
    return SheetEnvelope(key, EnvelopeSealer.of(holders.public), draft)


def sent_assignments(
    session: Session, cycle_id: int, assignment_ids: Mapping[int, SheetEnvelope | None]
) -> set[int]:
    """Of these of one cycle, the ones of which an envelope is stored."""
    handles = {each.key.handle(number): number for number, each in assignment_ids.items() if each}
    found = which_are_sealed(session, cycle_id, handles) if handles else ()
    return {handles[each] for each in found}


def require_own_draft(
    session: Session, envelope: SheetEnvelope, assignment: AssignmentRef, content: SheetContent
) -> None:
    """Asked after a saving, in its transaction: a first draft beside an envelope was begun by a
    device that did not know of the sending. Raises SheetSealed."""
    if draft_number(content.revision) == 0:
        require_not_sent(session, envelope, assignment)


def require_not_sent(session: Session, envelope: SheetEnvelope, assignment: AssignmentRef) -> None:
    """Raises SheetSealed."""
    if _is_sent(session, envelope, assignment):
        raise SheetSealed


def _is_sent(session: Session, envelope: SheetEnvelope, assignment: AssignmentRef) -> bool:
    handle = envelope.key.handle(assignment.id)
    return bool(which_are_sealed(session, assignment.cycle_id, [handle]))


def _mine(assignment: AssignmentRef, handle: bytes) -> _Place:
    """Where a box of an assignment lies."""
    return OpenSheet.handle == handle, in_cycle(OpenSheet.cycle_id, assignment.cycle_id)


def begin_again(session: Session, assignment: AssignmentRef, envelope: SheetEnvelope) -> None:
    """An empty draft beside what was sent, which counts until the draft is sent; and in the place
    of a draft that nobody opens any more.

    Does nothing where there is a draft that opens, or neither. Raises RatingClosed, BoxDamaged.
    """
    handle, is_sent = envelope.draft.handle(assignment.id), _is_sent(session, envelope, assignment)
    known = _draft_box(session, _mine(assignment, handle))
    is_wanted = is_sent if known is None else envelope.draft.is_lost(known, handle)
    if not is_wanted:
        return
    # What devices still hold of a first draft goes on; beside an envelope they know none.
    content = SheetContent(revision=first_revision() if is_sent else AFTER_LOST)
    box = envelope.draft.encrypt(content.to_bytes(), handle)
    if not _begun(session, assignment, handle, known, box):
        envelope.draft.destroy_made()  # Another device began before.
    require_rating_open(session, assignment.cycle_id)


def _begun(
    session: Session, assignment: AssignmentRef, handle: bytes, known: bytes | None, box: bytes
) -> bool:
    """Put the box of a new draft where there is none, or in the place of the one that is lost;
    False where another device was faster."""
    if known is not None:
        return _replaced(session, _mine(assignment, handle), known, box)
    row = {"handle": handle, "cycle_id": assignment.cycle_id, "is_submitted": False, "box": box}
    fresh = insert_unless_known(session, OpenSheet, row).returning(OpenSheet.handle)
    return session.scalar(fresh) is not None


def _replaced(session: Session, mine: _Place, known: bytes, box: bytes) -> bool:
    """False where the box is no longer the one that was looked at."""
    change = update(OpenSheet).where(*mine, OpenSheet.box == known).values(box=box)
    return bool(rows_changed(session, change.execution_options(**_SILENT)))


def is_draft_lost(
    session: Session, assignment: AssignmentRef, envelope: SheetEnvelope | None
) -> bool:
    """Whether a draft is stored that nobody opens any more. Raises BoxDamaged."""
    if envelope is None:
        return False
    handle = envelope.draft.handle(assignment.id)
    box = _draft_box(session, _mine(assignment, handle))
    return box is not None and envelope.draft.is_lost(box, handle)


def _draft_box(session: Session, mine: _Place) -> bytes | None:
    box = session.scalar(select(OpenSheet.box).where(*mine))
    return None if box is None else bytes(box)


def seal_draft(
    session: Session, assignment: AssignmentRef, envelope: SheetEnvelope, content: SheetContent
) -> None:
    """Put an envelope in the place of a draft, and of an envelope sent before.

    The draft must still be what `content` was read from. Its key is to be destroyed once this is
    committed. Raises SheetChangedElsewhere, RatingClosed.
    """
    _take_draft(session, envelope.draft, assignment, content.revision)
    handle, box = envelope.key.handle(assignment.id), envelope.box(content, assignment.id)
    before = update(OpenSheet).where(*_mine(assignment, handle)).values(box=box)
    if not rows_changed(session, before.execution_options(**_SILENT)):
        row = {"handle": handle, "cycle_id": assignment.cycle_id, "is_submitted": True, "box": box}
        fresh = insert_unless_known(session, OpenSheet, row).returning(OpenSheet.handle)
        if session.scalar(fresh) is None:
            raise SheetChangedElsewhere
    require_rating_open(session, assignment.cycle_id)


def _take_draft(session: Session, key: DraftKey, assignment: AssignmentRef, revision: int) -> None:
    handle = key.handle(assignment.id)
    mine = _mine(assignment, handle)
    box = _draft_box(session, mine)
    if box is None:
        raise SheetChangedElsewhere
    if SheetContent.from_bytes(key.decrypt(box, handle)).revision != revision:
        raise SheetChangedElsewhere
    taken = delete(OpenSheet).where(*mine, OpenSheet.box == box)
    if not rows_changed(session, taken.execution_options(**_SILENT)):
        raise SheetChangedElsewhere
