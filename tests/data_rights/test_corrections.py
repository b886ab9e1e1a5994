"""Officers ask that their record be mended; HR mends it or says why not, within the term."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from berakhlak import clock
from berakhlak.access.models import AccessMail, CodeWay
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.cycle_administration.merging import merge_people
from berakhlak.data_rights.models import CorrectedField, CorrectionOutcome, CorrectionRequest
from berakhlak.data_rights.operations import (
    AlreadyAnswered,
    OwnRequest,
    ask_correction,
    forget_answered,
    refuse_correction,
    withdraw_correction,
)
from berakhlak.data_rights.queries import requests_of
from berakhlak.data_rights.terms import CORRECTION, TERMS
from berakhlak.formats import local_today
from berakhlak.roles import Role
from tests.factories.people import make_account, make_agency, make_person, make_unit, nip_number

ADDRESS = "siti@x.go.id"
MINE, DESK = "/data-saya/perbaikan", "/pegawai/perbaikan"


@pytest.fixture
def office(session):
    """Siti, an officer with an account and an address; HR, and HR of another agency."""

    class Office:
        agency = make_agency(session)
        unit = make_unit(session, agency, name="Bidang Mutasi")
        other_unit = make_unit(session, agency, name="Bidang Data")
        hr = make_account(session, agency, Role.HR)
        number = nip_number()
        account = make_account(session, agency, Role.OFFICER, nip=number, email=ADDRESS)
        siti = make_person(
            session, unit, account=account, name="Siti Aminah", nip=number, email=ADDRESS
        )
        foreign_hr = make_account(session, make_agency(session), Role.HR)

    session.commit()
    return Office


@pytest.fixture
def later(monkeypatch):
    """Let the clock show so many days more."""
    began = clock.utc_now()

    def move(**much):
        monkeypatch.setattr(clock, "utc_now", lambda: began + timedelta(**much))

    return move


def ask(client, office, field="position", right="Analis Hukum", note="SK 12/2026"):
    client.sign_in(office.account)
    return client.post(MINE, {"field": field, "right": right, "note": note})


def only_request(session):
    session.expire_all()
    return session.scalars(select(CorrectionRequest)).one()


def acts(session):
    return [(entry.act, entry.account_id) for entry in session.scalars(select(AuditEntry))]


def test_a_request_shows_both_the_day_by_which_it_is_answered(client, session, office):
    page = ask(client, office)
    asked = only_request(session)
    assert asked.wrong == office.siti.position
    assert asked.answer_by == local_today() + timedelta(days=2)
    assert "pasal 30" in page.text
    desk = client.sign_in(office.hr).get(DESK)
    assert "Siti Aminah" in desk.text
    assert "1 permintaan menunggu jawaban" in client.get("/").text


def test_hr_accepts_and_the_record_changes_by_the_operation_of_hr_s_own_page(
    client, session, office
):
    ask(client, office)
    asked = only_request(session)
    page = client.sign_in(office.hr).get(f"{DESK}/{asked.id}")
    assert page.one("#position")["value"] == "Analis Hukum"
    client.post(f"{DESK}/{asked.id}", {"position": "Analis Hukum Muda"})
    asked = only_request(session)
    assert asked.outcome is CorrectionOutcome.ACCEPTED
    assert office.siti.position == "Analis Hukum Muda"
    assert (Act.EDITED_PERSON.code, office.hr.id) in acts(session)
    assert (Act.ANSWERED_CORRECTION.code, office.hr.id) in acts(session)
    assert "Diterima dan diperbaiki" in client.sign_in(office.account).get(MINE).text


def test_hr_refuses_with_a_reason_that_the_officer_reads(client, session, office):
    ask(client, office)
    asked = only_request(session)
    before = office.siti.position
    client.sign_in(office.hr)
    refused = client.post(f"{DESK}/{asked.id}/tolak", {"why": ""}, status=422)
    assert refused.errors == ["Isi alasan menolak."]
    client.post(f"{DESK}/{asked.id}/tolak", {"why": "SK menyebut jabatan lama."})
    assert only_request(session).outcome is CorrectionOutcome.REFUSED
    assert office.siti.position == before
    assert "SK menyebut jabatan lama." in client.sign_in(office.account).get(MINE).text


def test_a_unit_that_was_typed_is_chosen_from_the_list(client, session, office):
    ask(client, office, "unit", "bidang data")
    asked = only_request(session)
    page = client.sign_in(office.hr).get(f"{DESK}/{asked.id}")
    assert page.one("#unit option[selected]")["value"] == str(office.other_unit.id)
    client.post(f"{DESK}/{asked.id}", {"unit": str(office.other_unit.id)})
    session.expire_all()
    assert office.siti.unit_id == office.other_unit.id


def test_a_number_is_changed_by_the_page_of_numbers(client, session, office):
    ask(client, office, "nip", "1980010120000199")
    asked = only_request(session)
    page = client.sign_in(office.hr).post(f"{DESK}/{asked.id}", {"nip": "12"}, status=422)
    assert page.errors
    assert only_request(session).outcome is None
    client.post(f"{DESK}/{asked.id}", {"nip": "198001012000012777"})
    session.expire_all()
    assert office.siti.nip == office.account.nip == "198001012000012777"


def test_what_has_no_field_is_mended_elsewhere_and_said(client, session, office):
    ask(client, office, "other", "Plt. Kepala Bidang sejak 1 November")
    asked = only_request(session)
    client.sign_in(office.hr).post(f"{DESK}/{asked.id}", {"done": "Jabatan Plt. ditambahkan."})
    assert only_request(session).answer == "Jabatan Plt. ditambahkan."


def test_a_refusal_of_the_operation_changes_nothing_and_stands_beside_its_field(
    client, session, office
):
    make_account(session, office.agency, Role.OFFICER, email="dipakai@x.go.id")
    ask(client, office, "email", "dipakai@x.go.id")
    asked = only_request(session)
    page = client.sign_in(office.hr).post(
        f"{DESK}/{asked.id}", {"email": "dipakai@x.go.id"}, status=422
    )
    assert page.errors == ["Email ini sudah dipakai akun lain."]
    assert only_request(session).outcome is None
    assert not list(session.scalars(select(AccessMail)))


def test_a_term_that_is_over_is_told_to_both_and_may_still_be_kept(client, session, office, later):
    ask(client, office)
    asked = only_request(session)
    later(days=3)
    assert "Tenggatnya sudah lewat" in client.get(MINE).text
    client.sign_in(office.hr)
    assert "sudah lewat, dan permintaan itu masih harus dijawab" in client.get("/").text
    assert "lewat tenggat" in client.get(DESK).text
    client.post(f"{DESK}/{asked.id}", {"position": "Analis Hukum"})
    assert only_request(session).is_late(local_today())
    assert "Lewat tenggat." in client.sign_in(office.account).get(MINE).text


def test_what_is_promised_lies_within_the_hours_of_the_law_whatever_the_hour():
    for term in TERMS:
        earliest_start = datetime(2026, 11, 2, tzinfo=UTC)
        latest_start = earliest_start + timedelta(hours=23, minutes=59)
        end = datetime.combine(term.last_day(date(2026, 11, 3)), time(), tzinfo=UTC)
        assert end - earliest_start <= timedelta(hours=term.hours)
        assert end - latest_start > timedelta(hours=term.hours - 24)
    assert CORRECTION.hours == 72


def test_one_field_waits_once_and_what_stands_there_is_nothing_to_mend(client, session, office):
    ask(client, office)
    page = client.post(MINE, {"field": "position", "right": "Lain"}, status=422)
    assert "sudah menunggu" in page.errors[0]
    same = client.post(MINE, {"field": "name", "right": "Siti Aminah"}, status=422)
    assert same.errors == ["Itu yang sekarang tercatat. Isi data yang benar."]
    client.post(MINE + f"/{only_request(session).id}/tarik")
    assert only_request(session).outcome is CorrectionOutcome.WITHDRAWN
    ask(client, office)


def test_what_somebody_else_answered_is_not_answered_again(session, office):
    asked = ask_correction(
        session(), office.siti, CorrectedField.NAME, "Siti Aminah, S.E.", "", today=local_today()
    )
    told = {"by": office.hr, "at": clock.utc_now(), "today": local_today()}
    refuse_correction(session(), asked, "Belum ada ijazah.", **told)
    with pytest.raises(AlreadyAnswered):
        refuse_correction(session(), asked, "Lain.", **told)
    with pytest.raises(AlreadyAnswered):
        withdraw_correction(session(), asked, today=local_today())


def test_nobody_answers_their_own_wish(client, session, office):
    make_person(session, office.unit, account=office.hr, name="Sri Wahyuni")
    client.sign_in(office.hr).post(MINE, {"field": "rank", "right": "III/c"})
    asked = only_request(session)
    assert "dijawab pengelola kepegawaian lain" in client.get(f"{DESK}/{asked.id}").text
    with pytest.raises(OwnRequest):
        refuse_correction(
            session(), asked, "Tidak.", by=office.hr, at=clock.utc_now(), today=local_today()
        )


def test_others_find_nothing(client, session, office):
    ask(client, office)
    asked = only_request(session)
    client.sign_in(office.foreign_hr).get(f"{DESK}/{asked.id}", status=404)
    colleague = make_account(session, office.agency, Role.OFFICER)
    client.sign_in(colleague).get(DESK, status=403)
    client.post(f"{MINE}/{asked.id}/tarik", status=404)
    assert "bukan akun pegawai" in client.get(MINE).text


def test_asking_is_not_put_on_record_and_carries_no_hour(client, session, office):
    before = acts(session)
    ask(client, office)
    assert acts(session) == before
    kinds = {column.type.python_type for column in CorrectionRequest.__table__.columns}
    assert datetime not in kinds


def test_the_officer_is_told_by_mail_that_there_is_an_answer_and_not_which(client, session, office):
    ask(client, office)
    asked = only_request(session)
    client.sign_in(office.hr).post(f"{DESK}/{asked.id}/tolak", {"why": "SK menyebut lain."})
    message = session.scalars(select(AccessMail)).one()
    assert (message.account_id, message.way) == (office.account.id, CodeWay.CORRECTION)


def test_answers_are_forgotten_after_a_year(session, office):
    today = local_today()
    for days, field in ((366, CorrectedField.NAME), (364, CorrectedField.RANK)):
        asked = ask_correction(session(), office.siti, field, "x", "", today=today)
        withdraw_correction(session(), asked, today=today - timedelta(days=days))
    ask_correction(session(), office.siti, CorrectedField.UNIT, "x", "", today=today)
    assert forget_answered(session(), office.agency.id, today) == 1
    assert forget_answered(session(), office.agency.id, today) == 0


def test_requests_go_along_when_two_records_are_one_person(session, office):
    twin, today = make_person(session, office.unit, name="Siti Aminah"), local_today()
    for person, field in (
        (office.siti, CorrectedField.POSITION),
        (twin, CorrectedField.POSITION),
        (twin, CorrectedField.RANK),
    ):
        ask_correction(session(), person, field, "Yang benar", "", today=today)
    merge_people(session(), office.siti, twin, by=office.hr, at=clock.utc_now())
    kept = [asked.field for asked in requests_of(session(), office.siti)]
    assert sorted(kept) == [CorrectedField.POSITION, CorrectedField.RANK]
