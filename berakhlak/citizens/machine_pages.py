"""What machines at a counter ask for: a ticket for the queue system, the code for the display."""

from __future__ import annotations

from flask import Response, current_app, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.citizens import ticket_sources
from berakhlak.citizens.admission import place_of
from berakhlak.citizens.blueprint import blueprint
from berakhlak.citizens.display_codes import (
    STEP_SECONDS,
    code_of_minute,
    display_secret,
    minute_of,
)
from berakhlak.citizens.door_counts import count_at_door
from berakhlak.citizens.doors import Door
from berakhlak.documents.ticket_slips import code_drawing
from berakhlak.errors import NotFound
from berakhlak.extensions import csrf, db, limiter
from berakhlak.short_codes import shown
from berakhlak.web.guards import open_to_all
from berakhlak.web.whole_addresses import public_address

OF_A_MACHINE = "60 per minute"
BEARER = "Bearer "


def _bearer() -> str:
    return request.headers.get("Authorization", "").removeprefix(BEARER)


@blueprint.post("/api/tiket")
@csrf.exempt  # type: ignore[untyped-decorator]  # No browser, and no session: a secret in a header.
@open_to_all
@limiter.limit(OF_A_MACHINE, key_func=_bearer)
@limiter.limit("300 per minute")
def give_ticket() -> ResponseReturnValue:
    """One ticket for whoever has just been served, as JSON: `ticket` to print, `url` for a QR."""
    session: Session = db.session()
    try:
        source = ticket_sources.machine_by_secret(session, Door.QUEUE, _bearer())
        code = ticket_sources.hand_out(session, source, secret=_secret())
    except NotFound:
        refusal = jsonify(error="unknown or revoked token")
        return refusal, 401, {"WWW-Authenticate": "Bearer"}
    counter, zone = source.counter, str(current_app.config["BERAKHLAK"].timezone)
    count_at_door(session, counter, Door.QUEUE, clock.utc_now(), zone, handed=True)
    session.commit()
    address = public_address("citizens.voice_page", token=counter.token, tiket=code)
    return jsonify(ticket=code, url=address), 201


@blueprint.get("/layar/<display>")
@open_to_all
@limiter.limit("120 per minute")
def display_page(display: str) -> Response:
    """The code of this minute, for a screen at the counter; asks anew when the minute is over."""
    source = ticket_sources.machine_by_secret(db.session(), Door.DISPLAY, display)
    now, counter = clock.utc_now(), source.counter
    key = display_secret(_secret(), place_of(counter), source.id)
    code = code_of_minute(key, minute_of(now))
    address = public_address("citizens.voice_page", token=counter.token, tiket=code)
    page = make_response(
        render_template(
            "citizens/display.html",
            counter=counter,
            code=code,
            drawing=code_drawing(address),
            address=public_address("short_codes.short_code_page"),
            short_code=shown(counter.short_code),
        )
    )
    # By a header: it works without scripts.
    page.headers["Refresh"] = str(STEP_SECONDS - int(now.timestamp()) % STEP_SECONDS + 1)
    return page


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
