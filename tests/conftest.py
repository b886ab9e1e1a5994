"""Fixtures that every test may use; what they stand on is in tests/support/."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from sqlalchemy.orm import scoped_session

from tests.factories.simulated import (  # noqa: F401  Fixtures.
    open_cycle,
    open_cycle_on_each,
    open_cycle_on_postgres,
    postgres_template,
    sqlite_template,
)
from tests.support.network import forbid_outside_contact
from tests.support.scheduling import Scheduling, place

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, Page

    from tests.factories.published import PublishedCycle
    from tests.support.databases import DatabaseFile
    from tests.support.pages import PageClient
    from tests.support.postgres import PostgresServer
    from tests.support.warm_program import WarmProgram

# No test is about time: a loaded machine must not fail one.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

# Ten thousand tests are hundreds of thousands of objects. Searching them for garbage again and
# again was a tenth of all time, and each process that a test forks would copy them to do so.
gc.disable()


def pytest_collection_finish() -> None:
    """From here on the search for garbage leaves out what was collected and imported."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are processors: tests wait for servers and browsers."""
    return len(os.sched_getaffinity(0)) + 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files."""
    items.sort(key=place)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """One of ours for `--dist loadfile`, the usual one for anything else."""
    return Scheduling(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session", autouse=True)
def _closed_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        forbid_outside_contact(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def hurried() -> Iterator[None]:
    """No commit waits for the disk; `tests/faults/test_durability.py` looks at what is served."""
    from tests.support.databases import no_waiting_for_the_disk

    with no_waiting_for_the_disk():
        yield


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file of the newest schema without a row: copy it, never write to it."""
    from tests.support.databases import migrated_file

    own = tmp_path_factory.getbasetemp()
    return migrated_file(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture(scope="session")
def _database_file(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> DatabaseFile:
    from tests.support.databases import DatabaseFile

    return DatabaseFile(tmp_path_factory.mktemp("database"), migrated_sqlite)


@pytest.fixture
def app(_database_file: DatabaseFile) -> Flask:
    """The application on a freshly migrated, empty SQLite database, with an empty key folder."""
    return _database_file.restore()


@pytest.fixture
def session(app: Flask) -> Iterator[scoped_session[Any]]:
    """The database session of an open application context; the file is thrown away afterwards."""
    from berakhlak.extensions import db

    with app.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def published(app: Flask, session: scoped_session[Any]) -> PublishedCycle:
    """A head and three officers with released results, committed."""
    from berakhlak.cycles.keys import KeyStore
    from tests.factories.published import make_published_cycle

    made = make_published_cycle(session, KeyStore(app.config["BERAKHLAK"].key_dir))
    session.commit()
    return made


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A reader who has not signed in; every page that it gets is checked."""
    from tests.support.pages import PageClient

    return PageClient(app)


@pytest.fixture
def make_app(tmp_path: Path, _database_file: DatabaseFile) -> Iterator[Callable[..., Flask]]:
    """Build an application with other settings, on a migrated database: its own, or a named one.

    What it has opened is closed after the test: a connection left open is told of in another one.
    """
    from tests.support.databases import build_app, let_go

    made: list[Flask] = []

    def build(database_url: str | None = None, **settings: Any) -> Flask:
        own = tmp_path / "own.sqlite3"
        if not database_url and not own.exists():
            _database_file.copy_fresh(own)
        made.append(
            build_app(database_url or f"sqlite:///{own}", tmp_path / "own-keys", **settings)
        )
        return made[-1]

    yield build
    for app in made:
        let_go(app)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def app_of_short_leases(
    request: pytest.FixtureRequest,
    app: Flask,
    make_app: Callable[..., Flask],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Flask]:
    """The application on each kind of database; a job whose worker has died waits a third of a
    second for the next one."""
    from berakhlak.extensions import db
    from berakhlak.jobs.service import Leases

    if request.param == "postgresql":
        app = make_app(request.getfixturevalue("migrated_postgres_url"))
    service = app.extensions["jobs"]
    monkeypatch.setattr(service, "leases", Leases(service.queue, 0.3))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    service.queue.close()


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmProgram]:
    """`flask --app berakhlak`, each run in a process of its own."""
    from tests.support.warm_program import warm_program

    with warm_program(tmp_path_factory.mktemp("program")) as warm:
        yield warm


@pytest.fixture(scope="session")
def _postgres() -> Iterator[PostgresServer]:
    from tests.support.postgres import running_postgres

    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(_postgres: PostgresServer) -> Iterator[str]:
    """The address of an empty PostgreSQL database that only this test uses."""
    name = _postgres.create_database()
    yield _postgres.url(name)
    _postgres.drop_database(name)


@pytest.fixture(scope="session")
def migrated_postgres(_postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database of the newest schema without a row: a template, to copy."""
    from tests.support.databases import build_app, migrate_to_head

    name = _postgres.create_database()
    migrate_to_head(build_app(_postgres.url(name), tmp_path_factory.mktemp("no-keys")))
    return name


@pytest.fixture
def migrated_postgres_url(_postgres: PostgresServer, migrated_postgres: str) -> Iterator[str]:
    """The address of a PostgreSQL database of the newest schema that only this test uses."""
    name = _postgres.create_database(migrated_postgres)
    yield _postgres.url(name)
    _postgres.drop_database(name)


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The address of a server for `app`; arrange through `session`, and commit, before visiting."""
    from tests.support.browser import serving

    with serving(app) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from tests.support.browser import chromium

    with chromium() as started:
        yield started


@pytest.fixture
def open_page(browser: Browser, live_server: str) -> Callable[..., AbstractContextManager[Page]]:
    """Open pages of the live server as another reader: ``with open_page(PHONE) as page``."""
    from tests.support.browser import DESKTOP, opened_page

    @contextmanager
    def open_one(viewport: dict[str, int] = DESKTOP) -> Iterator[Page]:
        with opened_page(browser, live_server, viewport) as page:
            yield page

    return open_one


@pytest.fixture
def page(open_page: Callable[..., AbstractContextManager[Page]]) -> Iterator[Page]:
    """A desktop window (1280 x 800) on the live server."""
    with open_page() as opened:
        yield opened


@pytest.fixture
def phone(open_page: Callable[..., AbstractContextManager[Page]]) -> Iterator[Page]:
    """A small phone (360 x 740) on the live server."""
    from tests.support.browser import PHONE

    with open_page(PHONE) as opened:
        yield opened


@pytest.fixture
def english_run() -> Iterator[None]:
    """Operators are told in English, as with COMMAND_LANGUAGE=en."""
    from berakhlak.run_language import SOURCE, set_run_language

    set_run_language("en")
    yield
    set_run_language(SOURCE)
