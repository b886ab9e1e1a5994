"""The steps of a cycle as jobs: what was asked on the web is done here, and checked again.

Each may be killed anywhere and run again. A step that is found done was done by an earlier run.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app, url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from berakhlak import clock
from berakhlak.cycle_steps.closing import close_cycle
from berakhlak.cycle_steps.damaged_sheets import forget_damaged, keep_damaged, share_damaged
from berakhlak.cycle_steps.handing_over import forget_handed, handed_opener, report_process_key
from berakhlak.cycle_steps.opening import open_cycle
from berakhlak.cycle_steps.planned_opening import OPEN as OPEN
from berakhlak.cycle_steps.planned_opening import ask_for_planned_openings
from berakhlak.cycle_steps.publishing import publish_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyUnusable
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.planned_opening import require_time_to_answer
from berakhlak.cycles.queries import get_cycle
from berakhlak.disclosure.operations import FigureRecoverable, run_audits
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.jobs.models import Job
from berakhlak.jobs.periodic import PeriodicTask
from berakhlak.jobs.registry import JobKind, JobLink, JobResult
from berakhlak.jobs.running import JobRun
from berakhlak.key_holders.envelopes import EnvelopeOpener
from berakhlak.nominations.erasing import erase_nominated_names
from berakhlak.ratings.draft_sweeping import sweep_open_cycles
from berakhlak.sealing.closing import SheetsSpoilt
from berakhlak.sealing.deleted_pages import DeletedPagesInUse, erase_comment_pages

CLOSE, AUDIT, PUBLISH = "close cycle", "audit disclosure", "publish results"
CYCLE_JOBS = (OPEN, CLOSE, AUDIT, PUBLISH)
# What each phase of closing costs, measured on a cycle of 1,500 officers, in hundredths.
CLOSING = {"checking": 0, "computing": 15, "erasing": 55, "auditing": 60}
PATIENCE = (2, 5, 10, 20)  # Seconds between looks while others read what has to be erased.


def _open(run: JobRun) -> JobResult:
    session, cycle = run.session, _cycle(run)
    if cycle.state is CycleState.OPEN:  # An earlier run was cut off after its commit.
        erase_nominated_names(session.get_bind().engine)
        return JobResult()
    run.tell("opening")
    if run.arguments.get("is_planned"):
        require_time_to_answer(cycle, local_today())
    count = open_cycle(session, cycle, keys=key_store(), by=run.by, at=clock.utc_now())
    return JobResult({"assignments": count})


def _close(run: JobRun) -> JobResult:
    """Codes are asked again after any refusal: what they opened is not kept for it."""
    arguments = run.arguments
    forget_damaged(run.service.files, run.job.id)
    try:
        _close_patiently(run, arguments, handed_opener(_cycle(run), arguments))
    except DomainError:
        run.session.rollback()
        _forget_handed(run, arguments)
        raise
    _forget_handed(run, arguments)
    return JobResult()


def _forget_handed(run: JobRun, arguments: Mapping[str, Any]) -> None:
    forget_handed(run.job, arguments)
    run.session.commit()


def _close_patiently(
    run: JobRun, arguments: Mapping[str, Any], opener: EnvelopeOpener | None
) -> None:
    def tell(phase: str) -> None:
        run.tell(phase, CLOSING[phase], 100)

    for pause in (*PATIENCE, None):
        try:
            close_cycle(
                run.session,
                arguments["cycle"],
                keys=key_store(),
                by=run.by,
                at=clock.utc_now(),
                today=local_today(),
                leave_out=arguments.get("leave_out", 0),
                opener=opener,
                tell=tell,
            )
            return
        except SheetsSpoilt as spoilt:
            _keep_spoilt(run, spoilt)
            raise
        except DeletedPagesInUse:
            if pause is None:
                raise
            time.sleep(pause)


def _keep_spoilt(run: JobRun, spoilt: SheetsSpoilt) -> None:
    """The number for the job's page, the names for the page of closing alone."""
    run.details["spoilt"] = spoilt.counts.spoilt
    if spoilt.counts.spoilt:
        keep_damaged(run.folder, _cycle(run), key_store(), spoilt)
        share_damaged(run.service.files, run.job.id)


def _audit(run: JobRun) -> JobResult:
    run.tell("auditing")
    cycle = _cycle(run)
    reports = run_audits(run.session, cycle.both, at=clock.utc_now())
    run.session.commit()
    for report in reports:
        if not report.is_safe:
            raise FigureRecoverable(report, cycle.policy)
    return JobResult()


def _publish(run: JobRun) -> JobResult:
    session, cycle = run.session, _cycle(run)
    if cycle.published_at is not None:  # An earlier run was cut off after its commit.
        erase_comment_pages(session.get_bind().engine)
        return JobResult()
    run.tell("auditing")
    by_two = current_app.config["BERAKHLAK"].publishing_by_two
    publish_cycle(session, cycle, keys=key_store(), by=run.by, at=clock.utc_now(), by_two=by_two)
    return JobResult()


def _cycle(run: JobRun) -> Cycle:
    return get_cycle(run.session, run.arguments["cycle"], agency_id=run.job.agency_id)


def _links(job: Job) -> list[JobLink]:
    cycle_id: Any = job.arguments["cycle"]
    links = [
        JobLink(_("Lihat siklus"), url_for("cycle_administration.cycle_page", cycle_id=cycle_id))
    ]
    if job.kind == CLOSE and (spoilt := job.result.get("spoilt")):
        again = url_for("cycle_administration.close_cycle", cycle_id=cycle_id, rusak=spoilt)
        links.insert(0, JobLink(_("Ke halaman penutupan"), again))
    return links


def _opened(job: Job) -> object:
    if count := job.result.get("assignments"):
        return ngettext(
            "Siklus dibuka dengan %(num)s penugasan. Penilai sekarang dapat mengisi.",
            "Siklus dibuka dengan %(num)s penugasan. Penilai sekarang dapat mengisi.",
            count,
        )
    return _("Siklus dibuka. Penilai sekarang dapat mengisi.")


def _published(job: Job) -> object:
    cycle = db.session().get(Cycle, job.arguments["cycle"])
    if cycle is not None and cycle.is_pulse:
        return _("Hasil terbit. Pegawai yang ditinjau ulang sekarang dapat membaca hasilnya.")
    return _("Hasil terbit. Pegawai dan atasannya sekarang dapat membaca profil.")


def _readable_keys() -> dict[str, object]:
    """What `doctor` asks of a worker elsewhere: whether it can close the cycles that are open."""
    asked = select(Cycle).where(Cycle.state.in_((CycleState.OPEN, CycleState.SEALING)))
    session, keys, without = db.session(), key_store(), []
    for cycle in session.scalars(asked):
        try:
            keys.key_of(cycle)
        except KeyUnusable:
            without.append(cycle.id)
    session.rollback()
    return {"cycles_without_key": without}


WORKER_REPORTS = (_readable_keys, report_process_key)


def _sweep_drafts(_at: datetime) -> None:
    session = db.session()
    sweep_open_cycles(session, key_store())
    session.rollback()


PERIODIC_TASKS = (
    PeriodicTask("planned openings", 60.0, ask_for_planned_openings),
    PeriodicTask("keys of drafts", 1800.0, _sweep_drafts),
)
_PHASES = {
    "opening": _("Membekukan daftar pegawai dan menentukan penilai"),
    "checking": _("Memeriksa kunci dan semua formulir"),
    "computing": _("Menghitung dan membekukan angka"),
    "erasing": _("Menghapus jawaban perorangan dan memusnahkan kunci"),
    "auditing": _("Memeriksa apakah angka yang ditahan dapat dihitung kembali"),
}
JOB_KINDS = (
    JobKind(OPEN, _("Membuka siklus"), _open, _PHASES, done=_opened, links=_links),
    JobKind(
        CLOSE,
        _("Menutup dan mengunci siklus"),
        _close,
        _PHASES,
        done=lambda _job: _("Siklus ditutup dan dikunci. Kunci siklus sudah dimusnahkan."),
        links=_links,
        days_kept=1,  # Whose sheets are damaged: long enough to mend them.
        attempts=20,  # It must come to its end: until then the cycle is neither open nor closed.
    ),
    JobKind(
        AUDIT,
        _("Memeriksa kerahasiaan hasil"),
        _audit,
        _PHASES,
        may_be_cancelled=True,
        done=lambda _job: _("Hasil sudah diperiksa dan dapat dibaca."),
        links=_links,
    ),
    JobKind(
        PUBLISH,
        _("Menerbitkan hasil"),
        _publish,
        _PHASES,
        done=_published,
        links=_links,
    ),
)
