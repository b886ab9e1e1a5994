"""A cycle opens by itself on the day that HR planned: once, whole, or not at all and told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from berakhlak.audit.models import AuditEntry
from berakhlak.cycle_steps.planned_opening import (
    OPEN,
    ask_for_planned_openings,
    missed_openings,
)
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.operations import amend_cycle, delete_draft
from berakhlak.cycles.planned_day import PlannedOpening
from berakhlak.cycles.planned_opening import (
    NoPlannedOpening,
    OpeningIsPlanned,
    plan_opening,
    withdraw_plan,
)
from berakhlak.extensions import db
from berakhlak.jobs.models import Job
from berakhlak.jobs.worker import run_waiting_jobs
from tests.factories.cycles import AT, make_next_draft, make_open_cycle
from tests.support.races import begun_beside

DAY = date(2027, 1, 4)
BEFORE = datetime(2027, 1, 3, 16, 59, tzinfo=UTC)  # A minute before that day in Jakarta.
BEGINS = datetime(2027, 1, 3, 17, 0, tzinfo=UTC)


@pytest.fixture
def draft(session, opened, on_day):
    opened.cycle.state = CycleState.CLOSED
    made = make_next_draft(session, opened)
    session.commit()
    return made


@pytest.fixture
def hr(client, opened):
    return client.sign_in(opened.hr)


@pytest.fixture
def planned(session, keys, opened, draft):
    plan(session(), draft, opened.hr, keys)
    session.commit()
    return draft


def plan(session, cycle, by, keys):
    day = date(2026, 11, 20)
    plan_opening(session, cycle, DAY, keys=keys, by=by, at=AT, today=day, language="id")


def jobs(session):
    session.expire_all()
    return session.scalars(select(Job).where(Job.kind == OPEN)).all()


def acts(session, cycle):
    mine = (AuditEntry.object_kind == "cycle", AuditEntry.object_id == cycle.id)
    return session.scalars(select(AuditEntry.act).where(*mine).order_by(AuditEntry.id)).all()


def test_hr_plans_moves_and_withdraws_the_day(session, hr, draft):
    path = f"/siklus/{draft.id}"
    form = hr.get(hr.get(path).link("Rencanakan pembukaan"))
    suggested = form.one("#day")["value"]

    page = hr.post(f"{path}/rencana-buka", {"day": "04/01/2027"})
    session.expire_all()
    first_day = draft.opens_on
    moved = hr.post(page.link("Ubah harinya"), {"day": "11/01/2027"})
    gone = hr.post(f"{path}/rencana-buka/tarik")

    assert suggested == "01/01/2027"
    assert "Dibuka dengan sendirinya pada Senin, 4 Januari 2027" in page.text
    assert "Direncanakan Sri Wahyuni" in page.text
    assert first_day == DAY
    assert "Senin, 11 Januari 2027" in moved.text
    assert "Dibuka dengan sendirinya" not in gone.text
    assert session.scalar(select(func.count()).select_from(PlannedOpening)) == 0
    assert acts(session, draft)[-3:] == ["planned opening", "planned opening", "withdrew opening"]
    hr.post(f"{path}/rencana-buka/tarik", status=409)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("20/11/2026", "Pilih hari sesudah hari ini."),
        ("31/01/2027", "harus dibuka sebelum hari itu"),
        ("01/03/2027", "harus dibuka sebelum hari itu"),
        ("01/03/2101", "Periksa tahunnya"),
    ],
)
def test_a_day_that_does_not_do_is_refused_beside_its_field(session, hr, draft, day, words):
    page = hr.post(f"/siklus/{draft.id}/rencana-buka", {"day": day}, status=422)

    assert words in page.one(".field--wrong").text
    assert page.one("#day")["value"] == day
    assert session.scalar(select(func.count()).select_from(PlannedOpening)) == 0


def test_what_keeps_from_opening_keeps_from_planning(session, hr, opened, draft):
    opened.cycle.state = CycleState.OPEN
    session.commit()

    page = hr.get(f"/siklus/{draft.id}/rencana-buka")
    refused = hr.post(f"/siklus/{draft.id}/rencana-buka", {"day": "04/01/2027"}, status=422)

    for each in (page, refused):
        assert "masih dinilai dalam siklus lain" in each.text
        assert not each.all("#day")


def test_days_that_contradict_the_plan_are_refused(session, hr, planned):
    path, kept = f"/siklus/{planned.id}", {"name": "Lain", "by": None, "at": AT}
    page = hr.get(f"{path}/ubah")
    assert page.one("#opens_on")["value"] == "04/01/2027"

    for opens_on, closes_on in ((date(2027, 1, 5), date(2027, 1, 31)), (DAY, DAY)):
        with pytest.raises(OpeningIsPlanned):
            amend_cycle(session(), planned, opens_on=opens_on, closes_on=closes_on, **kept)
        session.rollback()
    amend_cycle(session(), planned, opens_on=DAY, closes_on=date(2027, 2, 1), **kept)


def test_it_opens_at_the_start_of_the_day_once_for_the_account_that_planned(
    app, session, keys, hr, opened, planned
):
    ask_for_planned_openings(BEFORE)
    assert jobs(session) == []

    ask_for_planned_openings(BEGINS)
    ask_for_planned_openings(BEGINS)
    (job,) = jobs(session)
    assert job.account_id == opened.hr.id
    with pytest.raises(NoPlannedOpening):
        withdraw_plan(session(), planned, is_missed=False, by=opened.hr, at=AT)
    session.rollback()
    run_waiting_jobs(app)

    session.expire_all()
    assert planned.state is CycleState.OPEN
    assert session.scalar(select(func.count()).select_from(PlannedOpening)) == 0
    ask_for_planned_openings(BEGINS)
    assert len(jobs(session)) == 1
    assert "seperti direncanakan" not in hr.get(f"/siklus/{planned.id}").text


def nobody_left(session, opened, cycle):
    for person in (opened.head, *opened.staff):
        person.is_active = False


def planner_left(session, opened, cycle):
    opened.admin.grant(opened.hr.role_rows[0].role)
    opened.hr.is_enabled = False


def no_day_left(session, opened, cycle):
    cycle.closes_on = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (nobody_left, "belum memiliki pegawai aktif"),
        (planner_left, "tidak lagi berwenang"),
        (no_day_left, "harus dibuka sebelum hari itu"),
    ],
)
def test_where_it_cannot_be_opened_nothing_changes_and_hr_is_told(
    app, client, session, keys, opened, planned, happens, why
):
    happens(session, opened, planned)
    planned.opens_on = date(2026, 11, 19)
    session.commit()
    before = sorted(each.name for each in keys.folder.iterdir())

    ask_for_planned_openings(BEGINS)
    run_waiting_jobs(app)
    session.expire_all()
    reader = client.sign_in(opened.hr if opened.hr.is_enabled else opened.admin)
    page = reader.get(f"/siklus/{planned.id}")

    assert planned.state is CycleState.DRAFT
    assert sorted(each.name for each in keys.folder.iterdir()) == before
    assert "tidak dibuka pada Senin, 4 Januari 2027 seperti direncanakan" in page.text
    assert why in page.text
    ((cycle, missed),) = missed_openings(session(), opened.agency.id)
    assert (cycle.id, missed.day) == (planned.id, DAY)
    assert len(jobs(session)) == 1
    told = reader.post(f"/siklus/{planned.id}/rencana-buka/tarik")
    assert "seperti direncanakan" not in told.text
    assert missed_openings(session(), opened.agency.id) == []


def test_a_draft_with_a_plan_can_be_deleted(session, planned):
    delete_draft(session(), planned, by=None, at=AT)

    assert session.scalar(select(func.count()).select_from(PlannedOpening)) == 0


@pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def test_of_two_workers_at_the_same_moment_one_asks(make_app, request, engine):
    url = request.getfixturevalue("migrated_postgres_url") if engine == "postgresql" else None
    app = make_app(url)
    with app.app_context():
        opened = make_open_cycle(db.session, key_store(), staff=2)
        opened.cycle.state = CycleState.CLOSED
        draft = make_next_draft(db.session, opened)
        plan(db.session(), draft, opened.hr, key_store())
        db.session.commit()
        db.session.remove()
    workers = [begun_beside(app, lambda: ask_for_planned_openings(BEGINS)) for _each in range(2)]
    for thread, _met in workers:
        thread.join(30)

    app.extensions["jobs"].queue.close()
    with app.app_context():
        assert [met for _thread, met in workers] == [[None], [None]]
        assert len(jobs(db.session)) == 1
        db.session.remove()
        db.engine.dispose()
