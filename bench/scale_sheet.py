"""What machines an agency, a province or the nation needs, from slopes measured in this run.

Run: python -m bench.scale_sheet [OFFICERS OFFICERS ...]     2,000 and 5,000 unless told

Measured on SQLite at each size: CPU of each step of a cycle (`bench.scale_work`), and the CPU of
one save and one send through the application. Computed from them: a straight line through the two
largest sizes, and a fifth of all sheets within four hours of the busiest day. Prints both tables of
docs/scale.md. Up to EXACT_LIMIT officers sealing solves its equations exactly, which grows with
their cube, and above it by steps: a line through smaller sizes would say nothing of larger ones.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from bench.scale_work import STEPS, Cost, measured
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.statistics.mixed.components import EXACT_LIMIT
from tests.factories.cycles import a_peer_assignment, make_open_cycle
from tests.support.databases import build_app, migrate_to_head
from tests.support.pages import PageClient

SIZES = (2_000, 5_000)
ASKED = ((2_500, 1, 2), (100_000, 4, 4), (5_000_000, 40, 16))  # Officers, web hosts, cores of each.
SHEETS = 8  # Of an officer, at most: self, head, peers, staff.
SAVES = 21  # Of a sheet: one for each behaviour.
BUSIEST = 0.2 / (4 * 3600)  # Of all sheets on the busiest day, in its four busy hours: a second.
FULL = 0.6  # Of the cores; the rest is for pages, jobs and luck.


def cpu_of_a_sheet() -> tuple[float, float]:
    """CPU seconds of one save, and of the two requests that send a sheet."""
    with tempfile.TemporaryDirectory() as made:
        app = build_app(f"sqlite:///{Path(made) / 'a.sqlite3'}", Path(made) / "keys")
        migrate_to_head(app)
        with app.app_context():
            opened = make_open_cycle(db.session, key_store())
            peer = a_peer_assignment(db.session, opened, opened.staff[0])
            client = PageClient(app).sign_in(opened.account(opened.staff[0]))
            codes = [each.code for each in opened.cycle.questionnaire.behaviours]
            path = f"/tugas/{peer.id}"
        token, begun = client.token(), time.process_time()
        for base, code in enumerate(codes):
            sent = {"base": base, "answers": {code: 4}, "comments": {}}
            headers = {"X-CSRFToken": token}
            saved = client.http.post(f"{path}/jawaban", json=sent, headers=headers)
            assert saved.status_code == 200, saved.status
        save = (time.process_time() - begun) / len(codes)
        client.get(f"{path}/periksa")  # The first look compiles the page.
        begun = time.process_time()
        client.http.get(f"{path}/periksa")
        done = {"revision": len(codes), "csrf_token": token}
        assert client.http.post(f"{path}/periksa", data=done).status_code == 302
        return save, time.process_time() - begun


def line(small: Cost, large: Cost, officers: int) -> float:
    """CPU seconds at a size, on the straight line through both; where they lie too near each other
    to show a slope, half of the larger's share for each officer."""
    slope = (large.cpu - small.cpu) / (large.officers - small.officers)
    least = large.cpu / large.officers / 2
    return max(large.cpu + max(slope, least) * (officers - large.officers), 0.0)


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n" + "\n".join(f"| {' | '.join(each)} |" for each in lines)


def measured_table(found: list[dict[str, Cost]]) -> str:
    """CPU of each step at each size; below it what an officer more costs, in thousandths."""
    rows = []
    for costs in found:
        cells = [f"{costs[name].cpu:,.1f}" for name in STEPS]
        rows.append([f"{next(iter(costs.values())).officers:,}", *cells])
    small, large = found[-2:]
    slopes = [
        1000 * (line(small[name], large[name], large[name].officers + 1) - large[name].cpu)
        for name in STEPS
    ]
    rows.append(["an officer more, ms", *(f"{each:,.2f}" for each in slopes)])
    return table(["officers", *(f"{name}, CPU s" for name in STEPS)], rows)


def computed_table(small: dict[str, Cost], large: dict[str, Cost], save: float, send: float) -> str:
    head = ["officers", "web hosts x cores", "sheets", "saves a second, busiest"]
    rows = []
    for officers, hosts, cores in ASKED:
        sheets = officers * SHEETS
        rate = sheets * SAVES * BUSIEST
        needed = sheets * BUSIEST * (SAVES * save + send) / FULL
        rows.append([f"{officers:,}", f"{hosts} x {cores}", f"{sheets:,}", f"{rate:,.0f}"])
        rows[-1] += [f"{needed:,.1f}"]
        rows[-1] += [f"{line(small[name], large[name], officers):,.0f}" for name in STEPS]
    return table([*head, "cores they take", *(f"{name}, CPU s" for name in STEPS)], rows)


def main(asked: list[str]) -> None:
    sizes = sorted(int(each) for each in asked) or list(SIZES)
    if len(sizes) < 2 or sizes[-2] <= EXACT_LIMIT:
        sys.exit(f"Two sizes above {EXACT_LIMIT} are needed for a line.")
    found = [measured(officers, "sqlite") for officers in sizes]
    save, send = cpu_of_a_sheet()
    print(f"\nmeasured: a save {1000 * save:.1f} ms of CPU, a send {1000 * send:.1f} ms")
    print(measured_table(found))
    print(computed_table(found[-2], found[-1], save, send), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
