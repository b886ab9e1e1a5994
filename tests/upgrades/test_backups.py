"""A backup goes before each migration, and is gone as soon as what it holds has been erased."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import record_act
from berakhlak.backups import before_migrating
from berakhlak.backups.archive import read_manifest
from berakhlak.backups.before_migrating import back_up_before_migrating
from berakhlak.backups.jobs import remove_old_backups
from berakhlak.cli import upgrading
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleState
from berakhlak.extensions import db
from berakhlak.inspection.upgrade_backups import inspect_upgrade_backups
from berakhlak.sealing.erased_rows import erase_left_behind
from config import Config
from tests.factories.answering import assignments
from tests.factories.cycles import make_open_cycle
from tests.factories.people import make_agency

AT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
LATER = AT + timedelta(seconds=1)


def backed_up(app: Flask, at: datetime = AT) -> Path | None:
    """What an update at that moment makes of the database of an application."""
    config: Config = app.config["BERAKHLAK"]
    db.session.remove()
    return back_up_before_migrating(
        db.engine, config.backup_dir, key_dir=config.key_dir, secret="s", at=at
    )


@pytest.fixture
def folder(app: Flask) -> Path:
    made: Path = app.config["BERAKHLAK"].backup_dir
    shutil.rmtree(made, ignore_errors=True)
    return made


@pytest.fixture
def backup(app: Flask, session: Any, folder: Path) -> Path:
    make_agency(session)
    session.commit()
    made = backed_up(app)
    assert made is not None
    return made


def test_an_empty_database_needs_none(app: Flask, session: Any, folder: Path) -> None:
    assert backed_up(app) is None
    assert not folder.exists()


def test_a_new_one_takes_the_place_of_what_lay_there(app: Flask, backup: Path) -> None:
    (backup.parent / ".x.tar.abc.part").mkdir()

    second = backed_up(app, AT + timedelta(days=1))

    assert list(backup.parent.iterdir()) == [second]


@pytest.mark.postgres
def test_on_postgresql(make_app: Any, migrated_postgres_url: str, tmp_path: Path) -> None:
    app = make_app(migrated_postgres_url, backup_dir=tmp_path / "kept")
    with app.app_context():
        make_agency(db.session)
        db.session.commit()
        made = backed_up(app)
        assert made is not None
        assert made.stat().st_size > 10_000
        record_act(db.session, Act.BEGAN_SEALING, 1, by=None, at=LATER)
        db.session.commit()
        remove_old_backups(LATER)
    assert not made.exists()


@pytest.mark.parametrize("act", before_migrating.ERASING, ids=lambda act: act.name)
def test_it_goes_when_something_is_erased(session: Any, backup: Path, act: Act) -> None:
    remove_old_backups(LATER)
    assert backup.exists()
    record_act(session, act, 1, by=None, at=LATER)
    session.commit()

    finding = inspect_upgrade_backups(db.engine, backup.parent, LATER)
    remove_old_backups(LATER)

    assert (str(backup) in finding.words, finding.remedy) == (True, f"rm -r {backup}")
    assert not backup.exists()


def test_where_closing_was_killed_while_it_erased_no_list_of_raters_goes_into_it(
    app: Flask, session: Any, folder: Path
) -> None:
    """What goes on with closing later records no act by which this backup would go."""
    opened = make_open_cycle(session, key_store())
    opened.cycle.state = CycleState.CLOSED
    session.commit()
    other = make_open_cycle(session, key_store())
    session.commit()
    still_needed = len(assignments(session, other))

    made = backed_up(app)

    assert made is not None
    assert read_manifest(made).rows["assignment"] == still_needed > 0


def test_a_schema_that_knows_less_is_no_hindrance() -> None:
    """Versions that have not these columns never left anything behind."""
    with create_engine("sqlite://").connect() as connection:
        assert erase_left_behind(Session(connection)) == 0
        connection.execute(text("CREATE TABLE cycle (id INTEGER PRIMARY KEY, state VARCHAR)"))
        connection.execute(text("CREATE TABLE assignment (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE open_sheet (cycle_id INTEGER)"))
        connection.execute(text("INSERT INTO cycle VALUES (1, 'open'), (2, 'archived')"))
        connection.execute(text("INSERT INTO open_sheet VALUES (1), (2), (2)"))
        assert erase_left_behind(Session(connection)) == 2


def test_it_goes_after_two_weeks_whatever_happens(session: Any, backup: Path) -> None:
    remove_old_backups(AT + timedelta(days=14))
    assert backup.exists()

    remove_old_backups(AT + timedelta(days=14, seconds=1))
    assert not backup.exists()


def test_what_somebody_planted_or_a_kill_left_is_found(session: Any, backup: Path) -> None:
    """An attack: a copy of open days under another name, and a torn one, after the closing."""
    record_act(session, Act.BEGAN_SEALING, 1, by=None, at=LATER)
    session.commit()
    planted = shutil.copyfile(backup, backup.parent / "2031.tar")
    broken = backup.parent / "broken.tar"
    broken.write_bytes(backup.read_bytes()[:3000])
    torn, fresh = backup.parent / ".a.tar.x.part", backup.parent / ".b.tar.y.part"
    for each in (torn, fresh):
        each.mkdir()
        (each / "dump").write_bytes(b"rows")
    hour_ago = torn.stat().st_mtime - 3601
    os.utime(torn, (hour_ago, hour_ago))
    other = backup.parent / "catatan.txt"
    other.write_text("bukan cadangan")

    remove_old_backups(LATER)

    assert not any(each.exists() for each in (backup, planted, broken, torn))
    assert set(backup.parent.iterdir()) == {fresh, other}


def behind(session: Any) -> None:
    """A database that has something to lose, and a schema that is not the newest."""
    make_agency(session)
    session.execute(text("UPDATE alembic_version SET version_num = '0096'"))
    session.commit()


def test_without_room_for_it_nothing_is_migrated(
    app: Flask, session: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind(session)
    folder.write_text("a file where the folder should be")
    ran: list[str] = []
    monkeypatch.setattr("flask_migrate.upgrade", lambda *_a, **_o: ran.append("upgrade"))
    monkeypatch.setattr("flask_migrate.cli._upgrade", lambda *_a, **_o: ran.append("upgrade"))
    runner = app.test_cli_runner()

    refused = runner.invoke(args=["db", "upgrade"])
    assert (refused.exit_code, ran) == (1, []), refused.output
    for word in ("cadangannya tidak dapat dibuat", "BACKUP_DIR", "--without-backup", str(folder)):
        assert word in refused.output

    folder.unlink()
    past = runner.invoke(args=["db", "upgrade", "--without-backup"])
    assert (past.exit_code, ran, folder.exists()) == (0, ["upgrade"], False), past.output


def test_a_schema_from_a_newer_version_is_left_alone(app: Flask, session: Any) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    session.commit()

    refused = app.test_cli_runner().invoke(args=["db", "upgrade"])

    assert refused.exit_code == 1
    assert "9999" in refused.output
    assert "lebih baru" in refused.output
    with pytest.raises(Exception, match="lebih baru"):
        upgrading.upgrade_schema(lambda: None, with_backup=True)
