"""Who is head of a unit, by the tree of today."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists
from sqlalchemy.orm import aliased

from berakhlak.people.models import Person


def is_head() -> ColumnElement[bool]:
    """Of a `Person` in the statement around: who leads somebody in the own unit, and is led by
    nobody in it."""
    lead, led = aliased(Person), aliased(Person)
    leads = exists().where(
        led.supervisor_id == Person.id, led.unit_id == Person.unit_id, led.is_active
    )
    is_led = exists().where(lead.id == Person.supervisor_id, lead.unit_id == Person.unit_id)
    # Few are led from elsewhere: only of these it is asked whom they lead.
    return and_(Person.is_active, ~is_led, leads)
