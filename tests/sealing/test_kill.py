"""Sealing killed at any moment is finished by the next run, with the same figures."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from datetime import UTC, datetime
from pkgutil import resolve_name

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.queries import entries_of
from berakhlak.citizens.models import OpenVoice
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle
from berakhlak.ratings.models import OpenSheet
from berakhlak.sealing.models import CycleResult
from berakhlak.sealing.row_counts import SealingCounts
from berakhlak.sealing.sealing import is_sealing_complete, seal_cycle
from berakhlak.statistics import mixed  # noqa: F401  Imported before forking, to time sealing alone.
from tests.factories.cycles import LAST_DAY
from tests.factories.simulated import OpenCycle, copy_of, fill

AT = datetime(2026, 6, 1, tzinfo=UTC)
KILLS = 20


@pytest.mark.long
def test_sealing_killed_at_twenty_random_moments_on_sqlite(small, tmp_path):
    template, _ = small
    reference, seconds = sealed_in_peace(copy_of(template, tmp_path / "peace"))
    moments = random.Random(20)

    for number in range(KILLS):
        target = copy_of(template, tmp_path / str(number))
        seal_and_kill(target, after=moments.uniform(0, seconds))
        assert finished(target) == reference


@pytest.mark.long
@pytest.mark.postgres
def test_sealing_killed_at_twenty_random_moments_on_postgresql(small_on_postgres, tmp_path):
    server, template = small_on_postgres
    moments = random.Random(21)
    reference, seconds = sealed_in_peace(postgres_copy(server, template, tmp_path / "p"))

    for number in range(KILLS):
        target = postgres_copy(server, template, tmp_path / str(number))
        seal_and_kill(target, after=moments.uniform(0, seconds))
        assert finished(target) == reference


# Every place between two of the steps of closing, as (module, function, killed before or after).
PLACES = [
    ("berakhlak.sealing.sealing._stop_answers", "before"),
    ("berakhlak.sealing.sealing._stop_answers", "after"),
    ("berakhlak.sealing.sealing.prepare_results", "after"),
    ("berakhlak.sealing.sealing.store_in_turns", "after"),
    ("berakhlak.sealing.sealing._let_count", "after"),
    ("berakhlak.sealing.sealing.erase_rows", "before"),
    ("berakhlak.sealing.sealing.erase_rows", "after"),
    ("berakhlak.sealing.sealing._freeze", "after"),
    ("berakhlak.sealing.sealing.erase_deleted_pages", "after"),
    # The key is overwritten but still there.
    ("berakhlak.cycles.secret_stores.flush_to_disk", "after"),
    ("berakhlak.cycles.keys.KeyStore.destroy", "after"),
]
# Where PostgreSQL has partitions to cut off and to take away.
OF_PARTITIONS = [
    ("berakhlak.cycles.partitions._is_empty", "after"),
    ("berakhlak.sealing.deleted_pages.empty_partitions", "after"),
    ("berakhlak.sealing.sealing.drop_partitions", "before"),
]


@pytest.fixture(scope="module")
def small(migrated_sqlite, tmp_path_factory):
    """A cycle of few sheets, and what its sealing must come to."""
    folder = tmp_path_factory.mktemp("small")
    shutil.copyfile(migrated_sqlite, folder / "open.sqlite3")
    keys, url = KeyStore(folder / "keys"), f"sqlite:///{folder / 'open.sqlite3'}"
    template = OpenCycle(url, keys, fill(url, keys, share=0.1))
    return template, finished(copy_of(template, folder / "peace"))


@pytest.mark.parametrize(("place", "when"), PLACES)
def test_killed_between_two_steps_on_sqlite(small, tmp_path, place, when):
    template, in_peace = small
    target = copy_of(template, tmp_path / "killed")

    seal_until(target, place, when)

    assert finished(target) == in_peace


@pytest.fixture(scope="module")
def small_on_postgres(request, migrated_postgres, tmp_path_factory):
    """The server, to copy databases by template, and the same cycle in one."""
    server = request.getfixturevalue("_postgres")
    url = server.url(server.create_database(migrated_postgres))
    keys = KeyStore(tmp_path_factory.mktemp("small-on-postgresql") / "keys")
    return server, OpenCycle(url, keys, fill(url, keys, share=0.1))


@pytest.mark.postgres
def test_killed_between_two_steps_on_postgresql(small_on_postgres, tmp_path):
    server, template = small_on_postgres
    in_peace = finished(postgres_copy(server, template, tmp_path / "p"))

    for number, (place, when) in enumerate(PLACES + OF_PARTITIONS):
        target = postgres_copy(server, template, tmp_path / str(number))
        seal_until(target, place, when)
        assert finished(target) == in_peace


def seal_until(target, place, when):
    """Seal in a process of its own, which kills itself just before or after a function."""
    child = os.fork()
    if child == 0:
        try:
            monkeypatch = pytest.MonkeyPatch()
            monkeypatch.setattr(place, deadly(resolve_name(place), when))
            run(target)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"{place} was not reached"


def deadly(function, when):
    def act(*args, **kwargs):
        if when == "after":
            function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return act


def postgres_copy(server, template, folder):
    keys = KeyStore(folder / "keys")
    folder.mkdir()
    keys.folder.mkdir()
    for file in template.keys.folder.iterdir():
        (keys.folder / file.name).write_bytes(file.read_bytes())
    name = server.create_database(template.url.rpartition("/")[2])
    return OpenCycle(server.url(name), keys, template.cycle_id)


def sealed_in_peace(target):
    """(digest, number of sheets) of an undisturbed sealing, and the seconds it took."""
    before = sheets_in(target, OpenSheet) + sheets_in(target, OpenVoice)
    start = time.monotonic()
    digest, sheets = finished(target)
    assert sheets == before
    return (digest, sheets), time.monotonic() - start


def seal_and_kill(target, *, after):
    child = os.fork()
    if child == 0:
        try:
            run(target)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def run(target):
    engine = create_engine(target.url)
    with Session(engine) as session:
        seal_cycle(session, target.cycle_id, keys=target.keys, by=None, at=AT, today=LAST_DAY)
    engine.dispose()


def finished(target):
    run(target)
    engine = create_engine(target.url)
    with Session(engine) as session:
        assert is_sealing_complete(session.get_one(Cycle, target.cycle_id), target.keys)
        digest = session.get_one(CycleResult, target.cycle_id).sha256
        left = session.scalar(select(func.count()).select_from(OpenSheet))
        detail = session.scalars(entries_of(Act.SEALED_CYCLE, target.cycle_id)).one().detail
    engine.dispose()
    counts = SealingCounts.of_detail(detail or {})
    assert left == 0
    assert counts is not None
    return digest, counts.sheets + counts.voices


def sheets_in(target, table):
    engine = create_engine(target.url)
    with Session(engine) as session:
        found = session.scalar(select(func.count()).select_from(table))
    engine.dispose()
    return found
