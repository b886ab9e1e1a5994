"""Runs of a programme: who is sent, who attended, and whose hours count."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.people.models import Person
from berakhlak.people.typed_officers import OfficerUnclear, find_officer
from berakhlak.permissions import Action
from berakhlak.training import runs
from berakhlak.training.forms import AttendanceForm
from berakhlak.training.models import TrainingRun
from berakhlak.training.plans import requests_for_places
from berakhlak.training.queries import roll_of, run_within
from berakhlak.training_administration.blueprint import PROGRAMME, RUN, blueprint
from berakhlak.training_administration.forms import DecisionForm, RunForm, SendForm
from berakhlak.training_administration.views import Answer, own_programme, programme_answer
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page


@blueprint.post(PROGRAMME + "/pelaksanaan")
@requires(Action.MANAGE_TRAINING)
def enter_run(programme_id: int) -> Answer:
    """Say on which days a programme is held."""
    programme, form = own_programme(programme_id), RunForm()
    if not form.validate_on_submit():
        return programme_answer(programme, DecisionForm(formdata=None), form)
    first, last = form.starts_on.data, form.ends_on.data
    assert first is not None
    assert last is not None
    try:
        run = runs.enter_run(
            db.session(), programme, first, last,
            by=signed_in(), at=clock.utc_now(),
        )  # fmt: skip
    except DomainError as refused:
        db.session.rollback()
        form.refuse(refused.message, "ends_on")
        return programme_answer(own_programme(programme_id), DecisionForm(formdata=None), form)
    db.session.commit()
    flash(_("Pelaksanaan tersimpan. Sekarang kirim pesertanya."), "success")
    return _back(run.id)


@blueprint.get(RUN)
@requires(Action.MANAGE_TRAINING)
def run_page(run_id: int) -> Answer:
    """The roll, what was reported, and what can be done next."""
    return _answer(own_run(run_id))


@blueprint.post(RUN + "/kirim")
@requires(Action.MANAGE_TRAINING)
def send_officers(run_id: int) -> Answer:
    """Put those who were ticked or typed on the roll."""
    run, session = own_run(run_id), db.session()
    form = _send_form(run)
    if not form.validate_on_submit():
        return _answer(run, send=form)
    people = [session.get_one(Person, each) for each in form.people.data or ()]
    try:
        if form.officer.data:
            people.append(find_officer(session, signed_in().agency_id, form.officer.data))
        sent = runs.send_officers(
            session, run, people, by=signed_in(), at=clock.utc_now(), today=local_today()
        )
    except DomainError as refused:
        db.session.rollback()
        form.refuse(refused.message, "officer" if isinstance(refused, OfficerUnclear) else None)
        return _answer(own_run(run_id), send=form)
    db.session.commit()
    flash(ngettext("%(num)s pegawai dikirim.", "%(num)s pegawai dikirim.", sent), "success")
    return _back(run_id)


@blueprint.post(RUN + "/keluarkan/<row:person_id>")
@requires(Action.MANAGE_TRAINING)
def take_off_roll(run_id: int, person_id: int) -> Response:
    """Take somebody off the roll again."""
    run = own_run(run_id)

    def act() -> None:
        runs.take_off_roll(db.session(), run, person_id, by=signed_in(), at=clock.utc_now())

    return _told(run_id, act, _("Pegawai dikeluarkan dari daftar peserta."))


@blueprint.post(RUN + "/hadir")
@requires(Action.MANAGE_TRAINING)
def report_run(run_id: int) -> Answer:
    """Enter who attended, where no partner does."""
    run = own_run(run_id)
    form = attendance_form(run)
    if not form.validate_on_submit():
        return _answer(run, attendance=form)

    def act() -> None:
        runs.report_attendance(
            db.session(), run, form.report(), by=signed_in(), at=clock.utc_now(),
            today=local_today(),
        )  # fmt: skip

    return _told(run_id, act, _("Kehadiran tercatat. JP dihitung sesudah disahkan."))


@blueprint.post(RUN + "/sahkan")
@requires(Action.MANAGE_TRAINING)
def confirm_run(run_id: int) -> Response:
    """Let the hours of those who attended count."""
    run = own_run(run_id)

    def act() -> None:
        seen = request.form.get("dilihat", "")
        runs.confirm_attendance(
            db.session(), run, seen=seen, by=signed_in(), at=clock.utc_now(), today=local_today()
        )

    return _told(run_id, act, _("Kehadiran disahkan. JP-nya dihitung."))


def own_run(run_id: int) -> TrainingRun:
    """One of the reader's agency. Raises TrainingNotFound."""
    return run_within(db.session(), signed_in().agency_id, run_id)


def attendance_form(run: TrainingRun) -> AttendanceForm:
    """Filled with what was reported; names and units alone."""
    roll = roll_of(db.session(), run.id)
    came = [each.person_id for each in roll if each.attended]
    form = AttendanceForm(data={"people": came, "materials": run.materials})
    form.offer(
        [(each.person_id, f"{each.person.called} · {each.person.unit.name}") for each in roll]
    )
    return form


def _send_form(run: TrainingRun) -> SendForm:
    form = SendForm()
    asked = requests_for_places(db.session(), signed_in().agency_id, run.programme_id)
    form.offer([(each.person.id, f"{each.person.called} · {each.unit.name}") for each in asked])
    return form


def _answer(
    run: TrainingRun, send: SendForm | None = None, attendance: AttendanceForm | None = None
) -> Answer:
    return render_page(
        "training_administration/run.html",
        form=send or attendance or SendForm(formdata=None),
        run=run,
        roll=roll_of(db.session(), run.id),
        send=send or _send_form(run),
        attendance=attendance or attendance_form(run),
        today=local_today(),
        mark=runs.report_mark(db.session(), run),
    )


def _told(run_id: int, act: Callable[[], None], said: str) -> Response:
    """Act; a refusal is told on the page."""
    try:
        act()
    except DomainError as refused:
        db.session.rollback()
        flash(str(refused.message), "danger")
    else:
        db.session.commit()
        flash(said, "success")
    return _back(run_id)


def _back(run_id: int) -> Response:
    return redirect(url_for(".run_page", run_id=run_id))
