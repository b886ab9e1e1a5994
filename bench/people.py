"""What bringing people in and letting them go costs: seconds, memory and statements.

Run: python -m bench.desk people [OFFICERS ...]     1,500, 5,000 and 20,000 unless told

A personnel file is brought into an empty agency, brought in again unchanged, and then a file of one
officer deactivates all others at once. Each step runs in a process of its own on SQLite.
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

from sqlalchemy import event, func, select

from berakhlak import clock
from berakhlak.demo.names import invented_people
from berakhlak.extensions import db
from berakhlak.people.models import Agency, Person
from berakhlak.people.operations import import_people
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
    print(f" {time.perf_counter() - begun:8.1f} s {used.ru_maxrss / 1024:6.0f} MB", flush=True)


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
