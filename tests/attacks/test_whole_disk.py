"""Database, WAL, heap, a backup from between draft and sending, KEY_DIR and SECRET_KEY, while open.

Where the server holds the key everything is read; where holders do, only what was not sent and what
is not anonymous.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from berakhlak.cycles.keys import KeyStore
from berakhlak.extensions import db
from berakhlak.ratings.drafts import draft_keys
from berakhlak.ratings.models import OpenSheet
from tests.attacks.conftest import ENGINES
from tests.attacks.whole_disk import Thief
from tests.factories.answering import assignments
from tests.factories.cycles import make_open_cycle
from tests.factories.holders import with_codes
from tests.support.carving import files_below
from tests.support.databases import build_app, let_go
from tests.support.pages import PageClient

UNSENT = 3
ANONYMOUS = ("peer", "subordinate")


@dataclass(frozen=True)
class Disk:
    """Every file that a thief takes, and what is true."""

    thief: Thief
    files: list[Path]
    anonymous: set[int]
    named: set[int]
    unsent: set[int]
    copied: Thief


@pytest.fixture(scope="module", params=["server", "holders"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=ENGINES)
def disk(request: pytest.FixtureRequest, mode: str, tmp_path_factory: Any) -> Iterator[Disk]:
    """Everybody drafts, a backup and a copy of KEY_DIR are made, all but three send, some twice."""
    folder = tmp_path_factory.mktemp("disk")
    server = None
    if request.param == "sqlite":
        (folder / "data").mkdir()
        migrated = request.getfixturevalue("migrated_sqlite")
        shutil.copyfile(migrated, folder / "data" / "app.sqlite3")
        url, place = f"sqlite:///{folder / 'data' / 'app.sqlite3'}", folder / "data"
    else:
        server = request.getfixturevalue("_postgres")
        template = request.getfixturevalue("migrated_postgres")
        url, place = server.url(server.create_database(template)), server.folder
    keys = KeyStore(folder / "keys")
    app = build_app(url, keys.folder)
    with app.app_context():
        yield filled(app, keys, place, mode)
    let_go(app)
    if server:
        server.drop_database(url.rpartition("/")[2])


def filled(app: Any, keys: KeyStore, place: Path, mode: str) -> Disk:
    holders = with_codes()[0] if mode == "holders" else None
    opened = make_open_cycle(db.session, keys, holders=holders)
    db.session.commit()
    codes = [behaviour.code for behaviour in opened.cycle.instrument.content.behaviours]
    key, name = keys.key_of(opened.cycle), opened.cycle.key_name
    rows = assignments(db.session, opened)
    group = {row.id: row.group for row in rows}
    anonymous = [number for number in group if group[number] in ANONYMOUS]
    unsent = set(anonymous[:UNSENT])
    people = (opened.head, *opened.staff)
    of_rater = {
        opened.account(person): [row.id for row in assignments(db.session, opened, rater=person)]
        for person in people
    }
    answers = {code: 1 + place % 5 for place, code in enumerate(codes)}
    for account, ids in of_rater.items():
        reader = PageClient(app).sign_in(account)
        for number in ids:
            save(reader, number, 0, answers)
    backup, copy = place / "backup.bin", keys.folder.with_name("copy-of-keys")
    drafts = draft_keys(keys, name)
    dump(backup)
    if drafts.folder.is_dir():
        shutil.copytree(drafts.folder, copy)
    for account, ids in of_rater.items():
        reader = PageClient(app).sign_in(account)
        for number in [each for each in ids if each not in unsent]:
            send(reader, number, 1)
            if mode == "holders" and number % 3 == 0 and group[number] in ANONYMOUS:
                reader.open(
                    f"/tugas/{number}/isi-ulang", method="POST", data={"csrf_token": reader.token()}
                )
                at = 1 + int(reader.get(f"/tugas/{number}").one("input[name=revision]")["value"])
                save(reader, number, at - 1, answers)
                send(reader, number, at)
    dump(place / "later.bin")
    flush(place)
    folders = [drafts.folder] if drafts.folder.is_dir() else []
    copies = [copy] if copy.is_dir() else []
    return Disk(
        Thief.of(keys, key, folders, group),
        files_below(place),
        set(anonymous),
        set(group) - set(anonymous),
        unsent,
        Thief.of(keys, key, folders + copies, group),
    )


def save(reader: PageClient, number: int, base: int, answers: dict[str, int]) -> None:
    answer = reader.open(
        f"/tugas/{number}/jawaban",
        method="POST",
        json={"base": base, "answers": answers, "comments": {}},
        headers={"X-CSRFToken": reader.token()},
    )
    assert answer.status_code == 200, answer.json


def send(reader: PageClient, number: int, at: int) -> None:
    data = {"revision": str(at), "csrf_token": reader.token()}
    sent = reader.open(f"/tugas/{number}/periksa", method="POST", data=data)
    assert sent.location == "/tugas"


def dump(file: Path) -> None:
    """What a backup of this moment holds of the rows: handles and boxes one after the other."""
    rows = db.session.execute(select(OpenSheet.handle, OpenSheet.box)).all()
    db.session.rollback()
    file.write_bytes(b"".join(bytes(row.handle) + bytes(row.box) for row in rows))


def flush(place: Path) -> None:
    """PostgreSQL writes what it still holds in memory; SQLite has written it."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            connection.execute(text("CHECKPOINT"))


def test_whoever_holds_everything_reads_what_the_promise_says_and_nothing_else(
    disk: Disk, mode: str
) -> None:
    found = disk.thief.read(disk.files)

    assert disk.named <= found  # Sheets of oneself and of supervisors bear a name.
    assert found & disk.anonymous == (disk.anonymous if mode == "server" else disk.unsent)


def test_it_finds_every_sheet_where_a_key_of_a_draft_was_kept(disk: Disk, mode: str) -> None:
    """The same attack on planted leftovers: a copy of KEY_DIR from before the sending."""
    assert disk.copied.read(disk.files) >= disk.anonymous
    assert len(disk.anonymous) > 20
