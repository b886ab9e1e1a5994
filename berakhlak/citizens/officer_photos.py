"""Photos beside the names on a counter's form; docs/decisions/0200 says how far they are seen."""

from __future__ import annotations

from flask import Response

from berakhlak.citizens.blueprint import blueprint
from berakhlak.citizens.views import open_counter
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.people.photos import photo_of
from berakhlak.web.guards import open_to_all

SECONDS_KEPT = 600  # By the phone: the form is drawn anew after an error, and for each visitor.


@blueprint.get("/l/<token>/foto/<row:officer_id>.jpg")
@open_to_all
def officer_photo(token: str, officer_id: int) -> Response:
    """The photo of an officer who serves at this counter, as long as it takes voices."""
    counter = open_counter(token)
    person = {each.id: each.person_id for each in counter.rated_officers}.get(officer_id)
    photo = photo_of(db.session(), person) if person is not None else None
    if photo is None:
        raise NotFound
    answer = Response(photo, mimetype="image/jpeg")
    answer.headers["Cache-Control"] = f"private, max-age={SECONDS_KEPT}"
    return answer
