"""Whom HR means by a name or a NIP that was typed."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from berakhlak import text
from berakhlak.errors import InvalidInput
from berakhlak.people import nip
from berakhlak.people.models import Person
from berakhlak.people.queries import matches_every_word

TOLD = 5  # Names told of when several are meant.


class OfficerUnclear(InvalidInput):
    """Nobody, or more than one, is called that."""


def find_officer(session: Session, agency_id: int, typed: str) -> Person:
    """The active officer whom a NIP, a full name, or a part that nobody else has means.

    Raises OfficerUnclear, which names those who could be meant.
    """
    words = text.single_line(typed)
    officers = (
        select(Person)
        .where(Person.agency_id == agency_id, Person.is_active)
        .options(joinedload(Person.unit))
        .order_by(Person.name_key, Person.id)
    )
    if nip.has_all_nip_digits(words):
        found = session.scalars(officers.where(Person.nip == nip.tidy_nip(words))).all()
    else:
        found = _named(session, officers, words)
    if not found:
        raise OfficerUnclear(_("Tidak ada pegawai aktif dengan nama atau NIP ini."))
    if len(found) > 1:
        raise OfficerUnclear(_several(found))
    return found[0]


def _named(session: Session, officers: Select[Person], words: str) -> Sequence[Person]:
    exact = officers.where(Person.name_key == text.search_key(words)).limit(TOLD + 1)
    part = officers.where(matches_every_word(words, Person.name_key)).limit(TOLD + 1)
    return (
        session.scalars(exact).all()
        or _called(session, officers, words)
        or session.scalars(part).all()
    )


def _called(session: Session, officers: Select[Person], words: str) -> list[Person]:
    """Whom a name with the mark that tells namesakes apart means."""
    return [
        each
        for each in session.scalars(officers.where(Person.mark != "")).all()
        if each.called == words
    ]


def _several(found: Sequence[Person]) -> str:
    names = "; ".join(f"{each.called} ({each.unit.name})" for each in found[:TOLD])
    more = ", …" if len(found) > TOLD else ""
    said = _(
        "Beberapa pegawai cocok: %(names)s. Ketik nama lengkapnya, atau NIP bila namanya sama.",
        names=names + more,
    )
    return str(said)
