"""Codes for many, as jobs: slips in one PDF that is kept for two days, or mail that waits."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flask import current_app, url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.access import codes
from berakhlak.access.models import CodeWay
from berakhlak.access.operations import Issue, NobodyToGive, issue_slips, queue_mails
from berakhlak.access.queries import CodeChoice, CodePerson, code_giver, people_to_give
from berakhlak.access.slips import Slip, SlipWords, slips_pdf
from berakhlak.accounts.models import Account
from berakhlak.accounts.session import signed_in
from berakhlak.disk import write_whole
from berakhlak.downloads.models import DownloadKind
from berakhlak.downloads.operations import record_download
from berakhlak.errors import StateConflict
from berakhlak.formats import local_today
from berakhlak.jobs.models import Job
from berakhlak.jobs.queries import JobNotFound
from berakhlak.jobs.registry import JobKind, JobLink, JobResult
from berakhlak.jobs.running import JobRun
from berakhlak.people.models import Agency
from berakhlak.people.namesakes import name_with_mark
from berakhlak.permissions import Action

SLIPS, MAILS = "access slips", "access mails"
DAYS_KEPT = 2  # Codes lie readable in the file: long enough to print, 0046 says why no longer.


class GivingNotAllowed(StateConflict):
    """The right to it was taken away between asking and doing."""

    message = _("Anda tidak lagi berwenang membuat kode masuk.")


def _issue(run: JobRun, way: CodeWay) -> Issue:
    if run.by is None or not run.by.is_enabled or not run.by.may(Action.GIVE_CODES):
        raise GivingNotAllowed
    days = int(run.arguments["valid_days"])
    return Issue(run.by, clock.utc_now(), local_today(), days, way)


def _chosen(run: JobRun) -> list[CodePerson]:
    giver, choice = code_giver(run.by) if run.by else None, CodeChoice(**run.arguments["choice"])
    found = people_to_give(run.session, giver, choice, local_today()) if giver else []
    if not found:
        raise NobodyToGive
    return found


def _make_slips(run: JobRun) -> JobResult:
    """Written, then committed, then put in place: a kill leaves a whole file or none, and never
    two different codes of one person."""
    batch = run.arguments["batch"]  # Drawn by chance: the files of another job are not found.
    place = run.folder / f"Slip-kode-masuk-{batch}.pdf"
    ready = run.folder / f".{batch}.siap"
    is_issued = run.job.result.get("batch") == batch
    if not (is_issued and (place.exists() or ready.exists())):
        _write_slips(run, ready)
    if not place.exists():
        ready.replace(place)
    issued = run.job.result
    return JobResult({"slips": issued["slips"], "units": issued["units"]}, file=place)


def _write_slips(run: JobRun, ready: Path) -> None:
    issue, people = _issue(run, CodeWay.SLIP), _chosen(run)
    printed = {each.id: codes.new_code() for each in people}
    # Long, so nothing is locked meanwhile: what is given is written at once afterwards.
    words = _words(run.session, run, issue.expires_on)
    run.session.rollback()
    pdf = slips_pdf(
        [
            Slip(
                name=name_with_mark(each.name, each.mark),
                nip=each.nip,
                unit=each.unit,
                code=codes.shown(printed[each.id]),
            )
            for each in people
        ],
        words,
        lambda done, total: run.tell("drawing", done, total),
    )
    write_whole(ready, pdf)
    secret = str(current_app.config["SECRET_KEY"])
    count = issue_slips(run.session, run.job.agency_id, printed, issue, secret=secret)
    reach = run.by.reach(Action.GIVE_CODES) if run.by else None
    units = sorted(reach.unit_ids) if reach and reach.unit_ids is not None else None
    run.keep(slips=count, batch=run.arguments["batch"], units=units)
    run.session.commit()


def _words(session: Session, run: JobRun, last_day: date) -> SlipWords:
    agency = session.get_one(Agency, run.job.agency_id)
    return SlipWords(agency=agency.name, address=run.arguments["address"], last_day=last_day)


def _queue_mails(run: JobRun) -> JobResult:
    if "mails" in run.job.result:  # Committed before a kill.
        return JobResult(run.job.result)
    issue = _issue(run, CodeWay.MAIL)
    chosen = {each.id for each in _chosen(run)}
    count = queue_mails(run.session, run.job.agency_id, chosen, issue)
    run.keep(mails=count)
    run.session.commit()
    return JobResult({"mails": count})


def _record(session: Session, job: Job) -> None:
    """Before the slips leave: whether they still may, and on record."""
    account = session.get_one(Account, signed_in().id)
    if not _still_reaches(account, job.result.get("units")):
        raise JobNotFound
    record_download(
        session,
        DownloadKind.SLIPS,
        subject=job.subject,
        files=job.result["slips"],
        by=account,
        at=clock.utc_now(),
    )


def _still_reaches(account: Account, units: list[int] | None) -> bool:
    """Whether the account may still give codes wherever it might when the slips were made."""
    reach = account.reach(Action.GIVE_CODES)
    if reach is None or reach.unit_ids is None:
        return reach is not None
    return units is not None and reach.unit_ids >= set(units)


def _slips_done(job: Job) -> object:
    n = job.result["slips"]
    return ngettext(
        "%(num)s slip siap dicetak. Berkas ini memuat kode yang berlaku: jangan dikirim lewat "
        "pesan, dan hapus dari komputer setelah dicetak.",
        "%(num)s slip siap dicetak. Berkas ini memuat kode yang berlaku: jangan dikirim lewat "
        "pesan, dan hapus dari komputer setelah dicetak.",
        n,
    )


def _mails_done(job: Job) -> object:
    n = job.result["mails"]
    return ngettext(
        "%(num)s email dikirim pada jam kirim email.",
        "%(num)s email dikirim pada jam kirim email.",
        n,
    )


def _links(_job: Job) -> list[JobLink]:
    return [JobLink(_("Kode masuk"), url_for("access.codes_page"))]


JOB_KINDS = (
    JobKind(
        SLIPS,
        _("Slip kode masuk"),
        _make_slips,
        phases={"drawing": _("Menyusun slip")},
        seen_by=None,  # Whoever asked alone.
        may_be_cancelled=True,
        days_kept=DAYS_KEPT,
        done=_slips_done,
        links=_links,
        before_download=_record,
    ),
    JobKind(
        MAILS,
        _("Kode masuk lewat email"),
        _queue_mails,
        seen_by=None,
        done=_mails_done,
        links=_links,
    ),
)
