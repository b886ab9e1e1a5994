"""Every file that the application makes is its owner's alone, however careless the umask."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine

from berakhlak.counter_file import PREFIX
from berakhlak.cycles.keys import KeyStore
from berakhlak.extensions import db, limiter
from berakhlak.roles import Role
from tests.factories.people import make_account
from tests.factories.published import make_published_cycle
from tests.people.files import csv_file
from tests.support.pages import PageClient

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def careless() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def used(careless: None, make_app: Callable[..., Flask], tmp_path: Path) -> Iterator[Flask]:
    """An installation in which everything that makes files has been done."""
    app = make_app(
        limits_enabled=True,
        job_dir=tmp_path / "jobs",
        rate_limit_storage=f"{PREFIX}{tmp_path / 'counters.sqlite3'}",
    )
    with app.app_context():
        published = make_published_cycle(db.session, KeyStore(tmp_path / "own-keys"), staff=1)
        officer = published.officers[0]
        hr = make_account(db.session, published.opened.agency, Role.HR)
        db.session.commit()
        as_officer = PageClient(app).sign_in(published.account_of(officer))
        as_officer.open(f"/profil/{officer.id}.pdf")
        as_hr = PageClient(app).sign_in(hr)
    as_officer.post("/masuk", {"name": "a", "password": "b"}, status=302)
    PageClient(app).post("/masuk", {"name": "a@b.go.id", "password": "b"}, status=422)
    as_hr.open("/pegawai/impor", method="POST", data=upload(as_hr))
    app.extensions["jobs"].queue.huey.pending_count()
    # A cycle that is published has no key any more.
    keys = list((tmp_path / "own-keys").iterdir())
    assert {stat.S_IMODE(each.stat().st_mode) for each in keys} == {0o600}
    for each in keys:
        each.unlink()
    run(app, "backup", str(tmp_path / "a.tar"))
    create_engine(f"sqlite:///{tmp_path / 'fresh.sqlite3'}").connect().close()
    yield app
    limiter.enabled = False


def run(app: Flask, *command: str) -> None:
    with app.app_context():  # Nobody else uses the database.
        db.session.remove()
        db.engine.dispose()
    done = app.test_cli_runner().invoke(args=command)
    assert done.exit_code == 0, done.output


def files_below(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


def open_to_others(files: list[Path]) -> list[Path]:
    return [each for each in files if stat.S_IMODE(each.stat().st_mode) & 0o077]


def upload(client: PageClient) -> dict[str, object]:
    return {"file": (io.BytesIO(csv_file()), "a.csv"), "csrf_token": client.token()}


def test_no_file_is_open_to_others(used: Flask, tmp_path: Path) -> None:
    files = files_below(tmp_path)
    names = {each.name for each in files}

    assert {"counters.sqlite3", "queue.sqlite3", "a.tar", "own.sqlite3"} <= names
    assert any(each.suffix == ".pdf" for each in files)
    assert open_to_others(files) == []

    run(used, "restore", str(tmp_path / "a.tar"), "--replace")

    assert len(list(tmp_path.glob("*.tar"))) == 2  # What was replaced was kept.
    assert open_to_others(files_below(tmp_path)) == []


def test_only_what_outsiders_are_to_read_asks_the_umask() -> None:
    """What is published, and figures of one's own files; never exports of profiles."""
    asking = {
        each.name
        for each in (ROOT / "berakhlak").rglob("*.py")
        if "FOR_ALL" in each.read_text() and each.name != "disk.py"
    }

    assert asking == {"transparency.py", "figures.py"}
