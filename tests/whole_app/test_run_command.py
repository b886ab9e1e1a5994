"""`make run` in an empty folder, then again: a newcomer meets a working agency, losing nothing."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.network import free_port
from tests.support.rows import row_counts

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 240  # Seconds; the first start fills a demo agency on a shared machine.
# The worker of `serve` asks for the day's jobs and links the record of acts while the test counts.
WRITTEN_BY_THE_WORKER = {"audit_entry", "audit_link", "job"}


@dataclass
class Start:
    """What one start of the server has said, shown and left behind."""

    address: str
    said: str
    front_page: str
    rows: dict[str, int]
    work: float  # Processor seconds until it answered; a clock would measure the neighbours too.


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, Path, float]]:
    """Run the command that `make run` runs, in a folder of its own, until it is ready."""
    address = f"http://127.0.0.1:{free_port()}"
    said = folder / "said.txt"
    command = [sys.executable, "-m", "flask", "--app", "berakhlak", "serve", "--workers", "1"]
    command += ["--port", address.rpartition(":")[2], "--out", str(folder / "out")]
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "KEY_DIR", "BERAKHLAK_ENV", "SECRET_KEY", "REDIS_URL"}
    }
    with said.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment | {"INSTANCE_DIR": str(folder / "instance")},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(process, address, said)
        yield address, said, _processor_seconds(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=120)


def _wait_until_ready(process: subprocess.Popen[bytes], address: str, said: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the server ended: {said.read_text()}"
        try:
            _read(f"{address}/readyz")
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"not ready after {PATIENCE} s: {said.read_text()}")


def _processor_seconds(pid: int) -> float:
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def _read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310  Our own server.
        return str(answer.read().decode())


def _start(folder: Path) -> Start:
    with serving(folder) as (address, said, work):
        front_page = _read(f"{address}/")
        engine = sa.create_engine(f"sqlite:///{folder / 'instance' / 'berakhlak.sqlite3'}")
        with engine.connect() as connection:
            rows = row_counts(connection)
        engine.dispose()
    return Start(address, said.read_text(), front_page, rows, work)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("newcomer")


@pytest.fixture(scope="module")
def first(folder: Path) -> Start:
    return _start(folder)


@pytest.fixture(scope="module")
def second(folder: Path, first: Start) -> Start:
    return _start(folder)


def test_the_first_start_fills_an_empty_database_with_a_demo_agency(first: Start) -> None:
    assert first.rows["agency"] == 1
    assert first.rows["person"] > 20
    assert first.rows["cycle"] >= 1


def test_the_first_start_prints_the_address_and_accounts_to_sign_in_with(first: Start) -> None:
    assert first.address in first.said
    assert re.search(r"\S+@\S+|\d{18}", first.said)
    assert "<h1" in first.front_page


def test_the_first_start_leaves_a_sample_profile(folder: Path, first: Start) -> None:
    samples = list((folder / "out").glob("*.pdf"))

    assert [sample.read_bytes()[:5] for sample in samples] == [b"%PDF-"]
    assert first.said.count(".pdf") >= 1


def test_a_second_start_loses_nothing_and_adds_nothing(first: Start, second: Start) -> None:
    stable = second.rows.keys() - WRITTEN_BY_THE_WORKER

    assert {table: second.rows[table] for table in stable} == {
        table: first.rows[table] for table in stable
    }
    assert all(second.rows[table] >= first.rows[table] for table in WRITTEN_BY_THE_WORKER)


def test_a_second_start_does_less_than_half_of_the_work_of_the_first(
    first: Start, second: Start
) -> None:
    # A limit in seconds would measure the machine; the first start of the same run does not.
    assert 0 < second.work < first.work / 2, f"{second.work} s after {first.work} s"


def test_a_start_loads_nothing_that_most_processes_never_need(tmp_path: Path) -> None:
    # The renderer and the tools of PDF, the signer, scipy, the client of redis: two seconds.
    code = (
        "import sys, berakhlak; berakhlak.create_app();"
        "kept = {'weasyprint', 'pikepdf', 'pyhanko', 'aiohttp', 'scipy', 'redis'};"
        "print(sorted(kept & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"INSTANCE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert answer.stdout.strip() == "[]"


def test_host_and_port_of_make_run_are_honoured() -> None:
    plan = subprocess.run(
        ["make", "--dry-run", "run", "HOST=0.0.0.0", "PORT=9123"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "serve --host 0.0.0.0 --port 9123" in plan.stdout


def test_help_tells_of_every_target_that_a_person_types() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    wanted = {"run", "test", "bench", "lint", "format", "lock", "translations", "migrate", "clean"}

    assert wanted <= set(re.findall(r"^  make ([a-z]+) +\S", told.stdout, flags=re.MULTILINE))
