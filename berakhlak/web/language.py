"""The reader's language: what they chose, else the browser's, else the default."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import current_app, has_request_context, redirect, request
from werkzeug.wrappers import Response

from berakhlak.languages import LANGUAGES

COOKIE = "bahasa"
PARAMETER = "lang"
LANGUAGE_NAMES = {"id": "Bahasa Indonesia", "en": "English"}
OVERRIDE = "berakhlak.language"  # In the environment of a request: the language to answer in.
_OLD_NAMES = {"in": "id"}  # What Java and older Android call Indonesian.
_YEAR = 365 * 24 * 3600


def select_locale() -> str:
    """The language of this request, or of the command that runs; Flask-Babel asks."""
    if not has_request_context():
        return str(current_app.config["BERAKHLAK"].command_language)
    default = str(current_app.config["BABEL_DEFAULT_LOCALE"])
    chosen = (request.environ.get(OVERRIDE), request.cookies.get(COOKIE))
    return next((each for each in chosen if each in LANGUAGES), None) or _wished() or default


def _wished() -> str | None:
    """The first language of ours that the browser asks for."""
    for wish, quality in request.accept_languages:
        language = wish.replace("_", "-").partition("-")[0].lower()
        language = _OLD_NAMES.get(language, language)
        if quality > 0 and language in LANGUAGES:
            return language
    return None


def switch_url(language: str) -> str:
    """The address of the present page in another language."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != PARAMETER]
    return f"?{urlencode([*kept, (PARAMETER, language)])}"


def requested_language() -> str | None:
    """The language that this request's address asks to change to."""
    chosen = request.args.get(PARAMETER) if request.query_string else None
    return chosen if chosen in LANGUAGES else None


def remember_choice() -> Response | None:
    """Before a request: keep `?lang=` in a cookie and lead on to the address without it."""
    chosen = requested_language()
    return redirect_in_language(chosen) if chosen and request.method in {"GET", "HEAD"} else None


def redirect_in_language(language: str) -> Response:
    """Keep the language, and lead on to the page that it was asked for."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != PARAMETER]
    # The absolute address: a path such as //elsewhere would otherwise lead off this site.
    address = request.base_url + (f"?{urlencode(kept)}" if kept else "")
    return with_language_cookie(
        redirect(address, 303 if request.method == "POST" else 302), language
    )


def with_language_cookie(response: Response, language: str) -> Response:
    """The response, with the chosen language in a cookie."""
    response.set_cookie(
        COOKIE,
        language,
        max_age=_YEAR,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config.get("SESSION_COOKIE_SECURE")),
    )
    return response
