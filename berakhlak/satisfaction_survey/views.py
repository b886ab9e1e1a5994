"""/s/…: a citizen's minute about the service of a unit; nobody is named on either side."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_limiter.errors import RateLimitExceeded
from werkzeug.wrappers import Response as Answer

from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyUnusable
from berakhlak.extensions import db, limiter
from berakhlak.formats import local_today
from berakhlak.satisfaction_survey import device_limits, operations
from berakhlak.satisfaction_survey.blueprint import blueprint
from berakhlak.satisfaction_survey.forms import SatisfactionForm, satisfaction_form
from berakhlak.satisfaction_survey.models import SatisfactionSurvey
from berakhlak.satisfaction_survey.operations import (
    FormSpent,
    SurveyOver,
    TicketRefused,
)
from berakhlak.satisfaction_survey.queries import SurveyNotFound, survey_by_code
from berakhlak.satisfaction_survey.survey_tickets import digest_of_ticket, is_genuine
from berakhlak.short_codes import tidied
from berakhlak.web import form_tokens, waiting, work_proofs
from berakhlak.web.form_tokens import FormToken
from berakhlak.web.guards import open_to_all
from berakhlak.web.pages import render_page
from berakhlak.web.refused_forms import typed_fields
from berakhlak.web.visitor_forms import (
    keep_nothing,
    page_of_refusal,
    page_of_waiting,
    visitor_limit,
)

Page = str | tuple[str, int] | Answer


blueprint.after_request(keep_nothing)


@blueprint.route("/s/<code>", methods=["GET", "POST"])
@open_to_all
@limiter.limit(visitor_limit, methods=["POST"])
def answer_page(code: str) -> Page:
    """The form of a survey; nothing about the sender is kept."""
    survey = _open_survey(code)
    form = _form_of(survey)
    if not form.is_submitted():
        key_store().key_of(survey)  # Nobody is asked for what could not be kept.
        if form.visit:  # As the QR code of a slip has it.
            form.visit.data = form.visit.data or request.args.get("tiket", "")[:60]
        return _form_page(survey, form, held=typed_fields().get("ticket", ""))
    found = _unspent(survey, form.ticket.data or "")
    if form.validate() and found and _receive(survey, form, found):
        db.session.commit()
        # A changed cookie makes browsers drop the filled form from their memory, without scripts.
        session.pop("csrf_token", None)
        answer = redirect(url_for(".thanks_page", code=survey.code))
        if not survey.needs_tickets:
            device_limits.remember_answer(answer, local_today())
        return answer
    return _form_page(survey, form, stale=found is None)


@blueprint.get("/s/<code>/terima-kasih")
@open_to_all
def thanks_page(code: str) -> str:
    """After an answer was let in; reloading this page sends nothing."""
    survey = survey_by_code(db.session(), tidied(code))
    return render_template("satisfaction_survey/thanks.html", survey=survey)


@blueprint.errorhandler(FormSpent)
def already_received(_error: FormSpent) -> tuple[str, int]:
    """The same form came twice: it counted once."""
    return page_of_refusal("satisfaction_survey/spent.html"), 409


@blueprint.errorhandler(SurveyNotFound)
def unknown_survey(_error: SurveyNotFound) -> tuple[str, int]:
    """Mistyped, or from a poster of elsewhere."""
    return _refused("unknown"), 404


@blueprint.errorhandler(SurveyOver)
def survey_over(_error: SurveyOver) -> tuple[str, int]:
    """It takes no more answers."""
    return _refused("over"), 409


@blueprint.errorhandler(KeyUnusable)
def key_unusable(_error: KeyUnusable) -> tuple[str, int]:
    """What would be written here could not be opened later."""
    return _refused("unavailable"), 503


@blueprint.errorhandler(RateLimitExceeded)
def too_many(_error: RateLimitExceeded) -> ResponseReturnValue:
    """A queue behind one address: wait, with everything typed still in place."""
    return page_of_waiting(_waiting_page)


def _waiting_page(time: str) -> tuple[str, int]:
    survey = _open_survey(str((request.view_args or {}).get("code", "")))
    form = _form_of(survey)
    _unspent(survey, form.ticket.data or "")
    return _form_page(survey, form, busy=time)


def _open_survey(code: str) -> SatisfactionSurvey:
    """Raises SurveyNotFound, SurveyOver."""
    survey = survey_by_code(db.session(), tidied(code))
    if not survey.takes_answers(local_today()):
        raise SurveyOver
    return survey


def _refused(refusal: str) -> str:
    """`refusal`: a word of `satisfaction_survey/refused.html`."""
    return page_of_refusal("satisfaction_survey/refused.html", refusal=refusal)


def _receive(survey: SatisfactionSurvey, form: SatisfactionForm, found: FormToken) -> bool:
    """Let the answers in; False, with the form saying why, when they are refused."""
    if refusal := _held_up(survey, form, found):
        form.refuse(refusal)
        return False
    try:
        operations.receive_answers(
            db.session(),
            survey,
            form.answers(),
            form.respondent(),
            key=key_store().key_of(survey),
            form_digest=found.digest,
            ticket_digest=_ticket(survey, form),
            today=local_today(),
        )
    except TicketRefused as error:
        db.session.rollback()
        form.refuse(error.message, "visit")
        return False
    except KeyUnusable:
        form.refuse(
            _(
                "Jawaban belum dapat disimpan karena gangguan di server. Isian Anda masih ada di "
                "halaman ini: kirim sekali lagi nanti."
            )
        )
        return False
    return True


def _held_up(survey: SatisfactionSurvey, form: SatisfactionForm, found: FormToken) -> object:
    """Why no more answers are taken from here now; empty where they are."""
    if survey.needs_tickets:
        return ""
    if device_limits.is_device_full(local_today()):
        return _(
            "Dari perangkat ini sudah ada jawaban hari ini. Isi dari ponsel Anda sendiri, atau "
            "besok."
        )
    if work_proofs.is_proven(_secret(), form.proof.data or "", found.digest):
        return ""
    if wait := device_limits.wait_without_work(survey):
        return _(
            "Saat ini banyak jawaban dari browser tanpa JavaScript. Isian Anda masih ada: tunggu "
            "%(time)s, lalu tekan Kirim lagi.",
            time=waiting.in_words(wait),
        )
    return ""


def _form_of(survey: SatisfactionSurvey) -> SatisfactionForm:
    return satisfaction_form(survey.services, needs_ticket=survey.needs_tickets)


def _ticket(survey: SatisfactionSurvey, form: SatisfactionForm) -> bytes | None:
    """What is kept of the ticket. Raises TicketRefused."""
    if not survey.needs_tickets:
        return None
    code = tidied(form.visit.data or "")
    if not is_genuine(_secret(), survey, code):
        raise TicketRefused
    return digest_of_ticket(_secret(), survey, code)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _place(survey: SatisfactionSurvey) -> str:
    return f"skm {survey.id}"


def _unspent(survey: SatisfactionSurvey, ticket: str) -> FormToken | None:
    """A form token that opens. Raises FormSpent.

    Looked at before anything else: what was sent by an earlier visitor is not shown again.
    """
    found = form_tokens.read_form_token(_secret(), _place(survey), ticket)
    if found is not None:
        operations.require_unspent(db.session(), found.digest)
    return found


def _form_page(
    survey: SatisfactionSurvey,
    form: SatisfactionForm,
    *,
    stale: bool = False,
    busy: str = "",
    held: str = "",
) -> tuple[str, int]:
    """The form with what was typed; a token that no longer opens is replaced by a fresh one."""
    ticket = form.ticket.data or held
    found = None if stale else _unspent(survey, ticket)
    if found is None:
        ticket = form_tokens.issue_form_token(_secret(), _place(survey))
        found = form_tokens.read_form_token(_secret(), _place(survey), ticket)
    assert found is not None
    form.ticket.data = ticket
    most = int(current_app.config["BERAKHLAK"].citizen_proof)
    text, status = render_page(
        "satisfaction_survey/answer.html",
        form=form,
        survey=survey,
        stale=stale,
        busy=busy,
        challenge=work_proofs.challenge(_secret(), found.digest, most=most),
    )
    return text, 422 if stale else status
