"""Storing what closing computed, before it counts: see docs/decisions/0255.

Until the cycle is closed these rows are shown to nobody, for every reader asks for its state. Who
closes deletes what a run before wrote, and writes it anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from berakhlak.comments.models import Comment, CommentTally
from berakhlak.comments.tally import RECOUNTED
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.sealing.comment_rows import CommentRows, comment_rows
from berakhlak.sealing.computing import ComputedResult
from berakhlak.sealing.models import OfficerResult, UnitResult
from berakhlak.sealing.result_rows import StoredRows, build_stored_rows, write_owned_rows
from berakhlak.sealing.second_results import NewKeys
from berakhlak.write_turns import WriteTurns, delete_in_turns

OFFICERS_FIRST: tuple[Any, ...] = (OfficerResult, UnitResult, Comment, CommentTally)
"""What is stored, in the order in which it is deleted: the first officer's row tells whose rows
they are."""


class TakenOver(Exception):
    """Another run stores results of this cycle, or it is closed by now."""


@dataclass(frozen=True)
class ResultRows:
    """Figures and comments of one instrument as they are stored, made before anybody waits."""

    stored: StoredRows
    comments: CommentRows

    def with_keys(self, cycle_id: int, keys: NewKeys) -> ResultRows:
        """The same as rows of another cycle."""
        stored = self.stored.with_keys(cycle_id, keys.people, keys.units)
        return ResultRows(stored, self.comments.with_keys(cycle_id, keys.people))

    def write(self, session: Session) -> None:
        """All but the row of the cycle itself; statements alone."""
        write_owned_rows(session, self.stored)
        self.comments.write(session)


def result_rows(session: Session, cycle: Cycle, result: ComputedResult) -> ResultRows:
    """Of a cycle that holds, or will hold, the results of one instrument."""
    linked = result.linked
    return ResultRows(
        build_stored_rows(cycle, linked.officers, result.units, result.frozen),
        comment_rows(session, cycle, linked),
    )


def store_in_turns(session: Session, cycle_id: int, rows: ResultRows) -> WriteTurns:
    """Write all rows of a cycle that is being closed; the last turn goes on. Raises TakenOver, as
    each later turn does."""
    store = _Store(session, cycle_id, rows)
    turns = WriteTurns(session, store.require)
    while _delete_results(session, turns, cycle_id):
        continue  # Between two turns somebody may have written more.

    def written(count: int) -> None:
        store.has_begun = True
        turns.rows_written(count)

    write_owned_rows(session, rows.stored, written)
    rows.comments.write(session, turns.rows_written)
    return turns


class _Store:
    """Whether the rows that are there are those of this run.

    Salts are drawn afresh in each run, and another run first deletes the first officer's row.
    """

    def __init__(self, session: Session, cycle_id: int, rows: ResultRows) -> None:
        self._session, self._cycle_id, self._rows = session, cycle_id, rows.stored.officers
        self.has_begun = False

    def require(self) -> None:
        """Keep everybody else from closing the cycle in this turn. Raises TakenOver."""
        still = (Cycle.id == self._cycle_id, Cycle.state == CycleState.SEALING)
        # Past the session, which would note a change of what figures rest on.
        hold = update(Cycle).where(*still).values(state=CycleState.SEALING)
        if not self._session.connection().execute(hold).rowcount:
            raise TakenOver
        if self.has_begun and self._first_salt() != self._rows.salts[0]:
            raise TakenOver

    def _first_salt(self) -> bytes | None:
        first = OfficerResult.participant_id == self._rows.owners[0]
        return self._session.scalar(select(OfficerResult.salt).where(first))


def _delete_results(session: Session, turns: WriteTurns, cycle_id: int) -> int:
    """What a run before wrote; how many rows. After 0 the turn goes on in which there were none."""
    return sum(
        delete_in_turns(session, turns, model, model.cycle_id == cycle_id, **RECOUNTED)
        for model in OFFICERS_FIRST
    )
