"""Where officers' lists stand, as a workbook; every name stays a text."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import gettext as _

from berakhlak.formats import full_date
from berakhlak.nominations.standing import NamingState, OfficerNaming
from berakhlak.spreadsheets import TextRows, new_workbook

WIDTHS = (40, 40, 40, 12, 26, 16)


def nomination_workbook(
    rows: Sequence[OfficerNaming], states: Mapping[NamingState, object], today: date
) -> bytes:
    """One row for an officer, below the day of which it tells; how many names, never which."""
    output = io.BytesIO()
    with new_workbook(output) as book:
        sheet = book.add_worksheet(_("Usulan rekan"))
        sheet.write_string(0, 0, _("Keadaan pada %(day)s.", day=full_date(today)))
        bold = book.add_format({"bold": True})
        heads = (
            _("Pegawai"),
            _("Unit kerja"),
            _("Atasan langsung"),
            _("Nama"),
            _("Status"),
            _("Menunggu (hari)"),
        )
        for place, words in enumerate(heads):
            sheet.write_string(2, place, words, bold)
            sheet.set_column(place, place, WIDTHS[place])
        sheet.autofilter(2, 0, 2 + len(rows), len(heads) - 1)
        sheet.freeze_panes(3, 0)
    words = {state: str(name) for state, name in states.items()}
    cells = ((row.name, row.unit, row.lead, row.names, words[row.state], _waits(row))
             for row in rows)  # fmt: skip
    return TextRows().put(output.getvalue(), cells, first=4)


def _waits(row: OfficerNaming) -> int | str:
    return "" if row.waits is None else row.waits
