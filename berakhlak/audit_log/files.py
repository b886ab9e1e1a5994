"""The record as files, in the reader's language and in the agency's time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from berakhlak.audit_log.queries import AuditLine
from berakhlak.spreadsheets import TextRows, new_workbook, no_formula

MOST = 50_000
"""Lines of a file; the newest. A narrower filter gives the others."""
AT_ONCE = 1_000
"""Lines that are written while somebody waits; more are a job."""
WIDTHS = (20, 30, 60, 40)


def audit_csv(lines: Sequence[AuditLine], timezone: str) -> bytes:
    """As CSV, with the mark by which spreadsheets know its letters."""
    output = io.StringIO()
    rows = csv.writer(output)
    rows.writerow(_heads())
    for row in _rows(lines, timezone):
        rows.writerow([no_formula(each) for each in row])
    return output.getvalue().encode("utf-8-sig")


def audit_workbook(lines: Sequence[AuditLine], timezone: str) -> bytes:
    """As a workbook."""
    output = io.BytesIO()
    with new_workbook(output) as book:
        sheet = book.add_worksheet(_("Riwayat aktivitas")[:31])
        head = book.add_format({"bold": True})
        for place, words in enumerate(_heads()):
            sheet.write_string(0, place, words, head)
            sheet.set_column(place, place, WIDTHS[place])
        sheet.freeze_panes(1, 0)
    return TextRows().put(output.getvalue(), _rows(lines, timezone), first=2)


def audit_file(lines: Sequence[AuditLine], ending: str, timezone: str) -> bytes:
    """`ending`: xlsx or csv."""
    return (audit_workbook if ending == "xlsx" else audit_csv)(lines, timezone)


def _heads() -> list[str]:
    return [_("Waktu"), _("Oleh"), _("Tindakan"), _("Tentang")]


def _rows(lines: Sequence[AuditLine], timezone: str) -> Iterator[list[str]]:
    zone = ZoneInfo(timezone)
    for line in lines:
        at = line.entry.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        yield [at, line.name or _("Operator"), str(line.act), line.subject or ""]
