"""Two servers that start at once on one fresh instance: both serve, and nothing is there twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.network import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300
APART = {"DATABASE_URL", "KEY_DIR", "BERAKHLAK_ENV", "SECRET_KEY", "REDIS_URL"}


def both_serve(folder: Path, **settings: str) -> list[str]:
    """Start two, wait until both answer, stop them; returns what each said."""
    kept = {name: value for name, value in os.environ.items() if name not in APART}
    ports, started = [free_port(), free_port()], []
    for port in ports:
        said = (folder / f"said-{port}").open("w")
        command = [sys.executable, "-m", "flask", "--app", "berakhlak", "serve", "--workers", "1"]
        command += ["--port", str(port), "--out", str(folder / "out")]
        environment = kept | {"INSTANCE_DIR": str(folder / "instance")} | settings
        started.append(
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)
        )
        said.close()
    try:
        for port, process in zip(ports, started, strict=True):
            wait(process, port, folder / f"said-{port}")
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=120)
    return [(folder / f"said-{port}").read_text() for port in ports]


def wait(process: subprocess.Popen[bytes], port: int, said: Path, path: str = "/readyz") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, said.read_text()
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError(f"not ready: {said.read_text()}")


def one_agency(url: str) -> None:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM agency")) == 1
    engine.dispose()


def told_once(said: list[str]) -> None:
    assert ["Traceback" in each for each in said] == [False, False]
    assert sum("Basis data masih kosong" in each for each in said) == 1


@pytest.mark.exercises("INSTANCE_DIR")
def test_on_sqlite(tmp_path: Path) -> None:
    told_once(both_serve(tmp_path))
    one_agency(f"sqlite:///{tmp_path / 'instance' / 'berakhlak.sqlite3'}")


@pytest.mark.long
@pytest.mark.exercises("DATABASE_URL")
@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    told_once(both_serve(tmp_path, DATABASE_URL=postgres_url))
    one_agency(postgres_url)
