"""A published cycle with a root, in a file of its own for each test, and its verifier."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.aggregation.freezing import digest
from berakhlak.aggregation.models import CycleResult, OfficerResult, UnitResult
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle
from berakhlak.extensions import db
from berakhlak.profiles.operations import publish
from tests.disclosure.test_publishing import AT, opened, sealed_in
from tests.support.databases import build_app

VERIFIER = Path(__file__).resolve().parents[2] / "tools" / "berakhlak_verify.py"


@dataclass(frozen=True)
class Released:
    """An application on a published cycle; `folder` takes files."""

    app: Flask
    cycle_id: int
    folder: Path

    def run(self, *arguments: object) -> tuple[int, str]:
        """Exit code and output of a command of the product."""
        result = self.app.test_cli_runner().invoke(args=[str(each) for each in arguments])
        return result.exit_code, result.output

    def write_files(self) -> tuple[Path, Path]:
        """Bundle and transparency file as the product writes them now."""
        out = self.folder / "out"
        bundle = out / "angka.jsonl"
        bundle.unlink(missing_ok=True)
        assert self.run("cycle", "transparency", self.cycle_id, "--out", out)[0] == 0
        assert self.run("cycle", "bundle", self.cycle_id, "--out", bundle)[0] == 0
        return bundle, out / "keterbukaan.json"

    def officers(self) -> list[OfficerResult]:
        rows = db.session.scalars(select(OfficerResult).order_by(OfficerResult.participant_id))
        return list(rows)

    def mend_hash(self) -> None:
        """Make the hash of all results again, as whoever changed them would."""
        whole = db.session.scalars(select(CycleResult)).one()
        units = {row.cycle_unit_id: row.payload for row in db.session.scalars(select(UnitResult))}
        people = {row.participant_id: row.payload for row in self.officers()}
        whole.sha256 = digest(whole.payload, people, units, whole.rules_version)
        db.session.commit()

    def swap(self, *columns: str) -> None:
        """Exchange these columns of the first and the last officer, and mend the hash."""
        first, *_others, last = self.officers()
        for name in columns:
            one, other = getattr(first, name), getattr(last, name)
            setattr(first, name, other)
            setattr(last, name, one)
        self.mend_hash()


def verify(*arguments: object, english: bool = True) -> tuple[int, str]:
    """Exit code and output of the verifier, isolated and without site packages."""
    language = ["--english"] if english else []
    done = subprocess.run(
        [sys.executable, "-I", "-S", VERIFIER, *map(str, arguments), *language],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


@pytest.fixture(scope="session")
def published_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = sealed_in(tmp_path_factory.mktemp("released"))
    keys = KeyStore(folder / "keys")
    with opened(folder) as session:
        publish(session, session.scalars(select(Cycle)).one(), keys=keys, by=None, at=AT)
        session.commit()
    return folder


@pytest.fixture
def released(published_folder: Path, tmp_path: Path) -> Iterator[Released]:
    shutil.copytree(published_folder, tmp_path / "copy")
    url = f"sqlite:///{tmp_path / 'copy' / 'cycle.sqlite3'}"
    app = build_app(url, tmp_path / "copy" / "keys")
    with app.app_context():
        yield Released(app, db.session.scalars(select(Cycle.id)).one(), tmp_path)
        db.session.remove()
        db.engine.dispose()
