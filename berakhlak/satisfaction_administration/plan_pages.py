"""The plan of action of a closed survey, line by line."""

from __future__ import annotations

from flask import flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.errors import DomainError, InvalidInput
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.satisfaction_administration.blueprint import SURVEY, blueprint
from berakhlak.satisfaction_administration.forms import FollowUpForm
from berakhlak.satisfaction_administration.planning import add_action, remove_action
from berakhlak.satisfaction_administration.step_pages import back_to, told
from berakhlak.satisfaction_administration.views import Answer, own_survey, survey_view
from berakhlak.web.guards import requires


@blueprint.post(SURVEY + "/rencana")
@requires(Action.RUN_SURVEYS)
def add_step(survey_id: int) -> Answer:
    """One more line of the plan; a refusal is told on the page, with what was typed."""
    survey, form = own_survey(survey_id), FollowUpForm()
    if not form.validate_on_submit():
        return survey_view(survey, form)
    try:
        add_action(db.session(), survey, form.planned(), by=signed_in(), at=clock.utc_now())
    except DomainError as error:
        db.session.rollback()
        form.refuse(error.message, "responsible" if isinstance(error, InvalidInput) else None)
        return survey_view(own_survey(survey_id), form)
    db.session.commit()
    flash(_("Baris rencana tersimpan."), "success")
    return back_to(survey_id)


@blueprint.post(SURVEY + "/rencana/<row:line_id>/hapus")
@requires(Action.RUN_SURVEYS)
def remove_step(survey_id: int, line_id: int) -> Response:
    """Take a line of the plan away."""
    survey = own_survey(survey_id)

    def act() -> None:
        remove_action(db.session(), survey, line_id, by=signed_in(), at=clock.utc_now())
        db.session.commit()

    return told(survey_id, act, _("Baris rencana dihapus."))
