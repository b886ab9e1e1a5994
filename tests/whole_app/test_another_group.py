"""An agency adds partners of another office as raters, by data alone: no code knows their group.

One cycle is drafted, opened, rated, closed, audited and published, and every place that tells of
groups is visited on the way.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import create_account
from berakhlak.assignments.models import Assignment
from berakhlak.citizens.operations import add_counter
from berakhlak.cycle_steps.opening import open_cycle
from berakhlak.cycle_steps.publishing import publish_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.operations import create_cycle
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.policy_floors import parse_policy
from berakhlak.demo.operations import simulate_answers
from berakhlak.disclosure.operations import run_audit
from berakhlak.disclosure.wording import report_sentences
from berakhlak.extensions import db
from berakhlak.instrument.models import InstrumentVersion
from berakhlak.instrument.operations import reference_instrument
from berakhlak.nominations.appointing import appoint_from_file
from berakhlak.nominations.models import Appointment
from berakhlak.people.models import Agency, Person, PositionLevel, Unit
from berakhlak.roles import Role
from berakhlak.sealing.models import OfficerResult
from berakhlak.sealing.sealing import seal_cycle
from berakhlak.statistics.frozen_result import OfficerFigures
from tests.factories.cycles import AT, NAMES, make_person
from tests.support.pages import PageClient
from tests.support.pdf import text_of
from tests.transparency.conftest import verify

LAST_DAY = date(2026, 11, 30)
CLOSED = AT + timedelta(days=29)
PARTNERS = ("Lina Marlina", "Made Wirawan", "Nur Aini", "Oki Setiawan")
POLICY = {
    "groups": [
        {
            "code": "partner",
            "words": {"id": "Mitra kerja", "en": "Partners"},
            "weight": 0.2,
            "order": 4,
        },
        {"code": "subordinate", "order": 5},
        {"code": "citizen", "order": 6, "words": {"id": "Pengguna layanan", "en": "Citizens"}},
    ]
}


@dataclass
class World:
    """A drafted cycle of seven officers, and four people of another office who know their work."""

    app: Flask
    cycle: Cycle
    hr: Account
    officers: list[Person]
    partners: list[Person]

    def reads_as(self, person: Person) -> PageClient:
        account = db.session.get_one(Account, person.account_id)
        return PageClient(self.app).sign_in(account)

    def appointments(self) -> bytes:
        """A file that asks every partner about every officer."""
        pairs = [(one.nip, other.nip) for one in self.officers for other in self.partners]
        lines = [f"{ratee},{rater},Mitra Kerja" for ratee, rater in pairs]
        return "\n".join(["nip_pegawai,nip_penilai,kelompok", *lines]).encode()

    def open(self) -> None:
        at = {"by": None, "at": AT}
        appoint_from_file(db.session(), self.cycle, self.appointments(), **at)
        open_cycle(db.session(), self.cycle, keys=key_store(), chance=random.Random(2), **at)

    def publish(self) -> None:
        """Everybody answers; then the cycle is closed, audited and published."""
        session, keys, number = db.session(), key_store(), self.cycle.id
        seats = session.scalars(select(Participant).where(Participant.is_rated)).all()
        counter = add_counter(session, self.cycle, name="Loket", officers=seats, by=None, at=AT)
        assert counter.id
        simulate_answers(session, self.cycle, keys=keys, share=1.0, voices_per_officer=6)
        session.commit()
        seal_cycle(session, number, keys=keys, by=None, at=CLOSED, today=LAST_DAY)
        publish_cycle(session, self.cycle, keys=keys, by=None, at=CLOSED)


@pytest.fixture
def world(app: Flask, session: Any) -> World:
    return draft_world(app, session)


def draft_world(app: Flask, session: Any, second: InstrumentVersion | None = None) -> World:
    """Drafted and nothing more; `second`: the instrument that is asked after the reference one."""
    agency = Agency(code="BKD", name="Badan Kepegawaian Daerah")
    session.add(agency)
    session.flush()
    unit = Unit(agency_id=agency.id, code="1", name="Bidang Mutasi")
    outside = Unit(agency_id=agency.id, code="9", name="Mitra dari instansi lain")
    session.add_all([unit, outside])
    session.flush()
    level = PositionLevel.FUNGSIONAL
    head, _account = make_person(session, unit, "Ahmad Yani", level=PositionLevel.ADMINISTRATOR)
    staff = [
        make_person(session, unit, name, level=level, supervisor=head)[0] for name in NAMES[:6]
    ]
    partners = [make_person(session, outside, name, level=level)[0] for name in PARTNERS]
    account = create_account(
        session, agency_id=agency.id, name="Sri", email="sri@bkd.example", roles=[Role.HR]
    )
    cycle = create_cycle(
        session,
        agency_id=agency.id,
        name="Penilaian 2026",
        instrument=reference_instrument(session),
        second=second,
        opens_on=date(2026, 11, 1),
        closes_on=LAST_DAY,
        units=[unit],
        policy=parse_policy(json.dumps(POLICY)),
        by=None,
        at=AT,
    )
    session.commit()
    return World(app, cycle, account, [head, *staff], partners)


def test_hr_appoints_by_a_file_and_is_told_of_every_line_that_cannot_be(
    world: World, session: Any
) -> None:
    hr, page = PageClient(world.app).sign_in(world.hr), f"/siklus/{world.cycle.id}/ditunjuk"
    head, officer, lina = world.officers[0].nip, world.officers[1].nip, world.partners[0].nip
    lines = [
        "NIP Pegawai;NIP Penilai;Kelompok",
        f"{officer};{lina};partner",
        f"{officer};{head};partner",
        f"{head};{officer};partner",
        f"{officer};{officer};partner",
        f"{lina};{head};partner",
        f"{officer};{lina};Mitra kerja",
        f"{officer};123;tetangga",
    ]

    told = hr.open(
        page,
        method="POST",
        data={"csrf_token": hr.token(), "file": (BytesIO("\n".join(lines).encode()), "a.csv")},
    )

    said = told.get_data(as_text=True)
    assert told.status_code == 422
    for words in (
        "Ahmad Yani sudah menilai Budi Santoso sebagai atasan.",
        "Budi Santoso sudah menilai Ahmad Yani sebagai bawahan.",
        "Budi Santoso sudah menilai diri sendiri.",
        "Lina Marlina tidak dinilai dalam siklus ini.",
        "Lina Marlina sudah ditunjuk menilai Budi Santoso di baris lain.",
        "nip_penilai “123” bukan pegawai aktif instansi ini.",
        "kelompok “tetangga” tidak ada. Pakai: partner.",
    ):
        assert words in said
    assert session.scalars(select(Appointment)).all() == []
    data = {"csrf_token": hr.token(), "file": (BytesIO(world.appointments()), "a.csv")}
    assert hr.open(page, method="POST", data=data).status_code == 302
    assert "Mitra kerja 28 3" in hr.get(page).text
    assert "Mitra kerja" in hr.get(f"/siklus/{world.cycle.id}").text


def test_while_open_the_group_has_its_form_its_promise_and_its_progress(
    world: World, session: Any
) -> None:
    world.open()

    rows = session.scalars(select(Assignment).where(Assignment.group == "partner")).all()
    assert len(rows) == 28
    assert session.scalars(select(Appointment)).all() == []
    partner = world.reads_as(world.partners[0])
    tasks = partner.get("/tugas")
    assert "Sebagai mitra kerja" in tasks.text
    assert tasks.soup.select_one(".workload__group .group--lilac") is not None
    (number,) = [
        row.id
        for row in rows
        if (row.rater.name, row.ratee.name) == ("Lina Marlina", "Budi Santoso")
    ]
    form = partner.get(f"/tugas/{number}")
    assert form.heading == "Menilai Budi Santoso sebagai mitra kerja"
    assert "Anda satu dari 4 penilai Budi Santoso dalam kelompok mitra kerja" in form.text
    assert "nilai kelompok tampil bila minimal 3 menjawab" in form.text
    assert "Anda ditunjuk oleh pengelola kepegawaian" in form.text
    assert "bawahan" not in form.text
    values = world.cycle.instrument.content.values
    together = partner.get(f"/tugas/bersama/{world.cycle.id}/partner/{values[0].code}")
    assert together.heading == "Sebagai mitra kerja, dinilai sekaligus"
    hr = PageClient(world.app).sign_in(world.hr)
    page = hr.get(f"/siklus/{world.cycle.id}")
    assert "Mitra kerja 28 0–9%" in page.text
    assert "Pengguna layanan" in page.text
    assert "Mitra kerja" in hr.get(f"/siklus/{world.cycle.id}/penilai").text


def test_published_the_group_stands_in_everything_that_is_printed(
    world: World, session: Any, tmp_path: Path
) -> None:
    world.open()
    world.publish()

    report = run_audit(session, world.cycle.id, at=CLOSED)
    assert report.is_safe, report.findings
    said = list(report_sentences(report, world.cycle.policy))
    assert said[-1] == "Tidak ada angka yang dapat dipulihkan."
    officer = world.officers[1]
    (seat,) = session.scalars(select(Participant).where(Participant.person_id == officer.id))
    figures = OfficerFigures.from_json(session.get_one(OfficerResult, seat.id).payload)
    shown = [value.cells["partner"].n for value in figures.values]
    assert min(n or 0 for n in shown) >= 3
    reader = world.reads_as(officer)
    profile = reader.get(f"/profil/{seat.id}")
    assert "Mitra kerja" in profile.text
    assert "Pengguna layanan" in profile.text
    legend = [each.get_text(strip=True) for each in profile.all("svg.chart--groups text")]
    assert legend[:6].count("Mitra kerja") == 1
    drawn = {str(each.get("stroke")) for each in profile.all("svg.chart--groups path")}
    assert "var(--group-lilac)" in drawn
    answer = reader.open(f"/profil/{seat.id}.pdf", query_string={"bentuk": "lengkap", "arsip": 1})
    (tmp_path / "profil.pdf").write_bytes(answer.data)
    text = text_of(answer.data, tmp_path)
    assert "Mitra kerja" in text
    assert "Dalam siklus ini menilai juga: mitra kerja." in text
    hr = PageClient(world.app).sign_in(world.hr)
    results = hr.get(f"/siklus/{world.cycle.id}/hasil").text
    assert "Mitra kerja 28 28 100%" in results
    assert_verified(world, tmp_path)
    assert_exported(world, tmp_path)


def assert_verified(world: World, folder: Path) -> None:
    """The files for outsiders are written, and their own program agrees with them."""
    run, number = world.app.test_cli_runner().invoke, str(world.cycle.id)
    out, bundle = folder / "out", folder / "angka.jsonl"
    assert run(args=["cycle", "transparency", number, "--out", str(out)]).exit_code == 0
    assert run(args=["cycle", "bundle", number, "--out", str(bundle)]).exit_code == 0
    told = json.loads((out / "keterbukaan.json").read_text("utf-8"))
    assert told["format"] == "berakhlak-keterbukaan/4"
    assert told["counts"]["invited"]["partner"] == 28
    code, said = verify("bundle", bundle, out / "keterbukaan.json")
    assert code == 0, said
    code, said = verify("profile", folder / "profil.pdf", out / "keterbukaan.json")
    assert code == 0, said
    assert "Mitra kerja" in text_of((out / "berita-acara.pdf").read_bytes(), folder)


def assert_exported(world: World, folder: Path) -> None:
    chosen = folder / "chosen.txt"
    chosen.write_text(world.officers[1].nip)
    args = ["profiles", "export", "--cycle", str(world.cycle.id), "--out", str(folder / "profiles")]
    done = world.app.test_cli_runner().invoke(
        args=[*args, "--select", str(chosen), "--workers", "1"]
    )
    assert done.exit_code == 0, done.output
    printed = sorted((folder / "profiles").rglob("*.pdf"))
    assert "Mitra kerja" in text_of(printed[0].read_bytes(), folder)


def test_the_page_of_citizens_and_older_cycles_know_nothing_of_the_group(
    world: World, session: Any
) -> None:
    world.open()
    seats = session.scalars(select(Participant).where(Participant.is_rated)).all()
    counter = add_counter(session, world.cycle, name="Loket", officers=seats, by=None, at=AT)
    session.commit()

    assert PageClient(world.app).get(f"/l/{counter.token}").heading
    older = Policy.from_json('{"weights": {"supervisor": 1}, "min_n": {"peer": 4}}')
    assert "partner" not in older.codes
    with pytest.raises(KeyError):
        older.group("partner")
