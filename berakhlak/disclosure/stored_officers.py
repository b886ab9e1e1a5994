"""Officers' results as they are stored, read some hundreds at a time: all of them are too many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, overload

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, Participant
from berakhlak.sealing.models import OfficerResult

AT_ONCE = 500

PlacedPayload = tuple[str, int, str]
"""Name, place of the unit, JSON."""


class OfficerRow(NamedTuple):
    """Whose result there is."""

    id: int
    name: str
    unit_id: int | None


def officers_with_result(session: Session, cycle: Cycle) -> list[OfficerRow]:
    """In the order of their ids."""
    rows = session.execute(
        select(Participant.id, Participant.name, Participant.unit_id)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .where(OfficerResult.cycle_id == cycle.id)
        .order_by(Participant.id)
    )
    return [OfficerRow(*row) for row in rows]


class StoredOfficers(Sequence[PlacedPayload]):
    """Each with the place of their unit (`place`, by id) and their figures."""

    def __init__(
        self, session: Session, rows: Sequence[OfficerRow], place: Mapping[int | None, int]
    ) -> None:
        self.session, self.rows, self.place = session, rows, place
        self._start, self._block = -1, dict[int, str]()

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> PlacedPayload: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[PlacedPayload]: ...
    def __getitem__(self, place: int | slice) -> PlacedPayload | Sequence[PlacedPayload]:
        if isinstance(place, slice):
            return StoredOfficers(self.session, self.rows[place], self.place)
        row = self.rows[place]
        start = place % len(self.rows) // AT_ONCE * AT_ONCE
        if start != self._start:
            wanted = [each.id for each in self.rows[start : start + AT_ONCE]]
            self._start, self._block = start, payloads_of(self.session, wanted)
        return row.name, self.place[row.unit_id], self._block[row.id]


def payloads_of(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """By participant; for as many as a database takes in one list."""
    columns = select(OfficerResult.participant_id, OfficerResult.payload)
    return dict(session.execute(columns.where(OfficerResult.participant_id.in_(ids))).all())


def all_payloads(session: Session, rows: Sequence[OfficerRow]) -> Iterator[str]:
    """In the order of the rows."""
    for start in range(0, len(rows), AT_ONCE):
        wanted = [row.id for row in rows[start : start + AT_ONCE]]
        found = payloads_of(session, wanted)
        yield from (found[number] for number in wanted)
