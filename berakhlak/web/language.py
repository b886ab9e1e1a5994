"""The reader's language: what they chose, else the browser's, else the default.

Some pages speak more languages than the product: `speaks_also`. Their sentences come from elsewhere
than the catalogue, and whatever is written by rules, such as numbers, is Indonesian there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from babel.support import NullTranslations
from flask import current_app, has_request_context, redirect, request
from flask_babel import Domain, get_domain, get_locale
from werkzeug.wrappers import Response

from berakhlak.languages import LANGUAGES, SOURCE
from berakhlak.web.cookies import OwnCookie

View = TypeVar("View", bound=Callable[..., Any])

COOKIE = OwnCookie("bahasa", 365 * 24 * 3600)
PARAMETER = "lang"
LANGUAGE_NAMES = {"id": "Bahasa Indonesia", "en": "English"}
OVERRIDE = "berakhlak.language"  # In the environment of a request: the language to answer in.
_OLD_NAMES = {"in": "id"}  # What Java and older Android call Indonesian.


class MoreLanguages(Protocol):
    """Languages that some pages speak besides those of the product."""

    def names(self) -> Mapping[str, str]:
        """What each of them calls itself, by its code."""

    def sentences(self, language: str) -> Mapping[str, str]:
        """The sentences of one of them, by their Indonesian wording."""


def speaks_also(more: MoreLanguages) -> Callable[[View], View]:
    """Declare that the page of a view, and whatever refuses its request, speaks more languages."""

    def declare(view: View) -> View:
        view.speaks_also = more  # type: ignore[attr-defined]
        return view

    return declare


def select_locale() -> str:
    """By which language numbers, days and the catalogue go; Flask-Babel asks."""
    if not has_request_context():
        return str(current_app.config["BERAKHLAK"].command_language)
    return rules_of(_chosen_language())


def rules_of(language: str) -> str:
    """By which language of the product a page in this one writes what is written by rules."""
    return language if language in LANGUAGES else SOURCE


def page_language() -> str:
    """The language in which a page is being drawn."""
    domain = get_domain()
    return domain.language if isinstance(domain, _GivenSentences) else str(get_locale())


def _chosen_language() -> str:
    offered = offered_languages()
    default = str(current_app.config["BABEL_DEFAULT_LOCALE"])
    chosen = (request.environ.get(OVERRIDE), COOKIE.read())
    return next((each for each in chosen if each in offered), None) or _wished(offered) or default


def offered_languages() -> Mapping[str, str]:
    """What each language calls itself in which the page of this request is to be had."""
    more = _more_languages()
    return {**LANGUAGE_NAMES, **more.names()} if more else LANGUAGE_NAMES


def speak_language_of_page() -> None:
    """Before a request: take the sentences from where the language of its page has them."""
    more = _more_languages()
    if more and (language := _chosen_language()) not in LANGUAGES:
        _GivenSentences(language, more.sentences(language)).as_default()


def _more_languages() -> MoreLanguages | None:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "speaks_also", None)


class _GivenSentences(Domain):  # type: ignore[misc]  # Flask-Babel is loosely typed.
    """Sentences of one language; one that is missing stays Indonesian."""

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        super().__init__()
        self.language = language
        self._spoken = _Sentences(sentences)

    def get_translations(self) -> NullTranslations:
        return self._spoken


class _Sentences(NullTranslations):
    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__()
        self._sentences = sentences

    def ugettext(self, message: str) -> str:
        return self._sentences.get(message, message)

    def ungettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """These languages count without a plural."""
        return self.ugettext(msgid1)


def _wished(offered: Mapping[str, str]) -> str | None:
    """The first language of ours that the browser asks for."""
    for wish, quality in request.accept_languages:
        language = wish.replace("_", "-").partition("-")[0].lower()
        language = _OLD_NAMES.get(language, language)
        if quality > 0 and language in offered:
            return language
    return None


def switch_url(language: str) -> str:
    """The address of the present page in another language."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != PARAMETER]
    return f"?{urlencode([*kept, (PARAMETER, language)])}"


def requested_language() -> str | None:
    """The language that this request's address asks to change to."""
    chosen = request.args.get(PARAMETER) if request.query_string else None
    return chosen if chosen in offered_languages() else None


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
    COOKIE.put(response, language)
    return response
