"""Before the last day, closing takes two accounts of HR: the pages of both."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from berakhlak.accounts.operations import create_account
from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.early_closing import standing_request
from berakhlak.cycles.models import CycleState
from berakhlak.roles import Role
from tests.factories.answering import answer, assignments


@pytest.fixture
def other(session, opened):
    return create_account(
        session,
        agency_id=opened.agency.id,
        name="Made Wirawan",
        email="made@bkd.example",
        roles=[Role.HR],
    )


@pytest.fixture
def path(session, keys, opened, other, on_day):
    answer(session, keys, opened, assignments(session, opened))
    return f"/siklus/{opened.cycle.id}"


def state_of(session, opened):
    session.expire_all()
    return opened.cycle.state


def acts(session):
    session.expire_all()
    found = session.execute(
        select(AuditEntry.act, AuditEntry.account_id)
        .where(AuditEntry.object_kind == "cycle")
        .order_by(AuditEntry.id)
    )
    return [(act, who) for act, who in found if "early" in act or "sealing" in act]


def test_one_asks_and_another_closes(client, session, keys, opened, other, path):
    asking = client.sign_in(opened.hr)
    before = asking.get(f"{path}/tutup")
    asked = asking.post(f"{path}/tutup/minta")
    open_still = state_of(session, opened)
    closed = client.sign_in(other).post(f"{path}/tutup")

    assert "diperlukan dua pengelola kepegawaian" in before.text
    assert "Permintaan tersimpan" in asked.text
    assert open_still is CycleState.OPEN
    assert "Siklus ditutup dan dikunci" in closed.text
    assert state_of(session, opened) is CycleState.CLOSED
    assert not keys.exists(opened.cycle.key_name)
    assert acts(session) == [
        ("asked to close early", opened.hr.id),
        ("agreed to close early", other.id),
        ("began sealing", other.id),
    ]


def test_without_a_request_the_page_asks_for_one_and_closes_nothing(
    client, session, opened, other, path
):
    page = client.sign_in(other).post(f"{path}/tutup", status=422)

    assert "satu meminta, yang lain menyetujui" in page.text
    assert state_of(session, opened) is CycleState.OPEN


def test_whoever_asked_cannot_agree(client, session, opened, path):
    hr = client.sign_in(opened.hr)
    hr.post(f"{path}/tutup/minta")

    seen = hr.get(f"{path}/tutup")
    refused = hr.post(f"{path}/tutup", status=422)

    assert "Ya, tutup dan kunci" not in seen.text
    assert "Menunggu persetujuan pengelola kepegawaian lain" in seen.text
    assert "Yang menyetujuinya harus pengelola kepegawaian lain" in refused.text
    assert state_of(session, opened) is CycleState.OPEN


@pytest.mark.parametrize("place", ["/", "/siklus", "cycle"])
def test_every_account_of_hr_sees_the_request(client, opened, other, path, place):
    client.sign_in(opened.hr).post(f"{path}/tutup/minta")

    page = client.sign_in(other).get(path if place == "cycle" else place)

    assert "Penutupan lebih awal menunggu persetujuan" in page.text
    if place != "/siklus":
        assert "Diminta Sri Wahyuni" in page.text
        assert page.link("Lihat permintaan Penilaian 2026") == f"{path}/tutup"


@pytest.mark.parametrize("who", ["the asker", "another"])
def test_a_request_can_be_withdrawn_by_anybody_of_hr(client, session, opened, other, path, who):
    client.sign_in(opened.hr).post(f"{path}/tutup/minta")
    account = opened.hr if who == "the asker" else other

    page = client.sign_in(account).post(f"{path}/tutup/tarik")

    assert "Permintaan ditarik" in page.text
    assert standing_request(session(), opened.cycle) is None
    assert acts(session)[-1] == ("withdrew closing early", account.id)
    client.sign_in(other).post(f"{path}/tutup", status=422)
    assert state_of(session, opened) is CycleState.OPEN


@pytest.mark.parametrize("step", ["minta", "tarik"])
def test_what_comes_too_late_is_told(client, opened, other, path, step):
    hr = client.sign_in(opened.hr)
    if step == "minta":
        hr.post(f"{path}/tutup/minta")

    page = client.sign_in(other).post(f"{path}/tutup/{step}")

    told = {"minta": "sudah diminta", "tarik": "mungkin sudah ditarik"}
    assert told[step] in page.text


@pytest.mark.parametrize("day", [(2026, 11, 30), (2026, 12, 4)])
def test_from_the_last_day_on_one_person_is_enough(client, session, opened, path, on_day, day):
    hr = client.sign_in(opened.hr)
    hr.post(f"{path}/tutup/minta")
    on_day(*day)

    page = hr.get(f"{path}/tutup")
    hr.post(f"{path}/tutup")

    assert "dua pengelola" not in page.text
    assert "Ya, tutup dan kunci" in page.text
    assert state_of(session, opened) is CycleState.CLOSED


def test_a_request_of_an_account_that_lost_hr_is_as_none(client, session, opened, other, path):
    client.sign_in(opened.hr).post(f"{path}/tutup/minta")
    opened.hr.is_enabled = False
    session.commit()

    page = client.sign_in(other).get(path)

    assert "menunggu persetujuan" not in page.text
    assert page.link("Minta penutupan lebih awal") == f"{path}/tutup"


def test_who_is_not_of_hr_asks_nothing(client, session, opened, path):
    client.sign_in(opened.account(opened.staff[0])).post(f"{path}/tutup/minta", status=403)

    assert standing_request(session(), opened.cycle) is None


def test_the_record_names_each_step(client, opened, other, path):
    client.sign_in(opened.hr).post(f"{path}/tutup/minta")
    client.sign_in(other).post(f"{path}/tutup")

    record = client.sign_in(opened.admin).get("/audit").text

    assert "Meminta penutupan lebih awal" in record
    assert "Menyetujui penutupan lebih awal" in record
