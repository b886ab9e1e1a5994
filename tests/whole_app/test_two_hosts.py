"""Two hosts with a worker each and no common folder: a whole cycle, one host lost in the middle of
it, and Redis as well."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text

from berakhlak.accounts.operations import keep_password
from berakhlak.assignments.models import Assignment
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.extensions import db
from berakhlak.ratings.models import OpenSheet
from tests.factories import cycles as factory
from tests.support.hosts import Host, Visitor
from tests.support.network import free_port
from tests.support.redis import RedisServer
from tests.support.soft_token import make_token
from tests.support.workers import job_state, wait_for

PASSWORD = "gerimis di atap seng"
SECRET = "rahasia bersama kedua server, panjang"
_REVISION = re.compile(r'name="revision"[^>]{0,100}value="([0-9]{1,9})"')
_CODES = re.compile(r'name="(jawaban-[^"]{1,40})"')


@pytest.fixture
def redis(tmp_path):
    server = RedisServer(free_port(), tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def token(tmp_path):
    return make_token(tmp_path)


@pytest.fixture
def hosts(migrated_postgres_url, redis, token, tmp_path):
    """Not started; each has an INSTANCE_DIR of its own."""
    settings = token.settings | {
        "DATABASE_URL": migrated_postgres_url,
        "REDIS_URL": redis.url,
        "SECRET_KEY": SECRET,
        "FILE_STORE": "database",
        "JOB_LEASE_SECONDS": "2",
    }
    made = [Host(tmp_path / name, settings) for name in ("a", "b")]
    yield made
    for host in made:
        host.stop()


@pytest.fixture
def office(make_app, migrated_postgres_url, monkeypatch):
    """An agency with a draft whose last day is today; `app` looks at the database beside them."""
    today = datetime.now(ZoneInfo("Asia/Jakarta")).date()
    monkeypatch.setattr(factory, "open_cycle", lambda *_given, **_named: None)
    monkeypatch.setattr(factory, "LAST_DAY", today)
    app = make_app(migrated_postgres_url)
    with app.app_context():
        made = factory.make_open_cycle(db.session(), None, staff=3)
        made.cycle.opens_on = today - timedelta(days=7)
        factory.state_purpose(made.cycle)
        for account in (made.hr, *made.accounts.values()):
            keep_password(account, PASSWORD)
        db.session.commit()
        nips = sorted(each.nip for each in made.accounts.values())
        given = app, made.cycle.id, made.hr.email, nips
        db.session.remove()  # A transaction left open would keep closing from erasing.
        yield given


class Round:
    """Who does what; every confirmed form is counted once and for all."""

    def __init__(self, office, token):
        self.app, self.cycle, self.hr_name, self.nips = office
        self.hr, self.raters, self.sent = Visitor(), {}, 0
        self.token = token

    def step(self, host, name, **form):
        """HR asks for a step of the cycle, which a worker does."""
        page = self.hr.send(host, f"/siklus/{self.cycle}/{name}", **form)
        number = int(page.rsplit("/", 1)[1])
        wait_for(lambda: job_state(self.app, number) not in ("waiting", "running"), 300)
        said = self.hr.open(host, page)[1].decode()
        assert job_state(self.app, number) == "done", f"{said}\n{self.transactions()}"
        return page

    def transactions(self):
        """Who keeps closing from erasing, for whoever reads that it failed."""
        wanted = "SELECT pid, state, xact_start, query FROM pg_stat_activity"
        with self.app.app_context(), db.engine.connect() as connection:
            return connection.execute(text(f"{wanted} WHERE backend_xmin IS NOT NULL")).all()

    def tasks(self):
        with self.app.app_context(), db.engine.connect() as connection:
            wanted = (
                select(Participant.nip, Assignment.id)
                .join(Participant, Participant.id == Assignment.rater_id)
                .where(Participant.cycle_id == self.cycle)
                .order_by(Assignment.id)
            )
            return connection.execute(wanted).all()

    def answer(self, host, tasks):
        for nip, task in tasks:
            rater = self.raters.get(nip)
            if rater is None:
                rater = self.raters[nip] = Visitor()
                rater.sign_in(host, nip, PASSWORD)
            path = f"/tugas/{task}"
            codes = set(_CODES.findall(rater.open(host, path)[1].decode()))
            form = dict.fromkeys(codes, "4") | {"action": "submit", "revision": "0"}
            review = rater.send(host, path, **form)
            seen = _REVISION.search(rater.open(host, review)[1].decode())
            rater.send(host, review, revision=seen[1])
            self.sent += 1
        assert self.stored() == self.sent

    def stored(self):
        with self.app.app_context(), db.engine.connect() as connection:
            wanted = select(func.count()).select_from(OpenSheet).where(OpenSheet.is_submitted)
            return connection.scalar(wanted)

    def state(self):
        with self.app.app_context(), db.engine.connect() as connection:
            return connection.scalar(select(Cycle.state).where(Cycle.id == self.cycle))


@pytest.mark.postgres
@pytest.mark.exercises("REDIS_URL", "KEY_STORE", "FILE_STORE", "DATABASE_URL")
def test_a_cycle_goes_on_when_a_host_and_redis_are_lost(hosts, office, redis, token):
    first, second = hosts
    for host in hosts:
        host.start()
    for host in hosts:
        host.wait()
    going = Round(office, token)
    going.hr.sign_in(first, going.hr_name, PASSWORD)
    going.step(first, "buka")
    assert len(token.objects()) == 1
    assert (first.status("/readyz"), second.status("/readyz")) == (200, 200)
    tasks = going.tasks()
    third = len(tasks) // 3
    going.answer(first, tasks[:third])
    assert redis.keys()

    first.kill()
    going.answer(second, tasks[third : 2 * third])  # Signed in at the other one.
    redis.stop()
    going.answer(second, tasks[2 * third :])
    late = Visitor()
    late.sign_in(second, going.nips[0], PASSWORD)

    assert going.stored() == len(tasks)
    going.step(second, "tutup")
    assert going.state() == CycleState.CLOSED
    assert (going.stored(), token.objects()) == (0, [])
    going.step(second, "terbitkan")
    form = {"what": "profil", "scope": "semua", "unit": "", "nips": "", "form": "standard"}
    page = going.step(second, "ekspor", **form)

    first.start()
    first.wait()
    archive = ZipFile(io.BytesIO(going.hr.open(first, f"{page}/berkas")[1]))
    assert archive.testzip() is None
    assert len([each for each in archive.namelist() if each.endswith(".pdf")]) == 4
    assert not list(first.folder.glob("instance/jobs/[0-9]*/*.zip"))
    for host in hosts:
        assert "Traceback" not in host.said
