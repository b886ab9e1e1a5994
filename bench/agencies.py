"""Many agencies in one installation: what one of them pays for the others.

Run: python -m bench.agencies [AGENCIES OFFICERS]     a province: 40 agencies of 2,500 unless told

On PostgreSQL. One agency alone is measured first, then the same agency beside all others, each with
an open cycle that is answered. Printed are ratios: 1.0 is what an agency would have that is alone.
Then whose job is next when one agency asks for a hundred. What closing costs the others:
`python -m bench.partitions`.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from bench.cycle_steps import opened
from bench.desk import answer_all, draft, in_child, invent_agency
from bench.desk_pages import database
from berakhlak import clock
from berakhlak.cycle_administration.progress import live_progress
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.extensions import db
from berakhlak.jobs.fair_order import next_job_id
from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.operations import enqueue
from berakhlak.people.models import Agency
from tests.support.databases import build_app, migrate_to_head

PROVINCE = (40, 2_500)
OFTEN = 5


def best(act: Callable[[], object]) -> float:
    """Seconds, of the quickest of some."""
    took = []
    for _ in range(OFTEN):
        start = time.perf_counter()
        act()
        took.append(time.perf_counter() - start)
    return min(took)


def add_agency(app: Any, number: int, officers: int) -> int:
    """With an open cycle that is answered; the cycle's id."""

    def make() -> None:
        cycle = draft(invent_agency(officers, code=f"INST-{number}"))
        opened(cycle.id)

    in_child(make)
    with app.app_context():
        cycle_id = db.session.scalars(select(Cycle.id).order_by(Cycle.id.desc())).first()
        db.session.remove()
        in_child(lambda: answer_all(app, cycle_id))
    return int(cycle_id or 0)


def costs(cycle_id: int) -> dict[str, float]:
    """What people of the first agency wait for."""
    session = db.session()

    def progress() -> None:
        cycle = session.get_one(Cycle, cycle_id)
        live_progress(session, cycle, keys=key_store())
        session.rollback()

    return {"progress of HR": best(progress)}


def turns() -> list[int]:
    """When each other agency's one job is begun, where the first has asked for a hundred before."""
    session = db.session()
    agencies = list(session.scalars(select(Agency.id).order_by(Agency.id)))
    for number, agency in enumerate([agencies[0]] * 100 + agencies[1:]):
        enqueue(
            session, "export profiles", {}, key=f"{number}", agency_id=agency, subject="", by=None,
            at=clock.utc_now(), language="id",
        )  # fmt: skip
    begun: list[int] = []
    while (number := next_job_id(session)) is not None:
        job = session.get_one(Job, number)
        job.state, job.started_at, job.finished_at = JobState.DONE, clock.utc_now(), clock.utc_now()
        session.flush()
        begun.append(job.agency_id)
    session.rollback()
    return [begun.index(agency) + 1 for agency in agencies[1:]]


@contextmanager
def installation() -> Any:
    with tempfile.TemporaryDirectory() as made, database("postgresql", Path(made)) as url:
        app = build_app(url, Path(made) / "keys")
        migrate_to_head(app)
        yield app


def main(asked: list[str]) -> None:
    agencies, officers = (int(each) for each in asked[:2]) if len(asked) > 1 else PROVINCE
    with installation() as app, app.app_context():
        cycle_id = add_agency(app, 0, officers)
        alone = costs(cycle_id)
        for number in range(1, agencies):
            add_agency(app, number, officers)
        beside = costs(cycle_id)
        sheets = db.session.scalar(text("SELECT count(*) FROM open_sheet"))
        size = db.session.scalar(text("SELECT pg_database_size(current_database())"))
        print(f"{agencies} agencies of {officers:,}, {sheets:,} sheets, {size / 1e6:,.0f} MB")
        for name, seconds in beside.items():
            ratio = seconds / alone[name]
            print(f"{name:<22} {seconds:8.3f} s, {ratio:6.1f} x what it takes alone")
        begun = turns()
        print(f"others' jobs begin as number {min(begun)} to {max(begun)}, not as 101 and later")


if __name__ == "__main__":
    main(sys.argv[1:])
