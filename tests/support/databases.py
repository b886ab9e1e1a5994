"""SQLite databases for tests: made once by the real migrations, then copied in a millisecond."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event
from sqlalchemy.engine import Engine

from berakhlak import create_app
from berakhlak.accounts import operations as accounts
from berakhlak.extensions import db, limiter
from config import Config

ROOT = Path(__file__).resolve().parents[2]
MIGRATIONS = ROOT / "migrations"
TEST_SECRET = "rahasia-pengujian"

# The real cost, a tenth of a second and 64 MiB a hash, protects nothing here.
accounts._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@contextmanager
def no_waiting_for_the_disk() -> Iterator[None]:
    """SQLite, in this process: nothing here must survive a power cut, and each commit of the
    application waits for the disk. Programs that tests start wait as ever."""

    def hurry(connection: Any, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous = OFF")

    event.listen(Engine, "connect", hurry)  # Behind that of the application.
    yield
    event.remove(Engine, "connect", hurry)


def build_app(database_url: str, key_dir: Path, **settings: object) -> Flask:
    """The real application on a database of the test's own; limits are off unless asked for."""
    defaults: dict[str, object] = {
        "testing": True,
        "secret_key": TEST_SECRET,
        "limits_enabled": False,
        "job_dir": key_dir.with_name(f"{key_dir.name}-jobs"),
        "backup_dir": key_dir.with_name(f"{key_dir.name}-backups"),
    }
    values = defaults | settings
    return create_app(Config(database_url=database_url, key_dir=key_dir, **values))  # type: ignore[arg-type]


def let_go(app: Flask) -> None:
    """Close whatever the application has open of its database."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def migrate_to_head(app: Flask) -> None:
    with app.app_context():
        upgrade(str(MIGRATIONS))
    let_go(app)


def migrated_file(shared: Path) -> Path:
    """A SQLite file of the newest schema without a row; the first process of a run makes it for all
    that are given the same folder."""
    if made := os.environ.get("MIGRATED_DATABASE"):  # By the mutation runner: once for all.
        return Path(made)
    path = shared / "migrated.sqlite3"
    with (shared / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            working = shared / "migrating.sqlite3"
            migrate_to_head(build_app(f"sqlite:///{working}", shared / "no-keys"))
            working.replace(path)
    return path


class DatabaseFile:
    """One SQLite file that is put back to its freshly migrated state, `fresh`, before each test."""

    def __init__(self, folder: Path, fresh: Path) -> None:
        self.path = folder / "berakhlak.sqlite3"
        self.keys = folder / "keys"
        self._fresh = fresh
        self.app = build_app(f"sqlite:///{self.path}", self.keys)
        self._config = self.app.config["BERAKHLAK"]

    def copy_fresh(self, place: Path) -> None:
        """Put a migrated database without a row there."""
        shutil.copyfile(self._fresh, place)

    def restore(self) -> Flask:
        """Forget everything that an earlier test has written, settings of the application too."""
        self.app.config["BERAKHLAK"] = self._config
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        # The limiter is one for the process; an application built by another test may have set it.
        limiter.enabled = self.app.config["RATELIMIT_ENABLED"]
        for leftover in ("-wal", "-shm"):
            self.path.with_name(self.path.name + leftover).unlink(missing_ok=True)
        shutil.rmtree(self.keys, ignore_errors=True)
        self.keys.mkdir(mode=0o700)
        self.app.extensions["public_pages"].forget()
        self.app.extensions["jobs"].queue.close()
        for folder in (self.app.config["BERAKHLAK"].job_dir, self.keys.parent / "issued"):
            shutil.rmtree(folder, ignore_errors=True)
        # A new file, not new content: a connection that a failed test kept open keeps the old one.
        copy = self.path.with_suffix(".copy")
        shutil.copyfile(self._fresh, copy)
        copy.replace(self.path)
        return self.app
