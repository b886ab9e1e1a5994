"""/l: where the six letters of a poster, or the code of a ticket, are typed by those whose phone
reads no QR code."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, redirect, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from berakhlak import short_codes
from berakhlak.citizens.admission import VisitRefused, source_of_ticket
from berakhlak.citizens.local_languages import also_in_local_languages
from berakhlak.citizens.queries import CounterNotFound, counter_by_short_code
from berakhlak.citizens.visit_tickets import VisitTicket, read_ticket
from berakhlak.documents.responses import no_store_response
from berakhlak.extensions import db
from berakhlak.web import tries, waiting
from berakhlak.web.forms import BaseForm, TextField
from berakhlak.web.guards import open_to_all
from berakhlak.web.pages import render_page

blueprint = Blueprint("short_codes", __name__)
COUNTED = "wrong short code"
UNKNOWN = _(
    "Kode ini tidak kami kenali. Cocokkan lagi satu per satu dengan poster; bila sudah sama, "
    "posternya mungkin sudah diganti: tanyakan kepada petugas."
)


class ShortCodeForm(BaseForm):
    """Six letters, or a ticket, however they are typed."""

    code = TextField(
        _("Kode loket"),
        thing=_("enam huruf kode loket"),
        hint=_(
            "Enam huruf di bawah kode QR, misalnya BCD FGH, atau kode pada tiket Anda. Huruf besar "
            "atau kecil sama saja."
        ),
        input_mode="text",
    )


@blueprint.route("/l", methods=["GET", "POST"])
@also_in_local_languages
@open_to_all
def short_code_page() -> Response:
    """Type the letters; they lead to the form of the counter."""
    form = ShortCodeForm()
    if form.validate_on_submit():
        if wait := tries.time_to_wait(COUNTED):
            form.refuse(_tried_too_often(wait), "code")
            return _page(form, 429)
        ticket = read_ticket(form.code.data or "")
        found = _form_of_ticket(form, ticket) if ticket else _token_behind(form)
        if found:
            return redirect(url_for("citizens.voice_page", **found))
        tries.count_try(COUNTED)
    return _page(form)


def _page(form: ShortCodeForm, status: int = 0) -> Response:
    text, usual = render_page("citizens/short_code.html", form=form)
    response = no_store_response(text)
    response.status_code = status or usual
    return response


def _form_of_ticket(form: ShortCodeForm, ticket: VisitTicket) -> dict[str, Any]:
    """Arguments of the form that a ticket leads to; nothing, and the form says why, where it is
    none of ours."""
    secret = str(current_app.config["SECRET_KEY"])
    try:
        source = source_of_ticket(db.session(), ticket, secret=secret)
    except VisitRefused:
        form.refuse(UNKNOWN, "code")
        return {}
    return {"token": source.counter.token, "tiket": form.code.data}


def _token_behind(form: ShortCodeForm) -> dict[str, Any]:
    """That of the counter that is meant; else nothing, and the form says what is wrong."""
    tidy = short_codes.tidied(form.code.data or "")
    if len(tidy) != short_codes.LENGTH:
        form.refuse(
            _("Kode loket terdiri dari enam huruf; yang diketik %(num)s.", num=len(tidy)), "code"
        )
        return {}
    if not short_codes.is_short_code(tidy):
        form.refuse(
            _("Periksa lagi kodenya: hanya huruf, tanpa angka dan tanpa A, E, I, L, O, U."), "code"
        )
        return {}
    try:
        return {"token": counter_by_short_code(db.session(), tidy).token}
    except CounterNotFound:
        form.refuse(UNKNOWN, "code")
        return {}


def _tried_too_often(seconds: float) -> object:
    return _(
        "Sudah terlalu banyak kode yang keliru dari jaringan ini. Tunggu %(time)s, lalu coba "
        "lagi, atau pindai kode QR-nya.",
        time=waiting.in_words(seconds),
    )
