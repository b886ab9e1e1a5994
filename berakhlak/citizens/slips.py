"""Slips with tickets as PDF: on rolls of 80 mm, one a page, or many on a sheet of A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from flask.wrappers import Response
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from berakhlak.accounts.password_again import asks_password_again
from berakhlak.citizens import ticket_sources
from berakhlak.citizens.blueprint import blueprint
from berakhlak.citizens.doors import Door
from berakhlak.citizens.poster import code_drawing
from berakhlak.citizens.poster_file import LOGO, PosterHead
from berakhlak.citizens.queries import counter_of
from berakhlak.citizens.source_pages import SOURCE
from berakhlak.cycles.current_cycle import cycle_in_reach
from berakhlak.documents.pdf import STYLES, PrintableDocument, render_document
from berakhlak.documents.responses import pdf_file
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.languages import LANGUAGES
from berakhlak.languages import SOURCE as INDONESIAN
from berakhlak.people.models import Agency
from berakhlak.permissions import Action
from berakhlak.web.admission import DOCUMENTS, in_turn
from berakhlak.web.guards import requires
from berakhlak.web.whole_addresses import public_address

IN_A_ROW = 3


@dataclass(frozen=True)
class VisitSlip:
    """One slip: the ticket as it is typed, and its QR code."""

    code: str
    drawing: Markup


@dataclass(frozen=True)
class SlipPlace:
    """What all slips of a batch say: whose counter it is, where its form is, and at which address a
    code is typed."""

    head: PosterHead
    counter: str
    form: str
    typed_at: str


@blueprint.get(f"{SOURCE}/slip-rol.pdf")
@requires(Action.MANAGE_COUNTERS)
@asks_password_again
def slips_for_rolls(cycle_id: int, counter_id: int, source_id: int) -> Response:
    """All slips of a batch, one on a page of 80 mm."""
    return _slips_file(cycle_id, counter_id, source_id, "rol")


@blueprint.get(f"{SOURCE}/slip-a4.pdf")
@requires(Action.MANAGE_COUNTERS)
@asks_password_again
def slips_on_a4(cycle_id: int, counter_id: int, source_id: int) -> Response:
    """All slips of a batch, many on a sheet."""
    return _slips_file(cycle_id, counter_id, source_id, "a4")


def _slips_file(cycle_id: int, counter_id: int, source_id: int, paper: str) -> Response:
    """The same slips each time, for nothing of them is stored."""
    cycle, reach = cycle_in_reach(cycle_id, Action.MANAGE_COUNTERS)
    counter = counter_of(db.session(), cycle, counter_id, reach)
    source = ticket_sources.source_of(db.session(), counter, source_id)
    if source.door is not Door.SLIP:
        raise NotFound
    codes = ticket_sources.slip_codes(source, secret=str(current_app.config["SECRET_KEY"]))
    form = public_address("citizens.voice_page", token=counter.token)
    typed_at = public_address("short_codes.short_code_page").partition("://")[2]
    agency = db.session().get_one(Agency, cycle.agency_id)
    place = SlipPlace(PosterHead(agency.name, agency.logo), counter.name, form, typed_at)
    pdf = in_turn(DOCUMENTS, slips_pdf)(codes, place, paper=paper)
    return pdf_file(pdf, f"slip-{paper}-{source.id}.pdf")


def slips_pdf(codes: Sequence[str], place: SlipPlace, *, paper: str) -> bytes:
    """Needs an application context. Whoever prints them is not who reads them, so the way is told
    in both languages."""
    template = current_app.jinja_env.get_template("citizens/visit_slips_document.html")
    ways = [_way(language, place.typed_at) for language in LANGUAGES]
    with force_locale(INDONESIAN):
        slips = [_slip(code, place.form) for code in codes]
        html = template.render(
            rows=[slips[at : at + IN_A_ROW] for at in range(0, len(slips), IN_A_ROW)],
            place=place,
            logo=LOGO,
            ways=ways,
            paper=paper,
            language=INDONESIAN,
        )
    style, logo = f"css/visit_slips_{paper}.css", place.head.logo
    pictures = ((LOGO, logo),) if logo else ()
    return render_document(PrintableDocument(html=html, styles=(*STYLES, style), pictures=pictures))


def _way(language: str, typed_at: str) -> str:
    with force_locale(language):
        return str(
            _(
                "Pindai, atau buka %(address)s dan ketik kode ini. Tanpa nama; berlaku satu kali.",
                address=typed_at,
            )
        )


def _slip(code: str, form: str) -> VisitSlip:
    return VisitSlip(code, code_drawing(f"{form}?tiket={code}", title=code))
