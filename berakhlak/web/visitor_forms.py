"""What forms of visitors share: nothing stays on the device, and whoever has to wait or is refused
reads why, with what was typed."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.web import waiting


def keep_nothing(response: Response) -> Response:
    """On a shared phone or a kiosk, the Back button must not show the last visitor's answers."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def visitor_limit() -> str:
    """How many forms of visitors one address may send, as `limiter.limit` asks for it."""
    return str(current_app.config["BERAKHLAK"].citizen_limit)


def page_of_refusal(template: str, **told: object) -> str:
    """A page that says why nothing is taken; whoever had a form open learns that it was not."""
    db.session.rollback()
    return render_template(template, was_sent=request.method == "POST", **told)


def page_of_waiting(show: Callable[[str], tuple[str, int]]) -> ResponseReturnValue:
    """A queue behind one address: the form with what was typed, and how long to wait.

    `show` draws it, given that time in words. Where it raises there is nothing to wait for: the
    page for that is shown.
    """
    try:
        text, _status = show(waiting.current_waiting_time())
    except DomainError as error:
        return current_app.handle_user_exception(error)
    return text, 429
