"""How much of files an agency keeps, and that no job makes more where its quota is used up.

Counted are the files that jobs made and that have not expired. Docs/decisions/0244.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import column, func, select, table
from sqlalchemy.orm import Session

from berakhlak.errors import StateConflict
from berakhlak.formats import format_number
from berakhlak.jobs.models import Job

MEGABYTE = 1_000_000
_agency = table("agency", column("id"), column("most_file_mb"))


class NoSpaceLeft(StateConflict):
    """The agency keeps as much as its quota allows, or would with this file."""


def kept_bytes_by_agency(session: Session, at: datetime) -> dict[int, int]:
    """Agency -> bytes; without those that keep nothing."""
    wanted = (
        select(Job.agency_id, func.sum(Job.result_bytes))
        .where(Job.result_bytes.is_not(None), Job.expires_at > at)
        .group_by(Job.agency_id)
    )
    return {agency_id: int(size or 0) for agency_id, size in session.execute(wanted)}


def kept_bytes(session: Session, agency_id: int, at: datetime) -> int:
    """The same of one agency."""
    wanted = select(func.sum(Job.result_bytes)).where(
        Job.agency_id == agency_id, Job.result_bytes.is_not(None), Job.expires_at > at
    )
    return int(session.scalar(wanted) or 0)


def require_space(session: Session, agency_id: int, at: datetime, *, more: int = 0) -> None:
    """Raises NoSpaceLeft where the agency has a quota and it is used up, or would be by `more`
    bytes."""
    most = session.scalar(select(_agency.c.most_file_mb).where(_agency.c.id == agency_id))
    if most is None:
        return
    kept = kept_bytes(session, agency_id, at)
    if kept >= most * MEGABYTE or kept + more > most * MEGABYTE:
        raise NoSpaceLeft(
            _(
                "Kuota berkas instansi Anda %(most)s MB, dan %(kept)s MB sudah terpakai. Tunggu "
                "sampai berkas lama kedaluwarsa (paling lama tujuh hari), atau minta pengelola "
                "instalasi menambah kuotanya.",
                most=format_number(most, 0),
                kept=format_number(kept / MEGABYTE, 1),
            )
        )
