"""Of which officers of a counter visitors see a photo."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import object_session

from berakhlak.citizens.models import Counter
from berakhlak.cycles.models import Participant
from berakhlak.people.models import Agency, Person


def photographed_officers(counter: Counter) -> frozenset[int]:
    """Ids of those officers; none where the agency shows no photos."""
    session = object_session(counter)
    if session is None:
        return frozenset()
    shown = (
        select(Participant.id)
        .join(Person, Person.id == Participant.person_id)
        .join(Agency, Agency.id == Person.agency_id)
        .where(Participant.id.in_([each.id for each in counter.rated_officers]))
        .where(Agency.shows_photos, Person.is_active, Person.photo.is_not(None))
    )
    return frozenset(session.scalars(shown))
