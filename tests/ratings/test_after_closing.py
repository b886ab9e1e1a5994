"""Whoever comes too late: assignments are erased, and no later one answers in their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.accounts.models import Account
from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import ENDED, Cycle, CycleState
from berakhlak.cycles.operations import create_cycle
from berakhlak.ratings.models import OpenSheet
from berakhlak.ratings.queries import may_be_erased
from berakhlak.sealing.sealing import seal_cycle
from tests.factories.cycles import AT, LAST_DAY, OpenCycle, assignment_of, make_open_cycle
from tests.factories.sessions import claim_of
from tests.ratings.sheets import typed
from tests.support.pages import PageClient

SHUT = {409, 410}  # Pages, and what the phone's script is told.


@pytest.fixture
def erased(session: Any, opened: OpenCycle, keys: KeyStore) -> list[int]:
    """The cycle closes; what numbers its assignments had."""
    numbers = list(session.scalars(select(Assignment.id)))
    session.commit()
    seal_cycle(session(), opened.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)
    return numbers


@pytest.fixture
def next_cycle(session: Any, opened: OpenCycle, keys: KeyStore, erased: list[int]) -> Cycle:
    """Another cycle of the same people, opened after the first has closed."""
    cycle = create_cycle(
        session,
        agency_id=opened.agency.id,
        name="Penilaian 2027",
        instrument=opened.cycle.instrument,
        opens_on=opened.cycle.opens_on + timedelta(days=365),
        closes_on=opened.cycle.closes_on + timedelta(days=365),
        units=[opened.unit],
        by=None,
        at=AT,
    )
    open_cycle(session, cycle, keys=keys, by=None, at=AT)
    session.commit()
    return cycle


def every_way(reader: PageClient, number: int, codes: list[str]) -> set[int]:
    """The statuses that a sheet's addresses answer with."""
    here, token = f"/tugas/{number}", {"csrf_token": reader.token()}
    answers = [reader.open(here), reader.open(f"{here}/periksa")]
    for path, form in {
        here: typed(codes),
        f"{here}/jawaban": {"base": "0", "jawaban-BP1": "4"},
        f"{here}/periksa": {"revision": "1"},
        f"{here}/tolak": {"reason": "does_not_know"},
        f"{here}/ambil-kembali": {},
    }.items():
        answers.append(reader.open(path, method="POST", data=form | token))
    return {answer.status_code for answer in answers}


def test_a_late_rater_reads_that_the_cycle_has_closed(
    budi: PageClient, erased: list[int], codes: list[str]
) -> None:
    assert {status for number in erased for status in every_way(budi, number, codes)} == SHUT
    assert budi.get(f"/tugas/{erased[0]}", status=409).heading == "Siklus ini sudah ditutup"


def test_who_never_rated_reads_that_there_is_nothing(
    client: PageClient, session: Any, keys: KeyStore, opened: OpenCycle, erased: list[int]
) -> None:
    other = make_open_cycle(session, keys)
    session.commit()

    client.sign_in(opened.hr).get(f"/tugas/{erased[0]}", status=404)
    client.sign_in(other.account(other.head)).get(f"/tugas/{erased[0]}", status=404)


def test_what_was_meant_for_a_closed_cycle_reaches_no_sheet_of_the_next(
    budi: PageClient, session: Any, erased: list[int], next_cycle: Cycle, codes: list[str]
) -> None:
    numbers = set(session.scalars(select(Assignment.id)))
    assert len(numbers) == len(erased)
    assert numbers.isdisjoint(erased)

    assert {status for number in erased for status in every_way(budi, number, codes)} == SHUT
    assert session.scalars(select(OpenSheet)).all() == []


def test_anothers_sheet_of_an_open_cycle_stays_unknown_to_who_rated_before(
    budi: PageClient,
    session: Any,
    opened: OpenCycle,
    next_cycle: Cycle,
    codes: list[str],
    stored: Callable[..., Any],
) -> None:
    theirs = assignment_of(session, opened.head, opened.staff[1], next_cycle)

    assert every_way(budi, theirs.id, codes) == {404}


@pytest.mark.parametrize("state", list(CycleState), ids=str)
def test_what_may_have_been_erased_is_told_only_to_whoever_took_part_in_a_cycle_that_ended(
    session: Any, keys: KeyStore, opened: OpenCycle, state: CycleState
) -> None:
    other, nobodys = make_open_cycle(session, keys), 10**6
    existing = assignment_of(session, opened.head, opened.staff[0], opened.cycle).id
    opened.cycle.state = state
    session.flush()

    def told(account: Account, number: int = nobodys, version: int | None = None) -> bool:
        claim = claim_of(session, account)
        claim = claim if version is None else replace(claim, version=version)
        return may_be_erased(session, number, claim)

    took_part = [opened.account(person) for person in (opened.head, *opened.staff)]
    assert {told(account) for account in took_part} == {state in ENDED}
    assert not told(took_part[0], existing)
    assert not told(took_part[0], version=0)
    strangers = [opened.hr, *(other.account(each) for each in other.staff)]
    assert not any(told(account) for account in strangers)
    assert not may_be_erased(session, nobodys, None)
