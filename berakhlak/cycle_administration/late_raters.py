"""The late raters of a look, of whom a page names those alone that it shows.

A look of a large cycle has tens of thousands. It keeps their numbers in the order of the list; the
names of a page are read from the snapshot.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from berakhlak.cycle_administration.name_index import NameIndex
from berakhlak.cycles.models import CycleUnit, Participant
from berakhlak.engines import is_any_of
from berakhlak.people.namesakes import name_with_mark

T = TypeVar("T")
SOME = 2000  # Whose names are asked for by number; of more, those of the whole cycle are read.


@dataclass(frozen=True)
class LateRater:
    """A rater who still owes forms, with the words that HR needs to find them."""

    name: str
    unit_id: int | None
    unit: str | None
    has_begun: bool
    id: int = 0  # Of the participant; looks of older versions have none.


class RowsOnDemand(Sequence[T]):
    """A long list of which a piece is made when it is asked for."""

    def piece(self, start: int, stop: int) -> list[T]:
        raise NotImplementedError

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...

    def __getitem__(self, at: int | slice) -> T | list[T]:
        if isinstance(at, slice):
            start, stop, step = at.indices(len(self))
            return self.piece(start, stop)[::step]
        return self[at : at + 1 or None][0]

    def __iter__(self) -> Iterator[T]:
        return iter(self.piece(0, len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


class LateRaters(RowsOnDemand[LateRater]):
    """Participants of one cycle by number: first the `untouched` who have sent nothing."""

    def __init__(
        self,
        session: Session,
        cycle_id: int,
        ids: array[int],
        untouched: int,
        names: Callable[[], NameIndex | None] = lambda: None,
    ) -> None:
        """`names`: reads the words of their names, which most pages do not need."""
        self._session, self._cycle_id = session, cycle_id
        self._ids, self._untouched, self._names = ids, untouched, names

    def __len__(self) -> int:
        return len(self._ids)

    def piece(self, start: int, stop: int) -> list[LateRater]:
        """In the order of the look."""
        ids = self._ids[start:stop]
        names = self._called(ids) if ids else {}
        return [
            LateRater(*names[seat], place >= self._untouched, seat)
            for place, seat in enumerate(ids, start=start)
            if seat in names
        ]

    def among(self, seats: Iterable[int]) -> LateRaters:
        """Those who have one of these numbers."""
        return self._kept(self._is_one_of(seats))

    def without(self, seats: Iterable[int]) -> LateRaters:
        """Those who have none of them."""
        return self._kept(~self._is_one_of(seats))

    def with_words(self, typed: str) -> LateRaters | None:
        """Those whose names have every word of a search; None where no words were kept."""
        index = self._names()
        return None if index is None else self._kept(self._is_one_of(index.numbers_of(typed)))

    def of_units(self, unit_ids: Collection[int | None]) -> LateRaters:
        inside: Any = is_any_of(Participant.unit_id, [each for each in unit_ids if each])
        if None in unit_ids:
            inside = or_(inside, Participant.unit_id.is_(None))
        seats = select(Participant.id).where(Participant.cycle_id == self._cycle_id, inside)
        return self.among(self._session.scalars(seats))

    def _is_one_of(self, seats: Iterable[int] | NDArray[np.int32]) -> NDArray[np.bool_]:
        numbers = seats if isinstance(seats, np.ndarray) else np.fromiter(seats, np.intc)
        return np.isin(np.frombuffer(self._ids, np.intc), numbers)

    def _kept(self, are: NDArray[np.bool_]) -> LateRaters:
        ids = array("i", np.frombuffer(self._ids, np.intc)[are].tobytes())
        untouched = int(are[: self._untouched].sum())
        return LateRaters(self._session, self._cycle_id, ids, untouched, self._names)

    def _called(self, ids: Sequence[int]) -> dict[int, tuple[str, int | None, str | None]]:
        wanted = (
            select(Participant.id, Participant.name, Participant.mark, CycleUnit.id, CycleUnit.name)
            .outerjoin(CycleUnit, CycleUnit.id == Participant.unit_id)
            .where(Participant.cycle_id == self._cycle_id)
        )
        if len(ids) <= SOME:
            wanted = wanted.where(Participant.id.in_(ids))
        return {
            seat: (name_with_mark(name, mark), unit_id, unit)
            for seat, name, mark, unit_id, unit in self._session.execute(wanted)
        }


class MappedRows(RowsOnDemand[T], Generic[T]):
    """Other rows, each passed through `build` when it is shown."""

    def __init__(self, rows: Sequence[LateRater], build: Callable[[LateRater], T]) -> None:
        self._rows, self._build = rows, build

    def __len__(self) -> int:
        return len(self._rows)

    def piece(self, start: int, stop: int) -> list[T]:
        return [self._build(each) for each in self._rows[start:stop]]


def packed_raters(raters: Iterable[LateRater]) -> bytes:
    """Their numbers, for a box."""
    return array("i", [each.id for each in raters]).tobytes()


def unpacked_raters(
    session: Session,
    cycle_id: int,
    packed: bytes,
    untouched: int,
    names: Callable[[], NameIndex | None],
) -> LateRaters:
    """The same from a box."""
    ids = array("i")
    ids.frombytes(packed)
    return LateRaters(session, cycle_id, ids, untouched, names)


def raters_of_units(
    raters: Sequence[LateRater], unit_ids: Collection[int | None]
) -> Sequence[LateRater]:
    """Those who belong to units of the cycle; None among these: to none of its units."""
    if isinstance(raters, LateRaters):
        return raters.of_units(unit_ids)
    return tuple(each for each in raters if each.unit_id in unit_ids)
