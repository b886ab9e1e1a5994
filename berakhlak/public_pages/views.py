"""/publik: what everybody may read of a unit. The same for all: no cookie, no session, no script.

The address says in which language: below /publik/en in English. Nothing of who asks reaches what is
drawn, and what was drawn is kept for a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from werkzeug.exceptions import NotFound as NoSuchAddress

from berakhlak.extensions import db, limiter
from berakhlak.formats import local_today
from berakhlak.languages import LANGUAGES
from berakhlak.public_pages import open_data
from berakhlak.public_pages.badge import badge_snippet, badge_svg
from berakhlak.public_pages.drawn_pages import KeptAnswer, KeptPages, PageKey, kept_answer
from berakhlak.public_pages.facts import UnitFacts, unit_facts
from berakhlak.public_pages.queries import PageNotPublic, listed_pages, open_page
from berakhlak.public_pages.trust_drawing import draw_trust
from berakhlak.public_pages.trust_line import trust_events, trust_points
from berakhlak.service_standards.words import ANSWERS_TO, KINDS, PARTS
from berakhlak.text import has_every_word
from berakhlak.web.addresses import searched_words
from berakhlak.web.guards import open_to_all
from berakhlak.web.language import OVERRIDE
from berakhlak.web.prerendered import prerender_page
from berakhlak.web.same_for_all import is_same_for_all, same_for_all

blueprint = Blueprint("public_pages", __name__)

SEARCHES = "30 per minute"
MAX_AGE = 300  # Seconds that browsers and caches in between may show it unasked.
HTML = "text/html; charset=utf-8"
KEPT = "public_pages"
FILES = {
    open_data.CSV_NAME: "text/csv; charset=utf-8",
    open_data.JSON_NAME: "application/json",
    open_data.DICTIONARY: "application/json",
}
LABELS = {open_data.CSV_NAME: "CSV", open_data.JSON_NAME: "JSON"}
BADGE = "image/svg+xml"
REGULATIONS = {"title": "peraturan.go.id", "path": "https://peraturan.go.id"}


@blueprint.record_once
def _make_room(state: Any) -> None:
    state.app.extensions[KEPT] = KeptPages()


def kept_pages() -> KeptPages:
    """Those of this application."""
    found: KeptPages = current_app.extensions[KEPT]
    return found


@blueprint.url_value_preprocessor
def _speak(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Errors, too, speak the language of the address; HR's pages that of the reader."""
    if is_same_for_all():
        request.environ[OVERRIDE] = (values or {}).get("tongue", "id")


def _asks_nothing() -> bool:
    return not searched_words()


# What was looked for is drawn anew each time, so that one network cannot keep a process busy.
_searched_at_leisure = limiter.shared_limit(
    SEARCHES, scope="public search", exempt_when=_asks_nothing
)


@blueprint.get("/publik", defaults={"tongue": "id"})
@blueprint.get("/publik/en", defaults={"tongue": "en"})
@same_for_all
@open_to_all
@_searched_at_leisure
def every_page(tongue: str) -> Response:
    """All open pages, by agency; found by words of their names."""
    return _index(tongue, "")


@blueprint.get("/publik/<agency_part>", defaults={"tongue": "id"})
@blueprint.get("/publik/en/<agency_part>", defaults={"tongue": "en"})
@same_for_all
@open_to_all
@_searched_at_leisure
def agency_page(agency_part: str, tongue: str) -> Response:
    """The open pages of an agency."""
    return _index(tongue, agency_part)


@blueprint.get("/publik/<agency_part>/<unit_part>", defaults={"tongue": "id"})
@blueprint.get("/publik/en/<agency_part>/<unit_part>", defaults={"tongue": "en"})
@same_for_all
@open_to_all
@limiter.exempt
def unit_page(agency_part: str, unit_part: str, tongue: str) -> Response:
    """One unit."""

    def draw() -> KeptAnswer:
        facts = _facts(agency_part, unit_part)
        return kept_answer(
            _drawn(tongue, "public_pages/unit.html", lambda: _shown(facts, tongue)), HTML
        )

    return _answer(_key("unit", tongue, agency_part, unit_part), draw)


@blueprint.get("/publik/<agency_part>/<unit_part>/<file_name>")
@same_for_all
@open_to_all
@limiter.exempt
def data_file(agency_part: str, unit_part: str, file_name: str) -> Response:
    """The figures for other programs, which may read them from any site."""
    if file_name not in FILES:
        raise NoSuchAddress

    def draw() -> KeptAnswer:
        facts = _facts(agency_part, unit_part)
        return kept_answer(_file(facts, file_name), FILES[file_name])

    answer = _answer(_key(file_name, "", agency_part, unit_part), draw)
    return _for_other_sites(answer)


@blueprint.get("/publik/<agency_part>/<unit_part>/lencana.svg", defaults={"tongue": "id"})
@blueprint.get("/publik/en/<agency_part>/<unit_part>/lencana.svg", defaults={"tongue": "en"})
@same_for_all
@open_to_all
@limiter.exempt
def badge(agency_part: str, unit_part: str, tongue: str) -> Response:
    """A drawing that other sites embed."""

    def draw() -> KeptAnswer:
        facts = _facts(agency_part, unit_part)
        return kept_answer(badge_svg(trust_points(facts)), BADGE)

    return _for_other_sites(_answer(_key("badge", tongue, agency_part, unit_part), draw))


def _index(tongue: str, agency_part: str) -> Response:
    words = searched_words()[:100]

    def draw() -> KeptAnswer:
        pages = listed_pages(db.session(), agency_part)
        if agency_part and not pages:
            raise PageNotPublic
        found = [
            each for each in pages if not words or has_every_word(words, each.unit, each.agency)
        ]
        values = {"pages": found, "words": words, "part": agency_part, "has_any": bool(pages)}
        if agency_part:
            values["paths"] = _paths("agency_page", agency_part=agency_part)
        else:
            values["paths"] = _paths("every_page")
        return kept_answer(_drawn(tongue, "public_pages/index.html", lambda: values), HTML)

    if words:  # What somebody looks for is kept nowhere.
        return _sent(draw())
    return _answer(_key("index", tongue, agency_part, ""), draw)


def _facts(agency_part: str, unit_part: str) -> UnitFacts:
    page = open_page(db.session(), agency_part, unit_part)
    return unit_facts(db.session(), page, local_today())


def _file(facts: UnitFacts, name: str) -> bytes:
    if name == open_data.DICTIONARY:
        return open_data.dictionary_file(facts)
    rows = open_data.data_rows(facts, trust_points(facts))
    if name == open_data.CSV_NAME:
        return open_data.csv_file(rows)
    return open_data.json_file(facts, rows)


def _shown(facts: UnitFacts, tongue: str) -> dict[str, Any]:
    """What the template of a unit needs."""
    address = {"agency_part": facts.agency_part, "unit_part": facts.unit_part}
    points = trust_points(facts)
    events = trust_events(facts, points)
    return {
        "facts": facts,
        "paths": _paths("unit_page", **address),
        "snippet": badge_snippet(
            page=_base() + _path("unit_page", tongue, **address),
            badge=_base() + _path("badge", tongue, **address),
            unit=facts.unit,
        ),
        "points": points,
        "events": events,
        "drawing": draw_trust(points, events, [each.quarter.short for each in points]),
        "latest": next((each for each in reversed(points) if each.index), None),
        "parts": PARTS,
        "kinds": KINDS,
        "answers_to": ANSWERS_TO,
        "licence": open_data.LICENCE,
        "regulations": REGULATIONS,
        "files": [(name, LABELS.get(name, "")) for name in FILES],
    }


def _drawn(tongue: str, template: str, values: Callable[[], dict[str, Any]]) -> bytes:
    """Drawn in nobody's request, where there is no cookie but the language's."""
    base = _base()

    def draw() -> str:
        return render_template(template, tongue=tongue, base=base, **values())

    return prerender_page(draw, language=tongue, script_root=request.script_root).fill({})


def _paths(view: str, **values: str) -> dict[str, str]:
    """Of one page, by language."""
    return {tongue: _path(view, tongue, **values) for tongue in LANGUAGES}


def _path(view: str, tongue: str, **values: str) -> str:
    adapter = current_app.url_map.bind("")
    return str(adapter.build(f"{blueprint.name}.{view}", values | {"tongue": tongue}))


def _base() -> str:
    """What stands before a path: the address that the world knows, where one is set; never what a
    request says of its host, for what is drawn is kept for others."""
    return str(current_app.config["BERAKHLAK"].public_url or request.script_root)


def _key(kind: str, tongue: str, agency_part: str, unit_part: str) -> PageKey:
    return PageKey(kind, tongue, agency_part, unit_part, request.script_root)


def _answer(key: PageKey, draw: Callable[[], KeptAnswer]) -> Response:
    return _sent(kept_pages().get(key, draw))


def _sent(kept: KeptAnswer) -> Response:
    is_packed = request.accept_encodings.quality("gzip") > 0
    answer = current_app.response_class(
        kept.packed if is_packed else kept.body, content_type=kept.media_type
    )
    if is_packed:
        answer.content_encoding = "gzip"
    answer.vary.add("Accept-Encoding")
    answer.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    answer.set_etag(kept.mark, weak=True)
    return answer.make_conditional(request)  # type: ignore[return-value]


def _for_other_sites(answer: Response) -> Response:
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
