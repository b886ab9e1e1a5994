"""HR asks officers about their talks, and releases the figures once, after the last day."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.confirmation import Answer
from berakhlak.cycle_administration.talk_survey_form import TalkSurveyForm
from berakhlak.cycle_steps.talk_survey import end_talk_survey, release_talk_survey
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyUnusable
from berakhlak.cycles.models import Cycle
from berakhlak.errors import DomainError, InvalidInput
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.profiles.access import RELEASED
from berakhlak.talk_survey.ending import is_erasing_owed
from berakhlak.talk_survey.models import TalkSurvey
from berakhlak.talk_survey.operations import SurveyNotPossible, start_survey
from berakhlak.talk_survey.queries import may_be_asked_about, released_figures, survey_of
from berakhlak.talk_survey.statements import STATEMENTS
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

SURVEY = CYCLE + "/percakapan/pendapat"


@blueprint.route(SURVEY, methods=["GET", "POST"])
@requires(Action.COUNT_TALKS)
def talk_survey_page(cycle_id: int) -> Answer:
    """Where the round stands; before it, the form that starts it."""
    cycle, form = _asked_about(cycle_id), TalkSurveyForm()
    if form.validate_on_submit() and form.last_day.data is not None:
        try:
            _start(cycle, form)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error.message, "last_day" if isinstance(error, InvalidInput) else None)
        else:
            db.session.commit()
            flash(_("Dimulai. Pegawai ditanya sesudah percakapannya dikonfirmasi."), "success")
            return redirect(url_for(".talk_survey_page", cycle_id=cycle_id))
    return render_page(
        "cycle_administration/talk_survey.html",
        form=form,
        cycle=cycle,
        **_standing(cycle),
        statements=STATEMENTS,
    )


@blueprint.post(SURVEY + "/terbitkan")
@requires(Action.PUBLISH)
@asks_password_again
def release_talk_figures(cycle_id: int) -> Response:
    """Count once, erase the answers, destroy the key."""

    def act(cycle: Cycle, survey: TalkSurvey) -> None:
        release_talk_survey(
            db.session(),
            cycle,
            survey,
            keys=key_store(),
            by=signed_in(),
            at=clock.utc_now(),
            today=local_today(),
        )

    return _ended(cycle_id, act, _("Angka terbit. Semua jawaban dihapus."))


@blueprint.post(SURVEY + "/akhiri")
@requires(Action.PUBLISH)
@asks_password_again
def end_talk_questions(cycle_id: int) -> Response:
    """Where the key is lost: delete what nobody can open."""

    def act(_cycle: Cycle, survey: TalkSurvey) -> None:
        end_talk_survey(
            db.session(),
            survey,
            keys=key_store(),
            by=signed_in(),
            at=clock.utc_now(),
            today=local_today(),
        )

    return _ended(cycle_id, act, _("Diakhiri tanpa angka. Semua jawaban dihapus."))


def _asked_about(cycle_id: int) -> Cycle:
    """Raises CycleNotFound, SurveyNotPossible."""
    cycle = own_cycle(cycle_id)
    if cycle.state not in RELEASED or not may_be_asked_about(cycle):
        raise SurveyNotPossible
    return cycle


def _start(cycle: Cycle, form: TalkSurveyForm) -> None:
    assert form.last_day.data is not None
    start_survey(
        db.session(),
        cycle,
        form.last_day.data,
        keys=key_store(),
        by=signed_in(),
        at=clock.utc_now(),
        today=local_today(),
    )


def _standing(cycle: Cycle) -> dict[str, object]:
    """What the page says of the round."""
    session, keys = db.session(), key_store()
    survey = survey_of(session, cycle.id)
    return {
        "survey": survey,
        "figures": released_figures(session, cycle.id),
        "is_over": survey is not None and local_today() > survey.last_day,
        "owes": survey is not None and is_erasing_owed(survey, keys),
        "trouble": _trouble(survey),
    }


def _trouble(survey: TalkSurvey | None) -> object:
    """Why answers could not be counted here."""
    if survey is None or survey.ended_on is not None:
        return ""
    try:
        key_store().key_of(survey)
    except KeyUnusable as missing:
        return missing.message
    return ""


def _ended(cycle_id: int, act: Callable[[Cycle, TalkSurvey], None], said: str) -> Response:
    """Take the step; a refusal is told on the page."""
    cycle = _asked_about(cycle_id)
    survey = survey_of(db.session(), cycle.id)
    try:
        if survey is None:
            raise SurveyNotPossible
        act(cycle, survey)
    except DomainError as refused:
        db.session.rollback()
        flash(str(refused.message), "danger")
    else:
        flash(said, "success")
    return redirect(url_for(".talk_survey_page", cycle_id=cycle_id))
