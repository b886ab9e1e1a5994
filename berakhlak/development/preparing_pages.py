"""What prepares the talk: the board of a team, the questions for an hour, and a card to print."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app, render_template
from flask.wrappers import Response
from flask_babel import force_locale

from berakhlak.accounts.session import signed_in
from berakhlak.cycles.models import Cycle
from berakhlak.development.advice import advice_for
from berakhlak.development.blueprint import blueprint
from berakhlak.development.queries import Plan, PlanNotFound, plans_of
from berakhlak.development.views import PLAN, note_shown, shared_plan
from berakhlak.development.words import TALK_STATES, standing_sentence, step_sentence
from berakhlak.documents.pdf import STYLES, PrintableDocument, render_document
from berakhlak.documents.responses import pdf_file, reader_language
from berakhlak.documents.wording import file_stem
from berakhlak.extensions import db
from berakhlak.feedback.behaviours import behaviour_words
from berakhlak.feedback.queries import shown_feedback
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.profiles.models import ReadingWay
from berakhlak.profiles.views import note_reading
from berakhlak.web.admission import DOCUMENTS, in_turn
from berakhlak.web.guards import requires


@blueprint.get("/profil/tim/<row:cycle_id>/percakapan")
@requires(Action.DEVELOP)
def team_talks(cycle_id: int) -> str:
    """Everybody whom the reader led, by name: how far they are in one sentence, the talk, the
    steps, the next day; no profile."""
    plans = plans_of(db.session(), signed_in(), cycle_id)
    team = [plan for plan in plans if not plan.is_officer]
    if not team:
        raise PlanNotFound
    return render_template(
        "development/team.html",
        cycle=team[0].participant.cycle,
        lines=[(plan, standing_sentence(plan, local_today())) for plan in team],
        sentence=step_sentence,
        states=TALK_STATES,
    )


@blueprint.get(PLAN + "/bahan")
@requires(Action.DEVELOP)
def agenda_page(participant_id: int) -> str:
    """An hour in five parts, with the questions of this profile."""
    plan = shared_plan(participant_id)
    note_shown(plan)
    return render_template(
        "development/agenda.html",
        plan=plan,
        advice=advice_for(plan.participant),
        sentence=step_sentence,
        feedback=shown_feedback(db.session(), plan.participant.person_id),
        about=behaviour_words,
    )


@blueprint.get(PLAN + "/kartu.pdf")
@requires(Action.DEVELOP)
def talk_card(participant_id: int) -> Response:
    """The talk on one sheet of A5, to lie between the two."""
    plan = shared_plan(participant_id)
    if not plan.is_officer:
        note_reading(plan.participant, ReadingWay.FILE)
        db.session.commit()
    seat = plan.participant
    pdf = in_turn(DOCUMENTS, card_pdf)(plan, reader_language())
    return pdf_file(pdf, f"{file_stem(seat.name, seat.cycle.name, seat.id)}-percakapan.pdf")


def papers_pdf(cycle: Cycle, team: Sequence[Plan], language: str) -> bytes:
    """Agenda and card of each plan, on A5; needs an application context."""
    template = current_app.jinja_env.get_template("development/papers.html")
    with force_locale(language):
        html = template.render(
            cycle=cycle,
            team=[(plan, advice_for(plan.participant)) for plan in team],
            sentence=step_sentence,
            language=language,
        )
    people = "-".join(str(plan.participant.id) for plan in team)
    return _rendered(html, f"talks/{cycle.id}/{people}/{language}")


def card_pdf(plan: Plan, language: str) -> bytes:
    """One page of A5; needs an application context."""
    template = current_app.jinja_env.get_template("development/card.html")
    with force_locale(language):
        html = template.render(
            plan=plan,
            advice=advice_for(plan.participant),
            sentence=step_sentence,
            language=language,
        )
    return _rendered(html, f"talk/{plan.participant.id}/{language}")


def _rendered(html: str, name: str) -> bytes:
    styles = (*STYLES, "css/talk_card.css")
    return render_document(PrintableDocument(html=html, identifier=name.encode(), styles=styles))
