"""Erasing, once results count, every row by which anybody could still tell who answered what."""

from __future__ import annotations

from sqlalchemy import delete, func, inspect, select
from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment, ProgressLook, RaterCoverage
from berakhlak.citizens.models import (
    DoorCount,
    HeldBatch,
    OpenVoice,
    SpentTicket,
    TicketSource,
)
from berakhlak.cycles.models import ENDED, Cycle
from berakhlak.ratings.models import OpenSheet
from berakhlak.sealing.row_counts import SealingCounts
from berakhlak.write_turns import WriteTurns, delete_in_turns

ANSWERED = (
    OpenSheet,
    OpenVoice,
    # Tickets and what handed them out, how many voices came when, who was asked to rate whom or
    # gave it back, and how far they were.
    SpentTicket,
    DoorCount,
    HeldBatch,
    TicketSource,
    Assignment,
    ProgressLook,
    RaterCoverage,
)


class SealingCountsDiffer(RuntimeError):
    """What would be erased is not what was opened: a fault of the program; nothing is erased."""


def require_counted(session: Session, cycle_id: int, counts: SealingCounts) -> None:
    """Counts in = counts out: there are as many rows as were opened, once answers have stopped.
    Raises SealingCountsDiffer."""
    sent = select(func.count()).select_from(OpenSheet)
    sent = sent.where(OpenSheet.cycle_id == cycle_id, OpenSheet.is_submitted)
    heard = select(func.count()).select_from(OpenVoice).where(OpenVoice.cycle_id == cycle_id)
    there = [session.scalar(rows) or 0 for rows in (sent, heard)]
    known = [
        counts.submitted + counts.withdrawn_sheets,
        counts.received + counts.withdrawn_voices,
    ]
    if there != known:
        raise SealingCountsDiffer(f"{counts}, but {there} would be erased")


def erase_rows(session: Session, cycle_id: int) -> None:
    """Erase what a closed cycle no longer needs, in turns, the last of which the caller commits.

    Another run may do so at the same time: how many rows went here says nothing.
    """
    turns = WriteTurns(session)
    for model in ANSWERED:
        delete_in_turns(session, turns, model, model.cycle_id == cycle_id)


def erase_left_behind(session: Session) -> int:
    """What is left of the answers of closed cycles, where closing was cut off while it erased: a
    copy of the database from then would keep it when the key is gone, and with it all that tells
    anybody to erase it. How many rows; the caller commits.

    The schema may be an older one, and none at all: what it does not have is passed over.
    """
    known = inspect(session.connection())
    if not known.has_table(Cycle.__tablename__):
        return 0
    ended = select(Cycle.id).where(Cycle.state.in_(ENDED))
    there = [model for model in ANSWERED if known.has_table(model.__tablename__)]
    gone = 0
    for model in there:
        if "cycle_id" in {column["name"] for column in known.get_columns(model.__tablename__)}:
            rows = delete(model).where(model.cycle_id.in_(ended))
            # Past the session, which would note a change of what open cycles rest on.
            gone += session.connection().execute(rows).rowcount
    return gone
