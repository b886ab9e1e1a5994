"""What was typed on a form that is not taken any more: shown once more, never dropped silently.

The visitor may copy it, or go on with it as a complaint to the unit; docs/decisions/0222 says why.
"""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass

from flask import request
from sqlalchemy.orm import Session

from berakhlak.citizens.models import Counter
from berakhlak.citizens.queries import CounterNotFound, counter_by_token
from berakhlak.complaints.queries import takes_complaints
from berakhlak.extensions import db
from berakhlak.people.models import Agency
from berakhlak.web.visitor_forms import page_of_refusal
from berakhlak.web.whole_addresses import public_address

LONGEST = 3000


@dataclass(frozen=True)
class ComplaintWay:
    """Where a complaint about a counter goes: never anything of the visit or the voice."""

    agency_code: str
    unit_id: int
    place: str

    @property
    def address(self) -> str:
        """Where complaints begin, to be typed at another device."""
        return public_address("complaints.start_page")


def complaint_way(session: Session, counter: Counter) -> ComplaintWay | None:
    """To the unit in which most of its officers sit; None where the agency takes no complaints."""
    agency = session.get(Agency, counter.cycle.agency_id)
    if agency is None or not takes_complaints(session, agency.id):
        return None
    units = Tally(officer.unit.unit_id for officer in counter.officers if officer.unit)
    most = units.most_common(1)
    return ComplaintWay(agency.code, most[0][0] if most else 0, counter.name)


def typed_words() -> str:
    """What the form that was sent says in words."""
    return request.form.get("comment", "").strip()[:LONGEST]


def refused_at_counter(refusal: str) -> str:
    """A page that says why nothing is taken, with what was typed; `refusal`: a word of
    `citizens/refused.html`."""
    db.session.rollback()
    counter = _counter()
    return page_of_refusal(
        "citizens/refused.html",
        refusal=refusal,
        typed=typed_words(),
        way=complaint_way(db.session(), counter) if counter else None,
    )


def _counter() -> Counter | None:
    try:
        return counter_by_token(db.session(), str((request.view_args or {}).get("token", "")))
    except CounterNotFound:
        return None
