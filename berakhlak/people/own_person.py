"""Officers within reach of whoever is signed in; for views, never for operations."""

from __future__ import annotations

from berakhlak.accounts.session import own_reach
from berakhlak.extensions import db
from berakhlak.people.models import Person
from berakhlak.people.queries import officer_within
from berakhlak.permissions import Action


def own_person(action: Action, person_id: int) -> Person:
    """An officer to whom the reader may do this. Raises OfficerNotFound."""
    return officer_within(db.session(), own_reach(action), person_id)
