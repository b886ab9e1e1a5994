"""The security log: what it tells, in lines that stay whole, and that nobody changes unseen."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from berakhlak import clock
from berakhlak.accounts.granting import give_role
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.cycles.keyring import key_store
from berakhlak.downloads.models import DownloadKind
from berakhlak.downloads.operations import record_download
from berakhlak.extensions import db
from berakhlak.gates import PASSWORDS
from berakhlak.inspection.findings import FindingLevel
from berakhlak.inspection.security_log import inspect_security_log
from berakhlak.jobs.models import Job
from berakhlak.retention.jobs import ask_for_retention
from berakhlak.roles import Role
from berakhlak.security_log.checking import check_log, log_files
from berakhlak.security_log.events import Event
from berakhlak.security_log.lines import key_of_lines, marked_line, read_line
from berakhlak.security_log.writing import close_log, note
from config import Config
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.security.test_gates import full
from tests.support.databases import TEST_SECRET
from tests.support.pages import PageClient

KEY = key_of_lines(TEST_SECRET)
HOSTILE = [
    '\n{"event":"signed in"}', "\r\n", "\x00", "\x1b[2J", "\x7f", "\x85", "\u2028\u2029",
    "\u202e", '"}', "\\", "🦊" * 30, "%s %(x)s",
]  # fmt: skip
Lines = list[dict[str, Any]]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "log" / "security.log"


@pytest.fixture
def logging_app(make_app: Callable[..., Flask], place: Path) -> Iterator[Flask]:
    settings = Config.read({"SECURITY_LOG": str(place)})
    app = make_app(security_log=settings.security_log)
    with app.app_context():
        yield app
        db.session.rollback()
    close_log(app)


@pytest.fixture
def told(logging_app: Flask, place: Path) -> Callable[[], Lines]:
    """The lines since the last call, each read back and held against its mark."""
    seen = 0

    def read() -> Lines:
        nonlocal seen
        lines = place.read_text("ascii").split("\n")[:-1] if place.exists() else []
        fresh, seen = lines[seen:], len(lines)
        found = [read_line(each, KEY) for each in fresh]
        assert None not in found
        return [each for each in found if each is not None]

    return read


def try_to_sign_in(browser: PageClient, name: str, password: str, **more: Any) -> int:
    typed = {"name": name, "password": password, "csrf_token": browser.token()}
    return int(browser.open("/masuk", method="POST", data=typed, **more).status_code)


@pytest.mark.exercises("SECURITY_LOG")
def test_a_failed_sign_in_is_a_line_in_a_file_for_its_owner_alone(
    logging_app: Flask, place: Path, told: Callable[[], Lines]
) -> None:
    try_to_sign_in(PageClient(logging_app), "siapa@x.go.id", "Rahasia-sekali-77")

    (line,) = told()
    assert (line["event"], line["outcome"], line["by"]) == ("sign-in failed", "failure", "visitor")
    assert line["page"] == "accounts.sign_in"
    assert set(line) == {"writer", "n", "time", "event", "outcome", "by", "page", "source"}
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


@pytest.mark.exercises("SECURITY_LOG")
def test_lines_go_to_the_standard_error_where_that_is_asked_for(
    make_app: Callable[..., Flask], capsys: pytest.CaptureFixture[str]
) -> None:
    app = make_app(security_log=Config.read({"SECURITY_LOG": "-"}).security_log)
    with app.app_context():
        note(Event.KEY_ADOPTED, object=3)

    found = read_line(capsys.readouterr().err, KEY)
    assert found is not None
    assert (found["event"], found["object"], found["by"]) == ("cycle key adopted", 3, "system")


def test_a_folder_is_no_place_for_the_log(tmp_path: Path) -> None:
    (defect,) = Config.read({"SECURITY_LOG": str(tmp_path)}).defects

    assert defect.name == "SECURITY_LOG"


@given(st.dictionaries(st.text(max_size=20), st.text() | st.integers() | st.sampled_from(HOSTILE)))
def test_whatever_a_field_holds_the_line_is_one_object_of_plain_letters(
    fields: dict[str, Any],
) -> None:
    fields.pop("mac", None)
    line = marked_line(fields, KEY)

    assert line.isascii()
    assert line.isprintable()
    assert isinstance(json.loads(line), dict)
    assert read_line(line, KEY) is not None
    assert all(len(each) <= 100 for each in read_line(line, KEY).values() if isinstance(each, str))  # type: ignore[union-attr]


@pytest.mark.parametrize("sign", HOSTILE)
def test_what_somebody_types_makes_no_line_and_stands_in_none(
    logging_app: Flask, told: Callable[[], Lines], sign: str
) -> None:
    typed = f"PENANDA{sign}PENANDA"
    plain = typed.replace("\n", "").replace("\r", "").replace("\x00", "")[:900]
    headers = {"User-Agent": plain.encode().decode("latin-1"), "X-Forwarded-For": "PENANDA\x85"}
    browser = PageClient(logging_app)

    try_to_sign_in(browser, typed, typed, headers=headers, query_string={"next": typed})
    browser.open(f"/siklus/{plain}", headers=headers)

    lines = told()
    assert [each["event"] for each in lines] == ["sign-in failed"]
    assert "PENANDA" not in json.dumps(lines)


def test_refusals_are_told_with_as_much_of_the_address_as_serves(
    logging_app: Flask, told: Callable[[], Lines], make_app: Callable[..., Flask], place: Path
) -> None:
    agency = make_agency(db.session)
    officer, hr = (make_account(db.session, agency, each) for each in (Role.OFFICER, Role.HR))
    rater, staff = (PageClient(logging_app).sign_in(each) for each in (officer, hr))
    told()

    assert rater.open("/pegawai").status_code == 403
    assert staff.open("/audit").status_code in (200, 403)
    assert staff.open("/peran").status_code in (403, 404)
    with full(logging_app, PASSWORDS):
        assert try_to_sign_in(PageClient(logging_app), "a@x.go.id", "x") == 503
    lines = told()

    forbidden = [each for each in lines if each["by"] == "officer"]
    assert [each["event"] for each in forbidden] == ["forbidden"]
    assert forbidden[0]["page"].startswith("people.")
    assert not {"account", "network"} & set(forbidden[0])
    assert [each["event"] for each in lines if each["by"] == "visitor"] == ["turned away for load"]


def test_throttling_tells_the_neighbourhood(make_app: Callable[..., Flask], place: Path) -> None:
    app = make_app(
        security_log=str(place), limits_enabled=True, sign_in_address_limit="1 per minute"
    )
    origin = {"environ_base": {"REMOTE_ADDR": "10.20.30.40"}}

    assert try_to_sign_in(PageClient(app), "a@x.go.id", "x", **origin) == 422
    assert try_to_sign_in(PageClient(app), "b@x.go.id", "x", **origin) == 429
    close_log(app)

    failed, throttled = (json.loads(each) for each in place.read_text().splitlines())
    assert (throttled["event"], throttled["network"]) == ("throttled", "10.20.30.0/24")
    assert "network" not in failed
    assert failed["source"] == throttled["source"]


def test_those_with_a_role_are_named_and_those_who_only_rate_are_not(
    logging_app: Flask, told: Callable[[], Lines]
) -> None:
    agency = make_agency(db.session)
    names = {Role.HR: "hr@x.go.id", Role.OFFICER: "pegawai@x.go.id"}
    hr, officer = (
        make_account(db.session, agency, role, password=PASSWORD, email=name)
        for role, name in names.items()
    )
    db.session.commit()
    told()
    hr_id, officer_id = hr.id, officer.id
    for name in names.values():
        browser = PageClient(logging_app)
        try_to_sign_in(browser, name, "salah")
        assert try_to_sign_in(browser, name, PASSWORD) == 302
        browser.post("/akun/pastikan", {"current_password": "salah"}, status=422)
        new = {"current_password": PASSWORD, "new_password": "Musim-kemarau-8"}
        browser.post("/akun/kata-sandi", new | {"new_password_again": "Musim-kemarau-8"})
        browser.post("/keluar")
    lines = told()

    of_hr = [each["event"] for each in lines if hr_id in (each.get("account"), each.get("tried"))]
    assert of_hr == [
        "sign-in failed", "signed in", "password asked again, wrong", "password changed",
        "session ended",
    ]  # fmt: skip
    others = [each for each in lines if hr_id not in (each.get("account"), each.get("tried"))]
    assert [each["event"] for each in others] == ["sign-in failed", "password asked again, wrong"]
    assert all(officer_id not in each.values() for each in others if officer_id > 2)
    assert not any({"account", "tried", "object", "network"} & set(each) for each in others)


def test_acts_and_downloads_are_told_once_they_are_committed(
    logging_app: Flask, told: Callable[[], Lines]
) -> None:
    agency = make_agency(db.session)
    hr, officer = make_account(db.session, agency, Role.HR), make_account(db.session, agency)
    db.session.commit()
    told()
    at = clock.utc_now()
    audit.record_act(db.session(), Act.EDITED_PERSON, 7, by=hr, at=at)
    db.session.rollback()
    assert told() == []

    give_role(db.session(), officer, Role.HR, by=hr, at=at, today=at.date())
    audit.record_act(db.session(), Act.ISSUED_CODE, officer.id, by=hr, at=at)
    taken = {"subject": "RAHASIA", "about": "RAHASIA", "by": hr, "at": at}
    record_download(db.session(), DownloadKind.AUDIT_LOG, **taken)  # type: ignore[arg-type]
    assert told() == []
    db.session.commit()

    granted, code, download = told()
    assert (granted["event"], granted["object"], granted["role"]) == (
        "role granted", officer.id, "hr",
    )  # fmt: skip
    assert (code["act"], "object" in code) == ("account: issued an access code", False)
    assert (download["event"], download["kind"]) == ("file downloaded", "audit log")
    assert "RAHASIA" not in json.dumps(download)


def test_a_role_whose_last_day_is_over_is_told_once(
    logging_app: Flask, told: Callable[[], Lines]
) -> None:
    agency = make_agency(db.session)
    account = make_account(db.session, agency, Role.HR)
    account.role_rows[0].until = date(2026, 6, 10)
    db.session.commit()
    told()
    noon = clock.utc_now().replace(year=2026, month=6, day=10, hour=5)
    for hours in (0, 24, 25, 48):
        ask_for_retention(noon + timedelta(hours=hours))
        db.session.execute(update(Job).values(finished_at=noon))

    expired = [each for each in told() if each["event"] == "role expired"]
    assert [(each["object"], each["role"]) for each in expired] == [(account.id, "hr")]


def test_the_log_may_be_moved_away_while_it_is_written(logging_app: Flask, place: Path) -> None:
    for _each in range(3):
        note(Event.KEY_MADE, object=1)
    place.rename(place.with_name("security.log.1"))
    note(Event.KEY_DESTROYED, object=1)

    assert len(place.read_text().splitlines()) == 1
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    report = check_log(log_files(place), TEST_SECRET)
    assert (report.lines, report.foreign, report.missing) == (4, 0, 0)


def test_lines_of_several_processes_stay_whole(logging_app: Flask, place: Path) -> None:
    children = []
    for _child in range(4):
        child = os.fork()
        if not child:
            for _each in range(100):
                note(Event.ADMINISTERED, act="x" * 90, way="y" * 90, kind="z" * 90)
            os._exit(0)
        children.append(child)
    assert [os.waitpid(each, 0)[1] for each in children] == [0, 0, 0, 0]

    report = check_log([place], TEST_SECRET)
    assert (report.lines, report.foreign, report.missing) == (400, 0, 0)


def test_doctor_finds_lines_that_were_changed_slipped_in_or_taken_away(
    logging_app: Flask, place: Path
) -> None:
    def found(lines: list[str]) -> tuple[int, int, list[FindingLevel]]:
        place.write_text("".join(f"{each}\n" for each in lines))
        report = check_log([place], TEST_SECRET)
        with logging_app.test_request_context():
            levels = [each.level for each in inspect_security_log(logging_app.config["BERAKHLAK"])]
        return report.foreign, report.missing, levels

    for number in range(5):
        note(Event.KEY_MADE, object=number)
    lines, bad = place.read_text().splitlines(), FindingLevel.PROBLEM

    assert found(lines) == (0, 0, [FindingLevel.OK])
    assert found([*lines[:2], *lines[3:]]) == (0, 1, [bad])
    forged = marked_line({"writer": "x", "n": 1}, key_of_lines("tebakan"))
    assert found([*lines, forged, "bukan json", "[1]"]) == (3, 0, [bad])
    changed = lines[2].replace('"object":2', '"object":9')
    assert found([*lines[:2], changed, *lines[3:]]) == (1, 1, [bad, bad])


def test_work_goes_on_where_the_log_cannot_be_written(
    logging_app: Flask, place: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place.mkdir(parents=True)

    note(Event.KEY_MADE, object=1)

    assert "the security log cannot be written" in caplog.text
    place.rmdir()
    note(Event.KEY_MADE, object=1)
    assert json.loads(place.read_text())["n"] == 2


def test_making_and_destroying_a_key_is_told(logging_app: Flask, told: Callable[[], Lines]) -> None:
    from tests.factories.answering import close
    from tests.factories.cycles import make_open_cycle

    opened = make_open_cycle(db.session, key_store(), staff=5)
    close(db.session, key_store(), opened)

    keys = [each["event"] for each in told() if each["event"].startswith("cycle key")]
    assert keys == ["cycle key made", "cycle key destroyed"]
