"""The citizen's minute at a counter, and the counters that HR sets up."""

from __future__ import annotations

from collections.abc import Sequence

import segno
from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _
from flask_limiter.errors import RateLimitExceeded
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from berakhlak import clock
from berakhlak.accounts.session import current_account
from berakhlak.assignments.operations import RatingClosed
from berakhlak.citizens import operations, tickets
from berakhlak.citizens.forms import ANSWER, UnitForm, VoiceForm, counter_form, voice_form
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import TicketSpent, VoiceInvalid
from berakhlak.citizens.queries import (
    CounterNotFound,
    by_token,
    counter_of,
    counters_of,
    officers_of,
)
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.queries import get_cycle, units_of
from berakhlak.extensions import db, limiter
from berakhlak.roles import Role
from berakhlak.web.guards import public, requires
from berakhlak.web.pages import page

blueprint = Blueprint("citizens", __name__)

# Databases count to here; larger numbers are no addresses of ours.
COUNTERS = "/siklus/<int(max=2147483647):cycle_id>/loket"
Page = str | tuple[str, int] | Answer


@blueprint.after_request
def _keep_nothing(response: Response) -> Response:
    # On a shared phone or a kiosk, the Back button must not show the last visitor's answers.
    response.headers["Cache-Control"] = "no-store"
    return response


def _limit() -> str:
    return str(current_app.config["BERAKHLAK"].citizen_limit)


@blueprint.route("/l/<token>", methods=["GET", "POST"])
@public
@limiter.limit(_limit, methods=["POST"])
def speak(token: str) -> Page:
    """The short form of a counter; nothing about the sender is kept."""
    counter = _open_counter(token)
    form = voice_form(counter, counter.cycle.instrument.content)
    if not form.is_submitted():
        return _form_page(counter, form)
    digest = tickets.digest(_secret(), counter.token, form.ticket.data or "")
    if form.validate() and digest and _receive(counter, form, digest):
        db.session.commit()
        return redirect(url_for(".thanks", token=token))
    return _form_page(counter, form, stale=digest is None)


@blueprint.get("/l/<token>/terima-kasih")
@public
def thanks(token: str) -> str:
    """After a voice was let in; reloading this page sends nothing."""
    counter = by_token(_session(), token)
    return render_template("citizens/thanks.html", counter=counter)


@blueprint.errorhandler(TicketSpent)
def already_received(_error: TicketSpent) -> tuple[str, int]:
    """The same form came twice: it counted once."""
    db.session.rollback()
    return render_template("citizens/spent.html"), 409


@blueprint.errorhandler(CounterNotFound)
def unknown_counter(_error: CounterNotFound) -> tuple[str, int]:
    """A torn, mistyped or withdrawn code."""
    return render_template("citizens/unknown.html"), 404


@blueprint.errorhandler(RatingClosed)
def closed(_error: RatingClosed) -> tuple[str, int]:
    """The cycle no longer takes voices."""
    db.session.rollback()
    return render_template("citizens/closed.html"), 409


@blueprint.errorhandler(RateLimitExceeded)
def too_many(_error: RateLimitExceeded) -> tuple[str, int]:
    """A queue behind one address: wait a minute, with everything typed still in place."""
    counter = _open_counter(str((request.view_args or {})["token"]))
    form = voice_form(counter, counter.cycle.instrument.content)
    text, _status = _form_page(counter, form, busy=True)
    return text, 429


@blueprint.get(COUNTERS)
@requires(Role.HR)
def counters(cycle_id: int) -> str:
    """The counters of a cycle, and where to add one."""
    cycle = _own_cycle(cycle_id)
    return render_template(
        "citizens/counters.html",
        cycle=cycle,
        counters=counters_of(_session(), cycle),
        unit_form=UnitForm(units_of(_session(), cycle), formdata=None),
    )


@blueprint.route(f"{COUNTERS}/baru", methods=["GET", "POST"])
@requires(Role.HR)
def new_counter(cycle_id: int) -> Page:
    """Name a counter and tick who serves there, among the officers of one unit."""
    cycle = _own_cycle(cycle_id)
    officers = officers_of(_session(), cycle, request.args.get("unit", 0, int))
    if not officers:
        flash(_("Unit itu tidak memiliki pegawai yang dinilai dalam siklus ini."), "warning")
        return redirect(url_for(".counters", cycle_id=cycle.id))
    form = counter_form(officers)
    if form.validate_on_submit():
        if form.chosen():
            counter = operations.add_counter(
                _session(),
                cycle,
                name=str(form.name.data),
                officers=form.chosen(),
                by=current_account(),
                at=clock.now(),
            )
            db.session.commit()
            return redirect(url_for(".poster", cycle_id=cycle.id, counter_id=counter.id))
        form.refuse(_("Pilih paling sedikit satu petugas."), form.boxes()[0].name)
    return page("citizens/new_counter.html", form=form, cycle=cycle, unit=officers[0].unit)


@blueprint.get(f"{COUNTERS}/<int(max=2147483647):counter_id>")
@requires(Role.HR)
def poster(cycle_id: int, counter_id: int) -> str:
    """The QR code to be printed and put up."""
    cycle = _own_cycle(cycle_id)
    counter = counter_of(_session(), cycle, counter_id)
    url = url_for(".speak", token=counter.token, _external=True)
    return render_template(
        "citizens/poster.html",
        cycle=cycle,
        counter=counter,
        url=url,
        short_url=url.partition("://")[2],
        code=_qr_drawing(url),
        invitations=_invitations(),
    )


def _session() -> Session:
    return db.session  # type: ignore[return-value]  # A scoped session stands in for one.


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _own_cycle(cycle_id: int) -> Cycle:
    return get_cycle(_session(), cycle_id, agency_id=current_account().agency_id)


def _open_counter(token: str) -> Counter:
    """Raises CounterNotFound, RatingClosed."""
    counter = by_token(_session(), token)
    if not counter.cycle.accepts_answers:
        raise RatingClosed
    return counter


def _receive(counter: Counter, form: VoiceForm, digest: bytes) -> bool:
    """Let the voice in; False, with the form saying why, when it is refused."""
    try:
        operations.receive_voice(
            _session(),
            counter,
            key=key_store().load(counter.cycle.key_name),
            ticket_digest=digest,
            ratee_id=form.officer.data,
            answers=form.answers(),
            comment=form.comment.data or "",
        )
    except VoiceInvalid as error:
        form.refuse(error.message, ANSWER + form.asked[0])
        return False
    return True


def _form_page(
    counter: Counter, form: VoiceForm, *, stale: bool = False, busy: bool = False
) -> tuple[str, int]:
    """The form with what was typed; a ticket that no longer opens is replaced by a fresh one."""
    if stale or not form.ticket.data:
        form.ticket.data = tickets.issue(_secret(), counter.token)
    text, status = page("citizens/speak.html", form=form, counter=counter, stale=stale, busy=busy)
    return text, 422 if stale else status


def _qr_drawing(url: str) -> Markup:
    """The code as a drawing without fixed size; a quarter of it may be dirty or torn."""
    # The drawing is made of numbers alone: nothing of the address stands in it as text.
    return Markup(segno.make(url, error="q", micro=False).svg_inline(border=4, omitsize=True))  # noqa: S704


def _invitations() -> Sequence[tuple[str, str]]:
    """The invitation in each language that has words of its own for it."""
    found: dict[str, str] = {}
    for language in ("id", "en"):
        with force_locale(language):
            found.setdefault(gettext("Bagaimana pelayanan kami?"), language)
    return [(language, words) for words, language in found.items()]
