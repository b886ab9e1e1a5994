"""Reports on units as HTML documents and as PDF, in their own language."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale
from werkzeug.utils import secure_filename

from berakhlak.documents.palette import chart_palette
from berakhlak.documents.pdf import page_count, render_pdf
from berakhlak.results.report import ResultsReport
from berakhlak.results.summary import MOST_ROWS, LeaderSummary, Letterhead, leader_summary

NAME_SIGNS = 60


def results_pdf(report: ResultsReport, place: str) -> bytes:
    """The printed report; `place` tells the files of one result apart."""
    identifier = f"{report.fingerprint}/hasil/{place}/{report.language}".encode()
    return render_pdf(results_html(report), identifier=identifier, is_one_of_many=True)


def summary_html(page: LeaderSummary) -> str:
    """One page for the head of the agency as an HTML document; needs an application context."""
    template = current_app.jinja_env.get_template("results/summary.html")
    with force_locale(page.report.language):
        return template.render(page=page, report=page.report)


def summary_pdf(report: ResultsReport, letterhead: Letterhead, place: str) -> bytes:
    """The printed page; `place` tells the files of one result apart."""
    identifier = f"{report.fingerprint}/ringkasan/{place}/{report.language}".encode()
    content = b""
    for most in MOST_ROWS:
        page = leader_summary(report, letterhead, most)
        content = render_pdf(summary_html(page), identifier=identifier)
        if page_count(content) == 1:
            break
    return content


def results_file_stem(report: ResultsReport, place: str) -> str:
    """The name of its file, without ending."""
    words = [part[:NAME_SIGNS] for part in (report.heading, report.cycle)]
    return secure_filename("-".join(["Hasil-BerAKHLAK", *words, place]))


def results_html(report: ResultsReport) -> str:
    """The printed report as one HTML document; needs an application context."""
    template = current_app.jinja_env.get_template("results/report.html")
    with force_locale(report.language):
        return template.render(report=report, palette=chart_palette())
