"""What bringing people in and letting them go costs: seconds, CPU, memory and statements.

Run: python -m bench.desk people [OFFICERS ...]     1,500, 5,000 and 20,000 unless told

A personnel file is brought into an empty agency, brought in again unchanged; everybody is given a
slip with a first code, drawn and stored by the job that HR asks for; and then a file of one officer
deactivates all others at once. Each step runs in a process of its own on SQLite.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event, func, select

from berakhlak import clock
from berakhlak.access.jobs import SLIPS
from berakhlak.accounts.operations import create_account
from berakhlak.demo.names import invented_people
from berakhlak.extensions import db
from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.operations import enqueue
from berakhlak.jobs.worker import run_waiting_jobs
from berakhlak.people.models import Agency, Person
from berakhlak.people.operations import import_people
from berakhlak.roles import Role
from tests.factories.people import make_agency
from tests.people.files import COLUMNS, csv_file
from tests.support.databases import build_app, migrate_to_head

SIZES = (1_500, 5_000, 20_000)
IN_UNIT = 25


def number_of(place: int) -> str:
    """A NIP of its own for each of the first 36 million."""
    year, rest = 1960 + place // 999 // 144 % 40, place // 999
    return f"{year}{rest % 12 + 1:02d}152008{rest // 12 % 12 + 1:02d}1{place % 999 + 1:03d}"


def personnel_file(officers: int) -> bytes:
    """Units of twenty-five, each led by its first officer."""
    names = [name for name, _sex in islice(invented_people(random.Random(1)), 500)]
    rows = []
    for place in range(officers):
        unit, head = place // IN_UNIT + 1, place // IN_UNIT * IN_UNIT
        cells = {
            "nip": number_of(place),
            "nama": names[place % len(names)],
            "status": "PNS",
            "golongan": "III/b",
            "jabatan": "Kepala Bidang" if place == head else "Analis SDM Aparatur",
            "jenjang": "Administrator" if place == head else "Fungsional",
            "unit_kode": f"{unit:04d}",
            "unit_nama": f"Bidang {unit}",
            "nip_atasan": "" if place == head else number_of(head),
        }
        rows.append([cells.get(column, "") for column in COLUMNS])
    return csv_file(*rows)


def measured(name: str, what: Callable[[], object]) -> None:
    """Do it in a process of its own and print what it took."""
    db.session.remove()
    db.engine.dispose()
    begun, child = time.perf_counter(), os.fork()
    if not child:
        statements = _counted(what)
        print(f"{name:24} {statements:8,} statements", end="", flush=True)
        os._exit(0)
    _pid, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{name} broke off.")
    seconds, cpu = time.perf_counter() - begun, used.ru_utime + used.ru_stime
    print(f" {seconds:8.1f} s {cpu:8.1f} s CPU {used.ru_maxrss / 1024:6.0f} MB", flush=True)


def _counted(what: Callable[[], object]) -> int:
    seen = [0]

    def count(*_told: Any) -> None:
        seen[0] += 1

    event.listen(db.engine, "before_cursor_execute", count)
    what()
    return seen[0]


def bring_in(content: bytes, **answers: str) -> None:
    agency = db.session.scalars(select(Agency)).one()
    now = clock.utc_now()
    said = {key.replace("_", ":"): answer for key, answer in answers.items()}
    plan = import_people(
        db.session(), agency, content, today=now.date(), by=None, at=now, answers=said
    )
    if not plan.is_ready:
        raise SystemExit(str(plan.defects[0].sentence))
    db.session.commit()


def give_slips(app: Flask) -> None:
    """One PDF for all who have no password yet."""
    session, agency = db.session(), db.session.scalars(select(Agency)).one()
    hr = create_account(session, agency_id=agency.id, name="Sri", email="hr@x.example",
                        roles=[Role.HR])  # fmt: skip
    choice = {"unit_id": None, "below": False, "only_new": True}
    what = {"choice": choice, "valid_days": 30, "address": "https://360.x.example/kode"}
    job = enqueue(session, SLIPS, what | {"batch": "ukur"}, key="ukur", by=hr,
                  agency_id=agency.id, subject=agency.name, at=clock.utc_now(),
                  language="id")  # fmt: skip
    session.commit()
    number = job.id
    run_waiting_jobs(app)
    done = session.get_one(Job, number, populate_existing=True)
    if done.state is not JobState.DONE:
        raise SystemExit(f"The slips ended as {done.state.value}: {done.problem}")


def run(officers: int, folder: Path) -> None:
    """Each step on a database of its own size."""
    app = build_app(f"sqlite:///{folder / f'people-{officers}.sqlite3'}", folder / "keys")
    migrate_to_head(app)
    with app.app_context():
        make_agency(db.session, code="BESAR", name="Kabupaten Besar")
        db.session.commit()
        print(f"{officers:,} officers", flush=True)
        whole, one = personnel_file(officers), personnel_file(1)
        measured("import", lambda: bring_in(whole))
        measured("import, nothing changed", lambda: bring_in(whole))
        measured("slips", lambda: give_slips(app))
        measured("deactivation", lambda: bring_in(one, nonaktif_semua="retired"))
        active = select(func.count(Person.id)).where(Person.is_active)
        left = db.session.scalar(active)
        if left != 1:
            raise SystemExit(f"{left} are active, not 1.")
        db.session.remove()


def main(sizes: list[str]) -> None:
    """Print a table for each size."""
    with tempfile.TemporaryDirectory() as made:
        for officers in [int(each) for each in sizes] or SIZES:
            run(officers, Path(made))
