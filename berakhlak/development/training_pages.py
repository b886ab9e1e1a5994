"""/profil/…/rencana/pelatihan: trainings of a plan; /jp: one's own hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response as FileResponse
from flask import abort, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak.accounts.session import signed_in
from berakhlak.development.advice import advice_for
from berakhlak.development.blueprint import blueprint
from berakhlak.development.idp import (
    PlanLine,
    attendance_words,
    idp_note,
    idp_workbook,
    plan_facts,
    plan_rows,
)
from berakhlak.development.idp_document import PlanPaper, idp_pdf
from berakhlak.development.operations import StepsAreTheOfficers
from berakhlak.development.queries import Plan
from berakhlak.development.trainings import PlanTrainings, rolls_of, trainings_of
from berakhlak.development.views import PLAN, Answer, note_shown, shared_plan, to_plan
from berakhlak.documents.responses import pdf_file, reader_language, workbook_file
from berakhlak.documents.wording import file_stem
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.people.models import Agency
from berakhlak.permissions import Action
from berakhlak.profiles.queries import profile_reader
from berakhlak.training import plans
from berakhlak.training.hours import YEARLY_HOURS, hours_of
from berakhlak.training.models import ProgrammeState
from berakhlak.training.queries import planned_of, programme_within, select_programmes
from berakhlak.training.subjects import all_subjects, served_words
from berakhlak.training.suggesting import is_for
from berakhlak.training.words import MODES
from berakhlak.web.addresses import searched_words
from berakhlak.web.admission import DOCUMENTS, in_turn
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

TRAINING = PLAN + "/pelatihan"
PER_PAGE = 25


@blueprint.get(TRAINING)
@requires(Action.DEVELOP)
def catalogue_page(participant_id: int) -> Answer:
    """What the agency offers for the officer's kind of post; found by title."""
    plan, words = shared_plan(participant_id), searched_words()
    seat, session = plan.participant, db.session()
    found = select_programmes(seat.cycle.agency_id, [ProgrammeState.OFFERED], words)
    fitting = [each for each in session.scalars(found) if is_for(each, seat.level.value)]
    subjects, language = all_subjects(session), reader_language()
    return render_page(
        "development/trainings.html",
        plan=plan,
        programmes=fitting[:PER_PAGE],
        more=len(fitting) - PER_PAGE,
        searched=words,
        planned={each.programme_id for each in planned_of(session, seat.id)},
        served=lambda each: served_words(each, subjects, language),
        modes=MODES,
    )


@blueprint.post(TRAINING + "/<row:programme_id>")
@requires(Action.DEVELOP)
def change_training(participant_id: int, programme_id: int) -> Response:
    """Plan a training, drop it, ask HR for a place, or take that back."""
    plan = shared_plan(participant_id)
    act = _acts(plan, programme_id).get(request.form.get("tindakan", ""))
    if act is None:
        abort(400)
    if not plan.is_officer:
        raise StepsAreTheOfficers
    try:
        act()
    except DomainError as refused:
        db.session.rollback()
        flash(str(refused.message), "danger")
    else:
        db.session.commit()
    return to_plan(participant_id, "pelatihan")


@blueprint.get(PLAN + "/idp.xlsx")
@requires(Action.DEVELOP)
def idp_file(participant_id: int) -> FileResponse:
    """The whole plan as a workbook, for one of the two."""
    plan = shared_plan(participant_id)
    note_shown(plan)
    rows, trainings = _rows_of(plan)
    note = idp_note(trainings.year, trainings.attended, trainings.wanted)
    return workbook_file(idp_workbook(rows, note), f"idp-{participant_id}.xlsx")


@blueprint.get(PLAN + "/idp.pdf")
@requires(Action.DEVELOP)
def idp_document(participant_id: int) -> FileResponse:
    """The same on paper."""
    plan = shared_plan(participant_id)
    note_shown(plan)
    rows, trainings = _rows_of(plan)
    session, seat, n = db.session(), plan.participant, len(plan.steps)
    paper = PlanPaper(
        plan,
        session.get_one(Agency, seat.cycle.agency_id),
        plan_facts(session, plan),
        rows[:n],
        rows[n:],
        trainings,
        idp_note(trainings.year, trainings.attended, trainings.wanted),
        local_today(),
    )
    pdf = in_turn(DOCUMENTS, idp_pdf)(paper, reader_language())
    return pdf_file(pdf, f"{file_stem(seat.name, seat.cycle.name, seat.id)}-idp.pdf")


def _rows_of(plan: Plan) -> tuple[list[PlanLine], PlanTrainings]:
    """Lines of the plan, steps first, in the reader's language."""
    session, language, today = db.session(), reader_language(), local_today()
    advice, subjects = advice_for(plan.participant), all_subjects(session)
    trainings = trainings_of(session, plan, advice.advised, today=today, language=language)
    rows = plan_rows(
        session, plan, trainings, advice.words_of,
        lambda each: served_words(each.programme, subjects, language),
    )  # fmt: skip
    return rows, trainings


@blueprint.get("/jp")
@requires(Action.DEVELOP)
def hours_page() -> Answer:
    """One's own trainings, and the hours of this year."""
    session, today = db.session(), local_today()
    person_id = profile_reader(session, signed_in()).person_id
    return render_page(
        "development/hours.html",
        year=today.year,
        attended=hours_of(session, person_id, today.year) if person_id else 0,
        wanted=YEARLY_HOURS,
        rolls=rolls_of(session, person_id) if person_id else [],
        said=attendance_words,
        back=url_for("profiles.profiles_page"),
    )


def _acts(plan: Plan, programme_id: int) -> Mapping[str, Callable[[], None]]:
    """What the word that a button sends does."""
    session, seat, today = db.session(), plan.participant, local_today()

    def add() -> None:
        programme = programme_within(session, seat.cycle.agency_id, programme_id)
        plans.plan_training(session, seat.id, programme, today=today)
        flash(_("Pelatihan masuk ke rencana."), "success")

    def drop() -> None:
        plans.drop_training(session, seat.id, programme_id)
        flash(_("Pelatihan dilepas dari rencana."), "success")

    def ask(is_asked: bool) -> None:
        plans.ask_for_place(session, seat.id, programme_id, is_asked=is_asked, today=today)
        told = _("Tempat diminta. Pengelola kepegawaian membaca nama Anda dan program ini.")
        flash(told if is_asked else _("Permintaan tempat ditarik."), "success")

    return {"tambah": add, "lepas": drop, "minta": lambda: ask(True), "batal": lambda: ask(False)}
