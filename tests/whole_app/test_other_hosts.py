"""Two hosts on one database, each a process with a key folder of its own: no sheet is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from berakhlak.audit.acts import Act
from berakhlak.audit.queries import entries_of
from berakhlak.citizens.models import OpenVoice
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.ratings.models import OpenSheet
from berakhlak.sealing.row_counts import SealingCounts
from tests.factories.simulated import OpenCycle
from tests.support.network import free_port
from tests.support.warm_program import WarmProgram
from tests.whole_app.test_two_starts import wait

ROOT = Path(__file__).resolve().parents[2]
APART = {"DATABASE_URL", "KEY_DIR", "BERAKHLAK_ENV", "SECRET_KEY", "REDIS_URL"}


@dataclass
class Hosts:
    """The host that opened the cycle, and a second one with a key folder as it may be found."""

    opened: OpenCycle
    second: Path
    program: WarmProgram

    def environment(self, folder: Path) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in APART}
        return kept | {"DATABASE_URL": self.opened.url, "KEY_DIR": str(folder)}

    def command(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.program.run(*arguments, environment=self.environment(folder))

    def rows(self) -> tuple[CycleState, int, int]:
        """State of the cycle, submitted sheets, voices."""
        engine = create_engine(self.opened.url, poolclass=NullPool)
        with Session(engine) as session:
            submitted = select(func.count()).select_from(OpenSheet).where(OpenSheet.is_submitted)
            voices = select(func.count()).select_from(OpenVoice)
            state = session.get_one(Cycle, self.opened.cycle_id).state
            return state, session.scalar(submitted) or 0, session.scalar(voices) or 0

    def sealed_counts(self) -> SealingCounts | None:
        engine = create_engine(self.opened.url, poolclass=NullPool)
        with Session(engine) as session:
            entry = session.scalars(entries_of(Act.SEALED_CYCLE, self.opened.cycle_id)).one()
            return SealingCounts.of_detail(entry.detail or {})


@pytest.fixture
def hosts(open_cycle_on_each: OpenCycle, program: WarmProgram, tmp_path: Path) -> Hosts:
    second = tmp_path / "second"
    second.mkdir(mode=0o700)
    return Hosts(open_cycle_on_each, second, program)


def no_key(_hosts: Hosts) -> None:
    """The second host was set up without a copy of the folder."""


def another_key(hosts: Hosts) -> None:
    for file in hosts.opened.keys.folder.glob("*.key"):
        KeyStore(hosts.second).create(file.stem)


def half_a_key(hosts: Hosts) -> None:
    for file in hosts.opened.keys.folder.glob("*.key"):
        (hosts.second / file.name).write_bytes(file.read_bytes()[:16])
        (hosts.second / file.name).chmod(0o600)


WRONG = {no_key: "tidak ada", another_key: "bukan kunci", half_a_key: "rusak"}


def test_a_second_host_without_the_key_loses_nothing_and_says_why(hosts: Hosts) -> None:
    number, before = str(hosts.opened.cycle_id), hosts.rows()
    assert before[0] is CycleState.OPEN
    assert before[1] > 400

    for found, words in WRONG.items():
        for left in hosts.second.iterdir():
            left.unlink()
        found(hosts)
        refused(hosts, words)
        assert hosts.rows() == before

    closed = hosts.command(hosts.opened.keys.folder, "cycle", "close", number, "--yes")
    assert closed.returncode == 0, closed.stdout + closed.stderr
    counts = hosts.sealed_counts()
    assert counts is not None
    assert (counts.sheets + counts.given_back, counts.voices) == before[1:]
    assert counts.spoilt == 0
    assert hosts.rows() == (CycleState.CLOSED, 0, 0)


def refused(hosts: Hosts, words: str) -> None:
    number = str(hosts.opened.cycle_id)
    for arguments in (
        ("cycle", "status", number),
        ("cycle", "close", number, "--yes"),
        ("doctor",),
    ):
        answer = hosts.command(hosts.second, *arguments)
        said = answer.stdout + answer.stderr
        assert answer.returncode == 1, f"{arguments}: {said}"
        assert words in said, f"{arguments}: {said}"
        assert "Traceback" not in said


@pytest.mark.exercises("KEY_DIR")
def test_a_second_host_is_not_ready_until_the_key_lies_there(hosts: Hosts) -> None:
    another_key(hosts)
    assert readiness(hosts, hosts.second) == 503

    for file in hosts.opened.keys.folder.glob("*.key"):
        shutil.copy2(file, hosts.second / file.name)
    assert readiness(hosts, hosts.second) == 200


def readiness(hosts: Hosts, folder: Path) -> int:
    """What a process of its own answers at /readyz."""
    port, said = free_port(), folder.with_name("said")
    command = [sys.executable, "-m", "flask", "--app", "berakhlak", "run", "--port", str(port)]
    with said.open("w") as told:
        process = subprocess.Popen(
            command, cwd=ROOT, env=hosts.environment(folder), stdout=told, stderr=told
        )
    try:
        wait(process, port, said, "/healthz")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    finally:
        process.terminate()
        process.wait(timeout=30)
