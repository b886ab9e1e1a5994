"""The page of a large agency's results, drawn once: a view of it reads three parts and no figures.

The parts are what stands before the map of units, what stands behind it, and the map page by page.
Each carries a mark made with the application's secret: rows that somebody else put into the
database are drawn anew. See docs/decisions/0219-flat-pages.md.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path

from flask import current_app, render_template, request, url_for
from flask_sqlalchemy.pagination import Pagination
from markupsafe import Markup
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle
from berakhlak.documents.layout import SCREEN, WIDE
from berakhlak.documents.palette import chart_palette
from berakhlak.engines import insert_rows
from berakhlak.people.models import Agency
from berakhlak.results.builder import agency_results, results_drawings
from berakhlak.results.models import DrawnResults
from berakhlak.results.queries import earlier_cycle, results_source, synergy_of
from berakhlak.results.report import ResultsReport, UnitHeatMap, UnitSource
from berakhlak.results.synergy import Synergy
from berakhlak.results.synergy_drawing import BROAD, NARROW, SynergyDrawing, draw_synergy
from berakhlak.sealing.models import CycleResult

UNITS_PER_PAGE = 50
FEW_UNITS = UNITS_PER_PAGE  # An agency of no more is drawn at every view.
MOST_LISTED = 50
"""Units with strengths and needs on screen; files tell all of them."""
OPENING, CLOSING, FIRST_PAGE = range(3)
DRAWN_BY = ("cycles", "documents", "instrument", "profiles", "results", "statistics")
TEMPLATES = ("components", "profiles", "results")


@dataclass(frozen=True)
class ResultsPage:
    """The parts of one page."""

    opening: Markup
    units: Markup
    closing: Markup


def page_of_results(
    session: Session, cycle: Cycle, language: str, pages: Pagination
) -> ResultsPage:
    """A page of the agency's results; `pages`: of its units. Where a large agency's are not drawn
    as they stand now they are drawn here, and that is committed. Raises ResultNotFound."""
    place = FIRST_PAGE + pages.page - 1
    if (pages.total or 0) <= FEW_UNITS:
        return _chosen(_drawn(session, cycle, language), place)
    basis = _basis(session, cycle, language)
    parts = _kept(session, cycle, language, basis, place)
    if parts is None:
        parts = _drawn(session, cycle, language)
        _keep(session, cycle, language, basis, parts)
    return _chosen(parts, place)


def _chosen(parts: Mapping[int, str], units: int) -> ResultsPage:
    # Drawn by templates that escape what people typed.
    return ResultsPage(*(Markup(parts[place]) for place in (OPENING, units, CLOSING)))  # noqa: S704


def _drawings(synergy: Synergy | None) -> dict[str, SynergyDrawing]:
    if synergy is None:
        return {}
    return {"narrow": draw_synergy(synergy, NARROW), "wide": draw_synergy(synergy, BROAD)}


def _drawn(session: Session, cycle: Cycle, language: str) -> dict[int, str]:
    """All parts by their places."""
    timezone = _timezone()
    source = results_source(session, cycle, timezone)
    report = agency_results(source, language, SCREEN, most_listed=MOST_LISTED)
    synergy = synergy_of(session, cycle, source, timezone)
    values = {
        "report": report,
        "wide": results_drawings(source, None, language, WIDE),
        "palette": chart_palette(screen=True),
        "links": unit_links(source.units, cycle.id),
        "synergy": synergy,
        "drawings": _drawings(synergy),
    }
    parts = {OPENING: "results/_opening.html", CLOSING: "results/_closing.html"}
    drawn = {place: render_template(name, **values) for place, name in parts.items()}
    for place, heat in enumerate(_unit_pages(report), start=FIRST_PAGE):
        drawn[place] = render_template("results/_units.html", heat=heat, **values)
    return drawn


def _unit_pages(report: ResultsReport) -> Iterator[UnitHeatMap]:
    assert report.heat is not None
    agency, *units = report.heat.rows
    for start in range(0, max(len(units), 1), UNITS_PER_PAGE):
        yield replace(report.heat, rows=(agency, *units[start : start + UNITS_PER_PAGE]))


def unit_links(units: Iterable[UnitSource], cycle_id: int) -> dict[int, str]:
    """The pages of units by their ids."""
    return {
        unit.id: url_for("results.results_of_unit", cycle_id=cycle_id, unit_id=unit.id)
        for unit in units
    }


def _kept(
    session: Session, cycle: Cycle, language: str, basis: str, page: int
) -> dict[int, str] | None:
    """The parts of a page; None where one is missing, old, or not ours."""
    wanted = (OPENING, CLOSING, page)
    rows = session.execute(
        select(DrawnResults.place, DrawnResults.content, DrawnResults.mark).where(
            DrawnResults.cycle_id == cycle.id,
            DrawnResults.language == language,
            DrawnResults.place.in_(wanted),
            DrawnResults.basis == basis,
        )
    )
    found = {
        place: content
        for place, content, mark in rows
        if hmac.compare_digest(mark, _mark(cycle, language, place, basis, content))
    }
    return found if len(found) == len(wanted) else None


def _keep(
    session: Session, cycle: Cycle, language: str, basis: str, drawn: Mapping[int, str]
) -> None:
    old = delete(DrawnResults).where(DrawnResults.cycle_id == cycle.id)
    session.execute(old.where(DrawnResults.language == language))
    columns = ("cycle_id", "language", "place", "basis", "content", "mark")
    rows = [
        (cycle.id, language, at, basis, text, _mark(cycle, language, at, basis, text))
        for at, text in drawn.items()
    ]
    try:
        insert_rows(session, DrawnResults, columns, rows)
        session.commit()
    except IntegrityError:  # Another view was quicker, and kept the same.
        session.rollback()


def _mark(cycle: Cycle, language: str, place: int, basis: str, content: str) -> bytes:
    key = hmac.digest(str(current_app.config["SECRET_KEY"]).encode(), b"drawn results", "sha256")
    said = f"{cycle.id} {language} {place} {basis} {content}"
    return hmac.digest(key, said.encode(), "sha256")


def _basis(session: Session, cycle: Cycle, language: str) -> str:
    """Hash of everything that the page is drawn from."""
    agency = session.get_one(Agency, cycle.agency_id)
    parts = (
        (_program_digest(), language, request.script_root, _timezone(), agency.name),
        *(_facts(session, each) for each in _cycles_behind(session, cycle)),
    )
    return sha256(repr(parts).encode()).hexdigest()


def _cycles_behind(session: Session, cycle: Cycle) -> Iterator[Cycle]:
    for each in cycle.both:
        yield each
        if (earlier := earlier_cycle(session, each)) is not None:
            yield earlier


def _facts(session: Session, cycle: Cycle) -> tuple[object, ...]:
    stamp = select(CycleResult.rules_version, CycleResult.sha256, CycleResult.root)
    result = session.execute(stamp.where(CycleResult.cycle_id == cycle.id)).one_or_none()
    days = (cycle.opens_on, cycle.closes_on, cycle.sealed_at, cycle.published_at)
    asked = (cycle.policy_json, cycle.instrument.sha256, repr(cycle.citizen_form))
    return (cycle.id, cycle.name, *days, *asked, tuple(result or ()))


@cache
def _program_digest() -> str:
    """Hash of what draws: another version of the program may word or draw it otherwise."""
    root = Path(current_app.root_path)
    templates = Path(root, str(current_app.template_folder))
    running = sha256()
    for source in sorted(
        chain(
            *(root.joinpath(each).rglob("*.py") for each in DRAWN_BY),
            *(templates.joinpath(each).rglob("*.html") for each in TEMPLATES),
            root.joinpath("translations").rglob("*.mo"),
        )
    ):
        running.update(source.name.encode() + b"\n" + source.read_bytes())
    return running.hexdigest()


def _timezone() -> str:
    return str(current_app.config["BABEL_DEFAULT_TIMEZONE"])
