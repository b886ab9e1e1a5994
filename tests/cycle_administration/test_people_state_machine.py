"""No sequence of what people and HR may do leads to a state that docs/cycle.md forbids."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import hypothesis
import pytest
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from berakhlak.accounts.models import Account
from berakhlak.assignments.models import BY_THE_RATER, Assignment, DeclineReason
from berakhlak.assignments.operations import decline_assignment, open_cycle, withdraw_decline
from berakhlak.assignments.replacing import ask_replacements, withdraw_participant
from berakhlak.cycle_administration.merging import merge_people
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.cycles.rater_groups import Relation
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.people.editing import OfficerFacts, change_nip, edit_person, facts_of
from berakhlak.people.leaving import deactivate_person, reactivate_person
from berakhlak.people.models import FormerNip, LeavingReason, Person, Unit
from berakhlak.people.operations import import_people
from berakhlak.profiles.operations import publish_profiles
from berakhlak.ratings.models import OpenSheet
from berakhlak.sealing.sealing import seal_cycle
from tests.factories.answering import answer
from tests.factories.cycles import AT, LAST_DAY, OpenCycle, make_next_draft, make_open_cycle
from tests.factories.people import nip_number
from tests.people.files import TODAY, csv_file, row

SHEETS = "SELECT handle, is_submitted, box FROM open_sheet ORDER BY handle"
some = st.integers(0, 1_000)


class PeopleMachine(RuleBasedStateMachine):
    """One agency; whatever is refused changes nothing."""

    app: Flask
    fresh: Any

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        app = type(self).fresh()
        self.stack.enter_context(app.app_context())
        self.sent: set[int] = set()
        self.serial = 100

    @initialize()
    def start(self) -> None:
        self.keys = key_store()
        self.opened: OpenCycle = make_open_cycle(db.session, self.keys, staff=6)
        self.other = Unit(agency_id=self.opened.agency.id, code="2", name="Bidang Dua")
        db.session.add(self.other)
        db.session.commit()
        self.snapshot = self.seats()

    def teardown(self) -> None:
        db.session.rollback()
        db.session.remove()
        self.stack.close()

    # What people and HR do

    @rule(who=some, reason=st.sampled_from(list(LeavingReason)))
    def deactivate(self, who: int, reason: LeavingReason) -> None:
        person = self.person(who)
        with self.allowed_or_refused():
            deactivate_person(
                db.session(), person, reason=reason, left_on=TODAY, today=TODAY, by=None, at=AT
            )

    @rule(who=some)
    def reactivate(self, who: int) -> None:
        with self.allowed_or_refused():
            reactivate_person(db.session(), self.person(who), by=None, at=AT)

    @rule(who=some, lead=some)
    def move(self, who: int, lead: int) -> None:
        person = self.person(who)
        changed = {"unit": self.other, "supervisor": self.person(lead)}
        facts = OfficerFacts(**vars(facts_of(person)) | changed)
        with self.allowed_or_refused():
            edit_person(db.session(), person, facts, by=None, at=AT)

    @rule(who=some)
    def give_another_nip(self, who: int) -> None:
        self.serial += 1
        with self.allowed_or_refused():
            change_nip(
                db.session(), self.person(who), nip_number(self.serial), today=TODAY, by=None, at=AT
            )

    @rule(kept=some, ended=some)
    def merge(self, kept: int, ended: int) -> None:
        with self.allowed_or_refused():
            merge_people(db.session(), self.person(kept), self.person(ended), by=None, at=AT)

    @rule(answer_=st.sampled_from(["", "retired", "moved_out"]))
    def bring_in_a_file(self, answer_: str) -> None:
        self.serial += 1
        content = csv_file(row(self.serial, unit_kode="1", unit_nama="Bidang Mutasi"))
        said = {"nonaktif:semua": answer_}
        with self.allowed_or_refused():
            import_people(
                db.session(), self.opened.agency, content, today=TODAY, by=None, at=AT, answers=said
            )

    @rule(which=some)
    def rate(self, which: int) -> None:
        rows = [each for each in self.assigned() if each.id not in self.sent and not each.declined]
        if rows and self.state is CycleState.OPEN:
            chosen = rows[which % len(rows)]
            answer(db.session, self.keys, self.opened, [chosen])
            self.sent.add(chosen.id)

    @rule(which=some, back=st.booleans())
    def decline(self, which: int, back: bool) -> None:
        rows = self.assigned()
        if not rows:
            return
        chosen = rows[which % len(rows)]
        with self.allowed_or_refused():
            if back:
                withdraw_decline(chosen, self.opened.cycle)
            else:
                decline_assignment(chosen, self.opened.cycle, DeclineReason.DOES_NOT_KNOW)

    @rule()
    def replace(self) -> None:
        with self.sheets_untouched(), self.allowed_or_refused():
            ask_replacements(
                db.session(), self.opened.cycle, by=None, at=AT, chance=random.Random(1)
            )

    @rule(who=some)
    def withdraw(self, who: int) -> None:
        seats = db.session.scalars(select(Participant).order_by(Participant.id)).all()
        with self.sheets_untouched(), self.allowed_or_refused():
            chosen = seats[who % len(seats)]
            withdraw_participant(db.session(), self.opened.cycle, chosen, by=None, at=AT)

    @rule()
    def close(self) -> None:
        with self.allowed_or_refused():
            seal_cycle(
                db.session(), self.opened.cycle.id, keys=self.keys, by=None, at=AT, today=LAST_DAY
            )

    @rule()
    def publish(self) -> None:
        with self.allowed_or_refused():
            publish_profiles(db.session(), self.opened.cycle, keys=self.keys, by=None, at=AT)

    @rule()
    def open_the_next(self) -> None:
        if db.session.scalar(select(func.count(Cycle.id))) != 1 or self.state is CycleState.OPEN:
            return
        with self.allowed_or_refused():
            cycle = make_next_draft(db.session(), self.opened)
            open_cycle(db.session(), cycle, keys=self.keys, by=None, at=AT)
            active = set(db.session.scalars(select(Person.id).where(Person.is_active)))
            seats = select(Participant.person_id).where(Participant.cycle_id == cycle.id)
            assert set(db.session.scalars(seats)) <= active

    # What docs/cycle.md says of every state

    @invariant()
    def accounts_follow_their_officers(self) -> None:
        rows = db.session.execute(
            select(Person, Account).join(Account, Account.id == Person.account_id)
        ).all()
        for person, account in rows:
            assert person.is_active == account.is_enabled
            assert person.nip == account.nip
            assert person.is_active or person.left_as

    @invariant()
    def nobody_has_a_number_that_was_anothers(self) -> None:
        former = select(FormerNip.nip).join(
            Person, (Person.nip == FormerNip.nip) & (Person.agency_id == FormerNip.agency_id)
        )
        assert not db.session.scalars(former).all()

    @invariant()
    def seats_stay_as_they_were_but_for_who_is_withdrawn(self) -> None:
        now = self.seats()
        assert {seat: told[:-1] for seat, told in now.items()} == {
            seat: told[:-1] for seat, told in self.snapshot.items()
        }
        assert all(told[-1] <= self.snapshot[seat][-1] for seat, told in now.items())

    @invariant()
    def assignments_keep_their_rules(self) -> None:
        rated = {seat for seat, told in self.seats().items() if told[-1]}
        for each in self.assigned():
            if each.ratee_id not in rated:
                assert each.declined is not None
            elif each.declined is not None:
                assert each.declined in BY_THE_RATER
            if each.added_for is not None:
                assert each.group == Relation.PEER

    @invariant()
    def what_was_sent_stays_until_closing(self) -> None:
        stored = select(func.count()).select_from(OpenSheet).where(OpenSheet.is_submitted)
        here = len(self.sent) if self.state is CycleState.OPEN else 0
        assert db.session.scalar(stored) == here

    # Means

    @property
    def state(self) -> CycleState:
        found: CycleState = self.opened.cycle.state
        return found

    def person(self, which: int) -> Person:
        people = db.session.scalars(select(Person).order_by(Person.id)).all()
        found: Person = people[which % len(people)]
        return found

    def assigned(self) -> list[Assignment]:
        own = Assignment.cycle_id == self.opened.cycle.id
        return list(db.session.scalars(select(Assignment).where(own).order_by(Assignment.id)))

    def seats(self) -> dict[int, tuple[Any, ...]]:
        own = select(Participant).where(Participant.cycle_id == self.opened.cycle.id)
        return {
            seat.id: (seat.unit_id, seat.supervisor_id, seat.nip, seat.is_rated)
            for seat in db.session.scalars(own)
        }

    @contextmanager
    def allowed_or_refused(self) -> Iterator[None]:
        try:
            yield
        except DomainError:
            db.session.rollback()
        else:
            db.session.commit()
        db.session.expire_all()

    @contextmanager
    def sheets_untouched(self) -> Iterator[None]:
        before = db.session.connection().exec_driver_sql(SHEETS).all()
        yield
        assert db.session.connection().exec_driver_sql(SHEETS).all() == before


def test_no_sequence_of_acts_reaches_a_state_that_is_forbidden(
    request: pytest.FixtureRequest,
) -> None:
    fresh = staticmethod(request.getfixturevalue("_database_file").restore)
    machine = type("Machine", (PeopleMachine,), {"fresh": fresh})
    settings = hypothesis.settings(max_examples=6, stateful_step_count=15, deadline=None)

    hypothesis.stateful.run_state_machine_as_test(machine, settings=settings)  # type: ignore[no-untyped-call]
