"""Who is head of a unit, by the tree of today."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, func, select
from sqlalchemy.orm import aliased

from berakhlak.people.models import Person


def is_head() -> ColumnElement[bool]:
    """Of a `Person` in the statement around: who leads somebody in the own unit, and is led by
    nobody in it."""
    lead, led = aliased(Person), aliased(Person)
    leads = (
        select(led.is_active)
        .where(led.supervisor_id == Person.id, led.unit_id == Person.unit_id, led.is_active)
        .limit(1)
    )
    unit_of_lead = select(lead.unit_id).where(lead.id == Person.supervisor_id)
    # Each asked of one person: as conditions on sets, PostgreSQL would sort out whom all lead.
    return and_(
        Person.is_active,
        unit_of_lead.correlate(Person).scalar_subquery().is_distinct_from(Person.unit_id),
        func.coalesce(leads.correlate(Person).scalar_subquery(), false()),
    )
