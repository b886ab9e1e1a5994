"""A unit states its standards in versions, tells what it changed, and no typed word is lost."""

from __future__ import annotations

from datetime import date

import pytest

from berakhlak.extensions import db
from berakhlak.people.models import Person
from berakhlak.roles import Role
from berakhlak.service_standards.models import StandardVersion
from berakhlak.service_standards.named_people import named_in
from berakhlak.service_standards.operations import (
    DayNotUsable,
    NamesSomebody,
    SomebodyWasQuicker,
    move_writers,
    name_writer,
    state_standard,
)
from berakhlak.service_standards.queries import (
    StatedService,
    UnitNotFound,
    changes_of,
    service_of,
    services_of,
    writable_unit,
    writers_of,
)
from tests.factories.cycles import AT
from tests.factories.people import make_account, make_agency, make_person, make_unit
from tests.factories.public_pages import (
    TODAY,
    acting,
    heard_otherwise,
    open_to_the_public,
    standard,
    stated,
)
from tests.support.pages import PageClient


@pytest.fixture
def unit(session):
    return make_unit(session, make_agency(session), name="Loket Kependudukan")


@pytest.fixture
def head(session, unit):
    account = make_account(session, unit_agency(session, unit), Role.OFFICER)
    person = make_person(session, unit, name="Hendra Wijaya", account=account)
    make_person(session, unit, name="Citra Lestari", supervisor=person, email="citra@contoh.go.id")
    session.commit()
    return account


def unit_agency(session, unit):
    from berakhlak.people.models import Agency

    return session.get_one(Agency, unit.agency_id)


TYPED = {
    "name": "Penerbitan akta kelahiran",
    "requirements": "KTP-el",
    "procedure": "Ambil nomor",
    "duration": "2 hari kerja",
    "cost": "Tidak dipungut biaya",
    "product": "Kutipan akta",
    "holds_from": "05/01/2026",
}


def test_the_head_states_a_standard_and_a_second_version_and_both_stay_readable(
    client, session, unit, head
):
    own = f"/layanan/{unit.id}"
    assert client.sign_in(head).get("/layanan").link("Loket Kependudukan") == own
    wrong = client.post(f"{own}/standar/baru", TYPED | {"cost": "", "holds_from": "kapan"}, 422)
    assert wrong.one("[name=name]")["value"] == TYPED["name"]
    assert len(wrong.errors) == 2
    client.post(f"{own}/standar/baru", TYPED)
    service = services_of(session(), unit.id)[0]
    edit = f"{own}/standar/{service.id}"
    form = client.get(edit)
    assert form.one("[name=versi]")["value"] == "1"
    assert "2 hari kerja" in str(form.one("[name=duration]"))
    newer = TYPED | {"duration": "1 hari kerja", "holds_from": "01/10/2026", "versi": "1"}
    assert client.post(edit, newer, 422).errors == ["Isi apa yang berubah."]
    client.post(edit, newer | {"what_changed": "Lebih cepat."})
    versions = client.get(f"{edit}/versi")
    assert "Versi 2, berlaku sejak 1 Oktober 2026" in versions.text
    assert "2 hari kerja" in versions.text
    assert "Yang berubah: Lebih cepat." in versions.text


def test_whoever_saves_second_loses_no_word_sees_the_other_version_and_saves_again(
    client, session, unit, head
):
    service = stated(session, unit)
    session.commit()
    edit = f"/layanan/{unit.id}/standar/{service}"
    late = TYPED | {"holds_from": "01/11/2026", "what_changed": "Biaya jelas.", "versi": "1"}
    refused = client.sign_in(head).post(edit, late, 422)
    assert "Orang lain baru saja menyimpan versi lain" in refused.text
    assert "Lebih cepat sehari." in refused.text
    assert refused.one("[name=what_changed]").get_text().strip() == "Biaya jelas."
    assert refused.one("[name=versi]")["value"] == "2"
    client.post(edit, late | {"versi": "2"})
    session.expire_all()
    assert [each.number for each in service_of(session(), unit.id, service).versions] == [1, 2, 3]


def test_two_at_once_cannot_save_the_same_number(session, unit):
    service = stated(session, unit)
    known = service_of(session(), unit.id, service)
    stale = StatedService(known.id, None, known.versions[:1])
    session.commit()
    with pytest.raises(SomebodyWasQuicker):
        state_standard(session(), unit, stale, standard(), seen=1, **acting())


def test_what_holds_on_a_day_is_the_latest_version_of_that_day():
    days = ((1, date(2026, 1, 1)), (2, date(2026, 6, 1)), (3, date(2026, 6, 1)))
    versions = tuple(StandardVersion(number=number, holds_from=day) for number, day in days)
    service = StatedService(1, None, versions)
    expected = {date(2025, 12, 31): None, date(2026, 5, 31): 1, date(2026, 6, 1): 3}
    for day, number in expected.items():
        held = service.in_force(day)
        assert (held and held.number) == number
    ended = StatedService(1, date(2026, 7, 1), versions)
    assert ended.in_force(date(2026, 6, 30))
    assert ended.in_force(date(2026, 7, 1)) is None


def test_a_version_does_not_hold_before_the_one_that_it_follows(session, unit):
    service = service_of(session(), unit.id, stated(session, unit))
    early = standard(holds_from=date(2026, 9, 30), what_changed="x")
    with pytest.raises(DayNotUsable):
        state_standard(session(), unit, service, early, seen=2, **acting())


def test_a_text_that_names_an_officer_is_refused_beside_its_field(client, session, unit, head):
    page = client.sign_in(head).post(
        f"/layanan/{unit.id}/standar/baru",
        TYPED | {"procedure": "Temui Citra Lestari di loket 2"},
        422,
    )
    assert "Halaman publik tidak menyebut orang" in page.errors[0]
    assert "Citra Lestari" in page.one("[name=procedure]").get_text()
    with pytest.raises(NamesSomebody):
        state_standard(
            session(), unit, None, standard(cost="tanya 198503152010011002"), seen=0, **acting()
        )
    assert named_in(session(), unit.agency_id, ["surat ke citra@contoh.go.id, lalu"])
    assert named_in(session(), unit.agency_id, ["nomor 19850315-201001-1-002"])
    make_person(session, unit, name="Drs. H. Ahmad Syafi'i, M.Si.")
    for said in (
        "Sdr.Ahmad Syafi'i menerima berkas",
        "Drs.H.Ahmad Syafi’i",
        "kepada ahmad syafi'i.",
    ):
        assert named_in(session(), unit.agency_id, [said]), said
    assert not named_in(session(), unit.agency_id, ["Bawa berkas lestari", "081234567890"])


def test_a_change_is_told_shown_corrected_with_trace_and_hidden(client, session, unit, head):
    own = f"/layanan/{unit.id}"
    told = {"words": "Loket ketiga dibuka.", "happened_on": "12/10/2026", "kind": "service"}
    client.sign_in(head).post(f"{own}/perubahan/baru", told | {"answers_to": "BP"})
    change = changes_of(session(), unit.id)[0]
    assert changes_of(session(), unit.id, shown=True) == []
    page = client.post(f"{own}/perubahan/{change.id}/tayang", {"tayang": "ya"})
    assert "Jangan tayangkan lagi" in page.text
    correction = told | {"words": "Loket keempat dibuka.", "versi": "1", "answers_to": "BP"}
    edit = f"{own}/perubahan/{change.id}"
    assert client.post(edit, correction, 422).errors == ["Isi alasan pembetulan."]
    client.post(edit, correction | {"reason": "Salah hitung."})
    session.expire_all()
    shown = changes_of(session(), unit.id, shown=True)[0]
    assert shown.newest.words == "Loket keempat dibuka."
    assert [each.words for each in shown.earlier] == ["Loket ketiga dibuka."]
    client.post(f"{own}/perubahan/{change.id}/tayang", {"tayang": "tidak"})
    session.expire_all()
    assert changes_of(session(), unit.id, shown=True) == []


def test_a_service_ends_and_a_new_version_gives_it_again(client, session, unit, head):
    service = stated(session, unit)
    session.commit()
    own = f"/layanan/{unit.id}"
    page = client.sign_in(head).post(f"{own}/standar/{service}/akhiri")
    assert "tidak lagi diberikan sejak" in page.text
    again = TYPED | {"holds_from": "01/11/2026", "what_changed": "Dibuka lagi.", "versi": "2"}
    assert "tidak lagi diberikan" not in client.post(f"{own}/standar/{service}", again).text


def test_head_named_writer_and_hr_write_and_nobody_else(session, unit, head):
    agency = unit_agency(session, unit)
    other = make_account(session, agency, Role.OFFICER)
    named = make_person(session, make_unit(session, agency), name="Nina Sari", account=other)
    session.commit()

    def may(account, reach=None):
        try:
            return writable_unit(session(), unit.id, account.id, reach, TODAY) is not None
        except UnitNotFound:
            return False

    assert may(head)
    assert not may(other)
    name_writer(session(), unit, named, by=None, at=AT)
    assert may(other)
    twin = make_person(session, named.unit, name="Nina Sari", account=None)
    move_writers(session(), twin, session.get_one(Person, named.id))
    assert not may(other)
    assert [each.id for each in writers_of(session(), unit.id)] == [twin.id]


def test_hr_names_a_writer_by_name_and_takes_it_back(client, session, unit, head):
    hr = make_account(session, unit_agency(session, unit), Role.HR)
    session.commit()
    page = f"/layanan/{unit.id}/penulis"
    assert client.sign_in(hr).post(page, {"officer": "Tak Ada"}, 422).errors
    named = client.post(page, {"officer": "Citra Lestari"})
    assert "Citra Lestari" in named.text
    assert "Citra Lestari" in client.get(f"/layanan/{unit.id}").text
    person = writers_of(session(), unit.id)[0]
    assert "Belum ada yang ditunjuk." in client.post(page, {"hapus": person.id}).text


@pytest.mark.postgres
def test_versions_changes_and_the_public_page_on_postgresql(make_app, migrated_postgres_url):
    app = make_app(migrated_postgres_url)
    with app.app_context():
        session = db.session
        unit = make_unit(session, make_agency(session))
        heard_otherwise(session, unit)
        path = open_to_the_public(session, unit)
        service = service_of(session(), unit.id, services_of(session(), unit.id)[0].id)
        stale = StatedService(service.id, None, service.versions[:1])
        with pytest.raises(SomebodyWasQuicker):
            state_standard(session(), unit, stale, standard(), seen=1, **acting())
        session.rollback()
        assert changes_of(session(), unit.id, shown=True)[0].newest.words
        db.session.remove()
    page = PageClient(app).get(path)
    with app.app_context():
        db.engine.dispose()
    assert "Versi 1, berlaku sejak 5 Januari 2026" in page.text
    assert "40 responden" in page.text
