"""A holder's code on a sheet of paper. Always in Indonesian: it lies in an envelope for long."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale

from berakhlak.cycle_administration.holder_forms import ROLE_NAMES
from berakhlak.cycles.models import Cycle
from berakhlak.documents.pdf import STYLES, PrintableDocument, render_document
from berakhlak.formats import local_today
from berakhlak.key_holders.holders import KeyHolder
from berakhlak.languages import SOURCE


def code_sheet_pdf(cycle: Cycle, holder: KeyHolder, code: str) -> bytes:
    """One page of A4; needs an application context. Nothing of it is kept between documents."""
    template = current_app.jinja_env.get_template("cycle_administration/code_sheet.html")
    with force_locale(SOURCE):
        html = template.render(
            cycle=cycle,
            holder=holder,
            role=ROLE_NAMES[holder.role],
            needed=cycle.holders.needed if cycle.holders else 2,
            code=code,
            printed_on=local_today(),
            language=SOURCE,
        )
    styles = (*STYLES, "css/code_sheet.css")
    return render_document(PrintableDocument(html=html, styles=styles))
