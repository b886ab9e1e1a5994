"""/profil/…/rencana: the steps of an officer, shared with the supervisor and nobody else."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak.accounts.session import signed_in
from berakhlak.development import operations
from berakhlak.development.advice import PlanAdvice, advice_for
from berakhlak.development.blueprint import blueprint
from berakhlak.development.forms import StepForm, TalkDayForm
from berakhlak.development.models import MOST_STEPS, StepState
from berakhlak.development.notes import may_note
from berakhlak.development.queries import Plan, plan_of, step_of, supervisor_name
from berakhlak.development.sharing import shared_sentences
from berakhlak.development.talk_opinions import survey_for
from berakhlak.development.trainings import trainings_of
from berakhlak.development.words import ANSWERS, STEP_STATES, TALK_STATES, WAYS, step_sentence
from berakhlak.documents.responses import reader_language
from berakhlak.errors import DomainError, InvalidInput, StateConflict
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.profiles.models import ReadingWay
from berakhlak.profiles.views import note_reading
from berakhlak.training.words import MODES
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]
PLAN = "/profil/<row:participant_id>/rencana"
STEP = PLAN + "/langkah/<row:step_id>"
WORDS = {
    "states": STEP_STATES,
    "ways": WAYS,
    "talk": TALK_STATES,
    "answers": ANSWERS,
    "modes": MODES,
}
# What the officer can do to a step, by the word that its button sends.
STEP_ACTS = {
    "selesai": StepState.FINISHED,
    "lepas": StepState.DROPPED,
    "lanjut": StepState.CHOSEN,
}


def shared_plan(participant_id: int) -> Plan:
    """The plan, for one of the two. Raises PlanNotFound."""
    return plan_of(db.session(), signed_in(), participant_id)


def note_shown(plan: Plan) -> None:
    """Put on record that the supervisor has read from the profile; the caller commits nothing
    else."""
    if not plan.is_officer:
        note_reading(plan.participant, ReadingWay.PAGE)
        db.session.commit()


@blueprint.get(PLAN)
@requires(Action.DEVELOP)
def plan_page(participant_id: int) -> Answer:
    """What the profile advises, the steps, and where the talk stands."""
    plan = shared_plan(participant_id)
    note_shown(plan)
    return plan_answer(plan)


def plan_answer(plan: Plan, form: TalkDayForm | None = None) -> Answer:
    """The page of a plan; `form` is the day of the talk, where it was refused."""
    session, today, advice = db.session(), local_today(), advice_for(plan.participant)
    return render_page(
        "development/plan.html",
        form=form or TalkDayForm(formdata=None, data={"day": plan.talk.planned_on}),
        plan=plan,
        advice=advice,
        trainings=trainings_of(
            session, plan, advice.advised, today=today, language=reader_language()
        ),
        supervisor=supervisor_name(session, plan.participant),
        most=MOST_STEPS,
        shared=shared_sentences(session, plan.participant.id),
        survey=survey_for(session, plan, today),
        sentence=step_sentence,
        may_note=may_note(session, plan),
        today=today,
        words=WORDS,
    )


@blueprint.route(PLAN + "/langkah", methods=["GET", "POST"])
@requires(Action.DEVELOP)
def new_step(participant_id: int) -> Answer:
    """Pick a step; the behaviour that the profile advises stands first."""
    plan = shared_plan(participant_id)
    _require_room(plan)
    advice = advice_for(plan.participant)

    def save(form: StepForm) -> None:
        operations.choose_step(db.session(), plan, form.content, today=local_today())

    return _step_answer(plan, advice, StepForm(), save)


@blueprint.route(STEP, methods=["GET", "POST"])
@requires(Action.DEVELOP)
def edit_step(participant_id: int, step_id: int) -> Answer:
    """Word a step anew."""
    plan = shared_plan(participant_id)
    step = step_of(plan, step_id)
    if not plan.is_officer:
        raise operations.StepsAreTheOfficers
    advice = advice_for(plan.participant)

    def save(form: StepForm) -> None:
        operations.change_step(plan, step, form.content, today=local_today())

    return _step_answer(plan, advice, StepForm(obj=step), save)


@blueprint.post(STEP + "/status")
@requires(Action.DEVELOP)
def end_step(participant_id: int, step_id: int) -> Response:
    """Finish a step, drop it, or take it up again."""
    plan = shared_plan(participant_id)
    act = request.form.get("tindakan", "")
    if act not in STEP_ACTS:
        abort(400)
    try:
        operations.end_step(plan, step_of(plan, step_id), STEP_ACTS[act])
    except StateConflict as error:
        db.session.rollback()
        flash(str(error), "danger")
    else:
        db.session.commit()
    return to_plan(participant_id, "langkah")


def to_plan(participant_id: int, anchor: str) -> Response:
    """Back to the plan, at one of its parts."""
    return redirect(url_for(".plan_page", participant_id=participant_id, _anchor=anchor))


def _require_room(plan: Plan) -> None:
    if not plan.is_officer:
        raise operations.StepsAreTheOfficers
    if request.method != "POST" and len(plan.chosen) >= MOST_STEPS:
        raise operations.TooManySteps


def _step_answer(
    plan: Plan, advice: PlanAdvice, form: StepForm, save: Callable[[StepForm], None]
) -> Answer:
    form.offer(advice.behaviours)
    if form.validate_on_submit():
        try:
            save(form)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error.message, "due_on" if isinstance(error, InvalidInput) else None)
        else:
            db.session.commit()
            flash(_("Langkah tersimpan."), "success")
            return to_plan(plan.participant.id, "langkah")
    return render_page("development/step.html", form=form, plan=plan, opening=advice.opening)
