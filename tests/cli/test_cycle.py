"""Operators run a cycle from the command line; a refusal is one line and exit code 1."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from berakhlak import clock
from berakhlak.accounts.operations import create_account, set_password
from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, CycleState, CycleUnit
from berakhlak.people.models import Agency, PositionLevel, Unit
from berakhlak.roles import Role
from tests.factories.answering import answer, assignments
from tests.factories.cycles import make_open_cycle, make_person

CREATE = ("create", "--name", "Semester I", "--opens", "2027-01-04", "--closes", "29/01/2027")


@pytest.fixture(autouse=True)
def _after_the_last_day(monkeypatch):
    """One person may close."""
    monkeypatch.setattr(clock, "today_in", lambda timezone="": date(2027, 2, 1))


@pytest.fixture
def run(app, session):
    """Run ``flask cycle …``; the result's output holds both what is said and what is complained."""

    def invoke(*arguments, answer=""):
        session.commit()
        result = app.test_cli_runner().invoke(
            args=["cycle", *map(str, arguments)], input=answer, catch_exceptions=False
        )
        session.rollback()  # What the command committed is read anew.
        return result

    return invoke


@pytest.fixture
def unit(session):
    """A unit of one agency with a head and two officers, and a unit below it."""
    agency = Agency(code="BKD", name="Badan Kepegawaian Daerah")
    session.add(agency)
    session.flush()
    unit = Unit(agency_id=agency.id, code="1", name="Bidang Mutasi")
    session.add(unit)
    session.flush()
    session.add(Unit(agency_id=agency.id, parent_id=unit.id, code="1.1", name="Subbidang"))
    head, _ = make_person(session, unit, "Ahmad Yani", level=PositionLevel.ADMINISTRATOR)
    for name in ("Budi Santoso", "Citra Lestari"):
        make_person(session, unit, name, level=PositionLevel.FUNGSIONAL, supervisor=head)
    return unit


@pytest.fixture
def opened(session):
    return make_open_cycle(session, key_store(), staff=5)


def only_cycle(session):
    return session.scalars(select(Cycle)).one()


def test_a_cycle_is_drafted_over_the_whole_agency(run, session, unit):
    result = run(*CREATE)

    cycle = only_cycle(session)
    assert result.exit_code == 0
    assert f"Siklus {cycle.id} dirancang" in result.output
    assert (cycle.opens_on, cycle.closes_on) == (date(2027, 1, 4), date(2027, 1, 29))
    codes = session.scalars(select(CycleUnit.code).order_by(CycleUnit.code)).all()
    assert codes == ["1", "1.1"]


def test_a_cycle_can_be_limited_to_units(run, session, unit):
    run(*CREATE, "--unit", "1.1")

    assert session.scalars(select(CycleUnit.code)).all() == ["1.1"]


def test_the_policy_is_read_from_a_file(run, session, unit, tmp_path):
    file = tmp_path / "policy.json"
    file.write_text(json.dumps({"peers_per_officer": 7, "min_n_comments": 4}))

    run(*CREATE, "--policy", file)

    policy = only_cycle(session).policy
    assert (policy.peers_per_officer, policy.min_n_comments) == (7, 4)


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"unknown": 1}', '{"min_n": {"self": 1, "supervisor": 1, "peer": 2}}'],
)
def test_a_policy_that_breaks_a_rule_is_refused(run, session, unit, tmp_path, text):
    file = tmp_path / "policy.json"
    file.write_text(text)

    result = run(*CREATE, "--policy", file)

    assert result.exit_code == 2
    assert "--policy" in result.output
    assert session.scalars(select(Cycle)).all() == []


@pytest.mark.parametrize(
    ("extra", "code", "message"),
    [
        (("--unit", "9.9"), 2, "Tidak ada unit dengan kode 9.9"),
        (("--agency", "XYZ"), 2, "Tidak ada instansi dengan kode XYZ"),
        (("--closes", "2027-01-01"), 1, "Tanggal tutup harus pada atau sesudah tanggal buka."),
        (("--closes", "31/02/2027"), 2, "tulis seperti 2027-01-11 atau 11/01/2027"),
        (("--closes", "besok"), 2, "--closes"),
    ],
)
def test_a_wrong_choice_is_told_and_nothing_is_drafted(run, session, unit, extra, code, message):
    result = run(*CREATE, *extra)

    assert result.exit_code == code
    assert message in result.output
    assert session.scalars(select(Cycle)).all() == []


def test_with_two_agencies_one_must_be_named(run, session, unit):
    session.add(Agency(code="DKPS", name="Dinas"))

    unnamed, named = run(*CREATE), run(*CREATE, "--agency", "BKD")

    assert unnamed.exit_code == 2
    assert "BKD, DKPS" in unnamed.output
    assert named.exit_code == 0


def test_a_cycle_goes_from_draft_to_published(run, session, unit):
    run(*CREATE)
    cycle_id = only_cycle(session).id

    opened = run("open", cycle_id)
    closed = run("close", cycle_id, "--yes")
    published = run("publish", cycle_id)

    # Three rate themselves, two are led by the head, and both are each other's peer.
    assert f"Siklus {cycle_id} dibuka dengan 9 penugasan, sampai 29 Januari 2027." in opened.output
    assert ": 0 dari 9 (0%); sisanya tidak ikut." in closed.output
    assert f"Hasil siklus {cycle_id} diterbitkan." in published.output
    assert only_cycle(session).state is CycleState.PUBLISHED
    entries = session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "cycle"))
    assert {entry.account_id for entry in entries} == {None}


def test_nominations_are_gathered_before_opening(run, session, unit):
    run(*CREATE)
    cycle_id = only_cycle(session).id

    gathered, twice = run("nominate", cycle_id), run("nominate", cycle_id)
    status, opened = run("status", cycle_id), run("open", cycle_id)

    assert f"Siklus {cycle_id} mengumpulkan usulan penilai." in gathered.output
    assert twice.exit_code == 1
    assert "Pegawai yang sudah mengusulkan: 0" in status.output
    assert f"Siklus {cycle_id} dibuka dengan 9 penugasan" in opened.output


def test_closing_asks_and_a_no_changes_nothing(run, session, opened):
    result = run("close", opened.cycle.id, answer="n\n")

    assert result.exit_code == 1
    assert only_cycle(session).state is CycleState.OPEN
    assert key_store().exists(opened.cycle.key_name)


def test_closing_a_sealed_cycle_again_is_no_error(run, session, opened):
    run("close", opened.cycle.id, "--yes")

    again = run("close", opened.cycle.id, "--yes")

    assert again.exit_code == 0
    assert "sudah ditutup dan dikunci" in again.output


@pytest.mark.parametrize("step", [("open",), ("publish",)])
def test_a_step_out_of_turn_is_refused_on_one_line(run, session, opened, step):
    result = run(*step, opened.cycle.id)

    assert result.exit_code == 1
    assert result.output.startswith("Kesalahan: ")
    assert len(result.output.strip().splitlines()) == 1
    assert only_cycle(session).state is CycleState.OPEN


def test_a_lost_key_is_told(run, session, opened):
    key_store().destroy(opened.cycle.key_name)

    result = run("status", opened.cycle.id)

    assert result.exit_code == 1
    assert f"{opened.cycle.key_name}.key tidak ada" in result.output


@pytest.mark.parametrize("step", ["open", "publish", "status"])
def test_a_cycle_that_does_not_exist_is_told(run, session, step):
    result = run(step, 99)

    assert result.exit_code == 1
    assert "Siklus ini tidak ada" in result.output


def test_publishing_tells_of_comments_that_nobody_looked_at(run, session, opened):
    value = opened.cycle.instrument.content.values[0].code
    rows = assignments(session, opened, group="peer")
    answer(session, key_store(), opened, rows, comments={value: "Sangat membantu."})
    run("close", opened.cycle.id, "--yes")

    result = run("publish", opened.cycle.id)

    assert "20 komentar belum pernah dilihat dan dihapus." in result.output


def test_the_list_names_every_cycle_of_every_agency(run, session, opened):
    other = make_open_cycle(session, key_store(), staff=3)

    everything, one = run("list").output, run("list", "--agency", other.agency.code).output

    assert len(everything.splitlines()) == 2
    fields = one.strip().split("\t")
    assert fields == [
        str(other.cycle.id),
        other.agency.code,
        "Penilaian dibuka",
        "2026-11-01..2026-11-30",
        "Penilaian 2026",
    ]


def test_status_counts_by_group_and_unit(run, session, opened, monkeypatch):
    monkeypatch.setattr(clock, "today_in", lambda timezone="": date(2026, 11, 20))
    answer(session, key_store(), opened, assignments(session, opened, group="peer")[:15])

    lines = run("status", opened.cycle.id).output.splitlines()

    last_day = "hari terakhir 30 November 2026 (10 hari lagi)"
    assert lines[0] == f"Penilaian 2026: Penilaian dibuka, {last_day}"
    assert "Terkirim sampai 20 November 2026: 15 dari 36 (42%)" in lines
    assert "  Rekan: 70-79% dari 20" in lines
    assert "  Bidang Mutasi: 40-49% dari 36" in lines


def test_status_of_a_sealed_cycle_comes_from_the_frozen_result(run, session, opened):
    answer(session, key_store(), opened, assignments(session, opened)[2:])
    run("close", opened.cycle.id, "--yes")

    assert "Terkirim: 34 dari 36 (94%)" in run("status", opened.cycle.id).output


PASSWORD = "melayani-dengan-bangga"


@pytest.fixture
def two_of_hr(session, opened, monkeypatch):
    """The names of two HR accounts, ten days before the last day."""
    monkeypatch.setattr(clock, "today_in", lambda timezone="": date(2026, 11, 20))
    other = create_account(
        session,
        agency_id=opened.agency.id,
        name="Made Wirawan",
        email="made@bkd.example",
        roles=[Role.HR],
    )
    for account in (opened.hr, other):
        set_password(account, PASSWORD)
    return opened.hr.email, other.email


def closing(run, opened, name, *options, password=PASSWORD):
    return run("close", opened.cycle.id, "--yes", "--as", name, *options, answer=f"{password}\n")


def test_before_the_last_day_the_operator_alone_closes_nothing(run, session, opened, two_of_hr):
    result = run("close", opened.cycle.id, "--yes")

    assert result.exit_code == 1
    assert "satu meminta, yang lain menyetujui" in result.output
    assert "--as" in result.output
    assert only_cycle(session).state is CycleState.OPEN


def test_two_of_hr_close_early_by_command(run, session, opened, two_of_hr):
    first, second = two_of_hr

    asked = closing(run, opened, first)
    told = run("status", opened.cycle.id)
    alone = closing(run, opened, first)
    closed = closing(run, opened, second)

    assert "Permintaan tersimpan. Pengelola lain menutupnya: cycle close" in asked.output
    assert "Sri Wahyuni meminta penutupan lebih awal." in told.output
    assert alone.exit_code == 1
    assert "Anda sendiri yang meminta" in alone.output
    assert "ditutup dan dikunci" in closed.output
    assert only_cycle(session).state is CycleState.CLOSED


def test_a_request_is_withdrawn_by_command(run, session, opened, two_of_hr):
    first, second = two_of_hr
    closing(run, opened, first)

    withdrawn = closing(run, opened, second, "--withdraw")
    after = closing(run, opened, second, "--withdraw")

    assert "Permintaan ditarik" in withdrawn.output
    assert after.exit_code == 1
    assert only_cycle(session).state is CycleState.OPEN


def test_a_wrong_password_acts_for_nobody(run, session, opened, two_of_hr):
    result = closing(run, opened, two_of_hr[0], password="salah-sekali")

    assert result.exit_code == 1
    assert "tidak cocok" in result.output
    assert "meminta penutupan" not in run("status", opened.cycle.id).output
