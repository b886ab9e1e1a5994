"""Slips with tickets as PDF: on rolls of 80 mm, one a page, or many on a sheet of A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from flask.wrappers import Response
from flask_babel import force_locale

from berakhlak.accounts.password_again import asks_password_again
from berakhlak.citizens import ticket_sources
from berakhlak.citizens.blueprint import blueprint
from berakhlak.citizens.doors import Door
from berakhlak.citizens.poster_file import LOGO, PosterHead
from berakhlak.citizens.queries import counter_of
from berakhlak.citizens.source_pages import SOURCE
from berakhlak.cycles.current_cycle import cycle_in_reach
from berakhlak.documents.pdf import STYLES, PrintableDocument, render_document
from berakhlak.documents.responses import pdf_file
from berakhlak.documents.ticket_slips import slip_rows, ways_to_answer
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.languages import SOURCE as INDONESIAN
from berakhlak.people.models import Agency
from berakhlak.permissions import Action
from berakhlak.web.admission import DOCUMENTS, in_turn
from berakhlak.web.guards import requires
from berakhlak.web.whole_addresses import public_address


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
    """Needs an application context."""
    template = current_app.jinja_env.get_template("citizens/visit_slips_document.html")
    with force_locale(INDONESIAN):
        html = template.render(
            rows=slip_rows(codes, place.form),
            place=place,
            logo=LOGO,
            ways=ways_to_answer(place.typed_at),
            paper=paper,
            language=INDONESIAN,
        )
    style, logo = f"css/visit_slips_{paper}.css", place.head.logo
    pictures = ((LOGO, logo),) if logo else ()
    return render_document(PrintableDocument(html=html, styles=(*STYLES, style), pictures=pictures))
