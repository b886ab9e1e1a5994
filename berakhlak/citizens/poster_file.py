"""/siklus/ID/loket/ID/poster.pdf: a counter's poster to print or to send to a printing office."""

from __future__ import annotations

from flask import current_app
from flask.wrappers import Response
from flask_babel import force_locale

from berakhlak.citizens.blueprint import blueprint
from berakhlak.citizens.poster import CounterPoster, counter_poster
from berakhlak.citizens.queries import counter_of
from berakhlak.cycles.current_cycle import cycle_in_reach
from berakhlak.documents.pdf import STYLES, PrintableDocument, render_document
from berakhlak.documents.responses import pdf_file, reader_language
from berakhlak.extensions import db
from berakhlak.people.models import Agency
from berakhlak.permissions import Action
from berakhlak.web.admission import DOCUMENTS, in_turn
from berakhlak.web.guards import requires
from berakhlak.web.whole_addresses import public_address


@blueprint.get("/siklus/<row:cycle_id>/loket/<row:counter_id>/poster.pdf")
@requires(Action.MANAGE_COUNTERS)
def poster_file(cycle_id: int, counter_id: int) -> Response:
    """The same poster as on the page, as a PDF."""
    cycle, reach = cycle_in_reach(cycle_id, Action.MANAGE_COUNTERS)
    counter = counter_of(db.session(), cycle, counter_id, reach)
    poster = counter_poster(counter, public_address("citizens.voice_page", token=counter.token))
    agency = db.session().get_one(Agency, cycle.agency_id)
    pdf = in_turn(DOCUMENTS, poster_pdf)(poster, agency=agency.name, language=reader_language())
    return pdf_file(pdf, f"poster-{cycle_id}-{counter_id}.pdf")


def poster_pdf(poster: CounterPoster, *, agency: str, language: str) -> bytes:
    """One page of A4; needs an application context."""
    template = current_app.jinja_env.get_template("citizens/poster_document.html")
    with force_locale(language):
        html = template.render(poster=poster, agency=agency, language=language)
    return render_document(
        PrintableDocument(
            html=html,
            identifier=f"{poster.url}/{language}".encode(),
            styles=(*STYLES, "css/poster.css"),
        )
    )
