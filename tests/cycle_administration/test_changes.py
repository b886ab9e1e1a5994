"""HR sees, before a cycle opens, which people changed shortly before, and so does the record."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from berakhlak import clock
from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.changes import (
    DAYS,
    changed_at_opening,
    count_changed,
    count_first_codes,
    count_kinds,
)
from berakhlak.cycles.models import CycleState
from berakhlak.people.models import PlacementChange, PlacementChangeKind, PositionLevel, Unit
from tests.factories.cycles import make_next_draft, make_open_cycle, make_person

NOW = datetime.fromisoformat("2026-12-20T03:00:00+00:00")


@pytest.fixture
def draft(session, opened, monkeypatch):
    """A draft over the unit of the open cycle, which is closed by now."""
    monkeypatch.setattr(clock, "utc_now", lambda: NOW)
    opened.cycle.state = CycleState.CLOSED
    return make_next_draft(session, opened)


@pytest.fixture
def elsewhere(session, opened):
    unit = Unit(agency_id=opened.agency.id, code="9", name="Bidang Lain")
    session.add(unit)
    session.flush()
    return unit


def changed(
    session, person, what=PlacementChangeKind.UNIT, *, at=NOW, unit=None, was=None, by=None
):
    session.add(
        PlacementChange(
            person_id=person.id,
            unit_id=unit.id if unit else person.unit_id,
            was_unit_id=was.id if was else None,
            what=what,
            was=was.name if was else None,
            now="Bidang Mutasi" if what is PlacementChangeKind.UNIT else None,
            at=at,
            account_id=by.id if by else None,
        )
    )
    session.flush()


FIRST = PlacementChangeKind.FIRST_CODE


@pytest.mark.parametrize("kind", [kind for kind in PlacementChangeKind if kind is not FIRST])
def test_every_kind_of_change_in_the_days_before_is_counted(session, opened, draft, kind):
    first, second = opened.staff[:2]
    changed(session, first, kind, at=NOW - timedelta(days=DAYS) + timedelta(seconds=1))
    changed(session, first, kind)
    changed(session, second, kind)

    assert count_changed(session, draft, NOW) == 2
    assert count_kinds(session, draft, NOW) == {kind: 2}


def test_first_codes_are_counted_apart_and_told_without_hiding_the_rest(session, opened, draft):
    for person in opened.staff[:3]:
        changed(session, person, FIRST)
    changed(session, opened.staff[0], PlacementChangeKind.UNIT)

    assert count_changed(session, draft, NOW) == 1
    assert count_kinds(session, draft, NOW) == {PlacementChangeKind.UNIT: 1}
    assert count_first_codes(session, draft, NOW) == 3


def test_what_is_older_or_came_after_opening_is_not_counted(session, opened, draft):
    changed(session, opened.staff[0], at=NOW - timedelta(days=DAYS))
    draft.opened_at = NOW
    changed(session, opened.staff[1], at=NOW + timedelta(hours=1))

    assert count_changed(session, draft, NOW + timedelta(days=3)) == 0


def test_people_of_other_units_and_agencies_are_not_counted(
    session, keys, opened, draft, elsewhere
):
    stranger, _account = make_person(session, elsewhere, "Joko", level=PositionLevel.PELAKSANA)
    changed(session, stranger)
    changed(session, make_open_cycle(session, keys).staff[0])

    assert count_changed(session, draft, NOW) == 0


def test_who_was_moved_out_and_a_supervisor_elsewhere_are_counted(
    session, opened, draft, elsewhere
):
    gone, _account = make_person(session, elsewhere, "Joko", level=PositionLevel.PELAKSANA)
    changed(session, gone, was=opened.unit)
    lead, _account = make_person(session, elsewhere, "Lina", level=PositionLevel.ADMINISTRATOR)
    opened.staff[0].supervisor_id = lead.id
    changed(session, lead, PlacementChangeKind.PASSWORD)

    assert count_kinds(session, draft, NOW) == {
        PlacementChangeKind.UNIT: 1,
        PlacementChangeKind.PASSWORD: 1,
    }


def test_the_pages_before_opening_name_who_changed_what_and_by_whom(
    client, session, opened, draft, elsewhere
):
    officer = opened.staff[0]
    changed(session, officer, was=elsewhere, by=opened.hr)
    session.commit()
    hr = client.sign_in(opened.hr)

    for address in ("", "/buka", "/penilai"):
        page = hr.get(f"/siklus/{draft.id}{address}")
        assert "Data 1 pegawai berubah dalam 30 hari terakhir" in page.text
        (told,) = [item for item in page.all(".notice li") if officer.name in item.get_text()]
        assert ", Bidang Lain → Bidang Mutasi." in told.get_text()
        assert opened.hr.name in told.get_text()
        assert told.find("a")["href"] == f"/pegawai/{officer.id}"

    (row,) = hr.get(f"/siklus/{draft.id}/perubahan").all("tbody tr")
    assert "Pindah unit kerja" in row.get_text()


def test_without_changes_the_pages_say_nothing_of_them(client, session, opened, draft):
    session.commit()
    hr = client.sign_in(opened.hr)

    for address in ("", "/buka", "/penilai"):
        assert "berubah dalam" not in hr.get(f"/siklus/{draft.id}{address}").text
    assert "Tidak ada data pegawai yang berubah" in hr.get(f"/siklus/{draft.id}/perubahan").text


def test_the_record_of_opening_keeps_the_number(client, session, keys, opened, draft):
    for officer in opened.staff[:3]:
        changed(session, officer, PlacementChangeKind.LEVEL)

    open_cycle(session, draft, keys=keys, by=opened.hr, at=NOW)

    session.commit()
    assert changed_at_opening(session, draft) == 3
    page = client.sign_in(opened.admin).get("/audit")
    assert "3 pegawai berubah unit, jabatan, atasan, atau akunnya" in page.text
    seen = client.sign_in(opened.hr).get(f"/siklus/{draft.id}/penilai")
    assert "Data 3 pegawai berubah dalam 30 hari sebelum siklus dibuka" in seen.text


def test_opening_at_the_command_line_tells_the_number(app, session, opened, draft):
    changed(session, opened.staff[0], PlacementChangeKind.NEW)
    session.commit()

    told = app.test_cli_runner().invoke(args=["cycle", "open", str(draft.id)])

    assert told.exit_code == 0, told.output
    assert "1 pegawainya berubah" in told.output
