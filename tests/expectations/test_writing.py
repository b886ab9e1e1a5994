"""A supervisor writes what they especially expect, the officer reads it, and opening fixes it."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.operations import delete_draft
from berakhlak.cycles.purposes import Purpose
from berakhlak.expectations.models import LONGEST, Expectation
from berakhlak.expectations.operations import (
    ExpectationsFixed,
    move_expectations,
    write_expectations,
)
from berakhlak.expectations.queries import OfficerExpectations, expectations_of
from berakhlak.people.models import PositionLevel
from tests.expectations.conftest import HARMONIS
from tests.factories.cycles import AT, make_next_draft, make_person, state_purpose


def opened_now(session, draft):
    open_cycle(session(), draft, keys=key_store(), by=None, at=AT, chance=random.Random(1))
    session.commit()


def written(session, draft, officer) -> dict[str, str]:
    session.expire_all()
    return dict(expectations_of(session(), draft.id, officer.id))


def test_it_is_written_read_by_the_officer_changed_taken_back_and_fixed_by_opening(
    head, officer, client, team, page, draft, opened, session
):
    budi = opened.staff[0]
    assert "0 dari 3 pegawai" in head().get("/").text
    assert "Belum ada ekspektasi khusus." in head().get(team).text
    head().post(page, {"ekspektasi-HM": HARMONIS, "ekspektasi-BP": "  "})
    assert written(session, draft, budi) == {"HM": HARMONIS}
    assert "di tim <b>baru</b>" in head().get(team).text
    assert "1 dari 3 pegawai" in head().get("/").text
    own = f"/ekspektasi/{draft.id}"
    assert officer().get("/").link("Baca ekspektasi atas saya") == own
    assert "di tim <b>baru</b>" in officer().get(own).text
    other = client.sign_in(opened.account(opened.staff[1]))
    assert "baru" not in other.get(own).text
    assert "Baca ekspektasi" not in other.get("/").text

    head().post(page, {"ekspektasi-HM": ""})
    assert session.scalar(select(func.count()).select_from(Expectation)) == 0
    head().post(page, {"ekspektasi-HM": "Tetap."})
    opened_now(session, draft)

    head().get(page, status=409)
    kept = head().post(page, {"ekspektasi-HM": "Terlambat."}, status=422)
    assert kept.one("#ekspektasi-HM").get_text().strip() == "Terlambat."
    assert "tidak dapat diubah lagi" in kept.text
    assert written(session, draft, budi) == {"HM": "Tetap."}
    assert "Tetap." in officer().get(own).text
    assert "Tetap." in head().get(team).text


def test_too_long_a_text_says_by_how_much_and_all_that_was_typed_is_kept(head, page):
    typed = {"ekspektasi-HM": "x" * (LONGEST + 7), "ekspektasi-AK": "Menepati janji."}
    refused = head().post(page, typed, status=422)
    assert len(refused.errors) == 1
    assert "kelebihan 7" in refused.text
    assert refused.one("#ekspektasi-AK").get_text().strip() == "Menepati janji."


def test_only_who_leads_the_officer_writes_and_only_before_a_cycle_for_appraisal(
    client, head, officer, team, page, draft, opened, session
):
    head().post(page, {"ekspektasi-HM": "Rahasia kami."})
    own = f"/ekspektasi/{draft.id}"
    for reader in (opened.hr, opened.admin):
        for place in (own, team, page):
            assert "Rahasia" not in client.sign_in(reader).get(place, status=404).text
    for place in (team, page):
        officer().get(place, status=404)
    officer().post(page, {"ekspektasi-HM": "Saya sendiri."}, status=404)
    assert "Rahasia" not in client.sign_in(opened.hr).get(f"/siklus/{draft.id}").text
    assert "1 dari 4 pegawai" in client.sign_in(opened.hr).get(f"/siklus/{draft.id}").text

    state_purpose(draft, Purpose.DEVELOPMENT)
    session.commit()
    for place in (own, team, page):
        head().get(place, status=404)
    assert "Ekspektasi khusus" not in head().get("/").text


def test_opening_forgets_who_is_not_rated_and_everything_where_nothing_rests_on_it(
    draft, opened, session
):
    stays, leaves = opened.staff[:2]
    for person in (stays, leaves):
        write_expectations(session(), OfficerExpectations(draft, person, {}), {"BP": "Ramah."})
    leaves.is_active = False
    session.commit()
    opened_now(session, draft)
    assert written(session, draft, stays) == {"BP": "Ramah."}
    assert written(session, draft, leaves) == {}
    with pytest.raises(ExpectationsFixed):
        write_expectations(session(), OfficerExpectations(draft, stays, {}), {"BP": "Lain."})
    session.rollback()
    assert written(session, draft, stays) == {"BP": "Ramah."}

    draft.state, draft.name = CycleState.CLOSED, "Semester I"
    again = make_next_draft(session, opened)
    state_purpose(again, Purpose.APPRAISAL)
    write_expectations(session(), OfficerExpectations(again, stays, {}), {"BP": "Ramah."})
    state_purpose(again, Purpose.DEVELOPMENT)
    session.commit()
    opened_now(session, again)
    assert written(session, again, stays) == {}


def test_what_one_wrote_in_the_cycle_before_is_offered_and_what_another_wrote_is_not(
    client, head, page, draft, opened, session
):
    head().post(page, {"ekspektasi-HM": "Dari siklus lalu."})
    opened_now(session, draft)
    draft.state, draft.name = CycleState.PUBLISHED, "Semester I"
    after = make_next_draft(session, opened)
    after.opens_on = draft.opens_on + timedelta(days=180)
    after.closes_on = after.opens_on + timedelta(days=20)
    state_purpose(after)
    next_page = f"/ekspektasi/{after.id}/tim/{opened.staff[0].id}"
    offered = head().get(next_page)
    assert offered.one("#ekspektasi-HM").get_text().strip() == "Dari siklus lalu."
    assert "belum tersimpan" in offered.text
    assert written(session, after, opened.staff[0]) == {}

    new, account = make_person(session, opened.unit, "Zul Kifli", level=PositionLevel.ADMINISTRATOR)
    opened.staff[0].supervisor_id = new.id
    session.commit()
    assert "siklus lalu" not in client.sign_in(account).get(next_page).text
    head().get(next_page, status=404)


def test_a_deleted_draft_takes_its_texts_along_and_merged_records_keep_one_of_each(
    draft, opened, session
):
    kept, ended = opened.staff[:2]
    write_expectations(session(), OfficerExpectations(draft, ended, {}), {"BP": "Ramah."})
    move_expectations(session(), kept, ended)
    assert written(session, draft, kept) == {"BP": "Ramah."}
    write_expectations(session(), OfficerExpectations(draft, ended, {}), {"BP": "Lain."})
    move_expectations(session(), kept, ended)
    assert written(session, draft, kept) == {"BP": "Ramah."}
    assert written(session, draft, ended) == {}

    delete_draft(session(), draft, by=None, at=AT)
    session.commit()
    assert session.scalar(select(func.count()).select_from(Expectation)) == 0
