"""Reports on units as HTML documents and as PDF, in their own language."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale
from werkzeug.utils import secure_filename

from berakhlak.documents.palette import chart_palette
from berakhlak.documents.pdf import render_pdf
from berakhlak.results.report import ResultsReport

NAME_SIGNS = 60


def results_pdf(report: ResultsReport, place: str) -> bytes:
    """The printed report; `place` tells the files of one result apart."""
    identifier = f"{report.fingerprint}/hasil/{place}/{report.language}".encode()
    return render_pdf(results_html(report), identifier=identifier)


def results_file_stem(report: ResultsReport, place: str) -> str:
    """The name of its file, without ending."""
    words = [part[:NAME_SIGNS] for part in (report.heading, report.cycle)]
    return secure_filename("-".join(["Hasil-BerAKHLAK", *words, place]))


def results_html(report: ResultsReport) -> str:
    """The printed report as one HTML document; needs an application context."""
    template = current_app.jinja_env.get_template("results/report.html")
    with force_locale(report.language):
        return template.render(report=report, palette=chart_palette())
