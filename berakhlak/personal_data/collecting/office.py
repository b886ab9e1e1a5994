"""What the holder did in the office, and what was changed of the holder's data: days, no names."""

from __future__ import annotations

from sqlalchemy import and_, or_, select

from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.clock import day_of
from berakhlak.downloads.models import Download
from berakhlak.downloads.views import KINDS
from berakhlak.jobs.models import Job
from berakhlak.jobs.service import job_service
from berakhlak.personal_data.holder import Holder, Record

HIDDEN = frozenset({Act.BARRED_PAIR, Act.LIFTED_PAIR})
"""Acts on the holder's row that are about somebody else too."""


def record(holder: Holder) -> list[Record]:
    """Own acts, and acts on the own account and personnel row. Details stay out: they hold names.

    Acts of a kind that this version does not know stay out as well.
    """
    mine = holder.account.id
    on_me = [and_(AuditEntry.object_kind == "account", AuditEntry.object_id == mine)]
    if holder.person is not None:
        on_me.append(
            and_(AuditEntry.object_kind == "person", AuditEntry.object_id == holder.person.id)
        )
    wanted = select(AuditEntry).where(or_(AuditEntry.account_id == mine, *on_me))
    return [
        {
            "day": day_of(entry.at, holder.timezone),
            "act": str(entry.known_act.words),
            "by_me": entry.account_id == mine,
        }
        for entry in holder.session.scalars(wanted.order_by(AuditEntry.id))
        if entry.known_act is not None and entry.known_act not in HIDDEN
    ]


def downloads(holder: Holder) -> list[Record]:
    """Files that the holder took; not whom they were about."""
    wanted = select(Download).where(Download.account_id == holder.account.id)
    return [
        {
            "day": day_of(row.at, holder.timezone),
            "what": str(KINDS[row.kind]),
            "cycle": row.subject,
            "files": row.files,
        }
        for row in holder.session.scalars(wanted.order_by(Download.id))
    ]


def jobs(holder: Holder) -> list[Record]:
    """Long work that the holder asked for."""
    kinds = {kind.code: kind for kind in job_service().kinds}
    wanted = select(Job).where(Job.account_id == holder.account.id).order_by(Job.id)
    return [
        {
            "day": day_of(job.created_at, holder.timezone),
            "what": str(kinds[job.kind].title) if job.kind in kinds else job.kind,
        }
        for job in holder.session.scalars(wanted)
    ]
