"""/mitra: needs that were shared, programmes to propose, and attendance to report."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.documents.responses import reader_language
from berakhlak.errors import DomainError, InvalidInput
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.partners import queries
from berakhlak.partners.blueprint import blueprint
from berakhlak.partners.queries import PartnerRun
from berakhlak.permissions import Action
from berakhlak.training import runs
from berakhlak.training.forms import AttendanceForm, ProgrammeForm
from berakhlak.training.models import ProgrammeState, TrainingProvider
from berakhlak.training.needs import shared_places
from berakhlak.training.operations import add_programme
from berakhlak.training.subjects import all_subjects, subject_words
from berakhlak.training.words import MODES, PROGRAMME_STATES
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]
PER_PAGE = 50
RUN = "/mitra/pelaksanaan/<row:run_id>"


@blueprint.get("/mitra")
@requires(Action.PARTNER)
def partner_page() -> Answer:
    """Needs of this year and the next, own programmes with HR's answers, own runs."""
    session, today, provider = db.session(), local_today(), _provider()
    subjects, language = all_subjects(session), reader_language()
    years = (today.year, today.year + 1)
    return render_page(
        "partners/partner.html",
        provider=provider,
        needs=[(year, *each) for year in years for each in shared_places(session, provider, year)],
        programmes=queries.own_programmes(session, provider),
        runs=queries.own_runs(session, provider, page_number(), PER_PAGE),
        address=lambda page: url_for(".partner_page", halaman=page),
        named=lambda code: subject_words(subjects, code, language),
        modes=MODES,
        states=PROGRAMME_STATES,
    )


@blueprint.route("/mitra/usulan", methods=["GET", "POST"])
@requires(Action.PARTNER)
def propose_page() -> Answer:
    """Propose a programme; HR decides."""
    provider = _provider()
    form = ProgrammeForm.offering(all_subjects(db.session()), reader_language())
    if form.validate_on_submit():
        try:
            add_programme(
                db.session(), provider, form.content(), state=ProgrammeState.PROPOSED,
                by=signed_in(), at=clock.utc_now(),
            )  # fmt: skip
        except DomainError as refused:
            db.session.rollback()
            form.refuse(refused.message, "title" if isinstance(refused, InvalidInput) else None)
        else:
            db.session.commit()
            flash(_("Usulan terkirim. Jawabannya tampil di halaman ini."), "success")
            return redirect(url_for(".partner_page"))
    return render_page("partners/propose.html", form=form, provider=_provider())


@blueprint.get(RUN)
@requires(Action.PARTNER)
def run_page(run_id: int) -> Answer:
    """The roll of a run of one's own programme, as long as it is open."""
    found = _run(run_id)
    return _answer(found, _form(found))


@blueprint.post(RUN)
@requires(Action.PARTNER)
def report_page(run_id: int) -> Answer:
    """Report who attended, and with what was taught."""
    found, today = _run(run_id), local_today()
    form = _form(found)
    if not form.validate_on_submit():
        return _answer(found, form)
    try:
        runs.require_open_to_provider(found.run, today)
        runs.report_attendance(
            db.session(), found.run, form.report(), by=signed_in(), at=clock.utc_now(), today=today
        )
    except DomainError as refused:
        db.session.rollback()
        form.refuse(refused.message)
        return _answer(_run(run_id), form)
    db.session.commit()
    flash(_("Laporan terkirim. Pengelola kepegawaian mengesahkannya."), "success")
    return redirect(url_for(".run_page", run_id=run_id))


def _provider() -> TrainingProvider:
    return queries.own_provider(db.session(), signed_in().id)


def _run(run_id: int) -> PartnerRun:
    return queries.own_run(db.session(), _provider(), run_id, local_today())


def _form(found: PartnerRun) -> AttendanceForm:
    roll = found.roll or ()
    came = [each.person_id for each in roll if each.attended]
    form = AttendanceForm(data={"people": came, "materials": found.run.materials})
    form.offer([(each.person_id, f"{each.name} · {each.unit}") for each in roll])
    return form


def _answer(found: PartnerRun, form: AttendanceForm) -> Answer:
    return render_page("partners/run.html", form=form, found=found, today=local_today())
