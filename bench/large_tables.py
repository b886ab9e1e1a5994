"""As many rows as a large agency has of what `test_access` has one of: copies of that one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.downloads.models import DownloadKind
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.people.models import Person, Unit
from berakhlak.performance.models import ExpectationRating
from berakhlak.roles import Role
from tests.whole_app.test_access import World

AT_ONCE = 5_000
Rows = Iterable[Mapping[str, Any]]


class Copies:
    """Copies rows of one agency."""

    def __init__(self, session: Session, world: World) -> None:
        self.session, self.world = session, world
        agency_id = world.readers["hr"].agency_id
        people = select(Person.id).where(Person.agency_id == agency_id).order_by(Person.id)
        self.people = session.scalars(people).all()
        units = select(Unit.id).where(Unit.agency_id == agency_id).order_by(Unit.id)
        self.units = session.scalars(units).all()
        self.agency_id = agency_id

    def seats(self, cycle_id: int) -> list[int]:
        """Participants of a cycle."""
        seat = self.table("participant").c
        wanted = select(seat.id).where(seat.cycle_id == cycle_id).order_by(seat.id)
        return list(self.session.scalars(wanted))

    def table(self, name: str) -> Table:
        return db.metadata.tables[name]

    def like_first(self, name: str, rows: Rows) -> list[int]:
        """A copy of the first row of a table for each of `rows`, which say what is other in it;
        none where the table has such a row already. The first keys of the new ones."""
        table = self.table(name)
        first = self.session.execute(select(table).limit(1)).mappings().one()
        keys = [column.name for column in table.primary_key]
        base = {k: v for k, v in first.items() if keys != ["id"] or k != "id"}
        return self.put(name, [base | dict(row) for row in rows], keys)

    def put(self, name: str, rows: list[dict[str, Any]], keys: list[str]) -> list[int]:
        table = self.table(name)
        known = set(self.session.execute(select(*(table.c[key] for key in keys))).tuples())
        wanted = [row for row in rows if not known & {tuple(row.get(key) for key in keys)}]
        for start in range(0, len(wanted), AT_ONCE):
            self.session.execute(insert(table), wanted[start : start + AT_ONCE])
        self.session.flush()
        made = self.session.scalars(select(table.c[keys[0]]).order_by(table.c[keys[0]]))
        return [key for key in made if (key,) not in known]


def fill_tables(session: Session, world: World) -> None:
    """Everything, in proportion to officers and units."""
    copies = Copies(session, world)
    fill_seats(copies)
    fill_people(copies)
    fill_units(copies)
    fill_cycles(copies)
    fill_records(copies)
    session.flush()


def fill_seats(copies: Copies) -> None:
    """What follows on a published profile."""
    seats = copies.seats(copies.world.published_id)[40:]
    of = [{"participant_id": seat} for seat in seats]
    copies.like_first("objection", of[::20])
    copies.like_first("exceptional_access", of[::200])
    copies.like_first("development_step", of[::2])
    copies.put(
        "work_result",
        [row | {"rating": ExpectationRating.AS_EXPECTED} for row in of],
        ["participant_id"],
    )
    copies.like_first("development_talk", of[::2])
    copies.like_first("issued_document", [
        row | {"code": f"{n:016d}", "sha256": hashlib.sha256(str(n).encode()).hexdigest()}
        for n, row in enumerate(of[::3])
    ])  # fmt: skip


def fill_people(copies: Copies) -> None:
    people = copies.people[40:]
    copies.like_first("correction_request", [{"person_id": each} for each in people[::50]])
    copies.like_first("barred_pair", [
        {"first_id": a, "second_id": b} for a, b in zip(people[::100], people[1::100], strict=False)
    ])  # fmt: skip
    copies.like_first("feedback", [
        {"giver_id": a, "receiver_id": b} for a, b in zip(people, people[1:], strict=False)
    ])  # fmt: skip
    fill_trainings(copies, people[::5])
    copies.like_first("passkey", [
        {"account_id": each, "credential_id": f"key {each}".encode()} for each in people[::10]
    ])  # fmt: skip
    table, photo = copies.table("person"), copies.world.samples["person_id"]
    picture = copies.session.scalar(select(Person.photo).where(Person.id == photo))
    rest = table.c.id.in_(people[::5][:30_000])
    copies.session.execute(update(table).where(rest).values(photo=picture))


def fill_trainings(copies: Copies, people: Sequence[int]) -> None:
    """Runs of thirty officers each, of programmes that have ten."""
    parts = [people[start : start + 30] for start in range(0, len(people), 30)]
    programmes = copies.like_first("training_programme", [
        {"title": f"Program {n}", "title_key": f"program {n}"} for n in range(1 + len(parts) // 10)
    ])  # fmt: skip
    runs = copies.like_first("training_run", [
        {"programme_id": programmes[n // 10]} for n in range(len(parts))
    ])  # fmt: skip
    copies.like_first("training_attendance", [
        {"run_id": run, "person_id": each}
        for run, part in zip(runs, parts, strict=True) for each in part
    ])  # fmt: skip


def fill_units(copies: Copies) -> None:
    """What each unit has one of."""
    here = copies.world.samples["work_unit_id"]
    units = [each for each in copies.units if each != here]
    of = [{"unit_id": unit} for unit in units]
    pages = [row | {"unit_part": f"unit-{row['unit_id']}"} for row in of]
    copies.like_first("public_page", pages)
    services = copies.like_first("public_service", of)
    copies.like_first("standard_version", [{"service_id": each} for each in services])
    changes = copies.like_first("unit_change", of)
    copies.like_first("unit_change_text", [{"change_id": each} for each in changes])
    copies.like_first("training_need", of)
    copies.like_first("satisfaction_survey", [
        row | {"key_name": f"key {n}", "code": f"C{n}"} for n, row in enumerate(of)
    ])  # fmt: skip
    complaints = [
        {"name": f"{n:016x}", "unit_id": unit, "receipt": (n + 2**200).to_bytes(32)}
        for n, unit in enumerate(units, start=1)
    ]
    copies.like_first("complaint", complaints)
    copies.like_first("complaint_word", [{"complaint_name": each["name"]} for each in complaints])
    copies.like_first("account_role", [
        {"account_id": copies.people[40 + n], "unit_id": unit, "role": Role.HR}
        for n, unit in enumerate(units) if 40 + n < len(copies.people)
    ])  # fmt: skip


def fill_cycles(copies: Copies) -> None:
    """Counters of the open cycle; lists of names, and what is expected, in the gathering one;
    raters named by HR in the draft."""
    world, people = copies.world, copies.people[40:]
    seats = copies.seats(world.samples["cycle_id"])[40::25]
    made = copies.like_first("counter", [
        {"token": f"token-{n}", "short_code": None, "name": f"Loket {n}"} for n in range(len(seats))
    ])  # fmt: skip
    rows = zip(made, seats, strict=False)
    copies.like_first("counter_officer", [
        {"counter_id": counter, "participant_id": seat} for counter, seat in rows
    ])  # fmt: skip
    lists = copies.like_first("nomination_list", [
        {"cycle_id": world.gathering_id, "ratee_id": each, "waiting_since": a_day(n)}
        for n, each in enumerate(people)
    ])  # fmt: skip
    copies.like_first("nomination", [
        {"list_id": each, "nominee_id": people[(n + step) % len(people)], "verdict": None,
         "is_proposed": True}
        for n, each in enumerate(lists) for step in (1, 2, 3)
    ])  # fmt: skip
    copies.like_first("expectation", [
        {"cycle_id": world.gathering_id, "person_id": each} for each in people
    ])  # fmt: skip
    copies.put("appointment", [
        {"cycle_id": world.draft_id, "ratee_id": a, "rater_id": b, "group": "partner"}
        for a, b in zip(people[::10], people[1::10], strict=False)
    ], ["cycle_id", "ratee_id", "rater_id"])  # fmt: skip


def fill_records(copies: Copies) -> None:
    """What was done, taken and sent."""
    people = copies.people[40:]
    common = {"account_id": copies.world.readers["hr"].id}
    copies.like_first("audit_entry", [
        {"object_id": each, **common} for each in people for _twice in range(2)
    ])  # fmt: skip
    copies.like_first("job", [
        {"key": f"kept {n}", "agency_id": copies.agency_id, **common}
        for n in range(0, len(people), 20)
    ])  # fmt: skip
    download = {"agency_id": copies.agency_id, "at": clock.utc_now(), "kind": DownloadKind.PROFILE,
                "subject": "Terbit", "about": "Budi", "files": 1, **common}  # fmt: skip
    copies.put("download", [download for _each in people[::10]], ["id"])


def a_day(number: int) -> date:
    """One of the last ten."""
    return local_today() - timedelta(days=number % 10)
