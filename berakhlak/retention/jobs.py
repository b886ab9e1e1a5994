"""The daily job that removes what is over, and notes how much that was."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from berakhlak import clock
from berakhlak.accounts.queries import roles_ended
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyUnusable
from berakhlak.cycles.partitions import drop_partitions
from berakhlak.extensions import db
from berakhlak.formats import local_day
from berakhlak.jobs.models import Job
from berakhlak.jobs.operations import enqueue
from berakhlak.jobs.periodic import PeriodicTask
from berakhlak.jobs.queries import latest_job
from berakhlak.jobs.registry import JobKind, JobLink, JobResult
from berakhlak.jobs.running import JobRun
from berakhlak.languages import SOURCE
from berakhlak.people.models import Agency
from berakhlak.permissions import Action
from berakhlak.retention.deletion_job import DELETION
from berakhlak.retention.rules import RULES
from berakhlak.satisfaction_survey.rewriting import rewrite_answers
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import note_with_commit
from berakhlak.talk_survey.locking import lock_anew
from berakhlak.talk_survey.queries import running_surveys

RETENTION = "retention"
KEY = "daily"
EVERY = 900.0  # Seconds between two looks whether a new day has begun.


def ask_for_retention(at: datetime) -> None:
    """Ask for today's job of each office, once a day."""
    session = db.session()
    for agency_id in session.scalars(select(Agency.id).order_by(Agency.id)).all():
        last = latest_job(session, agency_id, RETENTION, KEY)
        if last is not None and local_day(last.created_at) >= local_day(at):
            continue
        asked = enqueue(
            session,
            RETENTION,
            {},
            key=KEY,
            agency_id=agency_id,
            subject="",
            by=None,
            at=at,
            language=SOURCE,
        )
        if last is not None and asked.id != last.id:
            since = local_day(last.created_at)
            for account_id, role in roles_ended(session, agency_id, since, local_day(at)):
                note_with_commit(session, Event.ROLE_EXPIRED, object=account_id, role=role.value)
    session.commit()


def _remove(run: JobRun) -> JobResult:
    """Each rule in one transaction with its count; what a run before a kill noted is over."""
    for place, rule in enumerate(RULES):
        run.tell("removing", place, len(RULES))
        if rule.code not in run.job.result:
            count = rule.forget(run.session, run.job.agency_id, clock.utc_now())
            run.keep(**run.job.result, **{rule.code: count})
            run.session.commit()
    lock_answers_anew(run)
    rewrite_answers(run.session, run.job.agency_id)
    run.session.commit()
    drop_partitions(run.session.get_bind().engine)  # Empty ones that were read at closing.
    return JobResult(run.job.result)


def lock_answers_anew(run: JobRun) -> None:
    """So that two backups of different days differ in every box of answers about talks."""
    keys = key_store()
    for survey in running_surveys(run.session, run.job.agency_id):
        try:
            key = keys.key_of(survey)
        except KeyUnusable:
            continue  # `doctor` tells.
        lock_anew(run.session, survey, key)
        run.session.commit()


def _done(job: Job) -> object:
    n = sum(count or 0 for count in job.result.values())
    if not n:
        return _("Tidak ada yang perlu dihapus.")
    return ngettext("%(num)s catatan lama dihapus.", "%(num)s catatan lama dihapus.", n)


def _links(_job: Job) -> list[JobLink]:
    return [JobLink(_("Yang dihapus otomatis"), url_for("retention.rules_page"))]


PERIODIC_TASKS = (PeriodicTask("retention", EVERY, ask_for_retention),)
JOB_KINDS = (
    JobKind(
        RETENTION,
        _("Penghapusan harian"),
        _remove,
        phases={"removing": _("Menghapus yang sudah lewat masanya")},
        seen_by=Action.READ_RECORD,
        done=_done,
        links=_links,
    ),
    DELETION,
)
