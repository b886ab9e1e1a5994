"""/siklus/ID/hasil: what a sealed cycle says about the agency and its units, for HR."""

from __future__ import annotations

from flask import current_app, render_template, url_for
from flask.wrappers import Response
from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from werkzeug.utils import secure_filename

from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.models import Cycle
from berakhlak.disclosure.operations import require_audited
from berakhlak.documents.layout import PAGE, SCREEN, WIDE, ChartLayout
from berakhlak.documents.palette import chart_palette
from berakhlak.documents.pdf import render_pdf
from berakhlak.documents.responses import (
    agency_timezone,
    no_store_response,
    pdf_file,
    reader_language,
)
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.results.blueprint import blueprint
from berakhlak.results.builder import agency_results, unit_results
from berakhlak.results.queries import results_source
from berakhlak.results.report import ResultsReport, ResultsSource
from berakhlak.roles import Role
from berakhlak.sealing.queries import ResultNotFound
from berakhlak.web.guards import requires_sign_in

# Larger numbers would not fit the database's column, and there is no such cycle or unit.
RESULTS = "/siklus/<row:cycle_id>/hasil"
UNIT = "/<row:unit_id>"
NAME_SIGNS = 60


class NoResult(NotFound):
    """The cycle is not sealed, or has no such unit."""

    message = _("Hasil ini tidak ada. Hasil ada setelah siklus ditutup dan dikunci.")


@blueprint.get(RESULTS)
@requires_sign_in(Role.HR)
def results_page(cycle_id: int) -> Response:
    """The whole agency on screen."""
    cycle = own_cycle(cycle_id)
    source = _source(cycle)
    links = {
        unit.id: url_for(".results_of_unit", cycle_id=cycle_id, unit_id=unit.id)
        for unit in source.units
    }
    return _screen(
        *(agency_results(source, reader_language(), layout) for layout in (SCREEN, WIDE)),
        pdf=url_for(".results_file", cycle_id=cycle_id),
        back=url_for("cycle_administration.cycle_page", cycle_id=cycle_id),
        back_label=cycle.name,
        links=links,
    )


@blueprint.get(RESULTS + ".pdf")
@requires_sign_in(Role.HR)
def results_file(cycle_id: int) -> Response:
    """The whole agency as a PDF to keep."""
    cycle = own_cycle(cycle_id)
    return _file(agency_results(_source(cycle), reader_language()), f"{cycle_id}")


@blueprint.get(RESULTS + UNIT)
@requires_sign_in(Role.HR)
def results_of_unit(cycle_id: int, unit_id: int) -> Response:
    """One unit on screen."""
    source = _source(own_cycle(cycle_id))
    return _screen(
        *(_unit(source, unit_id, layout) for layout in (SCREEN, WIDE)),
        pdf=url_for(".results_of_unit_file", cycle_id=cycle_id, unit_id=unit_id),
        back=url_for(".results_page", cycle_id=cycle_id),
        back_label=_("Hasil instansi"),
        links={},
    )


@blueprint.get(RESULTS + UNIT + ".pdf")
@requires_sign_in(Role.HR)
def results_of_unit_file(cycle_id: int, unit_id: int) -> Response:
    """One unit as a PDF to keep."""
    return _file(_unit(_source(own_cycle(cycle_id)), unit_id, PAGE), f"{cycle_id}-{unit_id}")


def results_html(report: ResultsReport) -> str:
    """The printed report as one HTML document; needs an application context."""
    template = current_app.jinja_env.get_template("results/report.html")
    with force_locale(report.language):
        return template.render(report=report, palette=chart_palette())


def _source(cycle: Cycle) -> ResultsSource:
    try:
        source = results_source(db.session(), cycle, agency_timezone())
    except ResultNotFound as missing:
        raise NoResult from missing
    if cycle.published_at is None:
        # HR too may read no figure that has not first been attacked in vain.
        require_audited(db.session(), cycle)
    return source


def _unit(source: ResultsSource, unit_id: int, layout: ChartLayout) -> ResultsReport:
    for unit in source.units:
        if unit.id == unit_id:
            return unit_results(source, unit, reader_language(), layout)
    raise NoResult


def _screen(report: ResultsReport, wide: ResultsReport, **around: object) -> Response:
    """`wide`: the same with drawings as wide as a laptop's column."""
    given = {"report": report, "wide": wide, "palette": chart_palette(screen=True)}
    return no_store_response(render_template("results/results.html", **given, **around))


def _file(report: ResultsReport, place: str) -> Response:
    identifier = f"{report.fingerprint}/hasil/{place}/{report.language}".encode()
    content = render_pdf(results_html(report), identifier=identifier)
    words = [part[:NAME_SIGNS] for part in (report.heading, report.cycle)]
    name = secure_filename("-".join(["Hasil-BerAKHLAK", *words, place]))
    return pdf_file(content, f"{name}.pdf")
