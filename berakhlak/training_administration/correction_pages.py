"""/pelatihan/pelaksanaan/…/betulkan: a run that was entered wrongly, and attendance undone."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.training import corrections
from berakhlak.training.models import TrainingRun
from berakhlak.training.queries import roll_of
from berakhlak.training.runs import DaysInOrder, DaysTooFar
from berakhlak.training_administration.blueprint import RUN, blueprint
from berakhlak.training_administration.forms import DeletionForm, ReasonForm, RunCorrectionForm
from berakhlak.training_administration.run_pages import own_run
from berakhlak.training_administration.views import Answer
from berakhlak.web.forms import BaseForm
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

FIELDS: dict[type[DomainError], str] = {
    DaysInOrder: "ends_on",
    DaysTooFar: "ends_on",
    corrections.HoursOutOfBounds: "hours",
}


@blueprint.get(RUN + "/betulkan")
@requires(Action.MANAGE_TRAINING)
def correction_page(run_id: int) -> Answer:
    """What can be put right about a run, and what has to be undone first."""
    return _answer(own_run(run_id))


@blueprint.post(RUN + "/betulkan")
@requires(Action.MANAGE_TRAINING)
def correct_run(run_id: int) -> Answer:
    """State days and hours anew."""
    run, form = own_run(run_id), RunCorrectionForm()

    def act() -> None:
        corrections.correct_run(
            db.session(), run, form.facts(), form.reason.data or "",
            by=signed_in(), at=clock.utc_now(),
        )  # fmt: skip

    said = _("Pelaksanaan dibetulkan.")
    return _tried(run_id, form, act, said) or _answer(own_run(run_id), correction=form)


@blueprint.post(RUN + "/batalkan-kehadiran")
@requires(Action.MANAGE_TRAINING)
def undo_attendance(run_id: int) -> Answer:
    """Take back who attended, and the hours."""
    run, form = own_run(run_id), ReasonForm()

    def act() -> None:
        corrections.undo_attendance(
            db.session(), run, form.reason.data or "", by=signed_in(), at=clock.utc_now()
        )

    said = _("Kehadiran dibatalkan. JP-nya tidak dihitung lagi.")
    return _tried(run_id, form, act, said) or _answer(own_run(run_id), undoing=form)


@blueprint.post(RUN + "/hapus")
@requires(Action.MANAGE_TRAINING)
def delete_run(run_id: int) -> Answer:
    """Delete a run and its roll."""
    run, form = own_run(run_id), DeletionForm()
    programme_id = run.programme_id

    def act() -> None:
        corrections.delete_run(
            db.session(), run, form.deletion_reason.data or "",
            by=signed_in(), at=clock.utc_now(),
        )  # fmt: skip

    said = _("Pelaksanaan dihapus.")
    after = url_for(".programme_page", programme_id=programme_id)
    return _tried(run_id, form, act, said, after) or _answer(own_run(run_id), deleting=form)


def _tried(
    run_id: int, form: BaseForm, act: Callable[[], None], said: str, after: str = ""
) -> Response | None:
    """Act and go on; None where the form is refused, with the reason at its field."""
    if not form.validate_on_submit():
        return None
    try:
        act()
    except DomainError as refused:
        db.session.rollback()
        form.refuse(refused.message, FIELDS.get(type(refused)))
        return None
    db.session.commit()
    flash(said, "success")
    return redirect(after or url_for(".run_page", run_id=run_id))


def _answer(
    run: TrainingRun,
    correction: RunCorrectionForm | None = None,
    undoing: ReasonForm | None = None,
    deleting: DeletionForm | None = None,
) -> Answer:
    roll = roll_of(db.session(), run.id)
    return render_page(
        "training_administration/correct_run.html",
        form=correction or undoing or deleting or ReasonForm(formdata=None),
        run=run,
        n_sent=len(roll),
        n_came=sum(bool(each.attended) for each in roll),
        correction=correction or RunCorrectionForm(formdata=None, obj=run),
        undoing=undoing or ReasonForm(formdata=None),
        deleting=deleting or DeletionForm(formdata=None),
    )
