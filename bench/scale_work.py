"""What each long step of a cycle costs by size, and how it grows: opening, closing, audit, release.

Run: python -m bench.scale_work [sqlite] [postgresql] [OFFICERS ...]
     117 1500 5000 on SQLite unless told

The agency of `bench.desk`. Each step runs in a process of its own, as in the worker; what a server
of PostgreSQL takes is not in it. Printed: CPU seconds, peak memory and the longest transaction that
kept others from writing, then the exponent between sizes: 1.0 is work that doubles with the
officers.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from bench.desk import answer_all, draft, in_child, invent_agency
from bench.desk_pages import ENGINES, database
from bench.locks import timed_locks
from berakhlak import clock
from berakhlak.comments.operations import show_pending_comments
from berakhlak.cycle_steps.closing import close_cycle
from berakhlak.cycle_steps.opening import open_cycle
from berakhlak.cycle_steps.publishing import publish_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.queries import get_cycle
from berakhlak.disclosure.operations import run_audit
from berakhlak.engines import EMPTY_LOG, is_sqlite
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.jobs.worker import search_rarely
from berakhlak.sealing.sealing import seal_cycle
from tests.support.databases import build_app, migrate_to_head

SIZES = (117, 1_500, 5_000)


class Cost(NamedTuple):
    """Of one step at one size."""

    officers: int
    cpu: float
    megabytes: float
    locked: float


def opened(cycle_id: int) -> None:
    session = db.session()
    cycle = get_cycle(session, cycle_id)
    open_cycle(session, cycle, keys=key_store(), by=None, at=clock.utc_now())


def sealed(cycle_id: int) -> None:
    seal_cycle(db.session(), cycle_id, keys=key_store(), by=None, at=clock.utc_now(),
               today=local_today())  # fmt: skip


def audited(cycle_id: int) -> None:
    """The rest of closing: comments are looked through, and the results attacked."""
    close_cycle(db.session(), cycle_id, keys=key_store(), by=None, at=clock.utc_now(),
                today=local_today())  # fmt: skip


def attacked_again(cycle_id: int) -> None:
    run_audit(db.session(), cycle_id, at=clock.utc_now())
    db.session.commit()


def published(cycle_id: int) -> None:
    session = db.session()
    cycle = get_cycle(session, cycle_id)
    show_pending_comments(session, cycle, by=None, at=clock.utc_now())
    session.commit()
    publish_cycle(session, cycle, keys=key_store(), by=None, at=clock.utc_now())


STEPS: dict[str, Callable[[int], None]] = {
    "opening": opened,
    "sealing": sealed,
    "audit": audited,
    "audit again": attacked_again,
    "publishing": published,
}


def cost_of(step: Callable[[int], None], cycle_id: int, folder: Path) -> Cost:
    """In a child, which tells its longest lock by a file.

    The log of SQLite is empty at its beginning: the first commit would bring what stands in it to
    the file, for which nobody waits, and which would be taken for a lock.
    """
    told = folder / "locked"
    if is_sqlite(db.engine):
        db.session.execute(EMPTY_LOG)
        db.session.commit()

    def act() -> None:
        search_rarely()
        with timed_locks(db.engine) as spent:
            step(cycle_id)
        told.write_text(str(max(spent, default=0.0)))

    _seconds, cpu, megabytes = in_child(act)
    return Cost(0, cpu, megabytes, float(told.read_text()))


def measured(officers: int, engine: str) -> dict[str, Cost]:
    """Every step of one cycle."""
    found = {}
    with tempfile.TemporaryDirectory() as made, database(engine, Path(made)) as url:
        folder = Path(made)
        app = build_app(url, folder / "keys")
        migrate_to_head(app)
        with app.app_context():
            in_child(lambda: draft(invent_agency(officers)))  # Its memory is not that of a step.
            cycle_id = db.session.scalars(select(Cycle.id)).one()
            for name, step in STEPS.items():
                cost = cost_of(step, cycle_id, folder)
                found[name] = cost._replace(officers=officers)
                print(f"{engine:<10} {officers:8,} {name:<12} {cost.cpu:8.2f} s CPU "
                      f"{cost.megabytes:6.0f} MB, longest lock {cost.locked:6.3f} s",
                      flush=True)  # fmt: skip
                if step is opened:
                    in_child(lambda: answer_all(app, cycle_id))
    return found


def exponent(small: Cost, large: Cost) -> float:
    return math.log(large.cpu / small.cpu) / math.log(large.officers / small.officers)


def print_table(engine: str, found: Sequence[dict[str, Cost]]) -> None:
    """Steps by size: CPU seconds, peak MB and longest lock; then the exponents between sizes."""
    sizes = [each["opening"].officers for each in found]
    heads = "".join(f"{size:>30,}" for size in sizes)
    print(f"\n{'on ' + engine:<12}{heads}  exponents of CPU")
    for name in STEPS:
        costs = [each[name] for each in found]
        told = (f"{c.cpu:8.2f} s {c.megabytes:5.0f} MB {c.locked:6.3f} s" for c in costs)
        grown = (f"{exponent(a, b):6.2f}" for a, b in pairwise(costs))
        print(f"{name:<12}" + "".join(f"{each:>30}" for each in told) + "  " + "".join(grown))


def main(asked: list[str]) -> None:
    sizes = tuple(int(each) for each in asked if each.isdigit()) or SIZES
    for engine in [each for each in asked if each in ENGINES] or ENGINES[:1]:
        found = [measured(officers, engine) for officers in sizes]
        print_table(engine, found)


if __name__ == "__main__":
    main(sys.argv[1:])
