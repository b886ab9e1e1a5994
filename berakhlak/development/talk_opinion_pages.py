"""/profil/…/rencana/pendapat: what the officer thinks of the talk; read by nobody."""

from __future__ import annotations

from flask import flash
from flask_babel import gettext as _

from berakhlak.cycles.keyring import key_store
from berakhlak.development.blueprint import blueprint
from berakhlak.development.forms import TalkOpinionForm
from berakhlak.development.talk_opinions import required_survey
from berakhlak.development.views import PLAN, Answer, shared_plan, to_plan
from berakhlak.errors import StateConflict
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.talk_survey.operations import answer_survey
from berakhlak.talk_survey.queries import own_answers
from berakhlak.talk_survey.statements import HEADINGS
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page


@blueprint.route(PLAN + "/pendapat", methods=["GET", "POST"])
@requires(Action.DEVELOP)
def talk_opinion_page(participant_id: int) -> Answer:
    """Nine statements; answers may be changed until the last day."""
    session, today, plan = db.session(), local_today(), shared_plan(participant_id)
    survey = required_survey(session, plan, today)
    key = key_store().key_of(survey)
    known = own_answers(session, key, participant_id)
    form = TalkOpinionForm.filled(known)
    if form.validate_on_submit():
        try:
            answer_survey(session, survey, participant_id, form.answers, key=key, today=today)
        except StateConflict as error:
            session.rollback()
            form.refuse(error.message)
        else:
            session.commit()
            flash(_("Terima kasih. Jawaban Anda tersimpan dan terkunci."), "success")
            return to_plan(participant_id, "percakapan")
    return render_page(
        "development/talk_opinion.html",
        form=form,
        plan=plan,
        last_day=survey.last_day,
        headings=dict(HEADINGS),
        is_change=known is not None,
    )
