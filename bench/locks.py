"""For how long each step of a cycle keeps others from writing, as a share of what it takes.

Run: python -m bench.locks [OFFICERS ...]     1,500 unless told

The agency of `bench.desk` on SQLite. Printed for each step: its CPU seconds, those spent while a
transaction held the lock for writing, the longest such transaction, the share of the whole, and
the longest wait of somebody who saves in another process meanwhile. A wait is of the clock: on a
machine that does other things too it says more of them than of us. Rewriting the file, which is a
part of closing, has its own line.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.desk import OFFICERS, answer_all, draft, invent_agency
from bench.lock_times import timed_locks
from bench.waiting_savers import longest_wait, waiting_saver
from berakhlak import clock
from berakhlak.comments.operations import show_pending_comments
from berakhlak.cycle_steps.closing import close_cycle
from berakhlak.cycle_steps.opening import open_cycle
from berakhlak.cycle_steps.publishing import publish_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.queries import get_cycle
from berakhlak.disclosure.operations import run_audit
from berakhlak.exports.person_table import person_rows, person_workbook
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.profiles.queries import published_officers
from berakhlak.sealing import deleted_pages
from tests.support.databases import build_app, migrate_to_head


def timed(name: str, told: Path, step: Callable[[], object]) -> None:
    with timed_locks(db.engine) as spent:
        begun, begin = time.perf_counter(), time.process_time()
        step()
        db.session.commit()
        whole = time.process_time() - begin
    share, waited = sum(spent) / whole, longest_wait(told, begun, time.perf_counter())
    print(f"{name:<12} {whole:7.2f} s CPU, locked {sum(spent):6.3f} s, longest "
          f"{max(spent, default=0.0):6.3f} s, share {share:4.2f}, a saver waited {waited:6.3f} s",
          flush=True)  # fmt: skip


@contextmanager
def timed_rewriting() -> Iterator[None]:
    """Print what rewriting the file takes, of which the lock is held for a part."""
    rewrite = deleted_pages.rewrite_file

    def timed_rewrite(driver: sqlite3.Connection) -> None:
        begun = time.process_time()
        rewrite(driver)
        print(f"{'rewriting':<12} {time.process_time() - begun:7.3f} s CPU", flush=True)

    deleted_pages.rewrite_file = timed_rewrite
    yield
    deleted_pages.rewrite_file = rewrite


def run(officers: int, folder: Path) -> None:
    app = build_app(f"sqlite:///{folder / 'locks.sqlite3'}", folder / "keys")
    migrate_to_head(app)
    with app.app_context():
        cycle_id, keys, at = draft(invent_agency(officers)).id, key_store(), clock.utc_now()
        session = db.session()

        def opened() -> object:
            return open_cycle(session, get_cycle(session, cycle_id), keys=keys, by=None, at=at)

        def published() -> object:
            return publish_cycle(session, get_cycle(session, cycle_id), keys=keys, by=None, at=at)

        def exported() -> object:
            cycle = get_cycle(session, cycle_id)
            ids = [each.participant_id for each in published_officers(session, cycle_id)]
            rows = person_rows(session, cycle, ids)
            return person_workbook(cycle, rows, fingerprint="", language="id")

        print(f"{officers} officers")
        told = folder / "waits"
        with waiting_saver(folder / "locks.sqlite3", told):
            timed("opening", told, opened)
        answer_all(app, cycle_id)
        with waiting_saver(folder / "locks.sqlite3", told), timed_rewriting():
            timed("closing", told, lambda: close_cycle(session, cycle_id, keys=keys, by=None,
                                                       at=at, today=local_today()))  # fmt: skip
            timed("audit", told, lambda: run_audit(session, cycle_id, at=at))
            show_pending_comments(session, get_cycle(session, cycle_id), by=None, at=at)
            session.commit()
            timed("publishing", told, published)
            timed("export", told, exported)


if __name__ == "__main__":
    for officers in map(int, sys.argv[1:] or [OFFICERS]):
        with tempfile.TemporaryDirectory() as made:
            run(officers, Path(made))
