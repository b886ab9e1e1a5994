"""The late raters of a part as a workbook; every name stays a text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from berakhlak.cycle_administration.chasing import ChasedRater
from berakhlak.formats import full_date
from berakhlak.spreadsheets import TextRows, new_workbook

WIDTHS = (40, 40, 40, 16)


def chasing_workbook(raters: Sequence[ChasedRater], taken_on: date | None) -> bytes:
    """One row for a rater, below the day of which it tells. There may be tens of thousands."""
    output = io.BytesIO()
    with new_workbook(output) as book:
        sheet = book.add_worksheet(_("Belum selesai"))
        if taken_on:
            sheet.write_string(0, 0, _("Keadaan pada %(day)s.", day=full_date(taken_on)))
        bold = book.add_format({"bold": True})
        heads = (_("Penilai"), _("Unit kerja"), _("OPD"), _("Terkirim"))
        for place, words in enumerate(heads):
            sheet.write_string(2, place, words, bold)
            sheet.set_column(place, place, WIDTHS[place])
        sheet.autofilter(2, 0, 2 + len(raters), len(heads) - 1)
        sheet.freeze_panes(3, 0)
    return TextRows().put(output.getvalue(), map(_Words().cells, raters), first=4)


class _Words:
    """What a row says besides names, in the reader's language."""

    def __init__(self) -> None:
        self.outside = _("Di luar unit siklus ini")
        self.begun, self.untouched = _("Sebagian"), _("Belum ada")

    def cells(self, rater: ChasedRater) -> tuple[str, str, str, str]:
        sent = self.begun if rater.has_begun else self.untouched
        return rater.name, rater.unit or self.outside, rater.office or "", sent
