"""Steps of a cycle that are asked about on a page of their own before they are taken."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from berakhlak.cycle_administration.cycle_list import CycleListRow, cycle_row
from berakhlak.cycle_steps.jobs import CYCLE_JOBS
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.documents.wording import group_names
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.jobs.asking import ask_for_job, commit_job
from berakhlak.jobs.models import Job
from berakhlak.jobs.queries import unfinished_job
from berakhlak.web.forms import ConfirmForm
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]


def confirm_step(
    cycle: Cycle,
    step: str,
    act: Callable[[Cycle], str],
    context: Callable[[], dict[str, object]],
    form: ConfirmForm | None = None,
) -> Answer:
    """Ask first, then act and go where `act` says; a refusal is told on the page that asked."""
    form = form or ConfirmForm()
    if form.validate_on_submit():
        try:
            return redirect(act(cycle))
        except DomainError as error:
            db.session.rollback()
            form.refuse(error.message)
    elif job := job_at_work(cycle):
        return redirect(url_for("jobs.job_page", job_id=job.id))
    return render_page(
        f"cycle_administration/{step}.html",
        form=form,
        cycle=cycle,
        row=cycle_row_today(cycle),
        group_names=group_names(cycle.policy),
        **context(),
    )


def change_request(
    cycle_id: int, act: Callable[[Cycle], None], said: str, asking_page: str
) -> Response:
    """Change what one asks and another confirms, and go back to the cycle; a refusal is told on the
    page that asked."""
    cycle = own_cycle(cycle_id)
    try:
        act(cycle)
    except DomainError as refused:
        db.session.rollback()
        flash(str(refused.message), "danger")
        return redirect(url_for(asking_page, cycle_id=cycle_id))
    db.session.commit()
    flash(said, "success")
    return redirect(url_for(".cycle_page", cycle_id=cycle_id))


def start_job(cycle: Cycle, kind: str, **arguments: object) -> str:
    """Ask for a step as a job and commit; the address of its page. Two clicks are one job."""
    given = {"cycle": cycle.id, **arguments}
    key, agency_id = str(cycle.id), cycle.agency_id
    return commit_job(ask_for_job(kind, given, key=key, agency_id=agency_id, subject=cycle.name))


def job_at_work(cycle: Cycle) -> Job | None:
    """The step that is being taken in this cycle right now."""
    return unfinished_job(db.session(), cycle.agency_id, CYCLE_JOBS, str(cycle.id))


def cycle_row_today(cycle: Cycle) -> CycleListRow:
    """The cycle as HR's pages tell of it today."""
    return cycle_row(db.session(), cycle, keys=key_store(), today=local_today())
