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
from flask_babel import lazy_gettext as _
from sqlalchemy import (
    Connection,
    Engine,
    delete,
    func,
    insert,
    literal,
    select,
    table,
    text,
    update,
)
from sqlalchemy.exc import OperationalError
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
from berakhlak.errors import Conflict
from berakhlak.ratings.models import Comment, CommentState, OpenSheet, Sheet

EMPTY_LOG = text("PRAGMA wal_checkpoint(TRUNCATE)")
LOCK_WAIT = "5s"
EMPTIED_TABLES = ("open_sheet", "open_voice", "spent_ticket")
REWRITTEN_TABLES = (*EMPTIED_TABLES, "sheet", "comment", "assignment")


class OldPagesInUse(Conflict):
    """Somebody who began to read before sealing still reads; the key waits to be destroyed."""

    message = _(
        "Hasil sudah dihitung, tetapi bekas lembar belum dapat dihapus dan kunci belum "
        "dimusnahkan, karena basis data masih dibaca, misalnya oleh pencadangan. Tunggu sebentar, "
        "lalu tutup sekali lagi."
    )


def seal(
    session: Session, cycle_id: int, *, keys: KeyStore, by: Actor | None, at: datetime
) -> None:
    """Close the cycle and make its sheets unlinkable; commits each step, and may be repeated.

    Raises CycleNotInState when the cycle was never opened, KeyMissing when the key was lost,
    OldPagesInUse when only the last step is still owed.
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
    for model in (OpenSheet, OpenVoice, SpentTicket):
        session.execute(delete(model).where(model.cycle_id == cycle.id))
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
    minimum = np.array([cycle.policy.min_n[group] for group in GROUPS])
    # In a group too small to be shown, the officer's name beside the sheet would name its rater to
    # anybody who knows who was asked.
    named = sizes[linked.officer, linked.group] >= minimum[linked.group]
    # Where few raters are left without a name, whoever knows the small groups knows whose they are.
    unnamed = [linked.rater[~named & (linked.group == code)] for code in range(len(GROUPS))]
    lost = np.array([len(np.unique(raters)) for raters in unnamed]) < minimum
    for place in np.flatnonzero(named | ~lost[linked.group]):
        officer = linked.officers[linked.officer[place]]
        yield {
            "cycle_id": cycle.id,
            "ratee_id": officer.id if named[place] else None,
            "group": GROUPS[linked.group[place]],
            "answers": linked.answers[place].tobytes(),
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


def _bulk(session: Session, model: type, rows: list[dict[str, object]]) -> None:
    if rows:
        session.execute(insert(model), rows)


def erase_old_pages(engine: Engine) -> None:
    """Rewrite what held handles and boxes, so that freed space holds nothing readable.

    SQLite: secure_delete overwrote the rows; VACUUM rewrites the file and the log is cut to
    nothing. PostgreSQL: the tables are rewritten. Old backups and archived WAL keep encrypted
    boxes, which nobody can open once the key is gone. Raises OldPagesInUse.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            # First over the old pages, for VACUUM may only cut them off. The first figure of the
            # answer is 1 when somebody's reading forbids it.
            is_busy = connection.scalar(EMPTY_LOG)
            connection.execute(text("VACUUM"))
            is_busy = connection.scalar(EMPTY_LOG) or is_busy
        else:
            is_busy = not _rewrite(connection)
    if is_busy:
        raise OldPagesInUse


def _rewrite(connection: Connection) -> bool:
    """Rewrite the tables of PostgreSQL; False when somebody locks them or still sees old rows."""
    # A backup locks every table for hours, and all who save would queue up behind our waiting.
    connection.execute(text(f"SET lock_timeout = '{LOCK_WAIT}'"))
    try:
        for name in REWRITTEN_TABLES:
            connection.execute(text(f"VACUUM FULL {name}"))
    except OperationalError:
        return False
    finally:
        connection.execute(text("RESET lock_timeout"))
    return not any(_is_held(connection, name) for name in EMPTIED_TABLES)


def _is_held(connection: Connection, name: str) -> bool:
    """Whether a table of PostgreSQL has no row but is not empty: somebody still sees old ones.

    Rows of another open cycle hide that.
    """
    has_rows = connection.scalar(select(literal(1)).select_from(table(name)).limit(1))
    return not has_rows and bool(connection.scalar(select(func.pg_relation_size(name))))
