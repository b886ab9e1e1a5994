"""The reader's language: Indonesian unless the reader chose English, whatever the browser says."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import current_app, has_request_context, redirect, request
from werkzeug.wrappers import Response

COOKIE = "bahasa"
PARAMETER = "lang"
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
_YEAR = 365 * 24 * 3600


def select_locale() -> str:
    """The language of this request; Flask-Babel asks.

    Phones bought in Indonesia often report English, so the browser's wish is not followed.
    """
    chosen = request.cookies.get(COOKIE) if has_request_context() else None
    return chosen if chosen in LANGUAGES else str(current_app.config["BABEL_DEFAULT_LOCALE"])


def switch_url(language: str) -> str:
    """The address of the present page in another language."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != PARAMETER]
    return f"?{urlencode([*kept, (PARAMETER, language)])}"


def remember_choice() -> Response | None:
    """Before a request: keep `?lang=` in a cookie and lead on to the address without it."""
    if not request.query_string:
        return None
    chosen = request.args.get(PARAMETER)
    if chosen not in LANGUAGES or request.method not in {"GET", "HEAD"}:
        return None
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != PARAMETER]
    # The absolute address: a path such as //elsewhere would otherwise lead off this site.
    response = redirect(request.base_url + (f"?{urlencode(kept)}" if kept else ""))
    response.set_cookie(
        COOKIE,
        chosen,
        max_age=_YEAR,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config.get("SESSION_COOKIE_SECURE")),
    )
    return response
