"""A tablet at a counter: begun by HR, then nothing but the form opens on it until the PIN is given.

docs/decisions/0180-kiosk.md says what lies on the tablet, and what this cannot keep out.
"""

from __future__ import annotations

import re
from datetime import date

from flask import Blueprint, flash, g, redirect, request, session, url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from flask_login import logout_user
from limits import parse
from werkzeug.wrappers import Response
from wtforms.validators import ValidationError

from berakhlak import clock
from berakhlak.accounts.session import end_this_session, signed_in
from berakhlak.citizens import kiosks
from berakhlak.citizens.kiosks import Kiosk
from berakhlak.citizens.queries import counter_of
from berakhlak.citizens.receiving import require_taking
from berakhlak.cycles.current_cycle import cycle_in_reach
from berakhlak.documents.responses import no_store_response
from berakhlak.extensions import db, limiter
from berakhlak.permissions import Action
from berakhlak.web import waiting
from berakhlak.web.admission import PASSWORDS, in_turn
from berakhlak.web.cookies import OwnCookie
from berakhlak.web.forms import BaseForm, TextField
from berakhlak.web.guards import open_to_all, requires
from berakhlak.web.language import COOKIE as LANGUAGE
from berakhlak.web.pages import render_page

blueprint = Blueprint("kiosk", __name__)
OF_COUNTER = "/siklus/<row:cycle_id>/loket/<row:counter_id>/kios"
DAYS = 90
COOKIE = OwnCookie("kios", DAYS * 24 * 3600, same_site="Strict")
WITH_FORM = ("citizens.voice_page", "kiosk.empty_form")
PIN = re.compile(r"[0-9]{4,8}")
Page = tuple[str, int] | Response


class PinForm(BaseForm):
    """A number that is chosen to begin, and given to leave."""

    pin = TextField(
        _("PIN"),
        thing=_("PIN"),
        hint=_("4 sampai 8 angka."),
        input_mode="numeric",
        max_length=8,
    )

    def validate_pin(self, field: TextField) -> None:
        """Raises ValidationError unless these are so many digits."""
        if not PIN.fullmatch(field.data or ""):
            raise ValidationError(_("Isi PIN dengan 4 sampai 8 angka, misalnya 2580."))


@blueprint.route(OF_COUNTER, methods=["GET", "POST"])
@requires(Action.MANAGE_COUNTERS)
def start_page(cycle_id: int, counter_id: int) -> Page:
    """Choose the PIN; this device then is a kiosk, and nobody is signed in on it any more."""
    cycle, reach = cycle_in_reach(cycle_id, Action.MANAGE_COUNTERS)
    counter = counter_of(db.session(), cycle, counter_id, reach)
    require_taking(counter)
    form = PinForm()
    if form.validate_on_submit():
        key = kiosks.start_kiosk(
            db.session(), counter, pin=str(form.pin.data), by=signed_in(), at=clock.utc_now()
        )
        end_this_session()
        db.session.commit()
        logout_user()
        session.clear()
        return _with_cookie(redirect(url_for(".start_over")), key)
    return render_page(
        "citizens/start_kiosk.html",
        form=form,
        cycle=cycle,
        counter=counter,
        running=kiosks.kiosks_of(db.session(), counter),
    )


@blueprint.post(f"{OF_COUNTER}/akhiri")
@requires(Action.MANAGE_COUNTERS)
def end_all(cycle_id: int, counter_id: int) -> Response:
    """End the kiosks of a counter from afar, as when a tablet was lost or a PIN forgotten."""
    cycle, reach = cycle_in_reach(cycle_id, Action.MANAGE_COUNTERS)
    counter = counter_of(db.session(), cycle, counter_id, reach)
    count = kiosks.end_kiosks(db.session(), counter, by=signed_in(), at=clock.utc_now())
    db.session.commit()
    flash(ngettext("%(num)s kios diakhiri.", "%(num)s kios diakhiri.", count), "success")
    return redirect(url_for("citizens.counters_page", cycle_id=cycle.id))


@blueprint.get("/kios")
@open_to_all
def start_over() -> Page:
    """Where a kiosk begins for the next visitor, in the language that the tablet is set to."""
    kiosk = kiosk_of_device()
    if kiosk is None:
        return _no_kiosk()
    answer = redirect(_form_address(kiosk))
    LANGUAGE.take_away(answer)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.route("/kios/keluar", methods=["GET", "POST"])
@open_to_all
def leave_page() -> Page:
    """Give the PIN; the device then opens every page again, and nobody is signed in."""
    kiosk = kiosk_of_device()
    if kiosk is None:
        return _no_kiosk()
    form = PinForm()
    if form.validate_on_submit() and _may_leave(kiosk, form):
        kiosks.end_kiosk(db.session(), kiosk, at=clock.utc_now())
        db.session.commit()
        session.clear()
        flash(_("Kios diakhiri."), "success")
        return _forgotten(redirect(url_for("accounts.sign_in")))
    form.pin.data = ""
    text, status = render_page(
        "citizens/leave_kiosk.html", form=form, counter=kiosk.counter, kiosk=kiosk
    )
    response = no_store_response(text)
    response.status_code = status
    return response


def _no_kiosk() -> Page:
    text, status = render_page("citizens/no_kiosk.html")
    if not COOKIE.is_there:
        return text, status
    return _forgotten(no_store_response(text))


def _forgotten(answer: Response) -> Response:
    """Have the browser drop whatever it keeps for a kiosk that has ended."""
    COOKIE.take_away(answer)
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


def _may_leave(kiosk: Kiosk, form: PinForm) -> bool:
    limit, key = parse(kiosks.PIN_TRIES), ("kiosk pin", str(kiosk.id))
    if limiter.enabled and not limiter.limiter.hit(limit, *key):
        wait = waiting.in_words(waiting.seconds_until_free(limit, *key))
        form.refuse(
            _(
                "Terlalu banyak PIN yang keliru. Tunggu %(time)s, lalu coba lagi. Lupa PIN? "
                "Pengelola dapat mengakhiri kios ini dari halaman loket.",
                time=wait,
            ),
            "pin",
        )
        return False
    if not in_turn(PASSWORDS, kiosks.is_pin_of)(kiosk, str(form.pin.data)):
        form.refuse(_("PIN keliru. Pakai PIN yang dipilih saat kios dimulai."), "pin")
        return False
    return True


@blueprint.before_app_request
def _stay_at_the_form() -> Response | None:
    """On a kiosk nothing opens but its form and the way out; elsewhere this costs nothing."""
    if not COOKIE.is_there or request.endpoint == "static":
        return None
    kiosk = kiosk_of_device()
    if kiosk is None or request.path.split("/")[1] == "kios":
        return None
    is_form = (request.endpoint or "").startswith("citizens.")
    if is_form and (request.view_args or {}).get("token") == kiosk.counter.token:
        return None
    return redirect(url_for("kiosk.start_over"))


def kiosk_of_device() -> Kiosk | None:
    """The kiosk that this browser is, if it is one; asked for once a request."""
    if "kiosk" not in g:
        key = COOKIE.read()
        g.kiosk = kiosks.running_kiosk(db.session(), key) if key else None
    found: Kiosk | None = g.kiosk
    return found


def _kiosk_with_form() -> Kiosk | None:
    return kiosk_of_device() if request.endpoint in WITH_FORM else None


blueprint.add_app_template_global(_kiosk_with_form, "kiosk_here")


def note_too_many(kiosk: Kiosk, today: date) -> None:
    """HR is told the day, not the hour."""
    kiosk.capped_on = today


def _form_address(kiosk: Kiosk) -> str:
    return url_for("citizens.voice_page", token=kiosk.counter.token)


def _with_cookie(response: Response, key: str) -> Response:
    COOKIE.put(response, key)
    return response
