"""What the desk of HR costs at size: each step as its job, and each page before and after it.

Run: python -m bench.desk [OFFICERS]     1,500 unless told; 5,000 takes some minutes
     python -m bench.desk people         import, slips, deactivation: see bench/people.py
     python -m bench.desk pages          each page at three sizes: see bench/desk_pages.py

An agency of units of twenty-five is invented, opened, reminded by mail, answered, closed, audited,
published and exported on SQLite. Each job runs in a process of its own, as in the worker. Printed:
seconds, CPU and memory of each job, seconds and CPU of the request that asked for it; then every
request of HR's road that took longer than a second, which should be none. On a machine that does
other things too, the CPU of a request says more than its seconds.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from berakhlak import clock
from berakhlak.accounts.operations import create_account
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.operations import create_cycle
from berakhlak.cycles.queries import get_cycle, units_of
from berakhlak.demo.names import invented_people
from berakhlak.demo.operations import simulate_answers
from berakhlak.extensions import db
from berakhlak.instrument.operations import reference_instrument
from berakhlak.jobs.models import Job
from berakhlak.jobs.worker import run_waiting_jobs
from berakhlak.mail.models import AgencyMail
from berakhlak.mail.sending import send_due
from berakhlak.mail_settings import MailSettings
from berakhlak.people.models import Agency, Person, PositionLevel, Unit
from berakhlak.roles import Role
from tests.factories.people import make_agency, make_person, make_unit
from tests.support.databases import build_app, migrate_to_head
from tests.support.mail import mail_server
from tests.support.pages import Page, PageClient

OFFICERS = 1_500
IN_UNIT = 25
LIMIT = 1.0  # Seconds that a request may take.
PAGES = (
    "/", "/siklus", "/siklus/{id}", "/siklus/{id}/penilai", "/siklus/{id}/belum-selesai",
    "/siklus/{id}/perubahan", "/siklus/{id}/buka", "/siklus/{id}/tutup", "/siklus/{id}/terbitkan",
    "/siklus/{id}/komentar", "/siklus/{id}/loket", "/siklus/{id}/ubah", "/siklus/{id}/hasil",
    "/siklus/{id}/hasil/{unit}", "/siklus/{id}/hasil/{unit}.xlsx",
    "/siklus/{id}/ekspor", "/siklus/{id}/profil", "/siklus/baru", "/pegawai",
    "/pegawai?cari=siti", "/pegawai/pasangan", "/pegawai/unit", "/pegawai/impor",
    "/pekerjaan", "/audit", "/unduhan", "/wewenang", "/penghapusan", "/surat", "/surat/undang",
    "/pegawai/kode", "/pegawai/{person}", "/pegawai/{person}/profil", "/pegawai/{person}/siklus",
    "/siklus/{id}/belum-selesai?cari=siti", "/siklus/{id}/belum-selesai/cetak",
    "/siklus/{id}/belum-selesai.xlsx", "/siklus/{id}/kelompok", "/siklus/{id}/ingatkan",
    "/siklus/{id}/tidak-menilai", "/siklus/{id}/ditunjuk",
)  # fmt: skip


def invent_agency(officers: int, code: str = "BESAR") -> Agency:
    """Units of twenty-five below one office, each with a head."""
    session = db.session
    agency = make_agency(session, code=code, name="Kabupaten Besar")
    # The supply of names that differ is limited; real offices have namesakes too.
    names = cycle(list(islice(invented_people(random.Random(1)), 500)))
    root = make_unit(session, agency, code="0", name="Sekretariat")
    top = None
    for number in range(-(-officers // IN_UNIT)):
        unit = make_unit(session, agency, code=f"{number + 1:03d}", name=f"Bidang {number + 1}",
                         parent=root)  # fmt: skip
        head = None
        for seat in range(min(IN_UNIT, officers - number * IN_UNIT)):
            name, _sex = next(names)
            level = PositionLevel.FUNGSIONAL if seat else PositionLevel.ADMINISTRATOR
            person = make_person(session, unit, name=name, level=level,
                                 supervisor=head or top)  # fmt: skip
            head, top = head or person, top or person
    session.commit()
    return agency


def draft(agency: Agency) -> Cycle:
    """A cycle over the whole agency whose last day is today."""
    session, today = db.session(), date.today()  # noqa: DTZ011
    roots = session.scalars(select(Unit).where(Unit.agency_id == agency.id)).all()
    drafted = create_cycle(
        session, agency_id=agency.id, name="Semester I", instrument=reference_instrument(session),
        opens_on=today - timedelta(days=21), closes_on=today, units=roots, by=None,
        at=clock.utc_now(),
    )  # fmt: skip
    session.commit()
    return drafted


def in_child(what: Callable[[], object]) -> tuple[float, float, float]:
    """Seconds, CPU seconds and MB of a process that does it."""
    db.session.remove()
    db.engine.dispose()
    begun, child = time.perf_counter(), os.fork()
    if not child:
        what()
        os._exit(0)
    _pid, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit("The job broke off.")
    seconds = time.perf_counter() - begun
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


class Desk:
    """HR at work: every request is timed."""

    def __init__(self, app: Flask, hr: Any, cycle_id: int) -> None:
        self.app, self.cycle_id = app, cycle_id
        self.client = PageClient(app).sign_in(hr)
        self.slow: list[tuple[float, float, str]] = []
        self.requests = 0

    def ask(self, path: str, when: str, **given: Any) -> Any:
        begun, cpu = time.perf_counter(), time.process_time()
        answer = self.client.open(path, **given)
        seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
        self.requests += 1
        if seconds > LIMIT:
            what = f"{given.get('method', 'GET')} {path} ({when})"
            self.slow.append((seconds, cpu, what))
        return answer

    def look_around(self, when: str) -> None:
        """Every page of HR."""
        unit = units_of(db.session(), get_cycle(db.session(), self.cycle_id))[1].id
        for page in PAGES:
            self.ask(page.format(id=self.cycle_id, unit=unit, person=4), when)

    def press(self, name: str, path: str, **typed: str) -> str:
        """Press a button, and tell what that request cost; the address that it leads to."""
        data = {"csrf_token": self.client.token(), **typed}
        begun, cpu = time.perf_counter(), time.process_time()
        answer = self.ask(path, name, method="POST", data=data)
        seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
        if answer.status_code != 302:
            raise SystemExit(f"{name}: {answer.status}")
        print(f"  POST {path:<28} {seconds:8.2f} s {cpu:8.2f} s CPU", flush=True)
        return str(answer.location)

    def step(self, name: str, path: str, **typed: str) -> None:
        """Press the button, then let a worker do the job."""
        location = self.press(name, f"/siklus/{self.cycle_id}{path}", **typed)
        self.ask(location, f"{name}, waiting")
        seconds, cpu, memory = in_child(lambda: run_waiting_jobs(self.app))
        job = db.session.scalars(select(Job).order_by(Job.id.desc()).limit(1)).one()
        print(f"{name:<12} {seconds:8.1f} s {cpu:8.1f} s CPU {memory:7.0f} MB  {job.state.value}"
              f" {job.problem or ''}", flush=True)  # fmt: skip
        self.ask(location, f"{name}, done")
        self.look_around(f"after {name}")

    def export(self) -> None:
        """A unit and the agency's results as files; everybody's profiles are asked for alone."""
        unit = units_of(db.session(), get_cycle(db.session(), self.cycle_id))[1].id
        chosen = {"what": "profil", "scope": "unit", "unit": str(unit), "form": "standard"}
        self.step("unit export", "/ekspor", **chosen)
        self.step("results PDF", "/hasil/pdf")
        everybody = {"what": "gabungan", "scope": "semua", "form": "standard"}
        location = self.press("all merged", f"/siklus/{self.cycle_id}/ekspor", **everybody)
        self.press("all cancelled", f"{location}/batalkan")


def answer_all(app: Flask, cycle_id: int) -> None:
    with app.app_context():
        session, keys = db.session(), key_store()
        simulate_answers(session, get_cycle(session, cycle_id), keys=keys, seed=1)
        session.commit()


def address_everybody(agency: Agency) -> None:
    """An account with an address for each officer, and mail switched on."""
    session = db.session()
    for person in session.scalars(select(Person).where(Person.agency_id == agency.id)).all():
        account = create_account(session, agency_id=agency.id, name=person.name, roles=[],
                                 email=f"{person.id}@x.example")  # fmt: skip
        person.account_id = account.id
    session.add(AgencyMail(agency_id=agency.id, is_on=True, reminder_days="0"))
    session.commit()


def remind(app: Flask, cycle_id: int) -> None:
    """Put today's reminders together and hand each to a real server, as the worker does."""
    with mail_server() as box, app.app_context():
        mail = MailSettings(host="127.0.0.1", port=box.port, encryption="none", hour=9,
                            sender="360 <360@x.example>")  # fmt: skip
        known = app.config["BERAKHLAK"]
        app.config["BERAKHLAK"] = replace(known, mail=mail, public_url="https://360.x.example")
        opened = get_cycle(db.session(), cycle_id)
        noon = datetime.combine(opened.closes_on, time_of_day(5), UTC)  # In Jakarta.
        opened.opened_at = noon - timedelta(days=20)  # Else it invites instead.
        db.session.commit()
        report = send_due(noon)
        print(f"(reminders: {report.put_together} put together, {report.sent} sent)", flush=True)


def run(officers: int, folder: Path) -> None:
    app = build_app(f"sqlite:///{folder / 'desk.sqlite3'}", folder / "keys")
    migrate_to_head(app)
    with app.app_context():
        agency = invent_agency(officers)
        hr = create_account(db.session(), agency_id=agency.id, name="Sri", email="hr@x.example",
                            roles=[Role.HR, Role.ADMIN])  # fmt: skip
        db.session.commit()
        cycle_id = draft(agency).id
        print(f"{officers} officers", flush=True)
        desk = Desk(app, hr, cycle_id)
        address_everybody(agency)
        desk.look_around("draft")
        desk.step("opening", "/buka")
        seconds, cpu, memory = in_child(lambda: remind(app, cycle_id))
        print(f"{'reminders':<12} {seconds:8.1f} s {cpu:8.1f} s CPU {memory:7.0f} MB", flush=True)
        seconds, _cpu, memory = in_child(lambda: answer_all(app, cycle_id))
        print(f"(answering   {seconds:8.1f} s {memory:22.0f} MB)", flush=True)
        desk.look_around("answered")
        desk.step("closing", "/tutup")
        desk.step("audit", "/periksa")
        sample = f"/siklus/{cycle_id}/komentar/semua"
        read = Page(desk.ask(sample, "comments"))
        desk.ask(sample, "comments", method="POST", data={
            "csrf_token": desk.client.token(), "read": "y",
            "seen": read.one("input[name=seen]")["value"]})  # fmt: skip
        desk.step("publishing", "/terbitkan")
        desk.export()
        print(f"{desk.requests} requests, above {LIMIT:.0f} s: {len(desk.slow) or 'none'}")
        for seconds, cpu, what in sorted(desk.slow, reverse=True):
            print(f"  {seconds:6.2f} s {cpu:6.2f} s CPU  {what}")


if __name__ == "__main__" and sys.argv[1:2] == ["people"]:
    from bench import people

    people.main(sys.argv[2:])
elif __name__ == "__main__" and sys.argv[1:2] == ["pages"]:
    from bench import desk_pages

    desk_pages.main(sys.argv[2:])
elif __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        run(int(sys.argv[1]) if len(sys.argv) > 1 else OFFICERS, Path(made))
