"""Opening one thing with a reason: who may, for how long, who is told, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from berakhlak.access.models import AccessMail, CodeWay
from berakhlak.accounts.models import AccountRole
from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleState
from berakhlak.exceptional_access import operations
from berakhlak.exceptional_access.models import ExceptionalAccess
from berakhlak.extensions import db
from berakhlak.people.models import Person
from berakhlak.profiles.models import ProfileReading
from berakhlak.roles import Role
from config import Config
from tests.exceptional_access.conftest import REASON, SAID, form_of
from tests.factories.published import make_published_cycle
from tests.factories.second_steps import keep_application
from tests.support.pages import PageClient

MINE, LIST = "/data-saya/akses-khusus", "/akses-khusus"


def accesses(session):
    session.expire_all()
    return session.scalars(select(ExceptionalAccess).order_by(ExceptionalAccess.id)).all()


def test_an_administrator_reads_the_objection_and_the_officer_learns_who_what_when_and_why(
    app, client, session, office, typed
):
    page = client.sign_in(office.admin).post(form_of(office.seat), typed)

    assert SAID in page.text
    assert "Anda membacanya dengan akses khusus" in page.text
    (access,) = accesses(session)
    assert (access.readings, access.ends_at - access.opened_at) == (1, timedelta(hours=4))
    assert session.scalars(select(AccessMail.way)).all() == [CodeWay.EXCEPTION]
    officer = PageClient(app).sign_in(office.officer)
    assert "Data Anda dibuka dengan akses khusus" in officer.get("/").text
    told = officer.get(officer.get("/data-saya").link("Akses khusus atas data saya")).text
    for words in (office.admin.name, "Isi keberatan", typed["paper"], REASON, "1 kali"):
        assert words in told
    assert REASON in officer.get("/data-saya").text
    assert REASON not in PageClient(app).sign_in(office.colleague).get(MINE).text


def test_the_record_names_whose_by_whom_and_on_which_paper_but_not_what(
    app, client, session, office, typed
):
    """HR of units read the record, and who objects is not theirs to know."""
    client.sign_in(office.admin).post(form_of(office.seat), typed)

    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.act, entry.object_id) == ("opened by exceptional access", office.seat.person_id)
    assert entry.account_id == office.admin.id
    assert entry.detail == {
        "name": office.cycle.name, "ground": "court", "paper": typed["paper"],
    }  # fmt: skip
    seen = PageClient(app).sign_in(office.unit_hr).get("/audit").one("tbody").text
    assert typed["paper"] in seen
    assert "eberatan" not in seen


def test_a_profile_is_read_as_the_officer_reads_it_and_stands_among_its_readings(
    app, client, session, office, typed
):
    shown = client.sign_in(office.admin).post(form_of(office.seat), typed | {"thing": "profile"})
    officer = PageClient(app).sign_in(office.officer)
    own = officer.get(f"/profil/{office.seat.id}")

    tables = [table.text for table in shown.all(".profile table")]
    assert tables
    assert tables == [table.text for table in own.all(".profile table")][: len(tables)]
    assert not [link for link in shown.all("a[href]") if ".pdf" in link["href"]]
    assert session.scalars(select(ProfileReading.account_id)).all() == [office.admin.id]
    assert office.admin.name in own.text


def test_the_list_shows_all_of_the_agency_to_all_who_hold_the_right_and_to_nobody_else(
    app, client, office, typed
):
    client.sign_in(office.admin).post(form_of(office.seat), typed)

    assert REASON in PageClient(app).sign_in(office.hr).get(LIST).text
    assert REASON not in PageClient(app).sign_in(office.foreign_admin).get(LIST).text
    for account in (office.unit_hr, office.officer, office.supervisor):
        PageClient(app).sign_in(account).get(LIST, status=403)


@pytest.mark.parametrize("missing", ["thing", "seat", "ground", "paper", "reason"])
def test_nothing_is_opened_without_a_ground_a_paper_and_a_reason(
    client, session, office, typed, missing
):
    page = client.sign_in(office.admin).post(form_of(office.seat), typed | {missing: " "}, 422)

    assert page.errors
    assert (accesses(session), session.scalars(select(AccessMail)).all()) == ([], [])


def test_hr_opens_an_objection_and_is_told_that_profiles_are_open_to_it_anyway(
    client, session, office, typed
):
    client.sign_in(office.hr)

    assert "Profil" not in [
        each.text.strip() for each in client.get(form_of(office.seat)).all("label")
    ]
    client.post(form_of(office.seat), typed | {"thing": "profile"}, status=422)
    assert not accesses(session)
    assert SAID in client.post(form_of(office.seat), typed).text


def test_what_is_ones_own_or_open_as_its_supervisor_needs_no_exception(
    client, session, office, typed
):
    for account in (office.officer, office.supervisor):
        make_administrator(session, account)
    assert "tentang Anda sendiri" in client.sign_in(office.officer).get(form_of(office.seat)).text
    own = client.post(form_of(office.seat), typed, status=422)
    led = client.sign_in(office.supervisor).post(form_of(office.seat), typed, status=422)

    assert "tentang Anda sendiri" in own.text
    assert "tanpa akses khusus" in led.text
    assert not accesses(session)


def make_administrator(session, account):
    """Of an officer, who stays one."""
    account.role_rows.append(AccountRole(role=Role.ADMIN))
    session.commit()


@pytest.mark.parametrize("state", sorted(set(CycleState) - {"published", "archived"}))
def test_no_cycle_before_publishing_is_offered_or_opened(client, session, office, typed, state):
    office.cycle.state = CycleState(state)
    session.commit()
    client.sign_in(office.admin)

    assert "Belum ada siklus terbit" in client.get(form_of(office.seat)).text
    client.open(form_of(office.seat), method="POST", data=typed | {"csrf_token": client.token()})
    assert not accesses(session)


def test_the_seat_of_another_officer_is_no_choice(client, session, office, typed):
    client.sign_in(office.admin)

    other = typed | {"seat": str(office.other_seat.id)}
    assert client.post(form_of(office.seat), other, status=422).errors
    assert not accesses(session)


def test_the_same_is_opened_once_and_three_at_most_at_a_time(client, session, office, typed):
    client.sign_in(office.admin)
    client.post(form_of(office.seat), typed)

    assert "masih terbuka" in client.post(form_of(office.seat), typed, status=422).text
    client.post(form_of(office.seat), typed | {"thing": "profile"})
    other = typed | {"seat": str(office.other_seat.id)}
    client.post(form_of(office.other_seat), other)
    many = client.post(form_of(office.other_seat), other | {"thing": "profile"}, status=422)
    assert "Tiga akses khusus" in many.text
    assert len(accesses(session)) == operations.MOST_OPEN


def test_anybody_with_the_right_ends_it_and_it_is_closed_at_once(
    app, client, session, office, typed, later
):
    client.sign_in(office.admin).post(form_of(office.seat), typed)
    (access,) = accesses(session)
    content, ending = f"{LIST}/{access.id}/isi", f"{LIST}/{access.id}/akhiri"
    later(minutes=1)

    PageClient(app).sign_in(office.second_admin).post(ending)

    assert "sudah berakhir" in client.get(content, status=404).text
    assert "sudah berakhir" in client.post(ending).text  # Twice does nothing, and says so.
    assert "Diakhiri" in PageClient(app).sign_in(office.officer).get(MINE).text
    acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.id.desc())).all()
    assert acts.count("ended exceptional access") == 1


def test_a_password_alone_neither_opens_nor_reads_where_there_is_a_second_step(
    client, session, office, typed
):
    keep_application(session, office.admin)
    client.sign_in(office.admin).post(form_of(office.seat), typed)
    (access,) = accesses(session)
    with client.http.session_transaction() as kept:
        kept["step"] = 0

    for path in (form_of(office.seat), f"{LIST}/{access.id}/isi"):
        assert client.open(path).location.endswith("langkah=1")
    asked = client.open(
        form_of(office.seat), method="POST",
        data=typed | {"thing": "profile", "csrf_token": client.token()},
    )  # fmt: skip
    assert asked.status_code == 302
    assert len(accesses(session)) == 1


def test_opening_record_and_mail_stand_or_fall_together(
    session, office, typed, monkeypatch, client
):
    def fails(*_args, **_given):
        raise RuntimeError("the record is full")

    monkeypatch.setattr(operations.audit, "record_act", fails)
    client.sign_in(office.admin)
    with pytest.raises(RuntimeError, match="is full"):
        client.post(form_of(office.seat), typed)

    assert (accesses(session), session.scalars(select(AccessMail)).all()) == ([], [])


def test_of_who_has_left_the_form_asks_for_a_letter(client, session, office, typed):
    client.sign_in(office.admin)
    assert "lewat email dan di berandanya" in client.get(form_of(office.seat)).text

    session.get_one(Person, office.seat.person_id).is_active = False
    session.commit()

    assert "Beri tahu ia dengan surat" in client.get(form_of(office.seat)).text


@pytest.mark.exercises("EXCEPTIONAL_ACCESS_HOURS")
def test_it_ends_after_as_many_hours_as_the_operator_says(
    app, client, session, office, typed, later, monkeypatch
):
    settings = Config.read({"EXCEPTIONAL_ACCESS_HOURS": "2"})
    known = app.config["BERAKHLAK"]
    hours = settings.exceptional_access_hours
    monkeypatch.setitem(app.config, "BERAKHLAK", replace(known, exceptional_access_hours=hours))
    later(minutes=0)
    client.sign_in(office.admin)
    assert "selama 2 jam" in client.get(form_of(office.seat)).text
    client.post(form_of(office.seat), typed)
    (access,) = accesses(session)

    later(minutes=119)
    client.get(f"{LIST}/{access.id}/isi")
    later(minutes=120)
    assert "sudah berakhir" in client.get(f"{LIST}/{access.id}/isi", status=404).text


def test_the_start_page_tells_for_thirty_days_and_the_page_of_data_goes_on(
    app, client, office, typed, later
):
    client.sign_in(office.admin).post(form_of(office.seat), typed)
    officer = PageClient(app).sign_in(office.officer)
    later(days=29)
    assert "akses khusus" in officer.get("/").text
    later(days=31)

    assert "akses khusus" not in officer.get("/").text
    assert REASON in officer.get(MINE).text


@pytest.mark.postgres
def test_one_is_opened_read_and_ended_on_postgresql(make_app, migrated_postgres_url):
    app = make_app(migrated_postgres_url)
    with app.app_context():
        made = make_published_cycle(db.session, key_store())
        db.session.commit()
        seat, admin = made.officers[0], PageClient(app).sign_in(made.opened.admin)
        what = {"thing": "objection", "seat": str(seat.id), "ground": "audit"}

        page = admin.post(form_of(seat), what | {"paper": "ST-1", "reason": REASON})
        assert "Tidak ada keberatan." in page.text
        (access,) = accesses(db.session)
        assert (access.readings, access.ends_at - access.opened_at) == (1, timedelta(hours=4))
        admin.post(f"{LIST}/{access.id}/akhiri")

        admin.get(f"{LIST}/{access.id}/isi", status=404)
        told = PageClient(app).sign_in(made.account_of(seat)).get(MINE).text
        assert "Diakhiri" in told
