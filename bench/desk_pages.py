"""What each page of HR costs at size: CPU, statements and kB, and how fast the CPU grows.

Run: python -m bench.desk pages [sqlite] [postgresql] [OFFICERS ...]
     1,500, 5,000 and 20,000 on SQLite unless told

One cycle is looked at as a draft, open and answered, closed, and published. CPU is the median of
three looks in one process, ours: what PostgreSQL takes is not in it. The exponent is that of size
from the smallest to the largest agency: 0 where size does not matter, 1 where cost grows with it.
"""

from __future__ import annotations

import math
import os
import pickle
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event, select

from bench import desk
from berakhlak import clock
from berakhlak.accounts.operations import create_account
from berakhlak.cycle_administration.coverage_task import keep_all_coverage
from berakhlak.cycles.queries import get_cycle, units_of
from berakhlak.extensions import db
from berakhlak.jobs.worker import run_waiting_jobs
from berakhlak.people.models import Person
from berakhlak.roles import Role
from tests.support.databases import build_app, migrate_to_head
from tests.support.pages import PageClient
from tests.support.postgres import running_postgres

SIZES = (1_500, 5_000, 20_000)
ENGINES = ("sqlite", "postgresql")
LOOKS = 3


@dataclass(frozen=True)
class Cost:
    """Of one answer: CPU in milliseconds, statements, kB; `status` of HTTP."""

    cpu: float
    statements: int
    size: float
    status: int


Costs = dict[tuple[str, str], Cost]  # By state of the cycle and page.


@contextmanager
def counted() -> Iterator[list[int]]:
    """The number of statements sent meanwhile."""
    seen = [0]

    def count(*_told: Any) -> None:
        seen[0] += 1

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", count)


def cost_of(client: PageClient, path: str) -> Cost:
    """The median of a few looks, none of which follows a redirect."""
    taken, statements, size, status = [], 0, 0.0, 0
    for _look in range(LOOKS):
        with counted() as seen:
            begun = time.process_time()
            answer = client.http.get(path)
            taken.append(1000 * (time.process_time() - begun))
        statements, size, status = seen[0], len(answer.data) / 1024, answer.status_code
    return Cost(statistics.median(taken), statements, size, status)


def looked_at(client: PageClient, cycle_id: int) -> dict[str, Cost]:
    session = db.session()
    unit = units_of(session, get_cycle(session, cycle_id))[1].id
    person = session.scalars(select(Person.id).order_by(Person.id).offset(3)).first()
    return {
        page: cost_of(client, page.format(id=cycle_id, unit=unit, person=person))
        for page in desk.PAGES
    }


def costs_at(officers: int, folder: Path, url: str) -> Costs:
    """Four states of one cycle; what is done between them is timed by `bench.desk`."""
    app = build_app(url, folder / "keys")
    migrate_to_head(app)
    found: Costs = {}
    with app.app_context():
        agency = desk.invent_agency(officers)
        hr = create_account(db.session(), agency_id=agency.id, name="Sri", email="hr@x.example",
                            roles=[Role.HR, Role.ADMIN])  # fmt: skip
        db.session.commit()
        cycle_id = desk.draft(agency).id
        work = desk.Desk(app, hr, cycle_id)
        keep_all_coverage(clock.utc_now())  # As the worker does.
        found |= {("draft", page): cost for page, cost in looked_at(work.client, cycle_id).items()}
        for state, step in (("open", "/buka"), ("closed", "/tutup"), ("published", "/terbitkan")):
            if state == "published":
                work.press("audit", f"/siklus/{cycle_id}/periksa")
                desk.in_child(lambda: run_waiting_jobs(app))
            work.press(state, f"/siklus/{cycle_id}{step}")
            desk.in_child(lambda: run_waiting_jobs(app))
            if state == "open":
                desk.in_child(lambda: desk.answer_all(app, cycle_id))
                keep_all_coverage(clock.utc_now())
            looks = looked_at(work.client, cycle_id)
            found |= {(state, page): cost for page, cost in looks.items()}
    return found


def hello_cost() -> Cost:
    """A route that says hello and nothing else, on the same machine at the same time."""
    plain = Flask("hello")
    plain.add_url_rule("/", "hello", lambda: "hello")
    client, taken = plain.test_client(), []
    client.get("/")
    for _look in range(5):
        begun = time.process_time()
        for _time in range(100):
            client.get("/")
        taken.append(10 * (time.process_time() - begun))  # Milliseconds of one.
    return Cost(statistics.median(taken), 0, 5 / 1024, 200)


def in_process(what: Callable[[], Costs]) -> Costs:
    """Memory of one size must not slow the next."""
    with tempfile.TemporaryFile() as kept:
        child = os.fork()
        if not child:
            pickle.dump(what(), kept)
            kept.flush()
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            raise SystemExit("A size broke off.")
        kept.seek(0)
        costs: Costs = pickle.load(kept)  # noqa: S301  Written just above.
    return costs


def print_table(engine: str, found: dict[int, Costs]) -> None:
    sizes = sorted(found)
    least, most = sizes[0], sizes[-1]
    hello = max(hello_cost().cpu, 0.01)
    print(f"\na plain hello of the same framework: {hello:.2f} ms; `hellos` is of the largest size")
    heads = "".join(f"{size:>10,}" for size in sizes)
    print(f"{'CPU ms on ' + engine:56}{heads}  exponent   statements        kB  hellos")
    for state, page in found[least]:
        row = [found[size][state, page] for size in sizes]
        if row[0].status != 200:
            continue
        growth = ""
        if len(sizes) > 1:
            ratio = max(row[-1].cpu, 0.1) / max(row[0].cpu, 0.1)
            growth = f"{math.log(ratio) / math.log(most / least):.2f}"
        figures = "".join(f"{cost.cpu:>10.0f}" for cost in row)
        statements = "-".join(str(n) for n in sorted({cost.statements for cost in row}))
        print(f"{state:10}{page:46}{figures}{growth:>10}{statements:>13}{row[-1].size:>10.0f}"
              f"{row[-1].cpu / hello:>8.0f}")  # fmt: skip


def main(asked: list[str]) -> None:
    sizes = [int(each) for each in asked if each.isdigit()] or SIZES
    for engine in [each for each in asked if each in ENGINES] or ENGINES[:1]:
        found: dict[int, Costs] = {}
        for size in sizes:
            with tempfile.TemporaryDirectory() as made, database(engine, Path(made)) as url:
                found[size] = in_process(
                    lambda size=size, to=Path(made), url=url: costs_at(size, to, url)
                )
        print_table(engine, found)


@contextmanager
def database(engine: str, folder: Path) -> Iterator[str]:
    """The address of an empty one."""
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'desk.sqlite3'}"
        return
    with running_postgres() as server:
        yield server.url(server.create_database())
