"""Malformed requests over all routes and readers, on both kinds of database.

Run: python -m bench.fuzz [requests] [seed]

Printed for each database: how many answers failed or told what they must not; of those that were
refused, the median and the 99th percentile of the processor's time, and their ratio, which is to
stay under 5; of all, the longest by the clock.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy.orm import scoped_session

from berakhlak.extensions import db
from tests.security.malformed import throw
from tests.support.databases import build_app, migrate_to_head
from tests.support.postgres import running_postgres
from tests.whole_app.test_access import make_world

ALLOWED_RATIO = 5.0


def measure(name: str, url: str, folder: Path, count: int, seed: int) -> bool:
    """One database; whether all was well."""
    app = build_app(url, folder / f"keys-{name}")
    migrate_to_head(app)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        session: scoped_session = db.session
        world = make_world(session)
    throw(app, world, 300, seed=seed + 1)  # Whatever is loaded and kept at first.
    found = throw(app, world, count, seed=seed)
    worst = quantiles(found.seconds, n=100)[98]
    print(
        f"{name:11}{found.sent:8} requests{len(found.faults):6} faults"
        f"{median(found.seconds) * 1e3:8.1f} ms median"
        f"{worst * 1e3:8.1f} ms p99{found.ratio:6.1f} x{found.longest:7.1f} s longest",
        flush=True,
    )
    for each in sorted(set(found.faults))[:20]:
        print("  ", each)
    return not found.faults and found.ratio < ALLOWED_RATIO


def main() -> None:
    count, seed = (int(each) for each in (*sys.argv[1:], "20000", "1")[:2])
    if len(sys.argv) == 2:
        count, seed = int(sys.argv[1]), 1
    with tempfile.TemporaryDirectory() as name, running_postgres() as server:
        folder = Path(name)
        urls = {"sqlite": f"sqlite:///{folder / 'a.sqlite3'}"}
        urls["postgresql"] = server.url(server.create_database())
        well = [measure(kind, url, folder, count, seed) for kind, url in urls.items()]
    sys.exit(not all(well))


if __name__ == "__main__":
    main()
