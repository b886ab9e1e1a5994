"""What a rater is told to be saved is on the disk: as served, without the haste of the tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# In a process of its own: the tests do not wait for the disk.
SAVING = """
import sys
from pathlib import Path
from sqlalchemy import event, text
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from tests.factories.cycles import a_peer_assignment, make_open_cycle
from tests.support.databases import build_app
from tests.support.pages import PageClient

folder = Path(sys.argv[1])
app = build_app(f"sqlite:///{folder / 'a.sqlite3'}", folder / "keys")
names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
with app.app_context():
    opened = make_open_cycle(db.session, key_store())
    path = f"/tugas/{a_peer_assignment(db.session, opened, opened.staff[0]).id}/jawaban"
    reader = PageClient(app).sign_in(opened.account(opened.staff[0]))
    engine = db.engine
headers, seen = {"X-CSRFToken": reader.token()}, []

@event.listens_for(engine, "before_cursor_execute")
def look(connection, cursor, statement, *_others):
    if "open_sheet" in statement and statement.startswith(("INSERT", "UPDATE")):
        raw = connection.connection.dbapi_connection
        seen.append([raw.execute(f"PRAGMA {name}").fetchone()[0] for name in names])

sent = {"base": 0, "answers": {"BP1": 4}, "comments": {}}
assert reader.http.post(path, json=sent, headers=headers).status_code == 200
print(seen)
"""


def test_the_connection_that_saves_an_answer_waits_for_the_disk_and_overwrites_what_it_frees(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.sqlite3").write_bytes(migrated_sqlite.read_bytes())

    done = subprocess.run(
        [sys.executable, "-c", SAVING, str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip

    # Of synchronous: 2 is FULL.
    assert done.stdout.strip() == str([["wal", 2, 1, 1, 10_000]])
