"""Who may be named, what is on a list, and how many lists there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.engines import is_any_of
from berakhlak.errors import NotFound
from berakhlak.extensions import LARGEST_ID
from berakhlak.nominations.bounds import ListBounds
from berakhlak.nominations.eligible import count_eligible, eligible_among, select_eligible
from berakhlak.nominations.models import (
    NameVerdict,
    Nomination,
    NominationList,
    NominationPeriod,
)
from berakhlak.people.models import Person
from berakhlak.people.queries import matches_every_word, person_of_account

CIRCLE = 40  # Colleagues offered unasked; the others are found by their name.
FOUND = 20  # Hits of one search.


class ListNotFound(NotFound):
    """This account has nobody to name, or does not lead this officer, in this cycle."""


@dataclass(frozen=True)
class OfficerList:
    """An officer of a cycle that gathers names, with the list (None: not begun) and its bounds.

    `names` are by name; of people who can no longer be named, there are none.
    """

    cycle: Cycle
    officer: Person
    bounds: ListBounds
    list: NominationList | None
    names: tuple[Nomination, ...] = ()
    last_day: date | None = None

    @property
    def standing(self) -> tuple[Nomination, ...]:
        """Names that take part in the draw."""
        return tuple(row for row in self.names if row.stands)

    @property
    def struck(self) -> tuple[Nomination, ...]:
        """Names that the officer gave and the supervisor took off."""
        return tuple(row for row in self.names if row.is_proposed and not row.stands)

    @property
    def proposed(self) -> tuple[Nomination, ...]:
        """What the officer named and the supervisor left."""
        return tuple(row for row in self.standing if row.is_proposed)

    @property
    def added(self) -> int:
        """Names that the supervisor gave; the officer learns their number alone.

        Those that the officer gave as well are among them: a number that fell when a name is
        ticked would tell whether the supervisor gave it.
        """
        return sum(row.verdict is NameVerdict.ADDED for row in self.names)

    @property
    def missing(self) -> int:
        """Names that the officer has still to find."""
        return max(0, self.bounds.least - len(self.proposed))

    @property
    def is_short(self) -> bool:
        """Whether the draw has to look for others, to leave names out."""
        return len(self.standing) < self.bounds.least

    @property
    def is_agreed(self) -> bool:
        return self.list is not None and self.list.is_agreed

    @property
    def is_agreed_by_hr(self) -> bool:
        """Whether HR agreed, in the supervisor's stead."""
        return self.list is not None and self.list.is_agreed_by_hr

    def is_over(self, today: date) -> bool:
        """Whether the officer cannot change the list any more."""
        return self.last_day is not None and today > self.last_day

    def waits(self, today: date) -> int | None:
        """For how many days the supervisor has not answered; None where nothing waits."""
        if self.list is None or self.is_agreed or not self.standing:
            return None
        since = self.list.waiting_since
        return None if since is None else max(0, (today - since).days)


def last_day_of(session: Session, cycle: Cycle) -> date | None:
    """Until when officers may name colleagues; None until opening."""
    found = session.get(NominationPeriod, cycle.id)
    return found.last_day if found else None


def not_eligible(
    session: Session, cycle: Cycle, officer: Person, people: Collection[int]
) -> set[int]:
    """Those of the people who may not be named."""
    if not people:
        return set()
    found = select_eligible(cycle, officer).where(Person.id.in_(_ids(people)))
    return set(people) - set(session.scalars(found.with_only_columns(Person.id)))


def circle_of(session: Session, cycle: Cycle, officer: Person) -> Sequence[Person]:
    """Likely colleagues, the likeliest first: unit and level, then supervisor, then unit."""
    same_unit = Person.unit_id == officer.unit_id
    same_lead = Person.supervisor_id == (officer.supervisor_id or 0)
    nearness = case((same_unit & (Person.level == officer.level), 0), (same_lead, 1), else_=2)
    return session.scalars(
        select_eligible(cycle, officer)
        .where(or_(same_unit, same_lead))
        .options(joinedload(Person.unit))
        .order_by(nearness, Person.name_key, Person.id)
        .limit(CIRCLE)
    ).all()


def search_eligible(
    session: Session, cycle: Cycle, officer: Person, words: str
) -> Sequence[Person]:
    """Eligible people whose name holds all the words, in any order; at most `FOUND`."""
    return session.scalars(
        select_eligible(cycle, officer)
        .where(matches_every_word(words, Person.name_key))
        .options(joinedload(Person.unit))
        .order_by(Person.name_key, Person.id)
        .limit(FOUND)
    ).all()


def people_by_id(
    session: Session, cycle: Cycle, officer: Person, ids: Collection[int]
) -> Sequence[Person]:
    """Those of the ids who may be named, by name."""
    return session.scalars(
        select_eligible(cycle, officer)
        .where(Person.id.in_(_ids(ids)))
        .options(joinedload(Person.unit))
        .order_by(Person.name_key, Person.id)
    ).all()


def list_of(session: Session, cycle: Cycle, officer: Person) -> NominationList | None:
    """The officer's list with its names, as they are in the database now."""
    return session.scalar(
        select(NominationList)
        .where(NominationList.cycle_id == cycle.id, NominationList.ratee_id == officer.id)
        .options(selectinload(NominationList.names).joinedload(Nomination.nominee))
        .execution_options(populate_existing=True)
    )


def officer_list(session: Session, cycle: Cycle, officer: Person) -> OfficerList:
    """The officer's list with the bounds that hold today."""
    return officer_lists(session, cycle, [officer])[0]


def officer_lists(session: Session, cycle: Cycle, officers: Sequence[Person]) -> list[OfficerList]:
    """The same of several, in their order, in as few statements as of one."""
    found, last_day = _lists_of(session, cycle, officers), last_day_of(session, cycle)
    names = {
        each.id: sorted(found[each.id].names, key=lambda row: row.nominee.name_key)
        if each.id in found
        else []
        for each in officers
    }
    pools = count_eligible(session, cycle, officers)
    given = {each.id: [row.nominee_id for row in names[each.id]] for each in officers}
    fit = eligible_among(session, cycle, officers, given)
    return [
        OfficerList(
            cycle,
            each,
            ListBounds.for_officer(cycle.policy.peers_per_officer, pools[each.id]),
            found.get(each.id),
            tuple(row for row in names[each.id] if (each.id, row.nominee_id) in fit),
            last_day,
        )
        for each in officers
    ]


def _lists_of(
    session: Session, cycle: Cycle, officers: Sequence[Person]
) -> dict[int, NominationList]:
    rows = session.scalars(
        select(NominationList)
        .where(NominationList.cycle_id == cycle.id)
        .where(is_any_of(NominationList.ratee_id, [each.id for each in officers]))
        .options(selectinload(NominationList.names).joinedload(Nomination.nominee))
        .execution_options(populate_existing=True)
    )
    return {row.ratee_id: row for row in rows}


def own_list(session: Session, cycle: Cycle, account_id: int) -> OfficerList:
    """The list of the account's own person; raises ListNotFound unless the cycle covers it."""
    officer = person_of_account(session, account_id)
    if officer is None or not is_to_be_rated(session, cycle, officer):
        raise ListNotFound
    return officer_list(session, cycle, officer)


def report_list(session: Session, cycle: Cycle, account_id: int, person_id: int) -> OfficerList:
    """The list of a direct report of the account; raises ListNotFound."""
    lead, officer = person_of_account(session, account_id), session.get(Person, person_id)
    if lead is None or officer is None or officer.supervisor_id != lead.id:
        raise ListNotFound
    if not is_to_be_rated(session, cycle, officer):
        raise ListNotFound
    return officer_list(session, cycle, officer)


def team_lists(session: Session, cycle: Cycle, account_id: int) -> list[OfficerList]:
    """The lists of all direct reports in the cycle, by name; raises ListNotFound if none."""
    lead = person_of_account(session, account_id)
    reports = reports_of(session, cycle, lead) if lead else ()
    if not reports:
        raise ListNotFound
    return officer_lists(session, cycle, reports)


def count_lists(session: Session, cycle: Cycle) -> int:
    """Officers of whom somebody has named at least one colleague."""
    lists = select(func.count()).where(NominationList.cycle_id == cycle.id)
    return session.scalar(lists.where(NominationList.names.any())) or 0


def is_to_be_rated(session: Session, cycle: Cycle, officer: Person) -> bool:
    """Whether the officer is to be rated in the cycle."""
    row = (CycleUnit.cycle_id == cycle.id, CycleUnit.unit_id == officer.unit_id)
    return officer.is_active and session.scalar(select(CycleUnit.id).where(*row)) is not None


def reports_of(session: Session, cycle: Cycle, lead: Person) -> Sequence[Person]:
    """Whom `lead` leads among those to be rated, by name."""
    covered = select(CycleUnit.unit_id).where(CycleUnit.cycle_id == cycle.id)
    return session.scalars(
        select(Person)
        .where(Person.supervisor_id == lead.id, Person.is_active, Person.unit_id.in_(covered))
        .order_by(Person.name_key, Person.id)
    ).all()


def _ids(typed: Collection[int]) -> list[int]:
    """Those that a database can look for: anything may be sent in a form."""
    return [number for number in typed if 0 < number <= LARGEST_ID]
