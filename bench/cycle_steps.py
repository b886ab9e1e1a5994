"""One long step of a cycle in a program of its own, as a worker does it, and what it cost.

Run by `bench.scale_work` with the step, the address of a database, its keys, the cycle and a file
for the outcome. Nothing is imported that the application does not need: it would count as memory.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path

from bench.lock_times import timed_locks
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
from berakhlak.jobs.worker import search_rarely
from berakhlak.sealing.sealing import seal_cycle
from tests.support.databases import build_app


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


def cpu() -> float:
    """Seconds of this process and of those that it has waited for."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def peak_megabytes() -> float:
    """Of this program alone: what `getrusage` tells began with that of its parent."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main(name: str, url: str, keys: str, cycle_id: str, told: str) -> None:
    app = build_app(url, Path(keys))
    with app.app_context():
        search_rarely()
        begun = cpu()
        with timed_locks(db.engine) as spent:
            STEPS[name](int(cycle_id))
        taken, locked = cpu() - begun, max(spent, default=0.0)
    outcome = {"cpu": taken, "megabytes": peak_megabytes(), "locked": locked}
    Path(told).write_text(json.dumps(outcome))


if __name__ == "__main__":
    main(*sys.argv[1:])
