"""/siklus/ID/loket/ID/poster.pdf: a counter's poster to print or to send to a printing office."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import current_app, request
from flask.wrappers import Response
from flask_babel import force_locale

from berakhlak.citizens.blueprint import blueprint
from berakhlak.citizens.poster import FORMATS, CounterPoster, counter_poster
from berakhlak.citizens.queries import counter_of
from berakhlak.cycles.current_cycle import cycle_in_reach
from berakhlak.documents.joining import joined
from berakhlak.documents.pdf import TOKENS, PrintableDocument, render_document
from berakhlak.documents.responses import pdf_file
from berakhlak.extensions import db
from berakhlak.languages import SOURCE
from berakhlak.people.models import Agency
from berakhlak.permissions import Action
from berakhlak.web.admission import DOCUMENTS, in_turn
from berakhlak.web.guards import requires
from berakhlak.web.whole_addresses import public_address

AT_ONCE = 25  # Laid out together: enough to be quick, few enough for memory.
USUAL = "a4"
LOGO = "own-logo.png"  # Lies nowhere: the document brings it along.


@blueprint.get("/siklus/<row:cycle_id>/loket/<row:counter_id>/poster.pdf")
@requires(Action.MANAGE_COUNTERS)
def poster_file(cycle_id: int, counter_id: int) -> Response:
    """The poster as a PDF, in the size that `?ukuran=` asks for."""
    cycle, reach = cycle_in_reach(cycle_id, Action.MANAGE_COUNTERS)
    counter = counter_of(db.session(), cycle, counter_id, reach)
    size = request.args.get("ukuran", USUAL)
    size = size if size in FORMATS else USUAL
    url = public_address("citizens.voice_page", token=counter.token)
    with force_locale(SOURCE):
        poster = counter_poster(counter, url, error=FORMATS[size].error)
    agency = db.session().get_one(Agency, cycle.agency_id)
    head = PosterHead(agency.name, agency.logo)
    pdf = in_turn(DOCUMENTS, posters_pdf)([poster], head, size=size)
    return pdf_file(pdf, f"poster-{size}-{cycle_id}-{counter_id}.pdf")


@dataclass(frozen=True)
class PosterHead:
    """Whose posters they are: the agency's name and its logo, a PNG."""

    name: str
    logo: bytes | None = None


def posters_pdf(
    posters: Sequence[CounterPoster],
    head: PosterHead,
    *,
    size: str,
    tell: Callable[[int, int], None] = lambda *_n: None,
) -> bytes:
    """A page for each, in one file; needs an application context. What `tell` raises ends the
    work. Always in Indonesian and English: whoever prints them is not who reads them."""
    parts = []
    for start in range(0, len(posters), AT_ONCE):
        tell(start, len(posters))
        parts.append(_drawn(posters[start : start + AT_ONCE], head, size))
    tell(len(posters), len(posters))
    return joined(parts)


def _drawn(posters: Sequence[CounterPoster], head: PosterHead, size: str) -> bytes:
    template = current_app.jinja_env.get_template("citizens/poster_document.html")
    with force_locale(SOURCE):
        html = template.render(posters=posters, head=head, logo=LOGO, language=SOURCE)
    mark = " ".join([size, *(poster.url for poster in posters)])
    return render_document(
        PrintableDocument(
            html=html,
            identifier=mark.encode(),
            styles=(TOKENS, FORMATS[size].style),
            pictures=((LOGO, head.logo),) if head.logo else (),
        )
    )
