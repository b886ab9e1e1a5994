"""Sealing: the one moment when sheets and raters meet, in memory, before the link ends for ever.

Three steps, each committed, so that it can be killed anywhere and called again:
OPEN -> SEALING (no more answers) -> CLOSED (figures frozen; sheets, voices and assignments erased)
-> old pages erased and the key destroyed. While the key file exists, the last step is still owed.
What stays is figures, counts, and comments for HR to read. No answer of a single person stays.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment, ProgressLook, RaterCoverage
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.citizens.models import (
    DoorCount,
    HeldBatch,
    OpenVoice,
    SpentTicket,
    TicketSource,
)
from berakhlak.cycles.early_closing import confirm_request
from berakhlak.cycles.keys import KeyStore, KeyWiped
from berakhlak.cycles.models import ENDED, Cycle, CycleState
from berakhlak.cycles.partitions import drop_partitions
from berakhlak.cycles.policy_upgrade import lift_policy
from berakhlak.cycles.queries import get_cycle
from berakhlak.engines import room_to_write, rows_changed
from berakhlak.errors import DomainError
from berakhlak.key_holders.envelopes import EnvelopeOpener
from berakhlak.ratings.drafts import destroy_draft_keys, draft_keys
from berakhlak.ratings.models import OpenSheet
from berakhlak.sealing.closing import require_closable
from berakhlak.sealing.comment_rows import CommentRows, comment_rows
from berakhlak.sealing.computing import (
    ComputedResult,
    PreparedResults,
    prepare_results,
)
from berakhlak.sealing.deleted_pages import erase_deleted_pages
from berakhlak.sealing.opened_sheets import OpenedSheets
from berakhlak.sealing.result_leaves import root_detail
from berakhlak.sealing.result_rows import StoredRows, build_stored_rows, write_stored_rows
from berakhlak.sealing.row_counts import SealingCounts
from berakhlak.sealing.second_results import NewKeys, make_second_cycle, second_cycle_of
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import note


class SealingCountsDiffer(RuntimeError):
    """What would be stored is not what was opened: a fault of the program; nothing is stored."""


def seal_cycle(
    session: Session,
    cycle_id: int,
    *,
    keys: KeyStore,
    by: Actor | None,
    at: datetime,
    today: date,
    leave_out: int = 0,
    opener: EnvelopeOpener | None = None,
    tell: Callable[[str], None] = lambda _phase: None,
) -> SealingCounts | None:
    """Close the cycle and make its sheets unlinkable; commits each step, and may be repeated.

    `closing` holds what must be true before anything changes. `today` is the day where the agency
    works. `leave_out` is how many spoilt rows may be lost with it: exactly as many as there are.
    `opener` opens what was sealed to key holders; it stays in memory.
    `tell` hears which of "checking", "computing", "erasing" begins, and no number.
    Returns what became of each row, None when that was settled by an earlier run. Raises what
    `require_closable` does, and DeletedPagesInUse when only the last step is still owed.
    """
    cycle = get_cycle(session, cycle_id)
    counts = None
    if cycle.state not in ENDED:
        tell("checking")
        opened = require_closable(
            session, cycle, keys=keys, by=by, today=today, leave_out=leave_out, opener=opener
        )
        session.rollback()
        _stop_answers(session, cycle, by=by, at=at, today=today)
        tell("computing")
        counts = _freeze(session, cycle, keys, leave_out, opened, opener, by=by, at=at)
    if keys.exists(cycle.key_name):
        _require_own_key(cycle, keys)
        tell("erasing")
        session.rollback()  # Erasing needs the file to itself.
        erase_deleted_pages(session.get_bind().engine)
        if keys.is_folder:  # A token takes no holders, so there are no keys of drafts.
            destroy_draft_keys(draft_keys(keys, cycle.key_name))
        keys.destroy(cycle.key_name)
        note(Event.KEY_DESTROYED, by=by, object=cycle_id)
        drop_partitions(session.get_bind().engine)
    return counts


def _require_own_key(cycle: Cycle, keys: KeyStore) -> None:
    """Another cycle's key is not ours to destroy. Raises KeyUnusable."""
    if cycle.key_fingerprint is not None:  # Older cycles never got one.
        with suppress(KeyWiped):  # Killed while it was being destroyed.
            keys.key_of(cycle)


def is_sealing_complete(cycle: Cycle, keys: KeyStore) -> bool:
    """Whether sealing went through to its end: figures frozen and the key gone."""
    return cycle.state in ENDED and not keys.exists(cycle.key_name)


def _move(session: Session, cycle: Cycle, before: CycleState, after: CycleState) -> bool:
    """Take the step if the cycle stands before it; the row's lock keeps a second sealer out."""
    change = update(Cycle).where(Cycle.id == cycle.id, Cycle.state == before).values(state=after)
    moved = rows_changed(session, change)
    session.refresh(cycle)
    return bool(moved)


def _stop_answers(
    session: Session, cycle: Cycle, *, by: Actor | None, at: datetime, today: date
) -> None:
    if _move(session, cycle, CycleState.OPEN, CycleState.SEALING):
        try:
            confirm_request(session, cycle, by=by, at=at, today=today)
        except DomainError:
            session.rollback()
            raise
        audit.record_act(session, Act.BEGAN_SEALING, cycle.id, by=by, at=at)
    session.commit()


def _freeze(
    session: Session,
    cycle: Cycle,
    keys: KeyStore,
    leave_out: int,
    opened: OpenedSheets,
    opener: EnvelopeOpener | None = None,
    *,
    by: Actor | None,
    at: datetime,
) -> SealingCounts | None:
    """Compute while everybody else may write, then store in one short transaction.

    Answers have stopped, so what was read stays as it was. A request that began before may still
    give a sheet back; then it is computed anew.
    """
    while cycle.state is CycleState.SEALING:
        lift_policy(session, cycle, by=by, at=at)
        session.commit()
        prepared = prepare_results(session, cycle.id, keys, leave_out, opened, opener)
        rows = _result_rows(session, cycle, prepared.first)
        second = _second_rows(session, cycle, prepared)
        session.rollback()  # Else the reading that ends here would stand in the way of the writing.
        with room_to_write(session):
            if not _move(session, cycle, CycleState.SEALING, CycleState.CLOSED):
                break
            if prepared.inputs.still_hold(session, cycle):
                _store_result(session, cycle, rows, by=by, at=at)
                if second is not None:
                    _store_second(session, cycle, second, by=by, at=at)
                _remove(session, cycle, prepared.counts)
                _forget_wraps(cycle)
                detail = prepared.counts.as_detail()
                audit.record_act(session, Act.SEALED_CYCLE, cycle.id, by=by, at=at, detail=detail)
                session.commit()
                return prepared.counts
        session.rollback()
    session.rollback()
    return None


def _forget_wraps(cycle: Cycle) -> None:
    """No code opens anything any more; who held the key is kept."""
    if cycle.holders:
        cycle.holders_json = cycle.holders.without_wraps().to_json()


def _second_rows(session: Session, cycle: Cycle, prepared: PreparedResults) -> _ResultRows | None:
    """Of the second instrument; keyed by the cycle itself until there is one of its own."""
    if prepared.second is None:
        return None
    return _result_rows(session, second_cycle_of(session, cycle), prepared.second)


def _store_second(
    session: Session, cycle: Cycle, rows: _ResultRows, *, by: Actor | None, at: datetime
) -> None:
    second, keys = make_second_cycle(session, cycle)
    _store_result(session, second, rows.with_keys(second.id, keys), by=by, at=at)


def _remove(session: Session, cycle: Cycle, counts: SealingCounts) -> None:
    """Counts in = counts out: no more is deleted than was counted. Raises SealingCountsDiffer."""
    sent = delete(OpenSheet).where(OpenSheet.cycle_id == cycle.id, OpenSheet.is_submitted)
    heard = delete(OpenVoice).where(OpenVoice.cycle_id == cycle.id)
    plain = {"synchronize_session": False}  # Else every deleted row would be brought here.
    gone = [rows_changed(session, each.execution_options(**plain)) for each in (sent, heard)]
    known = [
        counts.submitted + counts.withdrawn_sheets,
        counts.received + counts.withdrawn_voices,
    ]
    if gone != known:
        raise SealingCountsDiffer(f"{counts}, but {gone} would be deleted")
    # Drafts, tickets and what handed them out, how many voices came when, who was asked to rate
    # whom or gave it back, and how far they were.
    for model in (
        OpenSheet,
        SpentTicket,
        DoorCount,
        HeldBatch,
        TicketSource,
        Assignment,
        ProgressLook,
        RaterCoverage,
    ):
        rows = delete(model).where(model.cycle_id == cycle.id)
        session.execute(rows.execution_options(**plain))


@dataclass(frozen=True)
class _ResultRows:
    """Figures and comments of one instrument as they are stored, made before anybody waits."""

    stored: StoredRows
    comments: CommentRows

    def with_keys(self, cycle_id: int, keys: NewKeys) -> _ResultRows:
        """The same as rows of another cycle."""
        stored = self.stored.with_keys(cycle_id, keys.people, keys.units)
        return _ResultRows(stored, self.comments.with_keys(cycle_id, keys.people))


def _result_rows(session: Session, cycle: Cycle, result: ComputedResult) -> _ResultRows:
    linked = result.linked
    return _ResultRows(
        build_stored_rows(cycle, linked.officers, result.units, result.frozen),
        comment_rows(session, cycle, linked),
    )


def _store_result(
    session: Session, cycle: Cycle, rows: _ResultRows, *, by: Actor | None, at: datetime
) -> None:
    write_stored_rows(session, rows.stored)
    detail = root_detail(rows.stored.root)
    audit.record_act(session, Act.FIXED_RESULTS, cycle.id, by=by, at=at, detail=detail)
    rows.comments.write(session)
    cycle.sealed_at = at
