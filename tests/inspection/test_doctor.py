"""`doctor` finds each planted defect, says how to mend it, and changes nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from berakhlak import clock
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.extensions import db
from berakhlak.inspection import surroundings
from berakhlak.inspection.database import inspect_database
from berakhlak.inspection.examination import examine, is_well
from berakhlak.inspection.findings import Level
from berakhlak.inspection.settings import inspect_settings
from berakhlak.inspection.surroundings import inspect_clock, inspect_pdf, inspect_room
from config import Config, SigningSettings
from tests.factories.cycles import make_open_cycle
from tests.support.databases import build_app, migrate_to_head

SAFE = {
    "environment": "production",
    "secret_key": "r" * 40,
    "secure_cookies": True,
    "public_url": "https://360.sukamaju.go.id",
    "trusted_proxies": 1,
}


@pytest.fixture
def opened(session):
    made = make_open_cycle(session, key_store(), staff=5)
    session.commit()
    return made


@pytest.fixture
def look(app, session, monkeypatch):
    """Findings that are not fine, by subject, with the given settings."""
    monkeypatch.setattr("berakhlak.inspection.examination.inspect_pdf", list)

    def look(now=None, **settings):
        session.commit()
        session.remove()
        config = replace(app.config["BERAKHLAK"], **settings)
        found = list(examine(config, db.engine, key_store(), now or clock.now()))
        return {each.subject: each for each in found if each.level is not Level.OK}

    return look


@pytest.fixture
def file(app):
    return Path(db.engine.url.database)


@pytest.fixture
def private(file):
    """As an operator should have left it; a test's file is new each time."""
    file.chmod(0o600)


@pytest.fixture
def raw(session, file):
    """Change the file behind the application's back: without its rules."""

    def change(*statements):
        session.remove()
        db.engine.dispose()
        with closing(sqlite3.connect(file)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    return change


def test_a_sound_installation_in_production_has_nothing_but_the_place_of_its_keys(
    look, opened, private
):
    found = look(**SAFE)

    assert {name: each.level for name, each in found.items()} == {"Folder kunci": Level.WARNING}
    assert "KEY_DIR" in found["Folder kunci"].remedy


def test_in_development_the_place_of_the_keys_is_not_told(look, opened):
    assert set(look()) == {"Pengaturan"}


def test_a_database_that_every_user_may_read_is_told_in_production(look, opened, file):
    file.chmod(0o644)

    assert look(**SAFE)["Berkas basis data"].remedy == f"chmod 600 {file}"
    assert "Berkas basis data" not in look()


def test_keys_on_other_storage_are_fine(look, opened, private, tmp_path, app, monkeypatch):
    elsewhere = tmp_path / "kunci"
    elsewhere.mkdir(mode=0o700)
    for each in key_store().folder.iterdir():
        each.rename(elsewhere / each.name)
    monkeypatch.setitem(
        app.config, "BERAKHLAK", replace(app.config["BERAKHLAK"], key_dir=elsewhere)
    )

    assert look(**SAFE) == {}


@pytest.mark.parametrize(
    ("settings", "subject", "level"),
    [
        ({"secret_key": "pendek"}, "Pengaturan", Level.PROBLEM),
        ({"secure_cookies": False}, "Pengaturan", Level.PROBLEM),
        ({"public_url": ""}, "Pengaturan", Level.PROBLEM),
        ({"public_url": "http://360.sukamaju.go.id"}, "PUBLIC_URL", Level.WARNING),
        ({"trusted_proxies": 0}, "TRUSTED_PROXIES", Level.WARNING),
        ({"demo_accounts_shown": True}, "SHOW_DEMO_ACCOUNTS", Level.PROBLEM),
        ({"timezone": "Asia/Sukamaju"}, "TIMEZONE", Level.PROBLEM),
        ({"rate_limit_storage": "redis://127.0.0.1:1/0"}, "Batas percobaan", Level.PROBLEM),
        ({"signing": SigningSettings(signer="key")}, "Tanda tangan", Level.PROBLEM),
        ({"signing": SigningSettings(signer="lain")}, "Tanda tangan", Level.PROBLEM),
        ({"signing": SigningSettings(signer="bsre")}, "Tanda tangan", Level.PROBLEM),
    ],
)
def test_a_setting_that_is_unsafe_or_does_not_work_is_told(settings, subject, level):
    found = {each.subject: each for each in inspect_settings(Config(**SAFE | settings))}

    assert found[subject].level is level
    assert found[subject].remedy
    assert [name for name, each in found.items() if each.level is not Level.OK] == [subject]


def test_a_signing_key_that_others_may_read_is_told(tmp_path):
    key = tmp_path / "segel.p12"
    key.write_bytes(b"x")
    key.chmod(0o644)
    config = Config(**SAFE, signing=SigningSettings(signer="key", key_file=key))

    found = {each.subject: each for each in inspect_settings(config)}

    assert found["Tanda tangan"].remedy == f"chmod 600 {key}"


# The database


def test_a_database_that_is_not_there_is_told_and_not_made(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'none.sqlite3'}")

    [found], contents = inspect_database(engine)

    assert (found.level, contents) == (Level.PROBLEM, None)
    assert "db upgrade" in found.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "a.sqlite3").write_bytes(b"bukan basis data" * 100)

    [found], contents = inspect_database(create_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}"))

    assert (found.level, contents) == (Level.PROBLEM, None)
    assert "cadangan" in found.remedy


def test_a_damaged_index_is_found(look, raw, opened):
    raw(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, '(cycle_id)', '(rater_id)') "
        "WHERE name = 'ix_assignment_cycle_id'",
    )

    assert look()["Basis data"].level is Level.PROBLEM


def test_rows_that_lead_nowhere_are_found(look, raw, opened):
    raw(
        "INSERT INTO audit_entry (at, account_id, act, object_kind) "
        "VALUES ('2026-01-01', 99, 'x', 'y')"
    )

    found = look()["Rujukan antartabel"]

    assert found.level is Level.PROBLEM
    assert "audit_entry" in found.words


def test_a_journal_that_is_not_the_write_ahead_log_is_told(look, raw, opened):
    raw("PRAGMA journal_mode = DELETE")

    assert look()["Catatan tulis (journal)"].level is Level.WARNING


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        ("UPDATE alembic_version SET version_num = '0001'", "db upgrade"),
        ("DELETE FROM alembic_version", "db upgrade"),
        ("UPDATE alembic_version SET version_num = '9999'", "lebih baru"),
    ],
)
def test_a_schema_that_is_not_that_of_the_code_is_told(look, raw, opened, change, remedy):
    raw(change)

    found = look()["Skema"]

    assert found.level is Level.PROBLEM
    assert remedy in found.remedy


@pytest.mark.postgres
def test_postgresql_is_looked_at_too(postgres_url, tmp_path, monkeypatch):
    migrate_to_head(build_app(postgres_url, tmp_path / "keys"))
    engine = create_engine(postgres_url, poolclass=NullPool)

    sound, contents = inspect_database(engine)
    monkeypatch.setenv("PATH", str(tmp_path))
    lacking = {each.subject: each for each in inspect_database(engine)[0]}

    assert {each.level for each in sound} == {Level.OK}
    assert contents.schema
    assert lacking["Program cadangan"].level is Level.WARNING
    assert "postgresql-client" in lacking["Program cadangan"].words


def test_postgresql_that_does_not_answer_is_told():
    engine = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")

    [found], contents = inspect_database(engine)

    assert (found.level, contents) == (Level.PROBLEM, None)
    assert "DATABASE_URL" in found.remedy


def test_what_a_restore_that_was_killed_left_is_told(look, opened, file):
    left = file.with_name(".pemulihan-abc")
    left.mkdir()
    try:
        assert look()["Pemulihan"].remedy == f"rm -r {left}"
    finally:
        left.rmdir()


# Keys


def test_a_key_folder_that_others_may_enter_is_told(look, opened):
    key_store().folder.chmod(0o755)

    assert look()["Folder kunci"].remedy == f"chmod 700 {key_store().folder}"


def test_a_key_that_others_may_read_is_told(look, opened):
    [key] = key_store().folder.glob("*.key")
    key.chmod(0o644)

    assert look()["Kunci siklus"].remedy == f"chmod 600 {key}"


def test_a_key_folder_that_is_gone_is_told(look, opened):
    folder = key_store().folder
    folder.rename(folder.with_name("hilang"))
    try:
        found = look()
    finally:
        folder.with_name("hilang").rename(folder)

    assert found["Folder kunci"].level is Level.PROBLEM
    assert "tidak terbaca" in found[f"Siklus {opened_number(found)} (Penilaian 2026)"].words


def opened_number(found):
    [name] = [subject for subject in found if subject.startswith("Siklus ")]
    return name.split()[1]


@pytest.mark.parametrize("damage", ["destroyed", "cut"])
def test_an_open_cycle_without_its_key_is_told(look, opened, damage):
    [key] = key_store().folder.glob("*.key")
    key.unlink() if damage == "destroyed" else key.write_bytes(b"short")

    [found] = [each for name, each in look().items() if name.startswith("Siklus")]

    assert found.level is Level.PROBLEM
    assert "jawaban" in found.words


def test_a_key_without_an_open_cycle_is_told(look, opened):
    key_store().create("sisa")

    found = look()["Kunci siklus"]

    assert found.level is Level.PROBLEM
    assert str(key_store().folder / "sisa.key") in found.words


def test_what_a_broken_off_creation_left_is_told(look, opened):
    (key_store().folder / ".abc.0123.part").write_bytes(b"x" * 32)

    assert look()["Kunci siklus"].level is Level.WARNING


@pytest.mark.parametrize("state", ["sealing", "closed", "published", "archived"])
def test_a_sealing_that_is_not_finished_is_told(look, session, opened, state):
    number = opened.cycle.id
    session.get_one(Cycle, number).state = state

    found = look()[f"Siklus {number} (Penilaian 2026)"]

    assert found.level is Level.PROBLEM
    assert found.remedy == f"cycle close {number}"


# Surroundings


@pytest.mark.parametrize(
    ("free", "level"),
    [(150_000_000, Level.PROBLEM), (900_000_000, Level.WARNING), (2_000_000_000, Level.OK)],
)
def test_room_for_sealing_and_a_backup_is_asked_for(monkeypatch, tmp_path, free, level):
    usage = type("Usage", (), {"free": free})
    monkeypatch.setattr(surroundings.shutil, "disk_usage", lambda _folder: usage)

    assert inspect_room(tmp_path, 100_000_000).level is level


def test_one_line_is_really_rendered():
    [found] = inspect_pdf()

    assert found.level is Level.OK


def test_a_renderer_that_cannot_be_loaded_is_told(monkeypatch):
    def broken(_html):
        raise OSError("cannot load library 'libpango-1.0.so.0'")

    monkeypatch.setattr(surroundings, "render_pdf", broken)

    [found] = inspect_pdf()

    assert found.level is Level.PROBLEM
    assert "libpango" in found.words
    assert "scripts/system.sh" in found.remedy


def test_fonts_that_are_missing_are_told(monkeypatch, tmp_path):
    monkeypatch.setattr(surroundings, "STATIC", tmp_path)
    monkeypatch.setattr(surroundings, "render_pdf", lambda _html: b"%PDF-")

    assert [each.level for each in inspect_pdf()] == [Level.PROBLEM, Level.OK]


def test_a_clock_behind_the_record_is_told(look, opened):
    # The cycle was opened on 2 November 2026.
    found = look(now=clock.now().replace(year=2026, month=10, day=1))

    assert found["Jam"].level is Level.PROBLEM
    assert "2026-11-02" in found["Jam"].words


def test_a_clock_that_differs_by_a_moment_is_fine():
    now = clock.now()

    assert inspect_clock(now, now + timedelta(minutes=1)).level is Level.OK


# The command


def test_the_command_changes_nothing_and_ends_well_without_a_problem(app, session, opened, file):
    session.remove()
    db.engine.dispose()
    before = file.read_bytes(), sorted(path.name for path in key_store().folder.iterdir())

    result = app.test_cli_runner().invoke(args=["doctor"])

    assert result.exit_code == 0, result.output
    assert "peringatan Pengaturan: mode development" in result.output
    assert "baik       PDF: dapat dibuat" in result.output
    assert "masalah" not in result.output
    after = file.read_bytes(), sorted(path.name for path in key_store().folder.iterdir())
    assert after == before


def test_the_command_ends_with_one_when_there_is_a_problem(app, session, opened):
    key_store().create("sisa")

    result = app.test_cli_runner().invoke(args=["doctor"])

    assert result.exit_code == 1
    assert "masalah    Kunci siklus:" in result.output
    assert "-> " in result.output


def test_warnings_alone_are_well(look, opened):
    found = list(look(**SAFE).values())

    assert found
    assert is_well(found)
