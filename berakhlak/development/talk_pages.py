"""The talk about a profile: its day, and that it was held."""

from __future__ import annotations

from datetime import date

from flask import flash, request
from flask_babel import gettext as _

from berakhlak.development import operations
from berakhlak.development.blueprint import blueprint
from berakhlak.development.forms import TalkDayForm
from berakhlak.development.models import TalkState
from berakhlak.development.views import PLAN, Answer, plan_answer, shared_plan, to_plan
from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.web.guards import requires

# What the two can say of a day, by the word that the button sends.
DAY_ACTS = {"rencana": operations.plan_talk, "berlangsung": operations.hold_talk}


@blueprint.post(PLAN + "/percakapan")
@requires(Action.DEVELOP)
def set_talk(participant_id: int) -> Answer:
    """Plan the talk for a day, or say on which day it was held."""
    plan = shared_plan(participant_id)
    form = TalkDayForm()
    act = DAY_ACTS.get(request.form.get("tindakan", ""), operations.plan_talk)
    if not form.validate_on_submit() or form.day.data is None:
        return plan_answer(plan, form)
    try:
        act(db.session(), plan, form.day.data, today=local_today())
    except InvalidInput as error:
        db.session.rollback()
        form.refuse(error.message, "day")
        return plan_answer(shared_plan(participant_id), form)
    return _saved(participant_id)


@blueprint.post(PLAN + "/percakapan/konfirmasi")
@requires(Action.DEVELOP)
def confirm_talk(participant_id: int) -> Answer:
    """Agree that the talk was held on the day that was shown."""
    plan = shared_plan(participant_id)
    try:
        operations.confirm_talk(db.session(), plan, _shown_day())
    except StateConflict as error:
        db.session.rollback()
        flash(str(error), "danger")
        return to_plan(participant_id, "percakapan")
    return _saved(participant_id)


@blueprint.post(PLAN + "/percakapan/batal")
@requires(Action.DEVELOP)
def take_back_talk(participant_id: int) -> Answer:
    """Say that the talk was not held."""
    plan = shared_plan(participant_id)
    operations.take_back_talk(db.session(), plan)
    return _saved(participant_id)


def _shown_day() -> date | None:
    try:
        return date.fromisoformat(request.form.get("hari", ""))
    except ValueError:
        return None


def _saved(participant_id: int) -> Answer:
    db.session.commit()
    words = {
        TalkState.NONE: _("Catatan bahwa percakapan berlangsung dihapus."),
        TalkState.PLANNED: _("Hari percakapan tersimpan. Anda berdua melihatnya di sini."),
        TalkState.HELD: _("Percakapan tercatat. Sekarang menunggu konfirmasi pihak lainnya."),
        TalkState.CONFIRMED: _("Percakapan dikonfirmasi oleh kedua pihak."),
    }
    flash(words[shared_plan(participant_id).talk.state], "success")
    return to_plan(participant_id, "percakapan")
