"""/siklus/ID/loket/ID/kertas: a slip to print, and the page on which a clerk types filled ones."""

from __future__ import annotations

import re
import secrets

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.assignments.operations import RatingClosed
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import record_act
from berakhlak.citizens.doors import Door
from berakhlak.citizens.face_form import form_at
from berakhlak.citizens.given_back import typed_words
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import CounterClosed, TicketSpent
from berakhlak.citizens.paper import paper_pdf, paper_questions
from berakhlak.citizens.poster_file import PosterHead
from berakhlak.citizens.queries import counter_of
from berakhlak.citizens.receiving import let_in, require_taking
from berakhlak.cycles.current_cycle import cycle_in_reach
from berakhlak.cycles.keyring import key_store
from berakhlak.documents.responses import pdf_file
from berakhlak.errors import StateConflict
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.people.models import Agency, Person
from berakhlak.permissions import Action
from berakhlak.web.admission import DOCUMENTS, in_turn
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

blueprint = Blueprint("paper", __name__)
PAPER_PLACE = "/siklus/<row:cycle_id>/loket/<row:counter_id>/kertas"
ONCE = re.compile(r"[0-9a-f]{32}")
TYPED = "paper slips"  # In the session: how many were typed, at which counter, on which day.
Page = tuple[str, int] | Response


class ClerkServesHere(StateConflict):
    """Whoever serves at a counter must not type what was said about its officers."""

    message = _(
        "Anda petugas di loket ini, jadi slipnya diketik oleh orang lain: minta pengelola yang "
        "tidak melayani di sini."
    )


@blueprint.get(f"{PAPER_PLACE}/slip.pdf")
@requires(Action.MANAGE_COUNTERS)
def slip_file(cycle_id: int, counter_id: int) -> Response:
    """The slip of a counter, to be printed or copied as often as is needed."""
    counter = _counter(cycle_id, counter_id)
    agency = db.session().get_one(Agency, counter.cycle.agency_id)
    head, questions = PosterHead(agency.name, agency.logo), paper_questions(counter)
    pdf = in_turn(DOCUMENTS, paper_pdf)(
        questions, counter=counter.name, head=head, purpose=counter.cycle.policy.purpose
    )
    return pdf_file(pdf, f"slip-kertas-{cycle_id}-{counter_id}.pdf")


@blueprint.route(PAPER_PLACE, methods=["GET", "POST"])
@requires(Action.MANAGE_COUNTERS)
def entry_page(cycle_id: int, counter_id: int) -> Page:
    """Type one slip after the other; each counts as a voice, marked as from paper."""
    counter = _counter(cycle_id, counter_id)
    _require_stranger(counter)
    try:
        require_taking(counter)
    except (CounterClosed, RatingClosed) as refused:
        if not typed_words():
            raise
        return _given_back(counter, refused.message), 409
    key_store().key_of(counter.cycle)  # Nothing is typed that could not be kept.
    form = form_at(counter)
    once = request.form.get("once", "")
    if form.is_submitted() and ONCE.fullmatch(once) and form.validate():
        try:
            if let_in(db.session(), counter, form, once=once, door=Door.PAPER):
                return _typed(counter)
        except TicketSpent:
            db.session.rollback()
            flash(_("Slip ini sudah tersimpan tadi, dan dihitung satu kali."), "warning")
            return _next(counter)
    return render_page(
        "citizens/paper_entry.html",
        form=form,
        cycle=counter.cycle,
        counter=counter,
        once=once if ONCE.fullmatch(once) else secrets.token_hex(16),
    )


def _given_back(counter: Counter, why: object) -> str:
    """The words of a slip that is not taken any more, for the clerk who typed them."""
    return render_template(
        "citizens/paper_closed.html", counter=counter, why=why, typed=typed_words()
    )


def _typed(counter: Counter) -> Response:
    """Commit. That somebody types here is recorded once a day and session, never slip by slip."""
    count = _typed_so_far(counter)
    if not count:
        record_act(db.session(), Act.TYPED_PAPER, counter.id, by=signed_in(), at=clock.utc_now())
    db.session.commit()
    session[TYPED] = [counter.id, local_today().isoformat(), count + 1]
    n = count + 1
    flash(
        ngettext(
            "%(num)s slip tersimpan hari ini. Ketik slip berikutnya.",
            "%(num)s slip tersimpan hari ini. Ketik slip berikutnya.",
            n,
        ),
        "success",
    )
    return _next(counter)


def _typed_so_far(counter: Counter) -> int:
    where, day, count = session.get(TYPED) or (0, "", 0)
    return int(count) if (where, day) == (counter.id, local_today().isoformat()) else 0


def _next(counter: Counter) -> Response:
    return redirect(url_for(".entry_page", cycle_id=counter.cycle_id, counter_id=counter.id))


def _counter(cycle_id: int, counter_id: int) -> Counter:
    cycle, reach = cycle_in_reach(cycle_id, Action.MANAGE_COUNTERS)
    return counter_of(db.session(), cycle, counter_id, reach)


def _require_stranger(counter: Counter) -> None:
    """Raises ClerkServesHere."""
    own = db.session.scalar(select(Person.id).where(Person.account_id == signed_in().id))
    if own is not None and own in {officer.person_id for officer in counter.officers}:
        raise ClerkServesHere
