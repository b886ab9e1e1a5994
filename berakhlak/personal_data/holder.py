"""Whose data is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.people.models import Person
from berakhlak.profiles.access import RELEASED
from berakhlak.sealing.models import OfficerResult

Value = str | int | bool | date | None | Mapping[str, "Value"] | Sequence["Value"]
Record = dict[str, Value]


@dataclass(frozen=True)
class Holder:
    """The owner of an account, with the officer behind it and the seats in cycles.

    Everything that is collected is found by these ids: nothing about anybody else.
    """

    session: Session
    account: Account
    timezone: str

    @cached_property
    def person(self) -> Person | None:
        """The officer; None for an account that is nobody's of the personnel file."""
        return self.session.scalar(select(Person).where(Person.account_id == self.account.id))

    @cached_property
    def seats(self) -> Sequence[Participant]:
        """As each cycle saw the officer, the oldest first; drafts have no seats yet."""
        if self.person is None:
            return []
        wanted = select(Participant).join(Cycle, Cycle.id == Participant.cycle_id)
        wanted = wanted.where(
            Participant.person_id == self.person.id, Cycle.state != CycleState.DRAFT
        )
        return self.session.scalars(wanted.order_by(Cycle.opens_on, Participant.id)).all()

    @cached_property
    def released(self) -> list[Participant]:
        """Those seats whose profile is out."""
        known = select(OfficerResult.participant_id).where(
            OfficerResult.participant_id.in_([seat.id for seat in self.seats])
        )
        with_result = set(self.session.scalars(known))
        return [
            seat for seat in self.seats if seat.cycle.state in RELEASED and seat.id in with_result
        ]

    @property
    def seat_ids(self) -> list[int]:
        return [seat.id for seat in self.seats]

    def cycle_of(self, seat_id: int) -> str:
        """The name of the cycle of an own seat."""
        return next(seat.cycle.name for seat in self.seats if seat.id == seat_id)
