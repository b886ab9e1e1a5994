"""HR deactivates, asks for replacements, withdraws and undoes, and compares what it sees.

Two worlds are alike but for one thing: whether a certain rater has sent a certain sheet. HR does
the same in both and collects every page and file that it may open, every row that holds no sheet,
and every line of the log. What differs between the worlds tells whose sheet was sent.
"""

from __future__ import annotations

import contextlib
import io
import logging
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from berakhlak import clock
from berakhlak.accounts.granting import give_role
from berakhlak.accounts.models import Account
from berakhlak.assignments.models import Assignment
from berakhlak.assignments.replacing import ask_replacements, withdraw_participant
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.rater_groups import Relation
from berakhlak.extensions import db
from berakhlak.people.leaving import deactivate_people, reactivate_person
from berakhlak.people.models import LeavingReason
from berakhlak.ratings.progress import SheetProgress, progress_of
from berakhlak.roles import Role
from berakhlak.spreadsheets import XLSX
from tests.factories.answering import answer, assignments
from tests.factories.cycles import AT, OpenCycle, make_open_cycle, participants
from tests.factories.people import make_account
from tests.support.pages import PageClient

# Where sheets are, under handles that only the cycle's key makes.
SECRET = {"open_sheet"}
PAGES = (
    "/",
    "/siklus",
    "/siklus/{cycle}",
    "/siklus/{cycle}/penilai",
    "/siklus/{cycle}/belum-selesai",
    "/siklus/{cycle}/belum-selesai?kelompok=supervisor",
    "/siklus/{cycle}/belum-selesai/cetak",
    "/siklus/{cycle}/belum-selesai.xlsx",
    "/siklus/{cycle}/tidak-menilai",
    "/siklus/{cycle}/ingatkan",
    "/pegawai",
    "/pegawai?status=nonaktif",
    "/pegawai/{person}",
    "/pegawai/{person}/siklus",
    "/audit",
)
_NOISE = re.compile(r'(csrf_token" value|name="reader" content|reader_mark" value)="[^"]*"')
Deed = Callable[[OpenCycle], None]


def leave(opened: OpenCycle) -> None:
    rater = opened.staff[0]
    reasons = {rater.id: LeavingReason.RETIRED}
    deactivate_people(db.session(), opened.agency, [rater.id], reasons=reasons, by=None, at=AT)


def come_back(opened: OpenCycle) -> None:
    leave(opened)
    reactivate_person(db.session(), opened.staff[0], by=None, at=AT)


def replace_rater(opened: OpenCycle) -> None:
    leave(opened)
    ask_replacements(db.session(), opened.cycle, by=None, at=AT, chance=random.Random(1))


def withdraw_ratee(opened: OpenCycle) -> None:
    sheet = watched(opened)
    withdraw_participant(db.session(), opened.cycle, sheet.ratee, by=None, at=AT)


def planted_leak(opened: OpenCycle) -> None:
    """A careless way: the number of a replaced rater's sheets goes into the record."""
    replace_rater(opened)
    key = key_store().key_of(opened.cycle)
    states = progress_of(db.session(), [watched(opened)], key=key).values()
    sent = sum(state is SheetProgress.SUBMITTED for state in states)
    detail = {"sheets": sent}
    audit.record_act(db.session(), Act.ADDED_RATERS, opened.cycle.id, by=None, at=AT, detail=detail)


def watched(opened: OpenCycle) -> Assignment:
    """The sheet that HR would like to know of: the first that the rater has about a peer."""
    return assignments(db.session, opened, rater=opened.staff[0], group=Relation.PEER)[0]


# Drawn at random, or made from what was; `owner` is a mark under the secret of the installation.
CHANCE = {"session_version", "key_name", "key_fingerprint", "box", "raters", "digest", "owner"}
DEEDS: list[Deed] = [leave, come_back, replace_rater, withdraw_ratee]


@pytest.fixture(autouse=True)
def _days(monkeypatch: pytest.MonkeyPatch) -> None:
    """One look of HR's, taken when nothing was sent, and the same day for both worlds."""
    monkeypatch.setattr(clock, "today_in", lambda timezone="": AT.date())
    monkeypatch.setattr(clock, "utc_now", lambda: AT)


def world(app: Flask, *, sent: bool, deed: Deed | None) -> dict[str, str]:
    """What HR holds in its hands afterwards."""
    with app.app_context():
        opened = make_open_cycle(db.session, key_store(), staff=8)
        others = assignments(db.session, opened, rater=opened.staff[2])
        answer(db.session, key_store(), opened, others)
        if sent:
            answer(db.session, key_store(), opened, [watched(opened)])
        db.session.commit()
        log = io.StringIO()
        with logged(log):
            if deed:
                deed(opened)
            db.session.commit()
            seen = pages(app, opened)
        seen |= rows() | {"log": without_noise(log.getvalue())}
        db.session.remove()
    return seen


@contextlib.contextmanager
def logged(log: io.StringIO) -> Iterator[None]:
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)


def pages(app: Flask, opened: OpenCycle) -> dict[str, str]:
    found = {}
    for reader in (opened.hr, opened.admin, hr_of_the_unit(opened)):
        client = PageClient(app).sign_in(reader)
        for page in PAGES:
            path = page.format(cycle=opened.cycle.id, person=opened.staff[0].id)
            answer_ = client.open(path)
            assert answer_.status_code in (200, 403, 404), path
            found[f"{reader.name} {page}"] = without_noise(readable(answer_))
    return found


def readable(answer_: TestResponse) -> str:
    """The text of a page, or the cells of a workbook."""
    if answer_.mimetype != XLSX:
        return answer_.get_data(as_text=True)
    sheet = openpyxl.load_workbook(io.BytesIO(answer_.data)).active
    return repr(list(sheet.iter_rows(values_only=True)))


def hr_of_the_unit(opened: OpenCycle) -> Account:
    account = make_account(db.session, opened.agency, email="unit@bkd.example", name="HR unit")
    give_role(db.session(), account, Role.HR, unit=opened.unit, by=None, at=AT, today=AT.date())
    db.session.commit()
    return account


def rows() -> dict[str, str]:
    """Every row of every table but the sheets; chance alone decides some columns."""
    names = db.session.scalars(
        text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    ).all()
    found = {}
    for name in set(names) - SECRET:
        columns = [
            row[1]
            for row in db.session.execute(text(f'PRAGMA table_info("{name}")'))
            if row[1] not in CHANCE
        ]
        listed = ", ".join(f'"{each}"' for each in columns)
        query = text(f'SELECT {listed} FROM "{name}"')  # noqa: S608  Names of our own tables.
        found[name] = repr(sorted(map(str, db.session.execute(query))))
    return found


def without_noise(html: str) -> str:
    """Tokens of sessions differ between any two readings."""
    return _NOISE.sub("", html)


@pytest.fixture
def fresh_app(request: pytest.FixtureRequest) -> Callable[[], Flask]:
    """The application on an empty database, as often as it is asked for."""
    made: Callable[[], Flask] = request.getfixturevalue("_database_file").restore
    return made


def differing(fresh_app: Callable[[], Flask], deed: Deed) -> list[str]:
    """Where the world in which the sheet was sent differs from the one in which it was not."""
    numbers = {}
    for sent in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("tests.factories.cycles._numbers", iter(range(1, 1_000)))
            numbers[sent] = world(fresh_app(), sent=sent, deed=deed)
    return sorted(key for key in numbers[True] if numbers[True][key] != numbers[False].get(key))


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: str(deed.__name__))
def test_nothing_that_hr_does_in_an_open_cycle_tells_whose_sheet_was_sent(
    fresh_app: Callable[[], Flask], deed: Deed
) -> None:
    assert differing(fresh_app, deed) == []


def test_the_attack_finds_a_count_of_replaced_sheets_in_the_record(
    fresh_app: Callable[[], Flask],
) -> None:
    assert "audit_entry" in differing(fresh_app, planted_leak)


def test_no_row_of_a_sheet_changes_by_what_hr_does(session: Any) -> None:
    opened = make_open_cycle(session, key_store(), staff=8)
    answer(session, key_store(), opened, assignments(session, opened))
    stored = text("SELECT handle, is_submitted, box FROM open_sheet ORDER BY handle")
    before = session.execute(stored).all()

    replace_rater(opened)
    withdraw_ratee(opened)
    session.commit()

    assert session.execute(stored).all() == before


def test_the_number_of_raters_does_not_move_for_whom_a_leaver_rates(session: Any) -> None:
    from berakhlak.cycle_administration.coverage import coverage_of_officers

    opened = make_open_cycle(session, key_store(), staff=8)
    before = coverage_of_officers(session(), opened.cycle)

    replace_rater(opened)

    added = session.scalars(select(Assignment).where(Assignment.added_for.is_not(None))).all()
    assert added
    assert coverage_of_officers(session(), opened.cycle) == before
    assert len(participants(session, opened.cycle)) == 9
