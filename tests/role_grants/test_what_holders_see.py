"""Whatever is given, ended, moved or over: HR of units and readers see exactly theirs.

What they see is asked of the product; what they should see is worked out here from parents alone.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from berakhlak.access.queries import CodeChoice, code_giver, people_to_give
from berakhlak.accounts.granting import end_role, give_role
from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import create_account
from berakhlak.accounts.queries import signed_in_by_session_id
from berakhlak.audit_log.queries import audit_page_of
from berakhlak.cycles.models import Cycle, CycleState, CycleUnit
from berakhlak.cycles.operations import create_cycle
from berakhlak.cycles.scope import cycles_within, ids_within
from berakhlak.extensions import db
from berakhlak.instrument.operations import reference_instrument
from berakhlak.people.directory import select_officers
from berakhlak.people.models import Person, Unit
from berakhlak.people.queries import OfficerNotFound, officer_within
from berakhlak.people.units import unit_tree, units_of_reach
from berakhlak.permissions import Action, Reach
from berakhlak.results.access import may_read_results, readable_results
from berakhlak.roles import Role
from tests.factories.people import make_agency, make_person, make_unit
from tests.factories.sessions import session_id_of
from tests.role_grants.conftest import AT, TODAY

UNITS = 7
FROZEN = (2, 3, 4)  # The cycle covers these; at its opening 3 and 4 lie below 2.
WATCHED = (Role.HR, Role.READER)
places = st.integers(0, UNITS - 1)


class HoldersMachine(RuleBasedStateMachine):
    """One agency with a tree that moves, two holders of roles, and days that pass."""

    fresh: Any

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(type(self).fresh().app_context())
        self.today = TODAY
        self.held: dict[tuple[int, Role, int | None], date | None] = {}

    @initialize()
    def start(self) -> None:
        self.session = db.session()
        self.agency = make_agency(self.session)
        self.units = [make_unit(self.session, self.agency, name="Unit") for _n in range(UNITS)]
        self.parents: dict[int, int | None] = dict.fromkeys(range(UNITS))
        for child, parent in ((1, 0), (2, 1), (3, 2), (4, 2), (5, 0)):
            self.move_unit(child, parent)
        self.people = [make_person(self.session, unit) for unit in self.units]
        other = make_unit(self.session, make_agency(self.session))
        self.stranger = make_person(self.session, other)
        self.holders = [self.account(name) for name in ("a@x.go.id", "b@x.go.id")]
        self.cycle = self.frozen_cycle()

    def account(self, email: str) -> Account:
        return create_account(self.session, agency_id=self.agency.id, name=email, email=email)

    def frozen_cycle(self) -> Cycle:
        cycle = create_cycle(
            self.session,
            agency_id=self.agency.id,
            name="Siklus",
            instrument=reference_instrument(self.session),
            opens_on=TODAY,
            closes_on=TODAY,
            units=[self.units[2]],
            by=None,
            at=AT,
        )
        rows = self.session.scalars(select(CycleUnit).where(CycleUnit.cycle_id == cycle.id)).all()
        self.frozen = {next(i for i in FROZEN if self.units[i].id == r.unit_id): r for r in rows}
        for place, row in self.frozen.items():
            row.parent_id = None if place == 2 else self.frozen[2].id
        assert set(self.frozen) == set(FROZEN)
        cycle.state, cycle.sealed_at, cycle.published_at = CycleState.PUBLISHED, AT, AT
        self.session.flush()
        return cycle

    # What may happen

    @rule(
        who=st.integers(0, 1),
        role=st.sampled_from(WATCHED),
        place=st.none() | places,
        days=st.none() | st.integers(0, 3),
    )
    def give(self, who: int, role: Role, place: int | None, days: int | None) -> None:
        until = None if days is None else self.today + timedelta(days=days)
        unit = None if place is None else self.units[place]
        give_role(
            self.session, self.holders[who], role,
            unit=unit, until=until, by=None, at=AT, today=self.today,
        )  # fmt: skip
        self.held[who, role, place] = until

    @rule(which=st.integers(0, 50))
    def end(self, which: int) -> None:
        if not self.held:
            return
        who, role, place = list(self.held)[which % len(self.held)]
        unit = None if place is None else self.units[place]
        rows = self.holders[who].role_rows
        row = next(r for r in rows if (r.role, r.unit_id) == (role, unit and unit.id))
        end_role(self.session, row, unit, by=None, at=AT)
        del self.held[who, role, place]

    @rule(child=places, parent=st.none() | places)
    def move_unit(self, child: int, parent: int | None) -> None:
        if parent is not None and child in self.above(parent):
            return  # A unit never lies below itself.
        self.parents[child] = parent
        self.units[child].parent_id = None if parent is None else self.units[parent].id
        self.session.flush()

    @rule(who=places, place=places)
    def move_person(self, who: int, place: int) -> None:
        self.people[who].unit_id = self.units[place].id
        self.session.flush()

    @rule(days=st.integers(1, 2))
    def let_days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)

    # What must hold

    @invariant()
    def each_sees_theirs(self) -> None:
        if not hasattr(self, "cycle"):
            return
        self.session.flush()
        for who, account in enumerate(self.holders):
            mine = session_id_of(self.session, account)
            known = signed_in_by_session_id(self.session, mine, today=self.today)
            assert known is not None
            self.check_people(known, self.reached(who, Role.HR))
            self.check_results(known, who)
            whole = self.reached(who, Role.HR) == "all"
            assert known.may(Action.PUBLISH) == known.may(Action.EDIT_PEOPLE) == whole
            audit_page_of(self.session, known, 1)  # Any scope is a question that can be asked.

    def check_people(self, known: Any, wanted: Any) -> None:
        reach = known.reach(Action.READ_PEOPLE)
        if not wanted:
            assert reach is None
            assert code_giver(known) is None
            return
        inside = set(range(UNITS)) if wanted == "all" else wanted
        seen = {person.id for person in self.session.scalars(select_officers(reach))}
        place_of = {unit.id: place for place, unit in enumerate(self.units)}
        mine = {p.id for p in self.people if place_of[p.unit_id] in inside}
        assert seen == mine
        assert {place_of[u.id] for u in units_of_reach(self.session, reach)} == inside
        assert sum(node.total for node in unit_tree(self.session, reach)) == len(mine)
        giver = code_giver(known)
        assert giver
        given = people_to_give(self.session, giver, CodeChoice(only_new=False), self.today)
        assert {each.id for each in given} == mine
        for person in (*self.people, self.stranger):
            assert self.is_found(reach, person) == (person.id in mine)

    def is_found(self, reach: Reach, person: Person) -> bool:
        try:
            return officer_within(self.session, reach, person.id).id == person.id
        except OfficerNotFound:
            return False

    def check_results(self, known: Any, who: int) -> None:
        whole_hr = self.reached(who, Role.HR) == "all"
        whole = whole_hr or self.reached(who, Role.READER) == "all"
        inside = set(FROZEN) if whole else self.frozen_within(who, Role.READER)
        for place, row in self.frozen.items():
            assert may_read_results(self.session, known, self.cycle, row.id) == (place in inside)
        assert may_read_results(self.session, known, self.cycle, 0) == whole
        reach = known.reach(Action.READ_RESULTS)
        listed = readable_results(self.session, reach) if reach else []
        assert [each.cycle.id for each in listed] == ([self.cycle.id] if inside else [])
        watch = known.reach(Action.WATCH_CYCLES)
        wanted = set(FROZEN) if whole_hr else self.frozen_within(who, Role.HR)
        if watch is None:
            assert not self.reached(who, Role.HR)
            return
        assert ids_within(self.session, self.cycle, watch) == {self.frozen[p].id for p in wanted}
        assert bool(cycles_within(self.session, watch)) == bool(wanted)

    def reached(self, who: int, role: Role) -> Any:
        """Places that the holder reaches today: "all", or a set."""
        held = [p for holder, each, p in self.current() if (holder, each) == (who, role)]
        if None in held:
            return "all"
        return {place for place in range(UNITS) if set(self.above(place)) & set(held)}

    def frozen_within(self, who: int, role: Role) -> set[int]:
        """Of the cycle, the units that the holder has a role for, and those below them then; all
        where its top lies in reach today."""
        if 2 in self.reached(who, role):
            return set(FROZEN)
        return {place for place in FROZEN if (who, role, place) in self.current()}

    def current(self) -> set[tuple[int, Role, int | None]]:
        return {each for each, until in self.held.items() if until is None or until >= self.today}

    def above(self, place: int) -> list[int]:
        """A unit and all that it lies below."""
        found, at = [place], self.parents[place]
        while at is not None:
            found.append(at)
            at = self.parents[at]
        return found

    def teardown(self) -> None:
        db.session.rollback()
        self.stack.close()


def test_holders_see_exactly_theirs_whatever_happens(request: pytest.FixtureRequest) -> None:
    fresh = staticmethod(request.getfixturevalue("_database_file").restore)
    machine = type("Machine", (HoldersMachine,), {"fresh": fresh})
    settings = hypothesis.settings(max_examples=10, stateful_step_count=12, deadline=None)

    hypothesis.stateful.run_state_machine_as_test(machine, settings=settings)  # type: ignore[no-untyped-call]


def test_a_unit_of_a_cycle_lies_where_it_lay_when_the_cycle_opened(session: Any) -> None:
    """And what is above the cycle's uppermost units, where it is today."""
    agency = make_agency(session)
    top, aside = make_unit(session, agency), make_unit(session, agency)
    root = make_unit(session, agency, parent=top)
    child = make_unit(session, agency, parent=root)
    cycle = create_cycle(
        session,
        agency_id=agency.id,
        name="Siklus",
        instrument=reference_instrument(session),
        opens_on=TODAY,
        closes_on=TODAY,
        units=[root],
        by=None,
        at=AT,
    )
    rows = session.scalars(select(CycleUnit).where(CycleUnit.cycle_id == cycle.id)).all()
    frozen = {row.unit_id: row.id for row in rows}
    for row in rows:
        row.parent_id = None if row.unit_id == root.id else frozen[root.id]
    session.flush()

    def reached(unit: Unit) -> set[int]:
        found = ids_within(session(), cycle, Reach(agency.id, frozenset({unit.id})))
        return {unit_id for unit_id, row_id in frozen.items() if row_id in found}

    assert reached(top) == reached(root) == {root.id, child.id}
    assert (reached(child), reached(aside)) == ({child.id}, set())

    child.parent_id, root.parent_id = aside.id, None
    session.flush()
    assert reached(root) == {root.id, child.id}
    assert (reached(top), reached(aside)) == (set(), set())
    root.parent_id = aside.id
    session.flush()
    assert reached(aside) == {root.id, child.id}
