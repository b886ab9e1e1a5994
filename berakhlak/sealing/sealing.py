"""Sealing: the one moment when sheets and raters meet, in memory, before the link ends for ever.

Steps, each committed, so that it can be killed anywhere and called again: OPEN -> SEALING (no more
answers; figures computed and stored, but shown to nobody) -> CLOSED (figures frozen) -> sheets,
voices and assignments erased, then old pages, and the key destroyed. While the key file exists, the
last steps are still owed. On PostgreSQL rows are stored and erased in one transaction.
What stays is figures, counts, and comments for HR to read. No answer of a single person stays.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.early_closing import confirm_request
from berakhlak.cycles.keys import KeyStore, KeyWiped
from berakhlak.cycles.models import ENDED, Cycle, CycleState
from berakhlak.cycles.partitions import drop_partitions
from berakhlak.cycles.policy_upgrade import lift_policy
from berakhlak.cycles.queries import get_cycle
from berakhlak.engines import rows_changed
from berakhlak.errors import DomainError
from berakhlak.garbage_collection import give_memory_back
from berakhlak.key_holders.envelopes import EnvelopeOpener
from berakhlak.ratings.drafts import destroy_draft_keys, draft_keys
from berakhlak.sealing.closing import require_closable
from berakhlak.sealing.computing import PreparedResults, prepare_results
from berakhlak.sealing.deleted_pages import erase_deleted_pages
from berakhlak.sealing.erased_rows import erase_rows, require_counted
from berakhlak.sealing.models import CycleResult
from berakhlak.sealing.opened_sheets import OpenedSheets
from berakhlak.sealing.result_leaves import root_detail
from berakhlak.sealing.result_storing import (
    ResultRows,
    TakenOver,
    result_rows,
    store_in_turns,
)
from berakhlak.sealing.row_counts import SealingCounts
from berakhlak.sealing.second_results import make_second_cycle, second_cycle_of
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import note


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
    if cycle.state in ENDED and keys.exists(cycle.key_name):
        _require_own_key(cycle, keys)
        tell("erasing")
        if counts is None:  # A run before was cut off, perhaps in the middle of it.
            erase_rows(session, cycle_id)
            session.commit()
        session.rollback()  # Erasing needs the file to itself, and memory for what is kept of it.
        give_memory_back(counts.submitted if counts else 0)
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
    """Compute while everybody else may write, then store in short turns.

    Answers have stopped, and whoever gives a sheet back is refused: what was read stays as it was.
    Where it does not, nothing of it counts and it is computed anew.
    """
    while cycle.state is CycleState.SEALING:
        lift_policy(session, cycle, by=by, at=at)
        session.commit()
        prepared = prepare_results(session, cycle.id, keys, leave_out, opened, opener)
        rows = result_rows(session, cycle, prepared.first)
        second = _second_rows(session, cycle, prepared)
        if prepared.inputs.still_hold(session, cycle):
            require_counted(session, cycle.id, prepared.counts)
            session.rollback()  # Else the reading that ends here would stand in the way of writing.
            if _store(session, cycle, prepared, rows, second, by=by, at=at):
                return prepared.counts
        session.rollback()
    session.rollback()
    return None


def _store(
    session: Session,
    cycle: Cycle,
    prepared: PreparedResults,
    rows: ResultRows,
    second: ResultRows | None,
    *,
    by: Actor | None,
    at: datetime,
) -> bool:
    """Store, and erase what was answered; whether it counts. Commits then."""
    cycle_id = cycle.id
    try:
        turns = store_in_turns(session, cycle_id, rows)
        turns.end()
        inputs = prepared.inputs.confirmed(session, cycle)
        turns.begin()
    except TakenOver:
        return False
    if not inputs.still_hold(session, cycle):
        return False
    _let_count(session, cycle, rows, by=by, at=at)
    if second is not None:
        _store_second(session, cycle, second, by=by, at=at)
    _forget_wraps(cycle)
    detail = prepared.counts.as_detail()
    audit.record_act(session, Act.SEALED_CYCLE, cycle_id, by=by, at=at, detail=detail)
    _move(session, cycle, CycleState.SEALING, CycleState.CLOSED)
    turns.end()  # Not PostgreSQL, where it is one transaction with what follows.
    erase_rows(session, cycle_id)
    session.commit()
    return True


def _let_count(
    session: Session, cycle: Cycle, rows: ResultRows, *, by: Actor | None, at: datetime
) -> None:
    """The row of the cycle, by which all others are its results, and what was computed is fixed."""
    session.add(CycleResult(**rows.stored.whole))
    cycle.sealed_at = at
    detail = root_detail(rows.stored.root)
    audit.record_act(session, Act.FIXED_RESULTS, cycle.id, by=by, at=at, detail=detail)
    session.flush()


def _second_rows(session: Session, cycle: Cycle, prepared: PreparedResults) -> ResultRows | None:
    """Of the second instrument; keyed by the cycle itself until there is one of its own."""
    if prepared.second is None:
        return None
    return result_rows(session, second_cycle_of(session, cycle), prepared.second)


def _store_second(
    session: Session, cycle: Cycle, rows: ResultRows, *, by: Actor | None, at: datetime
) -> None:
    second, keys = make_second_cycle(session, cycle)
    own = rows.with_keys(second.id, keys)
    own.write(session)
    _let_count(session, second, own, by=by, at=at)


def _forget_wraps(cycle: Cycle) -> None:
    """No code opens anything any more; who held the key is kept."""
    if cycle.holders:
        cycle.holders_json = cycle.holders.without_wraps().to_json()
