"""One tap about a step, from the start page or from the plan."""

from __future__ import annotations

from flask import abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak.development import operations
from berakhlak.development.blueprint import blueprint
from berakhlak.development.models import CheckInAnswer
from berakhlak.development.queries import step_of
from berakhlak.development.views import STEP, shared_plan, to_plan
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.web.guards import requires


@blueprint.post(STEP + "/tinjau")
@requires(Action.DEVELOP)
def answer_check_in(participant_id: int, step_id: int) -> Response:
    """How far the step has become a habit."""
    plan = shared_plan(participant_id)
    answer, mark = request.form.get("jawaban"), request.form.get("hari", 0, type=int)
    if answer not in list(CheckInAnswer):
        abort(400)
    operations.answer_check_in(
        db.session(),
        plan,
        step_of(plan, step_id),
        mark,
        CheckInAnswer(answer),
        today=local_today(),
    )
    db.session.commit()
    flash(_("Jawaban Anda tersimpan."), "success")
    return to_plan(participant_id, "langkah")
