"""What each long step of a cycle costs by size, and how it grows: opening, closing, audit, release.

Run: python -m bench.scale_work [sqlite] [postgresql] [OFFICERS ...]
     117 1500 5000 on SQLite unless told

The agency of `bench.desk`. Each step runs in a program of its own (`bench.cycle_steps`), as in the
worker; what a server of PostgreSQL takes is not in it, nor the start of the program. Printed: CPU
seconds, peak memory and the longest transaction that kept others from writing, then the exponent
between sizes: 1.0 is work that doubles with the officers.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from bench.cycle_steps import STEPS
from bench.desk import answer_all, draft, in_child, invent_agency
from bench.desk_pages import ENGINES, database
from berakhlak.cycles.models import Cycle
from berakhlak.engines import EMPTY_LOG, is_sqlite
from berakhlak.extensions import db
from tests.support.databases import build_app, migrate_to_head

SIZES = (117, 1_500, 5_000)


class Cost(NamedTuple):
    """Of one step at one size."""

    officers: int
    cpu: float
    megabytes: float
    locked: float


def cost_of(step: str, url: str, keys: Path, cycle_id: int) -> Cost:
    """In a program of its own.

    The log of SQLite is empty at its beginning: the first commit would bring what stands in it to
    the file, for which nobody waits, and which would be taken for a lock.
    """
    if is_sqlite(db.engine):
        db.session.execute(EMPTY_LOG)
    db.session.remove()
    db.engine.dispose()
    told = keys.with_name("outcome.json")
    step_of = [sys.executable, "-m", "bench.cycle_steps", step, url, keys, str(cycle_id), told]
    subprocess.run(step_of, check=True)
    return Cost(0, **json.loads(told.read_text()))


def measured(officers: int, engine: str) -> dict[str, Cost]:
    """Every step of one cycle."""
    found = {}
    with tempfile.TemporaryDirectory() as made, database(engine, Path(made)) as url:
        keys = Path(made) / "keys"
        app = build_app(url, keys)
        migrate_to_head(app)
        with app.app_context():
            in_child(lambda: draft(invent_agency(officers)))  # Its memory is not that of a step.
            cycle_id = db.session.scalars(select(Cycle.id)).one()
            for name in STEPS:
                cost = cost_of(name, url, keys, cycle_id)
                found[name] = cost._replace(officers=officers)
                print(f"{engine:<10} {officers:8,} {name:<12} {cost.cpu:8.2f} s CPU "
                      f"{cost.megabytes:6.0f} MB, longest lock {cost.locked:6.3f} s",
                      flush=True)  # fmt: skip
                if name == "opening":
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
