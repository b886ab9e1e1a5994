"""What it costs that an answer is on the disk before its rater is told so (SQLite).

Run: python -m bench.durability [SAVES]     300 unless told

The same taps on a sheet, through the application, with `synchronous` at FULL (as served) and at
NORMAL, in turns, so that a busy machine slows both. Beside them stands what the disk takes to make
one line of a file sure (fsync), which is what FULL adds. Printed: milliseconds, medians, the ratio.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import event

from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from tests.factories.cycles import a_peer_assignment, make_open_cycle
from tests.support.databases import build_app, migrate_to_head
from tests.support.pages import PageClient

SAVES, TURN = 300, 25
LEVELS = ("FULL", "NORMAL")


def fsyncs(folder: Path, count: int) -> list[float]:
    spent = []
    with (folder / "line").open("wb") as file:
        for _line in range(count):
            begun = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            spent.append(time.perf_counter() - begun)
    return spent


def saves(app: Any, saves: int) -> dict[str, list[float]]:
    """Seconds of each save by level; the sheet of one rater is changed again and again."""
    with app.app_context():
        opened = make_open_cycle(db.session, key_store())
        peer = a_peer_assignment(db.session, opened, opened.staff[0])
        client = PageClient(app).sign_in(opened.account(opened.staff[0]))
        code = opened.cycle.questionnaire.behaviours[0].code
        engine, path = db.engine, f"/tugas/{peer.id}/jawaban"
    headers, spent, level = {"X-CSRFToken": client.token()}, {each: [] for each in LEVELS}, LEVELS
    now = [""]

    def set_level(connection: Any, _record: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA synchronous = {now[0]}")

    event.listen(engine, "checkout", set_level)
    for number in range(2 * saves):
        now[0] = level[number // TURN % 2]
        sent = {"base": number, "answers": {code: number % 4 + 1}, "comments": {}}
        begun = time.perf_counter()
        answer = client.http.post(path, json=sent, headers=headers)
        spent[now[0]].append(time.perf_counter() - begun)
        assert answer.status_code == 200, answer.status
    return spent


def main(asked: list[str]) -> None:
    count = int(asked[0]) if asked else SAVES
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as made:  # noqa: S108
        app = build_app(f"sqlite:///{Path(made) / 'a.sqlite3'}", Path(made) / "keys")
        migrate_to_head(app)
        spent = {level: median(each) for level, each in saves(app, count).items()}
        print(f"fsync of 4 kB: {1000 * median(fsyncs(Path(made), 100)):.2f} ms")
        for level, seconds in spent.items():
            print(f"a save with synchronous = {level:6} {1000 * seconds:6.2f} ms")
        print(f"FULL / NORMAL: {spent['FULL'] / spent['NORMAL']:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
