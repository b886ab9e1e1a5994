"""The report of a survey as PDF, as a workbook and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from flask import current_app

from berakhlak.documents.parts import CaptionedTable
from berakhlak.documents.pdf import STYLES, PrintableDocument, render_document
from berakhlak.satisfaction_administration.report import SurveyReport
from berakhlak.spreadsheets import new_workbook, no_formula

WIDTHS = (44, 18)
STYLE = "css/satisfaction_report.css"


def report_pdf(report: SurveyReport, place: str) -> bytes:
    """The printed report; `place` tells the files of one survey apart. Needs the language of the
    report in force, and an application context."""
    template = current_app.jinja_env.get_template("satisfaction_administration/report.html")
    identifier = f"skm/{place}/{report.language}/{report.dated_iso}".encode()
    return render_document(
        PrintableDocument(
            html=template.render(report=report), identifier=identifier, styles=(*STYLES, STYLE)
        )
    )


def report_workbook(report: SurveyReport) -> bytes:
    """A sheet of what is printed, downwards; every cell is the text that is printed."""
    output = io.BytesIO()
    with new_workbook(output) as book:
        sheet = book.add_worksheet("SKM")
        sheet.set_column(0, 0, WIDTHS[0])
        sheet.set_column(1, 6, WIDTHS[1])
        wrapped, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format()
        bold.set_bold()
        for place, row in enumerate(_rows(report)):
            look = bold if len(row) == 1 else wrapped
            for column, words in enumerate(row):
                sheet.write_string(place, column, words, look)
    return output.getvalue()


def report_csv(report: SurveyReport) -> bytes:
    """The same rows for other programs, in UTF-8 with a mark that spreadsheets know."""
    output = io.StringIO()
    writer = csv.writer(output)
    for row in _rows(report):
        writer.writerow([no_formula(words) for words in row])
    return output.getvalue().encode("utf-8-sig")


def _rows(report: SurveyReport) -> Iterator[list[str]]:
    yield [f"SKM · {report.unit}"]
    for fact in report.facts:
        yield [fact.label, fact.text]
    for figure in report.overview:
        yield [figure.label, figure.figure, figure.note]
    for table in (*report.tables, report.plan):
        yield from _rows_of(table)
    for line in (*report.summary, *report.method):
        yield ["", line]


def _rows_of(table: CaptionedTable) -> Iterator[list[str]]:
    yield []
    yield [table.caption]
    yield list(table.columns)
    for section in table.sections:
        if section.header:
            yield [section.header.header]
        for row in section.rows:
            yield [row.header, *(entry.text for entry in row.entries)]
