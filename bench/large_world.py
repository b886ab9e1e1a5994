"""An agency of any size with something for every page: the world of `test_access`, grown.

Cycles of all officers that are drafted, gather names, are open and answered, closed, and published;
and of whatever an agency has more of the more officers it has, that much: `bench.large_tables`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, text, update

from bench.desk import answer_all, invent_agency
from bench.large_tables import fill_tables
from berakhlak import clock
from berakhlak.accounts.models import Account, AccountRole
from berakhlak.accounts.operations import create_account
from berakhlak.comments.operations import show_pending_comments
from berakhlak.cycle_administration.coverage_task import keep_all_coverage
from berakhlak.cycle_steps.closing import close_cycle
from berakhlak.cycle_steps.opening import open_cycle
from berakhlak.cycle_steps.publishing import publish_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.operations import create_cycle, gather_nominations
from berakhlak.engines import gather_statistics, is_sqlite
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.instrument.operations import reference_instrument
from berakhlak.nominations.operations import add_name, propose_names, strike_name
from berakhlak.people.models import Agency, Person, Unit
from berakhlak.people.photos import plain_photo
from berakhlak.roles import Role
from tests.factories.cycles import OpenCycle, state_purpose
from tests.support.pictures import picture_file
from tests.whole_app.test_access import World, ask_about_talk, world_around

IN_OFFICE = 40
CODE = "7QF2-M9XD-0KTR-4HZA"  # Of a document that was handed out.


def make_large_world(app: Flask, officers: int) -> World:
    """`app` is on a migrated database without a row; everything is committed."""
    opened = large_agency(officers)
    cycles = {}
    for name in ("Terbit", "Tertutup", "Penilaian"):
        cycles[name] = answered(app, opened, name)
        if name != "Penilaian":
            apart(partial(closed, cycles[name].cycle.id, is_out=name == "Terbit"))
    published = cycles["Terbit"]
    state_purpose(published.cycle)
    ask_about_talk(db.session, key_store(), opened, published)
    opened = cycles["Penilaian"]
    world = world_around(db.session, opened, cycles["Tertutup"], published, CODE, unopened)
    fill_tables(db.session(), world)
    db.session.commit()
    keep_all_coverage(clock.utc_now())  # As a worker does.
    analyse()
    return world


def large_agency(officers: int) -> OpenCycle:
    """Every officer has an account; the readers sit in the second unit. Its cycle is a draft."""
    session = db.session
    agency = invent_agency(officers)
    agency.logo, agency.shows_photos = b"\x89PNG", True
    gather_offices(agency)
    give_accounts(agency)
    unit = session.scalars(select(Unit).where(Unit.parent_id.is_not(None)).order_by(Unit.id)
                           .offset(1)).first()  # fmt: skip
    head, *staff = session.scalars(
        select(Person).where(Person.unit_id == unit.id).order_by(Person.id)
    ).all()
    staff[0].photo = plain_photo(picture_file("JPEG"))
    office = {
        role: create_account(session(), agency_id=agency.id, name=f"Petugas {role}",
                             email=f"{role}@x.example", roles=[role])
        for role in (Role.HR, Role.ADMIN)
    }  # fmt: skip
    accounts = {each.name: session.get_one(Account, each.account_id) for each in (head, *staff)}
    opened = OpenCycle(agency, unit, None, head, staff, office[Role.HR], office[Role.ADMIN],  # type: ignore[arg-type]
                       accounts)  # fmt: skip
    return replace(opened, cycle=drafted(opened, "Rancangan"))


def gather_offices(agency: Agency) -> None:
    """Units below offices of forty each, and these below the root."""
    session = db.session()
    below = select(Unit).where(Unit.agency_id == agency.id, Unit.parent_id.is_not(None))
    units = session.scalars(below.order_by(Unit.id)).all()
    for number, unit in enumerate(units):
        if number % IN_OFFICE:
            unit.parent_id = units[number - number % IN_OFFICE].id
    session.commit()


def give_accounts(agency: Agency) -> None:
    """An account for each officer, who signs in by number."""
    session = db.session()
    people = session.execute(
        select(Person.id, Person.nip, Person.name).where(Person.agency_id == agency.id)
    ).all()
    common = {"agency_id": agency.id, "session_version": 1, "is_enabled": True}
    session.execute(
        insert(Account),
        [{"id": seat, "nip": nip, "name": name, "email": f"{nip}@x.example", **common}
         for seat, nip, name in people],
    )  # fmt: skip
    session.execute(
        insert(AccountRole), [{"account_id": each.id, "role": Role.OFFICER} for each in people]
    )
    session.execute(update(Person).values(account_id=Person.id))
    if not is_sqlite(session.connection()):  # Numbers were given from outside.
        session.execute(text("SELECT setval('account_id_seq', (SELECT max(id) FROM account))"))
    session.commit()


def drafted(opened: OpenCycle, name: str) -> Cycle:
    """Of everybody, until today."""
    session, today = db.session(), local_today()
    units = session.scalars(select(Unit).where(Unit.agency_id == opened.agency.id)).all()
    cycle = create_cycle(
        session, agency_id=opened.agency.id, name=name, instrument=reference_instrument(session),
        opens_on=today, closes_on=today, units=units, by=None, at=clock.utc_now(),
    )  # fmt: skip
    session.commit()
    return cycle


def answered(app: Flask, opened: OpenCycle, name: str) -> OpenCycle:
    """A cycle that was opened, and in which nine of ten forms are sent."""
    made = drafted(opened, name)
    open_cycle(db.session(), made, keys=key_store(), by=None, at=clock.utc_now())
    db.session.commit()
    number = made.id
    apart(lambda: answer_all(app, number))
    return replace(opened, cycle=db.session.get_one(Cycle, number))


def closed(cycle_id: int, *, is_out: bool) -> None:
    """As the jobs do it."""
    session, keys, at = db.session(), key_store(), clock.utc_now()
    close_cycle(session, cycle_id, keys=keys, by=None, at=at, today=local_today())
    if is_out:
        cycle = session.get_one(Cycle, cycle_id)
        show_pending_comments(session, cycle, by=None, at=at)
        session.commit()
        publish_cycle(session, cycle, keys=keys, by=None, at=at)


def apart(what: Callable[[], object]) -> None:
    """In a process of its own, whose memory is gone afterwards; loaded rows stay loaded."""
    db.session.commit()
    db.engine.dispose()
    child = os.fork()
    if not child:
        db.session.registry.clear()
        what()
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise SystemExit("A step broke off.")
    db.session.expire_all()


def unopened(session: Any, opened: OpenCycle) -> tuple[Cycle, Cycle]:
    """Of everybody, too; the first officer has named two of another unit."""
    gathering, officer = drafted(opened, "Usulan"), opened.staff[0]
    gather_nominations(session(), gathering, by=None, at=clock.utc_now())
    first = session.scalars(select(Unit).where(Unit.code == "001")).one()
    others = session.scalars(select(Person).where(Person.unit_id == first.id)).all()[5:8]
    propose_names(session(), gathering, officer, [each.id for each in others[:2]])
    strike_name(session(), gathering, officer, others[0].id)
    add_name(session(), gathering, officer, others[2].id)
    return gathering, opened.cycle if opened.cycle.name == "Rancangan" else draft_of(opened)


def draft_of(opened: OpenCycle) -> Cycle:
    return db.session.scalars(
        select(Cycle).where(Cycle.agency_id == opened.agency.id, Cycle.name == "Rancangan")
    ).one()


def analyse() -> None:
    """What the engine knows of its tables, as a worker keeps it."""
    if db.engine.dialect.name == "sqlite":
        gather_statistics(db.engine)
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
