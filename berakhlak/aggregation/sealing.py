"""Sealing: the one moment when sheets and raters meet, in memory, before the link ends for ever.

Three steps, each committed, so that it can be killed anywhere and called again:
OPEN -> SEALING (no more answers) -> CLOSED (figures frozen, sheets rewritten without handles)
-> old pages erased and the key destroyed. While the key file exists, the last step is still owed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime

import numpy as np
from sqlalchemy import Engine, delete, insert, text, update
from sqlalchemy.orm import Session

from berakhlak.aggregation.freezing import FrozenCycle, freeze
from berakhlak.aggregation.linking import GROUPS, LinkedComment, LinkedCycle, link
from berakhlak.aggregation.models import CycleResult, OfficerResult, UnitResult
from berakhlak.audit import operations as audit
from berakhlak.audit.operations import Actor
from berakhlak.citizens.models import OpenVoice, SpentTicket
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.operations import CycleNotInState
from berakhlak.cycles.policy import Group, Policy
from berakhlak.cycles.queries import get_cycle, units_of
from berakhlak.ratings.models import Comment, CommentState, OpenSheet, Sheet

REWRITTEN_TABLES = ("open_sheet", "open_voice", "spent_ticket", "sheet", "comment", "assignment")


def seal(
    session: Session, cycle_id: int, *, keys: KeyStore, by: Actor | None, at: datetime
) -> None:
    """Close the cycle and make its sheets unlinkable; commits each step, and may be repeated.

    Raises CycleNotInState when the cycle was never opened, KeyMissing when the key was lost.
    """
    cycle = get_cycle(session, cycle_id)
    if cycle.state in (CycleState.DRAFT, CycleState.NOMINATION):
        raise CycleNotInState
    _stop_answers(session, cycle, by=by, at=at)
    _freeze(session, cycle, keys, by=by, at=at)
    if keys.exists(cycle.key_name):
        session.rollback()  # Erasing needs the file to itself.
        erase_old_pages(session.get_bind().engine)
        keys.destroy(cycle.key_name)


def is_complete(cycle: Cycle, keys: KeyStore) -> bool:
    """Whether sealing went through to its end: figures frozen and the key gone."""
    sealed = (CycleState.CLOSED, CycleState.PUBLISHED, CycleState.ARCHIVED)
    return cycle.state in sealed and not keys.exists(cycle.key_name)


def _move(session: Session, cycle: Cycle, before: CycleState, after: CycleState) -> bool:
    """Take the step if the cycle stands before it; the row's lock keeps a second sealer out."""
    moved = session.execute(
        update(Cycle).where(Cycle.id == cycle.id, Cycle.state == before).values(state=after)
    )
    session.refresh(cycle)
    return bool(moved.rowcount)  # type: ignore[attr-defined]


def _stop_answers(session: Session, cycle: Cycle, *, by: Actor | None, at: datetime) -> None:
    if _move(session, cycle, CycleState.OPEN, CycleState.SEALING):
        audit.record(session, "began sealing", "cycle", cycle.id, by=by, at=at)
    session.commit()


def _freeze(
    session: Session, cycle: Cycle, keys: KeyStore, *, by: Actor | None, at: datetime
) -> None:
    if not _move(session, cycle, CycleState.SEALING, CycleState.CLOSED):
        session.rollback()
        return
    linked = link(session, cycle, keys.load(cycle.key_name))
    _store_result(session, cycle, freeze(linked, cycle, units_of(session, cycle)))
    _store_sheets(session, cycle, linked)
    for table in (OpenSheet, OpenVoice, SpentTicket):
        session.execute(delete(table).where(table.cycle_id == cycle.id))
    cycle.sealed_at = at
    audit.record(session, "sealed", "cycle", cycle.id, by=by, at=at)
    session.commit()


def _store_result(session: Session, cycle: Cycle, frozen: FrozenCycle) -> None:
    session.add(
        CycleResult(
            cycle_id=cycle.id,
            rules_version=frozen.rules_version,
            sha256=frozen.sha256,
            payload=frozen.cycle.to_json(),
        )
    )
    _bulk(
        session,
        OfficerResult,
        [
            {"participant_id": participant_id, "cycle_id": cycle.id, "payload": payload}
            for participant_id, payload in frozen.officers.items()
        ],
    )
    _bulk(
        session,
        UnitResult,
        [
            {"cycle_unit_id": unit_id, "cycle_id": cycle.id, "payload": payload}
            for unit_id, payload in frozen.units.items()
        ],
    )


def _store_sheets(session: Session, cycle: Cycle, linked: LinkedCycle) -> None:
    """Write sheets and comments in the order of fresh random ids, which is no order at all."""
    sizes = group_sizes(linked)
    _bulk(session, Sheet, _shuffled(_sealed_sheets(cycle, linked, sizes)))
    _bulk(session, Comment, _shuffled(_sealed_comments(cycle, linked, sizes)))


def group_sizes(linked: LinkedCycle) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Submitted sheets per officer and group; shape (officers, groups)."""
    sizes = np.zeros((len(linked.officers), len(GROUPS)), np.int64)
    np.add.at(sizes, (linked.officer, linked.group), 1)
    return sizes


def _sealed_sheets(
    cycle: Cycle, linked: LinkedCycle, sizes: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
) -> Iterator[dict[str, object]]:
    minimum = [cycle.policy.min_n[group] for group in GROUPS]
    for officer, group, answers in zip(linked.officer, linked.group, linked.answers, strict=True):
        # In a group too small to be shown, the officer's name beside the sheet would name its
        # rater to anybody who knows who was asked.
        keep = sizes[officer, group] >= minimum[group]
        yield {
            "cycle_id": cycle.id,
            "ratee_id": linked.officers[officer].id if keep else None,
            "group": GROUPS[group],
            "answers": answers.tobytes(),
        }


def _sealed_comments(
    cycle: Cycle, linked: LinkedCycle, sizes: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
) -> Iterator[dict[str, object]]:
    policy = cycle.policy
    for comment in linked.comments:
        if comment_is_safe(
            comment, policy, int(sizes[comment.officer, GROUPS.index(comment.group)])
        ):
            yield {
                "cycle_id": cycle.id,
                "ratee_id": linked.officers[comment.officer].id,
                "group": comment.group,
                "value_code": comment.value_code,
                "text": comment.text,
                "state": CommentState.PENDING,
            }


def comment_is_safe(comment: LinkedComment, policy: Policy, group_size: int) -> bool:
    """Comments survive only where several people could have written them."""
    return comment.group is not Group.SELF and group_size >= max(policy.min_n_comments, 2)


def _shuffled(rows: Iterator[dict[str, object]]) -> list[dict[str, object]]:
    drawn = [{"id": secrets.token_bytes(16), **row} for row in rows]
    return sorted(drawn, key=lambda row: bytes(row["id"]))  # type: ignore[call-overload]


def _bulk(session: Session, table: type, rows: list[dict[str, object]]) -> None:
    if rows:
        session.execute(insert(table), rows)


def erase_old_pages(engine: Engine) -> None:
    """Rewrite what held handles and boxes, so that freed space holds nothing readable.

    SQLite: secure_delete overwrote the rows; VACUUM rewrites the file and the log is cut to
    nothing. PostgreSQL: the tables are rewritten. Old backups and archived WAL keep encrypted
    boxes, which nobody can open once the key is gone.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            for statement in (
                "PRAGMA wal_checkpoint(TRUNCATE)",
                "VACUUM",
                "PRAGMA wal_checkpoint(TRUNCATE)",
            ):
                connection.execute(text(statement))
        else:
            for table in REWRITTEN_TABLES:
                connection.execute(text(f"VACUUM FULL {table}"))
