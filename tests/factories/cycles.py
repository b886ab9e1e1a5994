"""An agency with an open cycle: a head, their staff, and an HR officer who rates nobody.

Everything goes through the product's own operations; nothing is committed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import select

from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import create_account
from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.cycles.operations import create_cycle
from berakhlak.cycles.partitions import make_partitions
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.purposes import Purpose
from berakhlak.cycles.rater_groups import Relation
from berakhlak.instrument.operations import reference_instrument
from berakhlak.key_holders.holders import KeyHolders
from berakhlak.people.models import Agency, Employment, Person, PositionLevel, Unit
from berakhlak.roles import Role

AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
LAST_DAY = date(2026, 11, 30)
NAMES = ("Budi Santoso", "Citra Lestari", "Dewi Anggraini", "Eko Prasetyo", "Fitri Handayani")
NAMES += ("Gunawan Wibisono", "Hesti Purnama", "Indra Kusuma")
_numbers = count(1)


@dataclass
class OpenCycle:
    """`head` leads `staff`, who are each other's peers; accounts by the name of their person."""

    agency: Agency
    unit: Unit
    cycle: Cycle
    head: Person
    staff: list[Person]
    hr: Account
    admin: Account
    accounts: dict[str, Account] = field(default_factory=dict)

    def account(self, person: Person) -> Account:
        return self.accounts[person.name]


def make_person(
    session: Any, unit: Unit, name: str, *, level: PositionLevel, supervisor: Person | None = None
) -> tuple[Person, Account]:
    """A person of the unit, with an account that may sign in."""
    nip = f"19800101200001{next(_numbers):04d}"
    account = create_account(
        session, agency_id=unit.agency_id, name=name, nip=nip, roles=[Role.OFFICER]
    )
    person = Person(
        agency_id=unit.agency_id,
        unit_id=unit.id,
        supervisor_id=supervisor.id if supervisor else None,
        account_id=account.id,
        nip=nip,
        name=name,
        employment=Employment.PNS,
        position="Kepala Bidang Mutasi" if supervisor is None else "Analis SDM Aparatur",
        level=level,
        is_active=True,
    )
    session.add(person)
    session.flush()
    return person, account


def make_open_cycle(
    session: Any,
    keys: KeyStore,
    *,
    staff: int = 5,
    policy: Policy | None = None,
    holders: KeyHolders | None = None,
    opens: bool = True,
) -> OpenCycle:
    """A head and `staff` officers (at most 8), with every assignment that the tree proposes; only a
    draft unless it `opens`."""
    number = next(_numbers)
    agency = Agency(code=f"BKD-{number}", name="Badan Kepegawaian Daerah")
    session.add(agency)
    session.flush()
    unit = Unit(agency_id=agency.id, code="1", name="Bidang Mutasi")
    session.add(unit)
    session.flush()
    head, head_account = make_person(session, unit, "Ahmad Yani", level=PositionLevel.ADMINISTRATOR)
    people = [
        make_person(session, unit, name, level=PositionLevel.FUNGSIONAL, supervisor=head)
        for name in NAMES[:staff]
    ]
    cycle = create_cycle(
        session,
        agency_id=agency.id,
        name="Penilaian 2026",
        instrument=reference_instrument(session),
        opens_on=date(2026, 11, 1),
        closes_on=LAST_DAY,
        units=[unit],
        policy=policy,
        by=None,
        at=AT,
    )
    cycle.holders_json = holders.to_json() if holders else None
    if opens:
        make_partitions(session.connection(), cycle.id)
        open_cycle(session, cycle, keys=keys, by=None, at=AT, chance=random.Random(1))
    opened = OpenCycle(
        agency=agency,
        unit=unit,
        cycle=cycle,
        head=head,
        staff=[person for person, _ in people],
        hr=_office(session, agency, "Sri Wahyuni", Role.HR),
        admin=_office(session, agency, "Pengelola Sistem", Role.ADMIN),
    )
    opened.accounts = {person.name: account for person, account in people}
    opened.accounts[head.name] = head_account
    return opened


def make_next_draft(session: Any, opened: OpenCycle, *units: Unit) -> Cycle:
    """A draft of the same agency for January after, over these units or that of the open cycle."""
    return create_cycle(
        session,
        agency_id=opened.agency.id,
        name="Semester II",
        instrument=opened.cycle.instrument,
        opens_on=date(2027, 1, 1),
        closes_on=date(2027, 1, 31),
        units=units or [opened.unit],
        by=None,
        at=AT,
    )


def state_purpose(cycle: Cycle, purpose: Purpose = Purpose.APPRAISAL) -> None:
    """What an open or closed cycle is for. Minimums stay: with five raters, cycles as small as ours
    would show nothing."""
    cycle.policy_json = replace(cycle.policy, purpose=purpose).to_json()


def assignment_of(session: Any, rater: Person, ratee: Person, cycle: Cycle) -> Assignment:
    """The assignment by which `rater` rates `ratee`."""
    found = {row.person_id: row.id for row in participants(session, cycle)}
    return session.scalars(  # type: ignore[no-any-return]
        select(Assignment).where(
            Assignment.rater_id == found[rater.id], Assignment.ratee_id == found[ratee.id]
        )
    ).one()


def a_peer_assignment(session: Any, opened: OpenCycle, rater: Person) -> Assignment:
    """The first assignment by which `rater` rates a peer."""
    return session.scalars(  # type: ignore[no-any-return]
        select(Assignment)
        .join(Participant, Participant.id == Assignment.rater_id)
        .where(
            Participant.person_id == rater.id,
            Participant.cycle_id == opened.cycle.id,
            Assignment.group == Relation.PEER,
        )
        .order_by(Assignment.id)
    ).first()


def participants(session: Any, cycle: Cycle) -> list[Participant]:
    """Everybody in the snapshot."""
    rows = session.scalars(select(Participant).where(Participant.cycle_id == cycle.id))
    return list(rows)


def close(cycle: Cycle) -> None:
    """Stop answers, as the first step of sealing does."""
    cycle.state = CycleState.CLOSED


def _office(session: Any, agency: Agency, name: str, role: Role) -> Account:
    email = f"{role}{next(_numbers)}@bkd.example"
    return create_account(session, agency_id=agency.id, name=name, email=email, roles=[role])
