"""Slips with codes, eight on a sheet of A4, each unit on sheets of its own.

Always in Indonesian: whoever prints them is not who reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import segno
from flask import current_app
from flask_babel import force_locale, gettext
from markupsafe import Markup

from berakhlak.documents.joining import joined
from berakhlak.documents.pdf import STYLES, PrintableDocument, render_document
from berakhlak.languages import SOURCE

ON_A_SHEET = 8
SHEETS_AT_ONCE = 25  # Laid out together: enough to be quick, few enough for memory.


@dataclass(frozen=True, kw_only=True)
class Slip:
    """One slip; `code` as it is typed, `nip` whole: the template masks it."""

    name: str
    nip: str
    unit: str
    code: str


@dataclass(frozen=True, kw_only=True)
class SlipSheet:
    """Up to eight slips of one unit, two in a row."""

    unit: str
    rows: Sequence[Sequence[Slip]]


@dataclass(frozen=True, kw_only=True)
class SlipWords:
    """What is the same on every slip: where to go, until when, and of which agency."""

    agency: str
    address: str
    last_day: date

    @property
    def short_address(self) -> str:
        return self.address.partition("://")[2]

    def qr(self) -> Markup:
        """The address as a drawing; the code itself stands in no address."""
        title = gettext("Kode QR menuju %(url)s", url=self.short_address)
        drawn = segno.make(self.address, error="m", micro=False)
        # Made of numbers and of a title that segno escapes.
        return Markup(drawn.svg_inline(border=2, omitsize=True, title=title))  # noqa: S704


def slip_sheets(slips: Sequence[Slip]) -> Iterator[SlipSheet]:
    """Slips in their order, each unit beginning a new sheet."""
    for unit, found in groupby(slips, key=lambda slip: slip.unit):
        members = list(found)
        for start in range(0, len(members), ON_A_SHEET):
            some = members[start : start + ON_A_SHEET]
            yield SlipSheet(unit=unit, rows=[some[at : at + 2] for at in range(0, len(some), 2)])


def slips_pdf(
    slips: Sequence[Slip], words: SlipWords, tell: Callable[[int, int], None] = lambda *_n: None
) -> bytes:
    """All sheets in one file; needs an application context. What `tell` raises ends the work.

    A file of several parts has no tags for screen readers: merging loses them.
    """
    sheets, parts = list(slip_sheets(slips)), []
    with force_locale(SOURCE):
        qr = words.qr()
        for start in range(0, len(sheets), SHEETS_AT_ONCE):
            tell(start, len(sheets))
            parts.append(_drawn(sheets[start : start + SHEETS_AT_ONCE], words, qr))
    tell(len(sheets), len(sheets))
    return joined(parts)


def _drawn(sheets: Sequence[SlipSheet], words: SlipWords, qr: Markup) -> bytes:
    template = current_app.jinja_env.get_template("access/slips_document.html")
    html = template.render(sheets=sheets, words=words, qr=qr, language=SOURCE)
    return render_document(PrintableDocument(html=html, styles=(*STYLES, "css/slips.css")))
