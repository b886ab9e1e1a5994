"""A cycle of the demonstration that is input for the performance appraiser."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.policy_floors import lift_to_floors
from berakhlak.cycles.purposes import Purpose
from berakhlak.expectations.operations import write_expectations
from berakhlak.expectations.queries import OfficerExpectations
from berakhlak.people.models import Person

# Five of a group must answer: of seven who are asked as many do.
FOR_APPRAISAL = lift_to_floors(Policy(purpose=Purpose.APPRAISAL, peers_per_officer=7))
EXPECTED = {
    "BP": "Menjelaskan kepada warga berapa lama ia harus menunggu, sebelum ditanya.",
    "HM": "Menengahi beda pendapat di antrean dengan tenang.",
}


def expect_something(session: Session, cycle: Cycle, lead: Person) -> None:
    """What a supervisor especially expects of each of the team, before the cycle opens."""
    team = select(Person).where(Person.supervisor_id == lead.id).order_by(Person.id)
    for officer in session.scalars(team).all():
        write_expectations(session, OfficerExpectations(cycle, officer, {}), EXPECTED)
