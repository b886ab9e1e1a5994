"""Deleting the results of a cycle for good: one transaction, then what files still hold of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, DeletedCycle, Participant
from berakhlak.cycles.partitions import drop_partitions, rest_of
from berakhlak.cycles.second_person import StandingRequest
from berakhlak.engines import let_go_of_deleted
from berakhlak.formats import format_initials
from berakhlak.jobs.models import Job
from berakhlak.retention.cycle_rows import STAYING, count_rows, delete_rows, emptied_tables
from berakhlak.retention.operations import (
    REQUESTS,
    NoDeletionRequest,
    require_agreed,
    require_over,
)
from berakhlak.retention.queries import DELETE_RESULTS, ResultsCounts, count_results, ids_of
from berakhlak.signing.issued_files import IssuedFileCache
from berakhlak.signing.models import IssuedDocument
from berakhlak.stored_files.models import StoredPiece

PATIENCE = 5000  # Milliseconds to wait for those who read: others wait for us meanwhile.


class RowsLeft(Exception):
    """Something went on writing into the cycle; nothing of it was deleted."""


def delete_results(
    session: Session, cycle: Cycle, *, by: Actor | None, at: datetime, today: date, keys: KeyStore
) -> ResultsCounts:
    """Delete all that is stored of a cycle but the register of its documents; what it was.

    The caller commits. Raises as `require_agreed` and `require_over`; RowsLeft.
    """
    asked = require_agreed(session, cycle, by=by)
    require_over(session, cycle, today, keys)
    if not REQUESTS.take_from(session, cycle, asked.account_id):
        raise NoDeletionRequest
    # The write above made us wait for others, who may have taken the cycle out of the archive.
    for each in cycle.both:
        session.refresh(each, with_for_update=True)
    years = require_over(session, cycle, today, keys)
    ids = ids_of(cycle)
    counts = count_results(session, ids)
    assert by is not None  # Or nobody would have agreed.
    for each in cycle.both:
        _loosen_documents(session, each, _note(session, each, asked, years, by, at))
    detail: dict[str, int | str] = {"officers": counts.officers, "rows": counts.rows}
    detail |= {"name": cycle.name}
    audit.record_act(session, Act.DELETED_RESULTS, cycle.id, by=by, at=at, detail=detail)
    _expire_files(session, cycle.agency_id, ids, at)
    delete_rows(session, ids)
    if left := count_rows(session, ids):
        raise RowsLeft(left)
    return counts


def clear_files(session: Session, issued_files: IssuedFileCache) -> bool:
    """After that was committed: rid files of what was deleted. May be repeated.

    False when somebody still reads the database as it was; the rest goes when it is called again.
    """
    issued_files.keep_only(session, _live_codes(session))
    session.commit()
    engine = session.get_bind().engine
    drop_partitions(engine)
    # Partitions of other cycles had nothing of this one, and raters save there.
    tables = (*map(rest_of, emptied_tables()), *STAYING, StoredPiece.__tablename__)
    return let_go_of_deleted(engine, tables, patience=PATIENCE)


def jobs_about(session: Session, agency_id: int, cycle_ids: Sequence[int]) -> list[Job]:
    """Jobs of the agency about these cycles that keep files, other than deleting itself."""
    wanted = select(Job).where(Job.agency_id == agency_id, Job.result_file.is_not(None))
    about = session.scalars(wanted.where(Job.kind != DELETE_RESULTS))
    return [job for job in about if job.arguments.get("cycle") in set(cycle_ids)]


def _note(
    session: Session, cycle: Cycle, asked: StandingRequest, years: int, by: Actor, at: datetime
) -> DeletedCycle:
    """What stays of a cycle."""
    noted = DeletedCycle(
        agency_id=cycle.agency_id,
        instrument_id=cycle.instrument_id,
        cycle_id=cycle.id,
        name=cycle.name,
        published_at=cycle.published_at,
        deleted_at=at,
        years_kept=years,
        asked_by=asked.account_id,
        agreed_by=by.id,
        counts_json=json.dumps(asdict(count_results(session, [cycle.id]))),
    )
    session.add(noted)
    session.flush()
    return noted


def _loosen_documents(session: Session, cycle: Cycle, noted: DeletedCycle) -> None:
    """Let them be verified without the officer and the cycle."""
    wanted = select(IssuedDocument.id, Participant.name)
    wanted = wanted.join(Participant, Participant.id == IssuedDocument.participant_id)
    rows = session.execute(wanted.where(IssuedDocument.cycle_id == cycle.id)).all()
    of_nobody = {"participant_id": None, "cycle_id": None, "deleted_cycle_id": noted.id}
    if rows:
        session.execute(
            update(IssuedDocument),
            [{"id": row, "initials": format_initials(name), **of_nobody} for row, name in rows],
        )


def _expire_files(session: Session, agency_id: int, ids: Sequence[int], at: datetime) -> None:
    """Archives and tables that jobs made of these results are over now."""
    for job in jobs_about(session, agency_id, ids):
        job.expires_at = at - timedelta(seconds=1)


def _live_codes(session: Session) -> set[str]:
    wanted = select(IssuedDocument.code).where(IssuedDocument.deleted_cycle_id.is_(None))
    return set(session.scalars(wanted))
