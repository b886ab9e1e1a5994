"""Answers that the security log tells of: refused, throttled, turned away."""

from __future__ import annotations

from flask import Flask, g, request
from flask.wrappers import Response

from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import note

_EVENTS = {403: Event.FORBIDDEN, 429: Event.THROTTLED, 503: Event.TURNED_AWAY}
RATERS_PAGES = frozenset({"ratings", "citizens"})
"""Blueprints of forms: that somebody was there at a time is not told, whatever the answer was."""
RATERS_LINKS = frozenset({"mail.receive_link", "mail.open_link"})


def init_app(app: Flask) -> None:
    """Look at every answer."""
    app.after_request(_note_refusal)


def _note_refusal(response: Response) -> Response:
    event = _EVENTS.get(response.status_code)
    if event is None or request.blueprint in RATERS_PAGES or request.endpoint in RATERS_LINKS:
        return response
    # Not asked anew: what failed may be the database that would be asked.
    reader = g.get("_login_user")
    if reader is None or not reader.is_authenticated:
        note(event)
    elif not getattr(reader, "only", ""):  # Whoever came by the link of a mail came to rate.
        note(event, by=reader)
    return response
