"""For how long each step of a cycle keeps others from writing, as a share of what it takes.

Run: python -m bench.locks [OFFICERS]     1,500 unless told

The agency of `bench.desk` on SQLite. Printed for each step: its CPU seconds, those spent while a
transaction held the lock for writing, the longest such transaction, and the share of the whole.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bench.desk import OFFICERS, answer_all, draft, invent_agency
from berakhlak import clock
from berakhlak.comments.operations import show_pending_comments
from berakhlak.cycle_steps.closing import close_cycle
from berakhlak.cycle_steps.opening import open_cycle
from berakhlak.cycle_steps.publishing import publish_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.queries import get_cycle
from berakhlak.disclosure.operations import run_audit
from berakhlak.extensions import db
from berakhlak.formats import local_today
from tests.support.databases import build_app, migrate_to_head
from tests.support.locks import WRITING


@contextmanager
def timed_locks(engine: Engine) -> Iterator[list[float]]:
    """CPU seconds of each transaction from its first write to its end."""
    begun: dict[int, float] = {}
    spent: list[float] = []

    def written(connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        if statement.lstrip().startswith(WRITING):
            begun.setdefault(id(connection.connection.dbapi_connection), time.process_time())

    def ended(connection: Any) -> None:
        begin = begun.pop(id(connection.connection.dbapi_connection), None)
        if begin is not None:
            spent.append(time.process_time() - begin)

    listeners = (("before_cursor_execute", written), ("commit", ended), ("rollback", ended))
    for name, listener in listeners:
        event.listen(engine, name, listener)
    yield spent
    for name, listener in listeners:
        event.remove(engine, name, listener)


def timed(name: str, step: Callable[[], object]) -> None:
    with timed_locks(db.engine) as spent:
        begin = time.process_time()
        step()
        db.session.commit()
        whole = time.process_time() - begin
    share = sum(spent) / whole
    print(f"{name:<12} {whole:7.2f} s CPU, locked {sum(spent):6.2f} s, longest "
          f"{max(spent, default=0.0):6.2f} s, share {share:4.2f}", flush=True)  # fmt: skip


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

        print(f"{officers} officers")
        timed("opening", opened)
        answer_all(app, cycle_id)
        timed("closing", lambda: close_cycle(session, cycle_id, keys=keys, by=None, at=at,
                                             today=local_today()))  # fmt: skip
        timed("audit", lambda: run_audit(session, cycle_id, at=at))
        show_pending_comments(session, get_cycle(session, cycle_id), by=None, at=at)
        session.commit()
        timed("publishing", published)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        run(int(sys.argv[1]) if len(sys.argv) > 1 else OFFICERS, Path(made))
