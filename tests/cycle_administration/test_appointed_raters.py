"""HR changes the appointed raters of one officer, until the cycle opens."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import open_cycle
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.policy_floors import parse_policy
from berakhlak.nominations.barring import bar_pair
from berakhlak.nominations.models import Appointment
from tests.factories.cycles import AT, make_open_cycle, participants
from tests.factories.nominations import make_gathering

PARTNERS = {"code": "partner", "words": {"id": "Mitra kerja", "en": "Partners"}, "weight": 0.2}


@pytest.fixture
def opened(session):
    return make_open_cycle(session, key_store(), staff=8)


@pytest.fixture
def gathering(session, opened):
    policy = parse_policy(json.dumps({"groups": [PARTNERS]}))
    return make_gathering(session, opened, policy=policy)


@pytest.fixture
def hr(client, opened, gathering):
    return client.sign_in(opened.hr)


@pytest.fixture
def officers(gathering):
    return f"/siklus/{gathering.cycle.id}/ditunjuk/pegawai"


def test_a_rater_of_another_unit_is_found_by_name_added_replaced_and_removed(
    session, opened, gathering, hr, officers
):
    budi, (joko, kartika, *_others) = opened.staff[0], gathering.elsewhere
    page = f"{officers}/{budi.id}"
    assert "Belum ada, minimal 3" in hr.get(f"{officers}?cari=budi").text
    assert "Tidak ada pegawai yang cocok" in hr.get(f"{officers}?cari=xyz").text
    found = hr.get(f"{page}?cari=joko").text
    assert "Joko Susilo" in found
    assert "Bidang Pengembangan" in found

    added = hr.post(page, {"kelompok": "partner", "penilai": joko.id})
    assert "Joko Susilo ditunjuk menilai Budi Santoso." in added.text
    assert "1 dari minimal 3" in added.text
    change = hr.get(f"{page}?ganti={joko.id}&cari=kartika")
    assert "Ganti Joko Susilo" in change.text
    replaced = hr.post(page, {"kelompok": "partner", "penilai": kartika.id, "ganti": joko.id})
    assert "Kartika Sari ditunjuk menilai Budi Santoso." in replaced.text
    assert "Sudah ditunjuk bagi 1 pegawai lain." in (
        hr.get(f"{officers}/{opened.staff[1].id}?cari=kartika").text
    )
    assert [row.rater_id for row in session.scalars(select(Appointment))] == [kartika.id]
    hr.post(page, {"tindakan": "hapus", "penilai": kartika.id})
    hr.post(page, {"tindakan": "hapus", "penilai": kartika.id}, status=404)

    assert session.scalars(select(Appointment)).all() == []
    kept = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.act == Act.APPOINTED_RATERS.code)
        .order_by(AuditEntry.id)
    ).all()
    # Of whom, opening erases: the record must not outlive it.
    assert [each.detail for each in kept] == [{"raters": n} for n in (1, 1, 0)]
    assert {each.object_id for each in kept} == {gathering.cycle.id}


def test_who_cannot_be_appointed_is_told_why_beside_the_name_and_refused(
    session, opened, gathering, hr, officers
):
    budi, citra = opened.staff[:2]
    bar_pair(session(), budi, citra, "Suami istri", by=None, at=AT)
    session.commit()
    page = f"{officers}/{budi.id}"
    refusals = {
        opened.head: "Ahmad Yani sudah menilai Budi Santoso sebagai atasan.",
        citra: "Citra Lestari dan Budi Santoso dilarang saling menilai karena konflik kepentingan.",
    }
    for rater, why in refusals.items():
        assert why in hr.get(f"{page}?cari={rater.name.split()[0]}").text
        assert why in hr.post(page, {"kelompok": "partner", "penilai": rater.id}).text
    twice = {"kelompok": "partner", "penilai": gathering.elsewhere[0].id}
    hr.post(page, twice)
    assert "sudah ditunjuk menilai" in hr.post(page, twice).text
    hr.post(page, twice | {"kelompok": "peer"}, status=409)
    hr.post(page, twice | {"penilai": 10**20}, status=404)

    assert [row.rater_id for row in session.scalars(select(Appointment))] == [
        gathering.elsewhere[0].id
    ]
    bar_pair(session(), budi, gathering.elsewhere[0], "Sengketa", by=None, at=AT)
    session.commit()
    assert "Tidak berlaku: Joko Susilo dan Budi Santoso dilarang" in hr.get(page).text
    whole = hr.get(f"/siklus/{gathering.cycle.id}/ditunjuk").text
    assert "Joko Susilo menilai Budi Santoso" in whole


def test_the_pages_end_with_opening_and_tell_nobody_whom_chance_drew(
    session, opened, gathering, client, hr, officers
):
    """Neither an officer nor a supervisor reads them; HR finds no group there but its own."""
    budi, joko = opened.staff[0], gathering.elsewhere[0]
    page = f"{officers}/{budi.id}"
    shown = hr.post(page, {"kelompok": "partner", "penilai": joko.id})
    assert [heading.get_text(strip=True) for heading in shown.all("h2")] == [
        "Mitra kerja",
        "Tambah penilai",
    ]
    assert not any(each.name in shown.text for each in opened.staff[1:])
    for account in (opened.account(budi), opened.account(opened.head), opened.admin):
        reader = client.sign_in(account)
        for path in (officers, page):
            reader.get(path, status=403)
        reader.post(page, {"kelompok": "partner", "penilai": joko.id}, status=403)

    open_cycle(session(), gathering.cycle, keys=key_store(), by=None, at=AT)
    session.commit()

    reader = client.sign_in(opened.hr)
    for path in (officers, page):
        assert joko.name not in reader.get(path, status=409).text
    reader.post(page, {"kelompok": "partner", "penilai": joko.id}, status=409)
    seats = {row.person_id: row.id for row in participants(session, gathering.cycle)}
    asked = select(Assignment).where(
        Assignment.rater_id == seats[joko.id], Assignment.ratee_id == seats[budi.id]
    )
    assert session.scalars(asked).one().group == "partner"
