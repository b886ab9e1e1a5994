"""Posters of many counters in one PDF, as a job."""

from __future__ import annotations

from flask import url_for
from flask_babel import force_locale, ngettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.accounts.session import signed_in
from berakhlak.citizens.many_counters import chosen_counters
from berakhlak.citizens.poster import FORMATS, CounterPoster, counter_poster
from berakhlak.citizens.poster_file import PosterHead, posters_pdf
from berakhlak.cycles.scope import cycle_within
from berakhlak.disk import write_whole
from berakhlak.errors import StateConflict
from berakhlak.jobs.models import Job
from berakhlak.jobs.queries import JobNotFound
from berakhlak.jobs.registry import JobKind, JobLink, JobResult
from berakhlak.jobs.running import JobRun
from berakhlak.languages import SOURCE
from berakhlak.people.models import Agency
from berakhlak.permissions import Action

POSTERS = "counter posters"


class NoPosterToMake(StateConflict):
    """All that were chosen were closed meanwhile, or the right to them was taken away."""

    message = _("Tidak ada loket terbuka yang dapat dibuatkan poster.")


def _make_posters(run: JobRun) -> JobResult:
    """Counters that are closed get none: their codes let nothing in."""
    posters = _posters(run)
    if not posters:
        raise NoPosterToMake
    agency = run.session.get_one(Agency, run.job.agency_id)
    head = PosterHead(agency.name, agency.logo)
    run.session.rollback()  # Long, so nothing is locked meanwhile.
    size = run.arguments["size"]
    file = run.folder / f"Poster-loket-{size}.pdf"
    pdf = posters_pdf(
        posters,
        head,
        size=size,
        tell=lambda done, total: run.tell("drawing", done, total),
    )
    write_whole(file, pdf)
    return JobResult({"posters": len(posters)}, file=file)


def _posters(run: JobRun) -> list[CounterPoster]:
    reach = run.by.reach(Action.MANAGE_COUNTERS) if run.by and run.by.is_enabled else None
    if reach is None:
        return []
    cycle = cycle_within(run.session, reach, run.arguments["cycle"])
    chosen = chosen_counters(run.session, cycle, reach, set(run.arguments["counters"]))
    error = FORMATS[run.arguments["size"]].error
    with force_locale(SOURCE):
        return [
            counter_poster(each, f"{run.arguments['address']}/{each.token}", error=error)
            for each in chosen
            if each.closed_at is None
        ]


def _done(job: Job) -> object:
    n = job.result["posters"]
    return ngettext("%(num)s poster siap dicetak.", "%(num)s poster siap dicetak.", n)


def _links(job: Job) -> list[JobLink]:
    address = url_for("citizens.counters_page", cycle_id=job.arguments["cycle"])
    return [JobLink(_("Loket pelayanan"), address)]


def _still_may(session: Session, _job: Job) -> None:
    if session.get_one(Account, signed_in().id).reach(Action.MANAGE_COUNTERS) is None:
        raise JobNotFound


JOB_KINDS = (
    JobKind(
        POSTERS,
        _("Poster loket"),
        _make_posters,
        phases={"drawing": _("Menyusun poster")},
        seen_by=None,  # Whoever asked alone: others may reach other counters.
        may_be_cancelled=True,
        done=_done,
        links=_links,
        before_download=_still_may,
    ),
)
