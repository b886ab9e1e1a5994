"""Steps of a survey that nothing takes back: closing, ending, publishing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.audit.operations import Actor
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyStore
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.satisfaction_administration.blueprint import SURVEY, blueprint
from berakhlak.satisfaction_administration.closing import close_survey, end_survey, publish_survey
from berakhlak.satisfaction_administration.views import own_survey
from berakhlak.satisfaction_survey.models import SatisfactionSurvey
from berakhlak.web.guards import requires


class SurveyStep(Protocol):
    """An act of `closing` that makes its own commits."""

    def __call__(
        self,
        session: Session,
        survey: SatisfactionSurvey,
        *,
        keys: KeyStore,
        by: Actor | None,
        at: datetime,
        today: date,
    ) -> None: ...


@blueprint.post(SURVEY + "/tutup")
@requires(Action.RUN_SURVEYS)
@asks_password_again
def close_step(survey_id: int) -> Response:
    """Count once, erase the answers, destroy the key."""
    return _taken(survey_id, close_survey, _("Survei ditutup. Semua jawaban dihapus."))


@blueprint.post(SURVEY + "/akhiri")
@requires(Action.RUN_SURVEYS)
@asks_password_again
def end_step(survey_id: int) -> Response:
    """End one that nobody answered, or whose key is lost."""
    return _taken(survey_id, end_survey, _("Survei diakhiri tanpa angka."))


@blueprint.post(SURVEY + "/terbitkan")
@requires(Action.RUN_SURVEYS)
@asks_password_again
def publish_step(survey_id: int) -> Response:
    """Let everybody read it."""
    return _taken(survey_id, publish_survey, _("SKM terbit, bersama rencana tindak lanjutnya."))


def _taken(survey_id: int, step: SurveyStep, said: str) -> Response:
    survey = own_survey(survey_id)

    def act() -> None:
        step(
            db.session(),
            survey,
            keys=key_store(),
            by=signed_in(),
            at=clock.utc_now(),
            today=local_today(),
        )

    return told(survey_id, act, said)


def told(survey_id: int, act: Callable[[], None], said: str) -> Response:
    """Act; a refusal is told on the page."""
    try:
        act()
    except DomainError as refused:
        db.session.rollback()
        flash(str(refused.message), "danger")
    else:
        flash(said, "success")
    return back_to(survey_id)


def back_to(survey_id: int) -> Response:
    return redirect(url_for(".survey_page", survey_id=survey_id))
