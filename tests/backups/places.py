"""What the tests of restoring share: cycles closed, archives altered, files of SQLite."""

from __future__ import annotations

import io
import json
import tarfile
from contextlib import contextmanager

from sqlalchemy.orm import Session

from berakhlak.backups import sqlite
from berakhlak.backups.manifest import BackupManifest
from berakhlak.backups.restoring import restore_backup
from berakhlak.backups.taking import take_backup
from berakhlak.errors import DomainError
from berakhlak.sealing.sealing import seal_cycle
from tests.backups import AT
from tests.factories.cycles import LAST_DAY
from tests.support.databases import build_app


@contextmanager
def session_of(place):
    with Session(place.engine) as session:
        yield session


def close_cycle(place):
    with session_of(place) as session:
        seal_cycle(session, place.cycle_id, keys=place.keys, by=None, at=AT, today=LAST_DAY)


def fate_of(restored):
    return {each.cycle.id: each.outcome for each in restored.cycles}


def repacked(place, *, manifest=(), extra=None, name="", kind=tarfile.REGTYPE):
    """The place's backup with another manifest, member, or name of the dump."""
    with tarfile.open(place.file) as tar:
        values = json.loads(tar.extractfile("manifest.json").read()) | dict(manifest)
        content = tar.extractfile(place.store.dump_name).read()
    target = place.folder / "lain.tar"
    with tarfile.open(target, "w") as tar:
        for title, data in (
            ("manifest.json", json.dumps(values | {"mac": _mac(values)}).encode()),
            (name or place.store.dump_name, content),
            *([extra] if extra else []),
        ):
            member = tarfile.TarInfo(title)
            member.size = len(data)
            if title != "manifest.json":
                member.type = kind
            tar.addfile(member, io.BytesIO(data))
    return target


def _mac(values):
    """Whatever else is wrong with a backup, it comes from us."""
    try:
        return BackupManifest.from_json(json.dumps(values).encode()).signed("s").mac
    except DomainError:
        return ""


class SqlitePlace:
    """A place that needs no second engine; restoring goes into a file that is not there yet."""

    def __init__(self, cycle, folder):
        self.keys, self.folder, self.file = cycle.keys, folder, folder / "a.tar"
        self.store = sqlite.SqliteStore(folder / "open.sqlite3")

    def back_up(self):
        return take_backup(self.store, self.file, key_dir=self.keys.folder, secret="s", at=AT)

    def restore_into(self, target, file):
        with build_app(f"sqlite:///{target}", self.keys.folder).app_context():
            return restore_backup(
                sqlite.SqliteStore(target), file, keys=self.keys, secret="s", replace=False, at=AT
            )
