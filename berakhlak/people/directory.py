"""Searching the officers of an agency."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from berakhlak.people import nip
from berakhlak.people.models import Person
from berakhlak.people.queries import count_active, matches_every_word
from berakhlak.people.scope import is_within
from berakhlak.permissions import Reach


@dataclass(frozen=True)
class OfficerChoice:
    """All words of the search stand in name and post, or it is their NIP.

    Either active ones, or those who have left; with `unit_id`, of this unit and all below it.
    """

    search: str = ""
    unit_id: int | None = None
    has_left: bool = False


EVERYBODY = OfficerChoice()


def select_officers(reach: Reach, chosen: OfficerChoice = EVERYBODY) -> Select[Person]:
    """Officers by name."""
    found = select(Person).where(*_are_chosen(reach, chosen)).options(joinedload(Person.unit))
    return found.order_by(Person.name_key, Person.id)


def count_officers(session: Session, reach: Reach, chosen: OfficerChoice = EVERYBODY) -> int:
    """How many the same finds; of words, from an index alone."""
    if reach.is_whole and chosen == EVERYBODY:
        return count_active(session, reach.agency_id)
    return session.scalar(select(func.count(Person.id)).where(*_are_chosen(reach, chosen))) or 0


def _are_chosen(reach: Reach, chosen: OfficerChoice) -> tuple[ColumnElement[bool], ...]:
    part = Reach(reach.agency_id, frozenset({chosen.unit_id or 0}))
    return (
        Person.agency_id == reach.agency_id,
        Person.is_active.is_(not chosen.has_left),
        is_within(Person.unit_id, reach),
        is_within(Person.unit_id, part) if chosen.unit_id is not None else true(),
        _is_found(chosen.search) if chosen.search else true(),
    )


def _is_found(search: str) -> ColumnElement[bool]:
    """Parts of a NIP are not searched for: they would tell birthdays. What cannot be a whole one is
    not compared with any, so that an index alone answers a search for words."""
    has_words = matches_every_word(search, Person.name_key, Person.position_key)
    number = nip.tidy_nip(search)
    return or_(Person.nip == number, has_words) if len(number) == nip.LENGTH else has_words
