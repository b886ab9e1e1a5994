"""/profil/…/tanggapan: read, a reply, an objection; for the officer, who led them, who decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.documents.responses import pdf_file, reader_language
from berakhlak.errors import StateConflict
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.objections import operations
from berakhlak.objections.blueprint import blueprint
from berakhlak.objections.decided import DecidedObjection
from berakhlak.objections.forms import DecisionForm, ObjectionForm, ReplyForm, StatementForm
from berakhlak.objections.letter import letter_file_stem, letter_pdf
from berakhlak.objections.parties import Party
from berakhlak.objections.queries import ProfileAnswer, ResponseNotFound, answer_of
from berakhlak.objections.terms import TO_DECIDE, TO_LODGE
from berakhlak.objections.words import OUTCOMES, about_choices, outcome_sentence, part_words
from berakhlak.permissions import Action
from berakhlak.web.admission import DOCUMENTS, in_turn
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]
RESPONSE = "/profil/<row:participant_id>/tanggapan"
OBJECTION = "/profil/<row:participant_id>/keberatan"


def _answer(participant_id: int) -> ProfileAnswer:
    """Raises ResponseNotFound."""
    return answer_of(db.session(), signed_in(), participant_id)


@blueprint.get(RESPONSE)
@requires(Action.RESPOND)
def response_page(participant_id: int) -> Answer:
    """What the officer answered, what was objected to, and where that stands."""
    return _page(_answer(participant_id))


def _page(answer: ProfileAnswer, form: Any = None) -> Answer:
    """The page for one of the three, with the one form that is the reader's."""
    reply = answer.response.reply if answer.response else ""
    own: dict[Party, Callable[[], Any]] = {
        Party.OFFICER: lambda: ReplyForm(formdata=None, data={"reply": reply}),
        Party.SUPERVISOR: lambda: StatementForm(formdata=None),
        Party.DECIDER: lambda: DecisionForm(formdata=None),
    }
    today, objection, language = local_today(), answer.objection, reader_language()
    instrument, decided = (
        answer.participant.cycle.instrument.content,
        DecidedObjection.of(objection),
    )
    return render_page(
        "objections/response.html",
        form=form or own[answer.party](),
        answer=answer,
        seat=answer.participant,
        objection=objection,
        today=today,
        terms={"lodge": TO_LODGE, "decide": TO_DECIDE},
        unsure=answer.unsure_years,
        outcomes=OUTCOMES,
        part=part_words(objection, instrument, language) if objection else "",
        decided=outcome_sentence(decided, instrument, language) if decided else "",
    )


@blueprint.post(RESPONSE + "/baca")
@requires(Action.RESPOND)
def acknowledge_profile(participant_id: int) -> Answer:
    """Say that one has read it."""
    answer = _answer(participant_id)
    operations.acknowledge(db.session(), answer, today=local_today())
    return _saved(participant_id, _("Tercatat bahwa Anda sudah membaca profil ini."))


@blueprint.post(RESPONSE + "/balasan")
@requires(Action.RESPOND)
def reply_to_profile(participant_id: int) -> Answer:
    """Keep a short reply."""
    answer, form = _answer(participant_id), ReplyForm()
    if not form.validate_on_submit():
        return _page(answer, form)
    operations.reply(db.session(), answer, form.reply.data or "", today=local_today())
    return _saved(participant_id, _("Balasan Anda tersimpan."))


@blueprint.get(OBJECTION + "/putusan.pdf")
@requires(Action.RESPOND)
def outcome_letter(participant_id: int) -> Response:
    """The decision as a letter, for the three who read it on the page."""
    answer = _answer(participant_id)
    pdf = in_turn(DOCUMENTS, letter_pdf)(db.session(), answer, reader_language())
    return pdf_file(pdf, f"{letter_file_stem(answer)}.pdf")


@blueprint.route(OBJECTION, methods=["GET", "POST"])
@requires(Action.RESPOND)
def lodge_objection(participant_id: int) -> Answer:
    """Lodge an objection; the form shows both terms as dates."""
    answer, form = _answer(participant_id), ObjectionForm()
    if answer.party is not Party.OFFICER:
        raise ResponseNotFound
    form.offer(about_choices(answer.participant.cycle.instrument.content, reader_language()))
    today = local_today()
    if form.validate_on_submit():
        try:
            operations.lodge(db.session(), answer, form.content, today=today, at=clock.utc_now())
        except StateConflict as refused:
            db.session.rollback()
            form.refuse(refused.message)
            answer = _answer(participant_id)
        else:
            return _saved(participant_id, _("Keberatan Anda tercatat."))
    return render_page(
        "objections/object.html",
        form=form,
        answer=answer,
        seat=answer.participant,
        is_possible=answer.may_lodge(today) or bool(form.reason.data),
        decide_by=answer.calendar.last_day(today, TO_DECIDE),
        unsure=answer.unsure_years,
        terms={"lodge": TO_LODGE, "decide": TO_DECIDE},
    )


@blueprint.post(OBJECTION + "/cabut")
@requires(Action.RESPOND)
def withdraw_objection(participant_id: int) -> Answer:
    """Take it back before it is decided."""
    answer = _answer(participant_id)

    def act() -> None:
        operations.withdraw(db.session(), answer, today=local_today(), at=clock.utc_now())

    return _tried(answer, act, _("Keberatan ditarik. Isinya sudah dihapus."))


@blueprint.post(OBJECTION + "/keterangan")
@requires(Action.RESPOND)
def state_view(participant_id: int) -> Answer:
    """What the supervisor has to say, once."""
    answer, form = _answer(participant_id), StatementForm()
    if not form.validate_on_submit():
        return _page(answer, form if answer.party is Party.SUPERVISOR else None)

    def act() -> None:
        words = form.statement.data or ""
        operations.be_heard(db.session(), answer, words, today=local_today())

    return _tried(answer, act, _("Keterangan Anda tersimpan."), form)


@blueprint.post(OBJECTION + "/putusan")
@requires(Action.RESPOND)
def decide_objection(participant_id: int) -> Answer:
    """Decide; what is decided stands."""
    answer, form = _answer(participant_id), DecisionForm()
    if not form.validate_on_submit():
        return _page(answer, form if answer.party is Party.DECIDER else None)
    me, today, now = signed_in(), local_today(), clock.utc_now()

    def act() -> None:
        chosen, reason = form.chosen, form.reason.data or ""
        operations.decide(db.session(), answer, chosen, reason, today=today, by=me, at=now)

    return _tried(answer, act, _("Putusan tersimpan dan tidak dapat diubah."), form)


def _tried(answer: ProfileAnswer, act: Callable[[], None], words: str, form: Any = None) -> Answer:
    """Act; where the objection has ended meanwhile, say so and keep what was typed."""
    participant_id = answer.participant.id
    try:
        act()
    except StateConflict as refused:
        db.session.rollback()
        if form is None:
            flash(str(refused), "danger")
            return redirect(url_for(".response_page", participant_id=participant_id))
        form.refuse(refused.message)
        return _page(_answer(participant_id), form)
    return _saved(participant_id, words)


def _saved(participant_id: int, words: str) -> Answer:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for(".response_page", participant_id=participant_id))
