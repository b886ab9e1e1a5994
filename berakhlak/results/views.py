"""/siklus/ID/hasil: what a sealed cycle says about the agency and its units, for HR."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import render_template, url_for
from flask.wrappers import Response
from flask_babel import lazy_gettext as _

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.cycles.current_cycle import instrument_tabs, own_cycle
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.queries import count_units, units_of
from berakhlak.disclosure.operations import require_audited
from berakhlak.documents.layout import PAGE, SCREEN, WIDE
from berakhlak.documents.palette import chart_palette
from berakhlak.documents.responses import (
    agency_timezone,
    no_store_response,
    reader_language,
    workbook_file,
)
from berakhlak.documents.wording import clean_line
from berakhlak.downloads.models import DownloadKind
from berakhlak.downloads.operations import record_download
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.pagination import paginate_list
from berakhlak.people.models import Agency
from berakhlak.permissions import Action
from berakhlak.results.access import may_read_results
from berakhlak.results.blueprint import blueprint
from berakhlak.results.builder import results_drawings, unit_results
from berakhlak.results.drawn_results import UNITS_PER_PAGE, page_of_results, unit_links
from berakhlak.results.headings import agency_title
from berakhlak.results.printing import results_file_stem
from berakhlak.results.queries import require_results, results_source
from berakhlak.results.report import ResultsReport, ResultsSource, UnitSource
from berakhlak.results.workbook import results_workbook
from berakhlak.sealing.queries import ResultNotFound
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires

# Larger numbers would not fit the database's column, and there is no such cycle or unit.
RESULTS = "/siklus/<row:cycle_id>/hasil"
UNIT = "/<row:unit_id>"


class NoResult(NotFound):
    """The cycle is not sealed, or has no such unit."""

    message = _("Hasil ini tidak ada. Hasil ada setelah siklus ditutup dan dikunci.")


@blueprint.get(RESULTS)
@requires(Action.READ_RESULTS)
def results_page(cycle_id: int) -> Response:
    """The whole agency on screen."""
    cycle, session = _readable(cycle_id), db.session()
    _require_attacked(cycle)
    number = page_number()
    units = paginate_list(range(count_units(session, cycle)), number, UNITS_PER_PAGE)
    agency = session.get_one(Agency, cycle.agency_id)
    return _screen(
        heading=clean_line(agency.name),
        title=agency_title(),
        drawn=page_of_results(session, cycle, reader_language(), units),
        pdf=url_for("exports.export_report", cycle_id=cycle_id),
        leaders=url_for("exports.export_summary", cycle_id=cycle_id),
        workbook=url_for("exports.export_workbook", cycle_id=cycle_id),
        profiles=url_for("profiles.profiles_of_cycle", cycle_id=cycle_id),
        **_back(cycle),
        unit_pages=units,
        units_address=partial(_units_address, cycle_id),
        instruments=instrument_tabs(cycle, lambda each: url_for(".results_page", cycle_id=each.id)),
    )


@blueprint.get(RESULTS + UNIT)
@requires(Action.READ_RESULTS)
def results_of_unit(cycle_id: int, unit_id: int) -> Response:
    """One unit on screen."""
    cycle = _readable(cycle_id, unit_id)
    source = _source(cycle, unit_id)
    unit = _unit(source, unit_id)
    report = unit_results(source, unit, reader_language(), SCREEN)
    return _screen(
        heading=report.heading,
        title=report.title,
        report=report,
        wide=results_drawings(source, unit, reader_language(), WIDE),
        palette=chart_palette(screen=True),
        pdf=url_for("exports.export_report", cycle_id=cycle_id, unit_id=unit_id),
        workbook=url_for(".results_of_unit_workbook", cycle_id=cycle_id, unit_id=unit_id),
        profiles=url_for("profiles.profiles_of_cycle", cycle_id=cycle_id, unit=unit_id),
        **_back(cycle, unit_id),
        links=_links_below(source, unit_id, report, cycle_id),
        instruments=_tabs_of_unit(cycle, unit_id),
    )


@blueprint.get(RESULTS + UNIT + ".xlsx")
@requires(Action.READ_RESULTS)
def results_of_unit_workbook(cycle_id: int, unit_id: int) -> Response:
    """One unit as a workbook."""
    source = _source(_readable(cycle_id, unit_id), unit_id)
    report = unit_results(source, _unit(source, unit_id), reader_language(), PAGE)
    stem = results_file_stem(report, f"{cycle_id}-{unit_id}")
    answer = workbook_file(results_workbook(report), f"{stem}.xlsx")
    record_download(  # Before the file leaves.
        db.session(),
        DownloadKind.RESULTS_WORKBOOK,
        subject=report.cycle,
        about=report.heading,
        by=signed_in(),
        at=clock.utc_now(),
    )
    db.session.commit()
    return answer


def _links_below(
    source: ResultsSource, unit_id: int, report: ResultsReport, cycle_id: int
) -> dict[int, str]:
    """Of the units directly below, where the page names them."""
    is_named = report.subtree is not None and report.subtree.offices is not None
    return unit_links(source.children(unit_id), cycle_id) if is_named else {}


def _readable(cycle_id: int, unit_id: int = 0) -> Cycle:
    """The cycle, where the reader may read it of this unit, or of the agency. Raises NoResult."""
    cycle = own_cycle(cycle_id)
    if not may_read_results(db.session(), signed_in(), cycle, unit_id):
        raise NoResult
    return cycle


def _back(cycle: Cycle, unit_id: int = 0) -> dict[str, Any]:
    """Where the reader comes from: the agency's results, the cycle, or the list of results."""
    if unit_id and signed_in().may(Action.READ_RESULTS, whole=True):
        address = url_for(".results_page", cycle_id=cycle.id)
        return {"back": address, "back_label": _("Hasil instansi")}
    if signed_in().may(Action.WATCH_CYCLES, whole=True):
        address = url_for("cycle_administration.cycle_page", cycle_id=(cycle.main or cycle).id)
        return {"back": address, "back_label": (cycle.main or cycle).name}
    return {"back": url_for(".published_results"), "back_label": _("Hasil")}


def _units_address(cycle_id: int, page: int) -> str:
    return url_for(".results_page", cycle_id=cycle_id, halaman=page, _anchor="unit")


def _tabs_of_unit(cycle: Cycle, unit_id: int) -> list[dict[str, object]]:
    """Links between the results of one unit from two instruments."""
    if len(cycle.both) == 1:
        return []
    rows = [row for each in cycle.both for row in units_of(db.session(), each)]
    own = next((row.unit_id for row in rows if row.id == unit_id), None)
    same = {row.cycle_id: row.id for row in rows if row.unit_id == own}
    return instrument_tabs(
        cycle,
        lambda each: url_for(".results_of_unit", cycle_id=each.id, unit_id=same[each.id]),
    )


def _source(cycle: Cycle, unit_id: int) -> ResultsSource:
    _require_attacked(cycle)
    return results_source(db.session(), cycle, agency_timezone(), about=unit_id)


def _require_attacked(cycle: Cycle) -> None:
    """Raises NoResult, AuditOwed, FigureRecoverable."""
    try:
        require_results(cycle)
    except ResultNotFound as missing:
        raise NoResult from missing
    if cycle.published_at is None:
        # HR too may read no figure that has not first been attacked in vain.
        require_audited(db.session(), cycle)


def _unit(source: ResultsSource, unit_id: int) -> UnitSource:
    for unit in source.units:
        if unit.id == unit_id:
            return unit
    raise NoResult


def _screen(**given: object) -> Response:
    return no_store_response(render_template("results/results.html", **given))
