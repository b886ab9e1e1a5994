"""HR finds profiles and looks at one before it is published; nobody else does."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleUnit
from berakhlak.people.models import Unit
from berakhlak.profiles.models import ProfileReading, ReadingWay
from berakhlak.profiles.operations import publish_profiles
from tests.factories.cycles import AT, OpenCycle, make_open_cycle, participants
from tests.factories.published import PublishedCycle
from tests.results.test_views import closed_and_audited
from tests.support.pages import PageClient


@pytest.fixture
def sealed(app: Flask, session: Any) -> OpenCycle:
    made = closed_and_audited(session, staff=5)
    session.commit()
    return made


def names(page: Any) -> list[str]:
    return [link.text for link in page.all("tbody th a")]


def test_hr_finds_profiles_by_name_nip_and_unit_with_what_is_below(
    client: PageClient, published: PublishedCycle, session: Any
) -> None:
    cycle, officer = published.cycle, published.officers[0]
    below = Unit(agency_id=cycle.agency_id, code="1.1", name="Subbidang")
    session.add(below)
    session.flush()
    inner = CycleUnit(
        cycle_id=cycle.id, unit_id=below.id, parent_id=officer.unit_id, code="1.1", name="Subbidang"
    )
    session.add(inner)
    session.flush()
    outer, officer.unit_id = officer.unit_id, inner.id
    session.commit()
    address = f"/siklus/{cycle.id}/profil"
    hr = client.sign_in(published.opened.hr)
    everyone = [each.name for each in published.officers]
    assert names(hr.get(address)) == everyone
    assert names(hr.get(f"{address}?cari=budi+sant")) == [officer.name]
    assert names(hr.get(f"{address}?cari={officer.nip}")) == [officer.name]
    assert names(hr.get(f"{address}?cari={officer.nip[:8]}")) == []
    assert names(hr.get(f"{address}?unit={inner.id}")) == [officer.name]
    page = hr.get(f"{address}?unit={outer}")
    assert names(page) == everyone
    assert page.link(officer.name) == f"/profil/{officer.id}"
    assert officer.nip not in page.html
    hr.get(f"{address}?unit=999999", status=404)


def test_a_person_leads_to_their_profiles_for_hr_alone(
    client: PageClient, published: PublishedCycle
) -> None:
    officer = published.officers[0]
    person = f"/pegawai/{officer.person_id}"
    hr = client.sign_in(published.opened.hr)
    page = hr.get(hr.get(person).link("Profil perilaku"))
    assert page.link("Penilaian 2026") == f"/profil/{officer.id}"
    assert "Profil perilaku" not in client.sign_in(published.opened.admin).get(person).text


def test_a_preview_says_so_has_no_file_and_is_told_afterwards(
    client: PageClient, sealed: OpenCycle, session: Any
) -> None:
    hr = client.sign_in(sealed.hr)
    listed = hr.get(f"/siklus/{sealed.cycle.id}/profil")
    assert "Belum terbit" in listed.text
    page = hr.get(listed.link(sealed.staff[0].name))
    assert "Pratinjau, belum terbit" in page.text
    assert "belum ditandatangani" in page.text
    assert not [link for link in page.all("a[href]") if ".pdf" in str(link["href"])]
    [row] = session.query(ProfileReading).all()
    assert (row.account_id, row.way, row.times) == (sealed.hr.id, ReadingWay.PREVIEW, 1)
    assert hr.open(f"/profil/{row.participant_id}.pdf").status_code == 404
    publish_profiles(session, sealed.cycle, keys=key_store(), by=None, at=AT)
    session.commit()
    mine = client.sign_in(sealed.account(sealed.staff[0])).get(f"/profil/{row.participant_id}")
    assert "Dibaca sebelum terbit" in mine.text


def test_hr_cannot_preview_their_own(client: PageClient, sealed: OpenCycle, session: Any) -> None:
    person = sealed.staff[0]
    own = {each.person_id: each.id for each in participants(session, sealed.cycle)}[person.id]
    person.account_id = sealed.hr.id
    session.commit()
    client.sign_in(sealed.hr).get(f"/profil/{own}/pratinjau", status=404)


def test_nobody_else_sees_lists_or_previews(
    app: Flask, client: PageClient, sealed: OpenCycle, session: Any
) -> None:
    stranger = make_open_cycle(session, key_store(), staff=3)
    session.commit()
    [one, *_] = [each for each in participants(session, sealed.cycle) if each.is_rated]
    paths = (
        f"/siklus/{sealed.cycle.id}/profil",
        f"/profil/{one.id}/pratinjau",
        f"/pegawai/{one.person_id}/profil",
    )
    for account, status in (
        (sealed.account(sealed.staff[0]), 403),
        (sealed.account(sealed.head), 403),
        (sealed.admin, 403),
        (stranger.hr, 404),
    ):
        client.sign_in(account)
        assert {client.open(path).status_code for path in paths} == {status}
    assert {PageClient(app).open(path).status_code for path in paths} == {302}
    assert session.query(ProfileReading).count() == 0
