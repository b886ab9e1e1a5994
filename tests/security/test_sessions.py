"""Sessions: fixed, copied, replayed, outlived, and asked for a password before acts of weight."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from berakhlak import clock
from berakhlak.accounts import operations
from berakhlak.accounts.devices import forget_ended_sessions
from berakhlak.accounts.models import Account, DeviceSession
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.support.pages import Page, PageClient

NAME = "siti@x.go.id"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1"


@pytest.fixture
def siti(session: Any) -> Account:
    return make_account(session, make_agency(session), Role.HR, password=PASSWORD, email=NAME)


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Let the clock show so much more than when the test began."""
    began: datetime = clock.utc_now()

    def later(much: timedelta) -> None:
        monkeypatch.setattr(clock, "utc_now", lambda: began + much)

    later(timedelta())  # It stands meanwhile, so that what takes long in between ends no later.
    return later


@pytest.fixture
def signed_in(app: Flask, siti: Account) -> Callable[..., PageClient]:
    """Browsers in which Siti signs in with her password."""

    def enter(agent: str = "") -> PageClient:
        browser = PageClient(app)
        browser.http.environ_base["HTTP_USER_AGENT"] = agent
        typed = {"name": NAME, "password": PASSWORD, "csrf_token": browser.token()}
        assert browser.open("/masuk", method="POST", data=typed).status_code == 302
        return browser

    return enter


def thief_of(app: Flask, browser: PageClient) -> PageClient:
    """Somebody with a copy of the cookie."""
    cookie, thief = browser.http.get_cookie("session"), PageClient(app)
    assert cookie is not None
    thief.http.set_cookie("session", cookie.value)
    return thief


def is_in(browser: PageClient) -> bool:
    return bool(browser.open("/akun").status_code == 200)


def test_a_copied_cookie_is_dead_once_its_owner_has_signed_out(
    app: Flask, signed_in: Callable[..., PageClient]
) -> None:
    owner = signed_in()
    thief = thief_of(app, owner)
    assert is_in(thief)  # Nothing else could be told apart.

    owner.post("/keluar")

    assert not is_in(thief)
    assert not is_in(owner)


def test_what_was_planted_before_the_sign_in_is_no_session_after_it(
    app: Flask, signed_in: Callable[..., PageClient], siti: Account
) -> None:
    """Fixation: the cookie of a stranger, and that of an earlier session in the same browser."""
    planted = PageClient(app)
    planted.token()
    victim = thief_of(app, planted)
    typed = {"name": NAME, "password": PASSWORD, "csrf_token": victim.token()}
    victim.open("/masuk", method="POST", data=typed)
    assert is_in(victim)
    assert not is_in(planted)

    before = thief_of(app, victim)
    new = {"new_password": "sandi-baru-sekali", "new_password_again": "sandi-baru-sekali"}
    victim.post("/akun/kata-sandi", {"current_password": PASSWORD} | new)
    assert is_in(victim)
    assert not is_in(before)


@pytest.mark.parametrize("how", ["password", "disabled"])
def test_a_change_of_the_account_ends_all_its_sessions(
    session: Any, signed_in: Callable[..., PageClient], siti: Account, how: str
) -> None:
    browsers = [signed_in(), signed_in()]
    if how == "password":
        operations.set_password(siti, "sandi-baru-sekali")
    else:
        operations.disable_account(session, siti.id)
    session.commit()

    assert not any(is_in(each) for each in browsers)


def test_devices_are_listed_and_ended_by_their_owner_alone(
    app: Flask, session: Any, signed_in: Callable[..., PageClient]
) -> None:
    phone, desk = signed_in(IPHONE), signed_in("Mozilla/5.0 (X11; Linux) Firefox/120.0")
    other = PageClient(app).sign_in(make_account(session, make_agency(session), Role.OFFICER))
    page = desk.get("/akun/perangkat")
    assert [each.get_text() for each in page.all(".card__title")] == [
        "Firefox di Linux",
        "Safari di iPhone",
    ]
    (reference,) = (str(each["value"]) for each in page.all("input[name=device]"))
    assert "Safari" not in other.get("/akun/perangkat").text

    other.post("/akun/perangkat", {"device": reference})
    assert is_in(phone)
    assert "1 sesi diakhiri." in desk.post("/akun/perangkat", {"device": reference}).text
    assert not is_in(phone)

    more = [signed_in(), signed_in()]
    assert "2 sesi diakhiri." in desk.post("/akun/perangkat").text
    assert [is_in(each) for each in (*more, desk, other)] == [False, False, True, True]


@pytest.mark.parametrize(("role", "hours"), [(Role.HR, 12), (Role.OFFICER, 24)])
def test_a_session_ends_though_it_never_rests(
    app: Flask,
    session: Any,
    call: Callable[[timedelta], None],
    role: Role,
    hours: int,
) -> None:
    account = make_account(session, make_agency(session), role, password=PASSWORD)
    session.commit()
    browser = PageClient(app)
    typed = {"name": str(account.email), "password": PASSWORD, "csrf_token": browser.token()}
    browser.open("/masuk", method="POST", data=typed)
    for hour in range(1, hours):
        call(timedelta(hours=hour))
        assert is_in(browser), hour

    call(timedelta(hours=hours))
    assert not is_in(browser)

    today = local_today()
    assert forget_ended_sessions(session, today) == 0
    assert forget_ended_sessions(session, today + timedelta(days=3)) == 1


def test_the_password_is_asked_anew_before_an_act_of_weight_and_nothing_typed_is_lost(
    signed_in: Callable[..., PageClient], call: Callable[[timedelta], None]
) -> None:
    browser, path = signed_in(), "/pegawai/kode"
    page = browser.get(path)
    mark = str(page.one("form.form input[name=reader_mark]")["value"])
    call(timedelta(minutes=16))

    asked = browser.open(path)
    assert (asked.status_code, asked.location) == (302, "/akun/pastikan?next=/pegawai/kode")
    typed = {"valid_days": "9", "reader_mark": mark, "csrf_token": browser.token()}
    origin = {"Origin": "http://localhost", "Referer": f"http://localhost{path}"}
    gate = Page(browser.open(path, method="POST", data=typed, headers=origin))
    assert (gate.response.status_code, gate.heading) == (401, "Pastikan ini Anda")

    form = gate.one("form.form")
    given = {str(each["name"]): str(each.get("value", "")) for each in form.select("input[name]")}
    wrong = browser.open(
        str(form["action"]), method="POST", data=given | {"current_password": "bukan-ini-sandinya"}
    )
    assert (wrong.status_code, browser.open(path).status_code) == (422, 302)
    right = given | {"current_password": PASSWORD}
    back = Page(browser.open(str(form["action"]), method="POST", data=right))
    assert back.one("[name=valid_days]")["value"] == "9"
    assert browser.open(path).status_code == 200


def test_the_password_that_a_file_asks_for_leads_back_to_the_page_beside_it(
    signed_in: Callable[..., PageClient], call: Callable[[timedelta], None]
) -> None:
    """A browser that is given a file would keep showing the question for the password."""
    browser = signed_in()
    assert browser.open("/audit.csv?cari=Siti").status_code == 200
    call(timedelta(minutes=16))

    slips = browser.open("/siklus/1/loket/2/jalur/3/slip-a4.pdf")
    assert slips.location == "/akun/pastikan?next=/siklus/1/loket/2/jalur"
    for ending in ("csv", "xlsx"):
        asked = browser.open(f"/audit.{ending}?cari=Siti%20A")
        assert asked.status_code == 302
        assert asked.location == "/akun/pastikan?next=/audit?cari%3DSiti%2520A"

    given = {"current_password": PASSWORD}
    page = browser.get(asked.location)
    action = str(page.one("form.form").get("action") or asked.location)
    proven = browser.open(action, method="POST", data=given | {"csrf_token": browser.token()})
    assert proven.location == "/audit?cari=Siti%20A"
    assert browser.open("/audit.csv").status_code == 200


WEIGHTY = {
    Action.CREATE_ACCOUNTS, Action.EXPORT_PROFILES, Action.EXPORT_RESULTS, Action.EXPORT_TEAM,
    Action.GIVE_CODES, Action.GIVE_ROLES, Action.IMPORT_PEOPLE, Action.PUBLISH,
    Action.DELETE_RESULTS, Action.RESET_SECOND_STEPS, Action.BREAK_GLASS, Action.OPERATE,
}  # fmt: skip
# What is sent to these is weighty, though the right lets people do lighter things, too.
HEAVY_MODULES = {
    "berakhlak.exports.views", "berakhlak.cycle_administration.closing_pages",
    "berakhlak.cycle_administration.holder_pages",
    "berakhlak.cycle_administration.planned_pages", "berakhlak.accounts.second_factor_pages",
    "berakhlak.single_sign_on.link_pages", "berakhlak.satisfaction_administration.step_pages",
    "berakhlak.public_pages.hr_pages", "berakhlak.satisfaction_administration.ticket_pages",
    "berakhlak.exports.idp_pages", "berakhlak.training_administration.partner_account_pages",
}  # fmt: skip
# They change by what somebody signs in, or where a code for a forgotten password goes.
OF_SIGN_INS = {
    "people.edit_officer", "people.change_officer_nip", "data_rights.answer_correction",
}  # fmt: skip
# It gives somebody the say about another's rating.
OF_RATINGS = {"performance.name_stand_in_page"}
# What was opened by exception is read with the same proof as it is opened.
OF_EXCEPTIONS = {"exceptional_access.content_page"}
# What is written as a job for who cannot have it at once.
OF_LONG_FILES = {"audit_log.make_audit_file"}
# They take nothing out and give nobody anything.
LIGHT = {
    "exceptional_access.end_access", "public_pages.switch_off",
    "access.void_codes_page", "cycle_administration.audit_results",
    "cycle_administration.withdraw_early_closing", "cycle_administration.extend_cycle",
    "cycle_administration.withdraw_planned_opening",
    "cycle_administration.withdraw_publishing_request",
    "cycle_administration.archive_cycle", "cycle_administration.unarchive_cycle",
    "retention.results_page", "retention.withdraw_deletion",
}  # fmt: skip
# Addresses of files, and of whole lists to print.
FILES = re.compile(r"(\.(\w+|<[^>]+>)|_id>/berkas|/cetak)$")
# Files that name nobody, or one person whom a page beside it names to the same reader.
OF_NOBODY = {
    "people.template_file", "ratings.service_worker", "citizens.poster_file",
    "results.results_of_unit_workbook",
    "public_pages.badge",
    "paper.slip_file", "people.logo_file", "kiosk.worker", "health.security_contact",
    "satisfaction_administration.poster_page", "satisfaction_administration.report_file",
    "satisfaction_administration.report_workbook_file",
    "satisfaction_administration.report_csv_file",
    "training_administration.template_file", "training_administration.catalogue_file",
    "training_administration.needs_file",
}  # fmt: skip
OF_ONE = {
    "profiles.profile_file", "development.talk_card", "people.photo_file", "citizens.officer_photo",
    "objections.outcome_letter", "development.idp_file", "development.idp_document",
}  # fmt: skip


def test_acts_of_weight_and_files_that_name_people_ask_for_the_password(app: Flask) -> None:
    views, rules = app.view_functions, list(app.url_map.iter_rules())
    asking = {name for name, view in views.items() if hasattr(view, "asks_password_again")}
    sent = {rule.endpoint for rule in rules if "POST" in (rule.methods or ())}
    weighty = {
        name
        for name in sent
        if getattr(views[name], "access", None) in WEIGHTY
        or views[name].__module__ in HEAVY_MODULES
    }
    weighty |= OF_SIGN_INS | OF_RATINGS | OF_EXCEPTIONS | OF_LONG_FILES
    files = {rule.endpoint for rule in rules if FILES.search(rule.rule)}

    assert asking == (weighty - LIGHT) | (files - OF_NOBODY - OF_ONE)
    assert files >= OF_NOBODY | OF_ONE  # Nothing is excused that is no more.
    assert weighty >= LIGHT


def test_the_file_of_a_job_leads_to_the_page_of_the_job(
    signed_in: Callable[..., PageClient], call: Callable[[timedelta], None]
) -> None:
    """Slips and exports lie there for days; whoever finds an open screen must not take them."""
    browser = signed_in()
    call(timedelta(minutes=16))

    asked = browser.open("/pekerjaan/7/berkas")

    assert asked.location == "/akun/pastikan?next=/pekerjaan/7"


def test_the_cookie_belongs_to_this_host_alone_where_there_is_https(
    make_app: Callable[..., Flask],
) -> None:
    answer = make_app(secure_cookies=True).test_client().get("/masuk", base_url="https://localhost")

    (cookie,) = (
        each for each in answer.headers.getlist("Set-Cookie") if each.startswith("__Host-session=")
    )
    told = {each.strip() for each in cookie.split(";")[1:]}
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= told
    assert not any(each.startswith("Domain") for each in told)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What is asked of the database from here on."""
    heard: list[str] = []
    with app.app_context():
        engine = db.engine

    def hear(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        heard.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    yield heard
    event.remove(engine, "before_cursor_execute", hear)


def test_a_session_costs_no_statement_of_its_own_and_writes_nothing(
    signed_in: Callable[..., PageClient], session: Any, statements: list[str]
) -> None:
    browser = signed_in()
    before = session.scalars(select(DeviceSession.box)).all()
    session.commit()
    statements.clear()

    browser.open("/sesi")

    assert len([each for each in statements if "device_session" in each]) == 1
    assert len(statements) == 1
    assert session.scalars(select(DeviceSession.box)).all() == before
