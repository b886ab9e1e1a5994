"""The web kit: forms, guards, filters and error pages. It knows no domain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from flask import Flask
from flask_babel import get_locale, ngettext

from berakhlak import formats
from berakhlak.colours import token_colour
from berakhlak.web import compression, errors, headers, security_events, style_gallery
from berakhlak.web.addresses import PlainText, RowNumber
from berakhlak.web.assets import asset_url, send_static
from berakhlak.web.forms import form_problems
from berakhlak.web.language import (
    offered_languages,
    page_language,
    remember_choice,
    select_locale,
    speak_language_of_page,
    switch_url,
)
from berakhlak.web.language_switch import first_form, form_id, note_button, switch_with_form
from berakhlak.web.prerendered import form_mark
from berakhlak.web.requests import TidyRequest
from berakhlak.web.same_for_all import unless_same_for_all
from berakhlak.web.sentences_in_json import SentencesInJson

__all__ = ["init_app", "select_locale"]


def unknown_word(word: object) -> NoReturn:
    """For the last branch of a template that knows every word: a new one must not pass unseen."""
    raise ValueError(f"no branch for {word!r}")


def init_app(app: Flask) -> None:
    """Give the app its filters, template words, error pages, headers and language switch."""
    # A form left open over lunch must not be refused: its token lives as long as the session.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.json = SentencesInJson(app)
    app.url_map.converters.update(row=RowNumber, default=PlainText, string=PlainText)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=asset_url,
        colour=token_colour,
        first_form=first_form,
        form_id=form_id,
        form_mark=form_mark,
        note_button=note_button,
        languages=offered_languages,
        locale=get_locale,
        ngettext=ngettext,  # Jinja's own would write 1500 where readers write 1.500.
        page_language=page_language,
        nav=list,  # Nowhere to go, until `register_navigation` names the places.
        problems=form_problems,
        switch_url=switch_url,
        unknown_word=unknown_word,
    )
    # No reader is known, until the accounts tell who is signed in.
    app.jinja_env.globals.setdefault("reader_mark", str)
    app.view_functions["static"] = send_static
    formats.register_filters(app)
    errors.register_error_pages(app)
    security_events.init_app(app)
    app.before_request(speak_language_of_page)
    app.before_request(unless_same_for_all(remember_choice))
    app.before_request(switch_with_form)
    app.after_request(compression.compress_response)
    app.after_request(headers.limit_caching)
    app.request_class = TidyRequest
    app.response_class = headers.ProtectedResponse
    # No view and no hook is a coroutine; to look into each at every request is dear.
    app.ensure_sync = _as_it_is  # type: ignore[method-assign, assignment]
    if not app.config["BERAKHLAK"].is_production:
        app.register_blueprint(style_gallery.blueprint)


def _as_it_is(function: Callable[..., Any]) -> Callable[..., Any]:
    return function
