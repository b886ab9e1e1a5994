"""/siklus/ID/hasil: what a sealed cycle says about the agency and its units, for HR."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask.wrappers import Response
from flask_babel import lazy_gettext as _

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.cycles.current_cycle import instrument_tabs, own_cycle
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.queries import units_of
from berakhlak.disclosure.operations import require_audited
from berakhlak.documents.layout import PAGE, SCREEN, WIDE
from berakhlak.documents.palette import chart_palette
from berakhlak.documents.responses import (
    agency_timezone,
    no_store_response,
    reader_language,
    workbook_file,
)
from berakhlak.downloads.models import DownloadKind
from berakhlak.downloads.operations import record_download
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.pagination import paginate_list
from berakhlak.permissions import Action
from berakhlak.results.access import may_read_results
from berakhlak.results.blueprint import blueprint
from berakhlak.results.builder import agency_results, results_drawings, unit_results
from berakhlak.results.printing import results_file_stem
from berakhlak.results.queries import results_source, synergy_of
from berakhlak.results.report import ResultsDrawings, ResultsReport, ResultsSource, UnitSource
from berakhlak.results.synergy import Synergy
from berakhlak.results.synergy_drawing import BROAD, NARROW, SynergyDrawing, draw_synergy
from berakhlak.results.workbook import results_workbook
from berakhlak.sealing.queries import ResultNotFound
from berakhlak.web.guards import requires

# Larger numbers would not fit the database's column, and there is no such cycle or unit.
RESULTS = "/siklus/<row:cycle_id>/hasil"
UNIT = "/<row:unit_id>"
UNITS_PER_PAGE = 50


class NoResult(NotFound):
    """The cycle is not sealed, or has no such unit."""

    message = _("Hasil ini tidak ada. Hasil ada setelah siklus ditutup dan dikunci.")


@blueprint.get(RESULTS)
@requires(Action.READ_RESULTS)
def results_page(cycle_id: int) -> Response:
    """The whole agency on screen."""
    cycle = _readable(cycle_id)
    source = _source(cycle)
    synergy = synergy_of(db.session(), cycle, source, agency_timezone())
    units = paginate_list(source.units, request.args.get("halaman", 1, type=int), UNITS_PER_PAGE)
    return _screen(
        agency_results(source, reader_language(), SCREEN, units.items),
        results_drawings(source, None, reader_language(), WIDE),
        pdf=url_for("exports.export_report", cycle_id=cycle_id),
        leaders=url_for("exports.export_summary", cycle_id=cycle_id),
        workbook=url_for(".results_workbook_file", cycle_id=cycle_id),
        profiles=url_for("profiles.profiles_of_cycle", cycle_id=cycle_id),
        **_back(cycle),
        links=_links(source, cycle_id),
        unit_pages=units,
        units_address=partial(_units_address, cycle_id),
        synergy=synergy,
        drawings=_drawings(synergy),
        instruments=instrument_tabs(cycle, lambda each: url_for(".results_page", cycle_id=each.id)),
    )


@blueprint.get(RESULTS + UNIT)
@requires(Action.READ_RESULTS)
def results_of_unit(cycle_id: int, unit_id: int) -> Response:
    """One unit on screen."""
    cycle = _readable(cycle_id, unit_id)
    source = _source(cycle)
    unit = _unit(source, unit_id)
    return _screen(
        unit_results(source, unit, reader_language(), SCREEN),
        results_drawings(source, unit, reader_language(), WIDE),
        pdf=url_for("exports.export_report", cycle_id=cycle_id, unit_id=unit_id),
        workbook=url_for(".results_of_unit_workbook", cycle_id=cycle_id, unit_id=unit_id),
        profiles=url_for("profiles.profiles_of_cycle", cycle_id=cycle_id, unit=unit_id),
        **_back(cycle, unit_id),
        links=_links(source, cycle_id),
        instruments=_tabs_of_unit(cycle, unit_id),
    )


@blueprint.get(RESULTS + ".xlsx")
@requires(Action.READ_RESULTS)
def results_workbook_file(cycle_id: int) -> Response:
    """The whole agency as a workbook."""
    cycle = _readable(cycle_id)
    return _workbook(agency_results(_source(cycle), reader_language()), f"{cycle_id}")


@blueprint.get(RESULTS + UNIT + ".xlsx")
@requires(Action.READ_RESULTS)
def results_of_unit_workbook(cycle_id: int, unit_id: int) -> Response:
    """One unit as a workbook."""
    source = _source(_readable(cycle_id, unit_id))
    report = unit_results(source, _unit(source, unit_id), reader_language(), PAGE)
    return _workbook(report, f"{cycle_id}-{unit_id}")


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


def _links(source: ResultsSource, cycle_id: int) -> dict[int, str]:
    """The page of every unit."""
    return {
        unit.id: url_for(".results_of_unit", cycle_id=cycle_id, unit_id=unit.id)
        for unit in source.units
    }


def _drawings(synergy: Synergy | None) -> dict[str, SynergyDrawing]:
    if synergy is None:
        return {}
    return {"narrow": draw_synergy(synergy, NARROW), "wide": draw_synergy(synergy, BROAD)}


def _tabs_of_unit(cycle: Cycle, unit_id: int) -> list[dict[str, object]]:
    """Links between the results of one unit from two instruments."""
    rows = [row for each in cycle.both for row in units_of(db.session(), each)]
    own = next((row.unit_id for row in rows if row.id == unit_id), None)
    same = {row.cycle_id: row.id for row in rows if row.unit_id == own}
    return instrument_tabs(
        cycle,
        lambda each: url_for(".results_of_unit", cycle_id=each.id, unit_id=same[each.id]),
    )


def _source(cycle: Cycle) -> ResultsSource:
    try:
        source = results_source(db.session(), cycle, agency_timezone())
    except ResultNotFound as missing:
        raise NoResult from missing
    if cycle.published_at is None:
        # HR too may read no figure that has not first been attacked in vain.
        require_audited(db.session(), cycle)
    return source


def _unit(source: ResultsSource, unit_id: int) -> UnitSource:
    for unit in source.units:
        if unit.id == unit_id:
            return unit
    raise NoResult


def _screen(report: ResultsReport, wide: ResultsDrawings, **around: object) -> Response:
    """`wide`: drawings once more, as wide as a laptop's column."""
    given = {"report": report, "wide": wide, "palette": chart_palette(screen=True)}
    return no_store_response(render_template("results/results.html", **given, **around))


def _workbook(report: ResultsReport, place: str) -> Response:
    answer = workbook_file(results_workbook(report), f"{results_file_stem(report, place)}.xlsx")
    _record(report)
    return answer


def _record(report: ResultsReport) -> None:
    """Before the file leaves; about nothing in particular where it is about the whole agency."""
    about = "" if report.heat else report.heading
    record_download(
        db.session(),
        DownloadKind.RESULTS_WORKBOOK,
        subject=report.cycle,
        about=about,
        by=signed_in(),
        at=clock.utc_now(),
    )
    db.session.commit()
