"""HR chases a part of a cycle (office, unit, group, name) on screen, in a file and on paper."""

from __future__ import annotations

import io
from array import array

import openpyxl
import pytest
from sqlalchemy import event, select

from berakhlak.accounts.models import AccountRole
from berakhlak.cycle_administration import chasing_pages, file_parts
from berakhlak.cycle_administration.chasing import (
    _in_group,
    groups_to_choose,
    raters_of_group,
)
from berakhlak.cycle_administration.late_raters import LateRaters
from berakhlak.cycles.models import Participant
from berakhlak.cycles.rater_groups import Relation
from berakhlak.downloads.models import Download, DownloadKind
from berakhlak.roles import Role
from tests.cycle_administration.offices import HOSTILE, make_two_offices
from tests.factories.answering import answer, assignments
from tests.factories.people import make_account
from tests.support.pages import PageClient
from tests.whole_app.test_query_plans import told


@pytest.fixture
def offices(session, keys, on_day):
    return make_two_offices(session, keys)


@pytest.fixture
def hr(app, offices):
    return PageClient(app).sign_in(offices.hr)


def names(page):
    return [row.th.get_text(" ", strip=True) for row in page.all("tbody tr")]


def test_late_raters_are_narrowed_by_office_unit_group_and_name(session, offices, hr):
    path = f"/siklus/{offices.cycle.id}/belum-selesai"
    health, unit = offices.seat(session, "H"), offices.seat(session, "H1")

    assert len(names(hr.get(path))) == 22
    in_office = hr.get(path, opd=health)
    assert len(names(in_office)) == 11
    assert "11 penilai" in in_office.text
    assert "Dinas Kesehatan Bidang 2" in [o.get_text(strip=True) for o in in_office.all("option")]
    assert len(names(hr.get(path, opd=health, unit=unit))) == 5
    leaders = names(hr.get(path, opd=health, kelompok="supervisor"))
    assert sorted(leaders) == ["Kabid H1", "Kabid H2", "Kepala Dinas Kesehatan"]
    assert len(names(hr.get(path, kelompok="subordinate"))) == 20
    assert names(hr.get(path, cari="staf h1 b")) == ["Staf H1 B"]
    nobody = hr.get(path, cari="tidak ada")
    assert names(nobody) == []
    assert "Tidak ada yang belum selesai dalam pilihan ini." in nobody.text
    # A unit of another office, a group that is drawn and what is no number choose nothing or all.
    assert len(names(hr.get(path, opd=health, unit=offices.seat(session, "E1")))) == 11
    assert names(hr.get(path, kelompok="peer")) == []
    assert len(names(hr.get(path, opd="x", unit=10**30))) == 22


def test_the_workbook_holds_the_chosen_part_its_names_stay_texts_and_it_is_on_record(
    session, offices, hr
):
    unit = offices.seat(session, "H1")
    found = hr.open(f"/siklus/{offices.cycle.id}/belum-selesai.xlsx?unit={unit}")

    assert found.headers["Cache-Control"] == "no-store"
    book = openpyxl.load_workbook(io.BytesIO(found.data))
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == 3 + 5
    (hostile,) = [row for row in rows if row[0] == HOSTILE]
    assert hostile == (HOSTILE, "Dinas Kesehatan Bidang 1", "Dinas Kesehatan", "Belum ada")
    taken = session.scalars(select(Download)).one()
    assert (taken.kind, taken.about) == (DownloadKind.LATE_RATERS, "Dinas Kesehatan Bidang 1")


def test_late_raters_of_a_large_agency_are_taken_part_by_part_and_none_is_left_out(
    session, offices, hr, monkeypatch
):
    """They lie in no file that is kept: a request makes no more than it can at once."""
    for module in (file_parts, chasing_pages):
        monkeypatch.setattr(module, "IN_A_FILE", 15)
    page = hr.get(f"/siklus/{offices.cycle.id}/belum-selesai")

    found = []
    for link in page.all("a[href*='belum-selesai.xlsx']"):
        book = openpyxl.load_workbook(io.BytesIO(hr.open(str(link["href"])).data))
        found.append([row[0].value for row in book.active.iter_rows(min_row=4)])

    assert [len(each) for each in found] == [15, 7]
    assert len({*found[0], *found[1]}) == 22
    assert "1–15" in page.text


def test_the_list_to_print_is_parted_by_units(session, offices, hr):
    page = hr.get(f"/siklus/{offices.cycle.id}/belum-selesai/cetak", opd=offices.seat(session, "E"))

    heads = [each.get_text(strip=True) for each in page.all("main h2")]
    assert heads == [
        "Dinas Pendidikan",
        "Dinas Pendidikan Bidang 1",
        "Dinas Pendidikan Bidang 2",
    ]
    assert len(names(page)) == 11


def test_hr_of_a_unit_chases_no_further_than_it_reaches(app, session, offices):
    deputy = make_account(session, offices.agency)
    session.add(AccountRole(account_id=deputy.id, role=Role.HR, unit_id=offices.units["E"].id))
    session.commit()
    theirs = PageClient(app).sign_in(deputy)
    path = f"/siklus/{offices.cycle.id}/belum-selesai"

    assert len(names(theirs.get(path))) == 11
    assert len(names(theirs.get(path, opd=offices.seat(session, "H1")))) == 11
    assert len(names(theirs.get(path, opd=offices.seat(session, "E1")))) == 5


def test_whoever_is_led_is_known_by_those_who_are_not(session, offices):
    cycle, groups = offices.cycle, groups_to_choose(offices.cycle.policy)
    seats = session.scalars(select(Participant).where(Participant.cycle_id == cycle.id)).all()
    late = LateRaters(session(), cycle.id, array("i", [each.id for each in seats]), 0)
    head = next(each for each in seats if each.supervisor_id)
    for is_rated in (True, False):
        head.supervisor.is_rated = is_rated
        session.flush()
        for group in groups:
            with told() as seen:
                kept = _in_group(session(), cycle, group, late)
            found = {each.id for each in kept}
            assert found == set(session.scalars(raters_of_group(cycle, group)))
            if group.relation is Relation.SUBORDINATE:
                assert found
                assert not any("EXISTS" in each for each in seen)


def test_a_page_of_late_raters_asks_as_often_however_many_there_are(session, keys, offices, hr):
    path = f"/siklus/{offices.cycle.id}/belum-selesai?kelompok=subordinate"
    hr.get(path)
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        hr.get(path)
        few = len(statements)
        answer(session, keys, offices, assignments(session, offices)[:40])
        statements.clear()
        hr.get(path)
    finally:
        event.remove(engine, "before_cursor_execute", note)

    assert len(statements) == few
