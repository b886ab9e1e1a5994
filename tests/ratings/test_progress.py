"""How far raters are, of two cycles and two raters, whichever way the sheets are looked up."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.assignments.models import Assignment, DeclineReason
from berakhlak.assignments.operations import decline_assignment
from berakhlak.cycles.keys import KeyStore
from berakhlak.ratings import progress
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.operations import change_sheet, save_sheets
from berakhlak.ratings.progress import SheetProgress, count_submitted, progress_of
from berakhlak.ratings.queries import has_begun
from berakhlak.ratings.sheet_session import access_own_sheet, is_very_first, open_own_sheet
from tests.factories.cycles import OpenCycle, make_open_cycle
from tests.factories.sessions import claim_of
from tests.support.pages import PageClient


@pytest.fixture
def two(session: Any, keys: KeyStore, opened: OpenCycle) -> list[OpenCycle]:
    return [opened, make_open_cycle(session, keys)]


def owed(session: Any, opened: OpenCycle) -> list[Assignment]:
    rows = select(Assignment).where(Assignment.cycle_id == opened.cycle.id)
    return list(session.scalars(rows.order_by(Assignment.id)))


def begin(session: Any, keys: KeyStore, opened: OpenCycle, sheet: Assignment) -> None:
    """A first answer in a sheet."""
    change_sheet(
        session,
        sheet,
        instrument=opened.cycle.instrument.content,
        key=keys.key_of(opened.cycle),
        answers={"BP1": 4},
        comments={},
        base=0,
    )


@pytest.mark.parametrize("limit", [1, 200], ids=["all of the cycle", "one by one"])
def test_each_sheet_is_as_far_as_its_own_rater_left_it(
    session: Any,
    keys: KeyStore,
    two: list[OpenCycle],
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
) -> None:
    monkeypatch.setattr(progress, "LOOKUP_LIMIT", limit)
    whole = SheetContent()
    for each, sent in zip(two, (2, 3), strict=True):
        rows, key = owed(session, each), keys.key_of(each.cycle)
        save_sheets(session, each.cycle, {row.id: whole for row in rows[:sent]}, key=key)
        begin(session, keys, each, rows[sent])
        for row in (rows[0], rows[-1]):
            row.declined = DeclineReason.DOES_NOT_KNOW
        session.flush()

        found = progress_of(session, rows, key=key)

        states = [found[row.id] for row in rows]
        assert states[0] is states[-1] is SheetProgress.DECLINED
        assert states[1:sent] == [SheetProgress.SUBMITTED] * (sent - 1)
        assert states[sent] is SheetProgress.DRAFT
        assert set(states[sent + 1 : -1]) == {SheetProgress.OWED}
        assert progress_of(session, rows[1:4], key=key) == {
            row.id: found[row.id] for row in rows[1:4]
        }
        given_back = [rows[0], rows[-1]]
        counted = count_submitted(session, each.cycle.id, given_back, key=key)
        assert counted == sent - 1
        assert count_submitted(session, each.cycle.id, [], key=key) == sent
    assert progress_of(session, [], key=key) == {}


def test_a_draft_that_is_given_back_is_not_taken_off_the_sheets_sent(
    session: Any, keys: KeyStore, opened: OpenCycle
) -> None:
    rows, key = owed(session, opened), keys.key_of(opened.cycle)
    save_sheets(session, opened.cycle, {rows[0].id: SheetContent()}, key=key)
    begin(session, keys, opened, rows[1])
    draft = next(row for row in rows[1:] if row.rater_id != row.ratee_id)
    decline_assignment(draft, opened.cycle, DeclineReason.DOES_NOT_KNOW)

    assert count_submitted(session, opened.cycle.id, [draft], key=key) == 1


def test_whoever_begins_leaves_every_other_rater_at_the_beginning(
    session: Any, keys: KeyStore, two: list[OpenCycle]
) -> None:
    opened, key = two[0], keys.key_of(two[0].cycle)
    rows = owed(session, opened)
    raters = {row.rater_id for row in rows}
    assert not any(has_begun(session, rater, opened.cycle.id, key) for rater in raters)

    begin(session, keys, opened, rows[3])

    assert {rater for rater in raters if has_begun(session, rater, opened.cycle.id, key)} == {
        rows[3].rater_id
    }
    elsewhere = keys.key_of(two[1].cycle)
    begun = [
        has_begun(session, row.rater_id, row.cycle_id, elsewhere) for row in owed(session, two[1])
    ]
    assert not any(begun)


def test_a_sheet_is_the_very_first_until_its_rater_has_begun_any(
    session: Any, keys: KeyStore, opened: OpenCycle, peer: Assignment
) -> None:
    """Before the very first one, the promise is read in full."""
    account = opened.account(opened.staff[0])
    claim = claim_of(session, account)
    mine = [row.id for row in owed(session, opened) if row.rater_id == peer.rater_id]
    other = next(row for row in owed(session, opened) if row.rater_id != peer.rater_id)

    def first() -> set[bool]:
        access = [access_own_sheet(session, each, claim, keys) for each in mine]
        return {is_very_first(session, open_own_sheet(session, each)) for each in access}

    assert first() == {True}
    begin(session, keys, opened, other)
    assert first() == {True}
    begin(session, keys, opened, peer)
    assert first() == {False}


def test_the_promise_is_read_in_full_before_the_first_answer_of_all_and_only_then(
    app: Flask, session: Any, keys: KeyStore, opened: OpenCycle, peer: Assignment, budi: PageClient
) -> None:
    def in_full(reader: PageClient, path: str) -> bool:
        return bool(reader.get(path).all("a[href='#lembar']"))

    citra = PageClient(app).sign_in(opened.account(opened.staff[1]))
    mine = [row for row in owed(session, opened) if row.rater_id == peer.rater_id]
    theirs = next(
        row
        for row in owed(session, opened)
        if row.rater_id != peer.rater_id and row.rater.person_id == opened.staff[1].id
    )
    pages = [f"/tugas/{row.id}" for row in mine]
    assert all(in_full(budi, page) for page in pages)

    begin(session, keys, opened, peer)

    assert not any(in_full(budi, page) for page in pages)
    assert in_full(citra, f"/tugas/{theirs.id}")
