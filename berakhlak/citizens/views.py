"""/l/…: the citizen's minute at a counter."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.errors import RateLimitExceeded
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from berakhlak import clock
from berakhlak.assignments.operations import RatingClosed
from berakhlak.citizens import operations, screening
from berakhlak.citizens.admission import VisitRefused, admission_by, place_of
from berakhlak.citizens.blueprint import blueprint
from berakhlak.citizens.door_counts import count_at_door, hold_back
from berakhlak.citizens.face_form import form_at
from berakhlak.citizens.forms import VoiceForm
from berakhlak.citizens.given_back import complaint_way, refused_at_counter
from berakhlak.citizens.local_languages import also_in_local_languages
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import CounterClosed, TicketSpent, VoiceInvalid
from berakhlak.citizens.queries import CounterNotFound, counter_by_token
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyUnusable
from berakhlak.errors import StateConflict
from berakhlak.extensions import db, limiter
from berakhlak.formats import local_today
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


class PosterReplaced(StateConflict):
    """The code was scanned from a poster that HR has replaced."""


blueprint.after_request(keep_nothing)


@blueprint.route("/l/<token>", methods=["GET", "POST"])
@also_in_local_languages
@open_to_all
@limiter.limit(visitor_limit, methods=["POST"])
def voice_page(token: str) -> Page:
    """The short form of a counter; nothing about the sender is kept."""
    counter = open_counter(token)
    form = form_at(counter)
    if not form.is_submitted():
        key_store().key_of(counter.cycle)  # Nobody is asked for what could not be kept.
        form.visit.data = form.visit.data or request.args.get("tiket", "")[:40]
        return _form_page(
            counter, form, held=_unspent(counter, typed_fields().get("ticket", ""))[0]
        )
    _ticket, found = _unspent(counter, form.ticket.data or "")
    if form.validate() and found and _receive(counter, form, found):
        db.session.commit()
        # A changed cookie makes browsers drop the filled form from their memory, without scripts.
        session.pop("csrf_token", None)
        answer = redirect(url_for(".thanks_page", token=token))
        screening.remember_voice(answer, local_today())
        return answer
    return _form_page(counter, form, stale=found is None)


@blueprint.get("/l/<token>/terima-kasih")
@also_in_local_languages
@open_to_all
def thanks_page(token: str) -> str:
    """After a voice was let in; reloading this page sends nothing."""
    counter = counter_by_token(_session(), token)
    way = complaint_way(_session(), counter)
    return render_template("citizens/thanks.html", counter=counter, way=way)


@blueprint.errorhandler(TicketSpent)
def already_received(_error: TicketSpent) -> tuple[str, int]:
    """The same form came twice: it counted once."""
    return page_of_refusal("citizens/spent.html"), 409


@blueprint.errorhandler(CounterNotFound)
def unknown_counter(_error: CounterNotFound) -> tuple[str, int]:
    """A torn, mistyped or withdrawn code."""
    return refused_at_counter("unknown"), 404


@blueprint.errorhandler(RatingClosed)
def rating_closed_page(_error: RatingClosed) -> tuple[str, int]:
    """The cycle no longer takes voices."""
    return refused_at_counter("closed"), 409


@blueprint.errorhandler(KeyUnusable)
def key_unusable_page(_error: KeyUnusable) -> tuple[str, int]:
    """What would be written here could not be opened later."""
    return refused_at_counter("unavailable"), 503


@blueprint.errorhandler(CounterClosed)
def counter_closed(_error: CounterClosed) -> tuple[str, int]:
    """The cycle goes on, but not at this counter."""
    return refused_at_counter("counter_closed"), 409


@blueprint.errorhandler(PosterReplaced)
def poster_replaced(_error: PosterReplaced) -> tuple[str, int]:
    """An old poster; where the new code leads is not told to whoever has the old one."""
    return refused_at_counter("poster_replaced"), 410


@blueprint.errorhandler(RateLimitExceeded)
def too_many(_error: RateLimitExceeded) -> ResponseReturnValue:
    """A queue behind one address: wait, with everything typed still in place."""
    if "token" not in (request.view_args or {}):  # A machine's page, without a form.
        return f"{waiting.waiting_advice()}\n", 429, {"Content-Type": "text/plain; charset=utf-8"}
    return page_of_waiting(_waiting_page)


def _waiting_page(time: str) -> tuple[str, int]:
    counter = open_counter(str((request.view_args or {})["token"]))
    form = form_at(counter)
    _unspent(counter, form.ticket.data or "")
    return _form_page(counter, form, busy=time)


def _session() -> Session:
    return db.session  # type: ignore[return-value]  # A scoped session stands in for one.


def _work() -> int:
    return int(current_app.config["BERAKHLAK"].citizen_proof)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def open_counter(token: str) -> Counter:
    """Raises CounterNotFound, RatingClosed, CounterClosed, PosterReplaced.

    A new poster is worth looking for only where voices are taken, so that comes last.
    """
    counter = counter_by_token(_session(), token)
    if not counter.cycle.accepts_answers:
        raise RatingClosed
    if counter.closed_at is not None or not counter.rated_officers:
        raise CounterClosed
    if counter.token != token:
        raise PosterReplaced
    return counter


def _receive(counter: Counter, form: VoiceForm, found: FormToken) -> bool:
    """Let the voice in; False, with the form saying why, when it is refused."""
    try:
        _let_in(counter, form, found)
    except VisitRefused as error:
        db.session.rollback()
        form.refuse(error.message, "visit")
        return False
    except VoiceInvalid as error:
        form.refuse(error.message, form.first_question)
        return False
    except KeyUnusable:
        form.refuse(
            _(
                "Penilaian belum dapat disimpan karena gangguan di server. Isian Anda masih ada di "
                "halaman ini: kirim sekali lagi nanti, atau beri tahu petugas."
            )
        )
        return False
    return True


def _let_in(counter: Counter, form: VoiceForm, found: FormToken) -> None:
    """Raises as `receive_voice` and `admission_by`."""
    now, zone = clock.utc_now(), str(current_app.config["BERAKHLAK"].timezone)
    typed = form.visit.data or ""
    admission = admission_by(_session(), counter, typed, secret=_secret(), at=now)
    proven = work_proofs.is_proven(_secret(), form.proof.data or "", found.digest)
    suspicious = screening.is_suspicious(
        counter, admission, age=found.age_seconds, proven=proven, today=local_today()
    )
    operations.receive_voice(
        _session(),
        counter,
        key=key_store().key_of(counter.cycle),
        ticket_digest=found.digest,
        ratee_id=form.ratee_id,
        answers=form.answers(),
        comment=form.comment.data or "",
        admission=admission,
        held=hold_back(_session(), counter, now, zone) if suspicious else None,
    )
    count_at_door(_session(), counter, admission.door, now, zone, handed=False)


def _unspent(counter: Counter, ticket: str) -> tuple[str, FormToken | None]:
    """A form token that opens, with what it says; else nothing. Raises TicketSpent.

    Looked at before anything else: what was sent by an earlier visitor is not shown again.
    """
    found = form_tokens.read_form_token(_secret(), place_of(counter), ticket)
    if found is None:
        return "", None
    operations.require_unspent(_session(), counter.cycle_id, found.digest)
    return ticket, found


def _form_page(
    counter: Counter, form: VoiceForm, *, stale: bool = False, busy: str = "", held: str = ""
) -> tuple[str, int]:
    """The form with what was typed; a token that no longer opens is replaced by a fresh one."""
    form.ticket.data = form.ticket.data or held
    if stale or not form.ticket.data:
        form.ticket.data = form_tokens.issue_form_token(_secret(), place_of(counter))
    found = form_tokens.read_form_token(_secret(), place_of(counter), form.ticket.data)
    challenge = work_proofs.challenge(_secret(), found.digest, most=_work()) if found else ""
    text, status = render_page(
        form.template, form=form, counter=counter, stale=stale, busy=busy, challenge=challenge
    )
    return text, 422 if stale else status
