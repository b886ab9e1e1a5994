"""A published cycle with a root, in a file of its own for each test, and its verifier."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.queries import units_of
from berakhlak.extensions import db
from berakhlak.profiles.operations import publish_profiles
from berakhlak.run_language import SOURCE, set_run_language
from berakhlak.sealing.freezing.frozen_cycle import FrozenCycle
from berakhlak.sealing.models import CycleResult, OfficerResult, UnitResult
from berakhlak.sealing.result_leaves import root_detail
from berakhlak.sealing.result_rows import build_stored_rows, write_owned_rows
from berakhlak.sealing.sealing import seal_cycle
from tests.disclosure.test_publishing import AT, opened, sealed_in
from tests.factories.cycles import AT as THEN
from tests.factories.cycles import LAST_DAY, OpenCycle, make_open_cycle, participants
from tests.factories.results import whole
from tests.factories.simulated import OpenCycle as OnePlace
from tests.support.databases import build_app
from tests.support.digests import results_digest
from tests.support.postgres import PostgresServer

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
        whole.sha256 = results_digest(whole.payload, people, units, whole.rules_version)
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
def published_folder(sqlite_template: OnePlace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = sealed_in(tmp_path_factory.mktemp("released"), sqlite_template)
    keys = KeyStore(folder / "keys")
    with opened(folder) as session:
        publish_profiles(session, session.scalars(select(Cycle)).one(), keys=keys, by=None, at=AT)
        session.commit()
    return folder


@pytest.fixture(scope="session")
def published_on_postgresql(
    postgres_template: OnePlace, _postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> OnePlace:
    keys = KeyStore(tmp_path_factory.mktemp("released-on-postgresql") / "keys")
    shutil.copytree(postgres_template.keys.folder, keys.folder)
    url = _postgres.url(_postgres.create_database(postgres_template.url.rpartition("/")[2]))
    engine = create_engine(url)
    with Session(engine) as session:
        number = postgres_template.cycle_id
        seal_cycle(session, number, keys=keys, by=None, at=AT, today=LAST_DAY)
        publish_profiles(session, session.get_one(Cycle, number), keys=keys, by=None, at=AT)
        session.commit()
    engine.dispose()
    return OnePlace(url, keys, number)


@pytest.fixture
def released(published_folder: Path, tmp_path: Path) -> Iterator[Released]:
    shutil.copytree(published_folder, tmp_path / "copy")
    url = f"sqlite:///{tmp_path / 'copy' / 'open.sqlite3'}"
    yield from _served(url, tmp_path / "copy" / "keys", tmp_path)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def released_on_each(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Released]:
    """The same on each kind of database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("released")
        return
    server: PostgresServer = request.getfixturevalue("_postgres")
    place: OnePlace = request.getfixturevalue("published_on_postgresql")
    name = server.create_database(place.url.rpartition("/")[2])
    yield from _served(server.url(name), place.keys.folder, tmp_path)
    server.drop_database(name)


def _served(url: str, keys: Path, folder: Path) -> Iterator[Released]:
    app = build_app(url, keys)
    with app.app_context():
        yield Released(app, db.session.scalars(select(Cycle.id)).one(), folder)
        db.session.remove()
        db.engine.dispose()
    set_run_language(SOURCE)  # A command may have been asked for another language.


@pytest.fixture
def two(session: Any, app: Flask) -> tuple[OpenCycle, OpenCycle]:
    """Two cycles with results, each under a root of its own that stands in the record."""
    keys = KeyStore(app.config["BERAKHLAK"].key_dir)
    both = make_open_cycle(session, keys, staff=3), make_open_cycle(session, keys, staff=2)
    for each in both:
        store_results(session, each.cycle)
    return both


def store_results(session: Any, cycle: Cycle) -> None:
    """What closing stores, with a few made-up figures."""
    people, units = participants(session, cycle), units_of(session, cycle)
    frozen = FrozenCycle(
        rules_version="2",
        sha256="0" * 64,
        cycle=replace(whole(), n_officers=cycle.id),
        officers={who.id: json.dumps({"officer": who.id}) for who in people},
        units={unit.id: json.dumps({"unit": unit.id}) for unit in units},
    )
    stored = build_stored_rows(cycle, people, units, frozen)
    session.add(CycleResult(**stored.whole))
    write_owned_rows(session(), stored)
    record(session, cycle, root_detail(stored.root))


def record(session: Any, cycle: Cycle, root: Any, kind: str = "cycle") -> AuditEntry:
    code = Act.FIXED_RESULTS.code
    entry = AuditEntry(at=THEN, act=code, object_kind=kind, object_id=cycle.id, detail=root)
    session.add(entry)
    session.flush()
    return entry
