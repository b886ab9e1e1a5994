"""What slips with first codes cost: issuing, drawing and storing, as the job does it.

Run: python -m bench.slips [OFFICERS …]     1,500 and 5,000 unless told

Each size in a process of its own, on SQLite, with people of units of twenty-five who have no
account yet. Printed: seconds, CPU and memory of the job, SQL statements, pages and bytes of the
file.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

import pikepdf
from sqlalchemy import event

from bench.desk import invent_agency
from berakhlak import clock
from berakhlak.access.jobs import SLIPS
from berakhlak.accounts.operations import create_account
from berakhlak.extensions import db
from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.operations import enqueue
from berakhlak.jobs.worker import run_waiting_jobs
from berakhlak.roles import Role
from tests.support.databases import build_app, migrate_to_head

SIZES = (1_500, 5_000)


def measure(officers: int, folder: Path) -> None:
    """Print one line; meant for a process of its own."""
    app = build_app(f"sqlite:///{folder / 'slips.sqlite3'}", folder / "keys")
    migrate_to_head(app)
    with app.app_context():
        agency = invent_agency(officers)
        hr = create_account(db.session(), agency_id=agency.id, name="Sri", email="hr@x.example",
                            roles=[Role.HR])  # fmt: skip
        choice = {"unit_id": None, "below": False, "only_new": True}
        what = {"choice": choice, "valid_days": 30, "address": "https://360.x.example/kode"}
        job = enqueue(db.session(), SLIPS, what | {"batch": "ukur"}, key="ukur", by=hr,
                      agency_id=agency.id, subject=agency.name, at=clock.utc_now(),
                      language="id")  # fmt: skip
        db.session.commit()
        number, statements = job.id, [0]
        event.listen(db.engine, "after_cursor_execute", lambda *_given: _count(statements))
        # The process has held nothing of the drawing yet: its own peak is that of the job.
        begun, cpu = time.perf_counter(), time.process_time()
        run_waiting_jobs(app)
        seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
        done = db.session.get_one(Job, number, populate_existing=True)
        if done.state is not JobState.DONE:
            raise SystemExit(f"The job ended as {done.state.value}: {done.problem}")
        file = app.extensions["jobs"].folder_of(number) / str(done.result_file)
        content = file.read_bytes()
        with pikepdf.open(BytesIO(content)) as opened:
            pages = len(opened.pages)
    print(f"{officers:>6} slips {seconds:7.1f} s {cpu:7.1f} s CPU {_peak():5.0f} MB "
          f"{statements[0]:>6} statements {pages:>5} pages "
          f"{len(content) / 1e6:5.1f} MB", flush=True)  # fmt: skip


def _count(statements: list[int]) -> None:
    statements[0] += 1


def _peak() -> float:
    """MB that this process has held at most."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def main(sizes: list[int]) -> None:
    for officers in sizes:
        child = os.fork()
        if not child:
            with tempfile.TemporaryDirectory() as made:
                measure(officers, Path(made))
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        if status:
            raise SystemExit("The measurement broke off.")


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or list(SIZES))
