"""One page for the head of the agency, from the finished report on it. Pure.

Everything stands in the report already; this only chooses, and cuts what would not fit on a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from berakhlak.documents.parts import CaptionedTable, TableSection
from berakhlak.documents.wording import clean_line
from berakhlak.results.report import OfficeRow, ResultsReport

MOST_ROWS = (21, 15, 7)
"""Of both tables together, tried in turn until all is on one page: long names take lines."""
LONGEST_NAME, LONGEST_TEXT = 70, 360


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """What stands at the head; empty lines are not printed."""

    government: str = ""
    name: str
    address: str = ""
    contact: str = ""


@dataclass(frozen=True, kw_only=True)
class LeaderSummary:
    """A page ready to print, in the language of `report`; `values` is its table, cut."""

    letterhead: Letterhead
    report: ResultsReport
    values: CaptionedTable
    sentences: tuple[str, ...]
    offices: tuple[OfficeRow, ...]
    offices_note: str


def leader_summary(
    report: ResultsReport, letterhead: Letterhead, most: int = MOST_ROWS[0]
) -> LeaderSummary:
    """The page of a report on the whole agency, with at most so many rows."""
    with force_locale(report.language):
        rows, values = report.offices.rows if report.offices else (), report.values
        kept = tuple(row for section in values.sections for row in section.rows)[:most]
        room = most - len(kept)
        return LeaderSummary(
            letterhead=letterhead,
            report=report,
            values=replace(values, sections=(TableSection(rows=kept),)),
            sentences=tuple(_sentences(report)),
            offices=tuple(_short(row) for row in rows[:room]),
            offices_note=_note(len(rows) - room),
        )


def _sentences(report: ResultsReport) -> Iterator[str]:
    for part in (report.summary, report.changes):
        if part:
            yield clean_line(" ".join(part), LONGEST_TEXT)


def _short(row: OfficeRow) -> OfficeRow:
    return replace(row, name=clean_line(row.name, LONGEST_NAME))


def _note(more: int) -> str:
    if more <= 0:
        return ""
    words = ngettext("%(num)s unit lain", "%(num)s unit lain", more)
    return str(_("Dan %(units)s; selengkapnya pada laporan hasil.", units=words))
