"""A published cycle with frozen results of our own making, for tests of what is printed from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from berakhlak.accounts.models import Account
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleState, Participant
from berakhlak.cycles.purposes import Purpose
from berakhlak.sealing.models import CycleResult, OfficerResult
from tests.factories.cycles import AT, OpenCycle, make_open_cycle, state_purpose
from tests.factories.profiles import rich_officer
from tests.factories.results import whole


@dataclass
class PublishedCycle:
    """`officers` are the rated participants with a result, by name."""

    opened: OpenCycle
    officers: list[Participant]

    @property
    def cycle(self) -> Any:
        return self.opened.cycle

    def account_of(self, participant: Participant) -> Account:
        return self.opened.accounts[participant.name]


def make_published_cycle(
    session: Any, keys: KeyStore, *, staff: int = 3, purpose: Purpose = Purpose.APPRAISAL
) -> PublishedCycle:
    """A head and `staff` officers whose results are frozen and released; nothing is committed."""
    opened = make_open_cycle(session, keys, staff=staff)
    cycle = opened.cycle
    state_purpose(cycle, purpose)
    names = [person.name for person in opened.staff]
    officers = session.scalars(
        select(Participant)
        .where(Participant.cycle_id == cycle.id, Participant.name.in_(names))
        .order_by(Participant.id)
    ).all()
    session.add(
        CycleResult(
            cycle_id=cycle.id, rules_version="1", sha256="5e" * 32, payload=whole().to_json()
        )
    )
    for number, officer in enumerate(officers):
        figures = rich_officer(seed=number, participant_id=officer.id).figures
        session.add(
            OfficerResult(participant_id=officer.id, cycle_id=cycle.id, payload=figures.to_json())
        )
    cycle.state = CycleState.PUBLISHED
    cycle.sealed_at = AT + timedelta(days=30)
    cycle.published_at = AT + timedelta(days=35)
    session.flush()
    return PublishedCycle(opened, list(officers))
