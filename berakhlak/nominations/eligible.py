"""Who may be named by an officer: of several officers in as few statements as of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from sqlalchemy import Select, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.engines import in_pieces
from berakhlak.nominations.barred_pairs import is_barred_from
from berakhlak.nominations.bounds import ListBounds
from berakhlak.people.models import Person

AT_ONCE = 100  # Officers in one statement; few lead more.


def select_eligible(cycle: Cycle, officer: Person) -> Select[Person]:
    """Active people of the covered units who are neither above nor below the officer, nor barred
    from rating each other by HR."""
    covered = select(CycleUnit.unit_id).where(CycleUnit.cycle_id == cycle.id)
    return select(Person).where(
        Person.unit_id.in_(covered),
        Person.is_active,
        Person.id != officer.id,
        Person.id != (officer.supervisor_id or 0),
        or_(Person.supervisor_id.is_(None), Person.supervisor_id != officer.id),
        ~is_barred_from(officer.id, Person.id),
    )


def count_eligible(session: Session, cycle: Cycle, officers: Sequence[Person]) -> dict[int, int]:
    """Officer -> among how many they can choose, counted no further than it matters."""
    most = ListBounds.counted_to(cycle.policy.peers_per_officer)

    def pool(officer: Person) -> Select[int, int]:
        some = select_eligible(cycle, officer).with_only_columns(Person.id).limit(most).subquery()
        return select(literal(officer.id), func.count()).select_from(some)

    return dict(_of_each(session, officers, pool))


def eligible_among(
    session: Session,
    cycle: Cycle,
    officers: Sequence[Person],
    names: Mapping[int, Sequence[int]],
) -> set[tuple[int, int]]:
    """(Officer, nominee): of these `names`, by number, those that may still be given."""

    def fit(officer: Person) -> Select[int, int]:
        among = Person.id.in_(names[officer.id])
        wanted = select_eligible(cycle, officer).where(among)
        return wanted.with_only_columns(literal(officer.id), Person.id)

    return set(_of_each(session, [each for each in officers if names[each.id]], fit))


def _of_each(
    session: Session, officers: Sequence[Person], build: Callable[[Person], Select[int, int]]
) -> Iterator[tuple[int, int]]:
    """The rows of a query about each officer, many in one statement."""
    for piece in in_pieces(officers, AT_ONCE):
        for row in session.execute(union_all(*map(build, piece))):
            yield row[0], row[1]
