"""Of many results of several people, cycles and agencies, each reader finds their own alone."""

from __future__ import annotations

import random
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from berakhlak.accounts.models import Account
from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.cycles.operations import create_cycle
from berakhlak.profiles import queries
from berakhlak.profiles.access import RELEASED, ProfileReader
from berakhlak.sealing.earlier_cycles import earlier_population
from berakhlak.sealing.models import CycleResult, OfficerResult
from berakhlak.statistics.inference.cutoffs import StatementCutoffs
from berakhlak.statistics.statements import CompositeDependability
from tests.factories.cycles import AT, OpenCycle, participants
from tests.factories.profiles import rich_officer
from tests.factories.published import PublishedCycle, make_published_cycle
from tests.factories.results import whole

FIRST = AT + timedelta(days=35)  # When `make_published_cycle` publishes.


@pytest.fixture
def keys(app: Flask) -> KeyStore:
    return KeyStore(app.config["BERAKHLAK"].key_dir)


@pytest.fixture
def one(session: Any, keys: KeyStore) -> PublishedCycle:
    return make_published_cycle(session, keys)


@pytest.fixture
def other(session: Any, keys: KeyStore) -> PublishedCycle:
    """Of another agency, whose people have the same names."""
    return make_published_cycle(session, keys)


def again(
    session: Any,
    keys: KeyStore,
    opened: OpenCycle,
    *,
    opens_on: date = date(2027, 5, 1),
    published_at: datetime | None = AT + timedelta(days=300),
    state: CycleState = CycleState.PUBLISHED,
    seed: int = 40,
) -> list[Participant]:
    """Another cycle of the same people with results of everybody who is rated; the participants."""
    cycle = create_cycle(
        session,
        agency_id=opened.agency.id,
        name=f"Siklus {opens_on}",
        instrument=opened.cycle.instrument,
        opens_on=opens_on,
        closes_on=opens_on + timedelta(days=20),
        units=[opened.unit],
        policy=None,
        by=None,
        at=AT,
    )
    open_cycle(session, cycle, keys=keys, by=None, at=AT, chance=random.Random(2))
    rated = [row for row in participants(session, cycle) if row.is_rated]
    session.add(
        CycleResult(
            cycle_id=cycle.id, rules_version="1", sha256="6f" * 32, payload=whole().to_json()
        )
    )
    for number, row in enumerate(rated):
        figures = rich_officer(seed=seed + number, participant_id=row.id).figures
        session.add(
            OfficerResult(participant_id=row.id, cycle_id=cycle.id, payload=figures.to_json())
        )
    cycle.state, cycle.published_at = state, published_at
    session.flush()
    return rated


def named(rows: list[Participant], name: str) -> Participant:
    return next(row for row in rows if row.name == name)


def reader_of(session: Any, account: Account) -> ProfileReader:
    return queries.profile_reader(session, account)


def ids(listed: list[queries.ListedProfile]) -> list[int]:
    return [each.participant_id for each in listed]


def test_a_reader_is_the_person_of_that_account_and_no_other(
    session: Any, one: PublishedCycle, other: PublishedCycle
) -> None:
    for published in (one, other):
        for person in (*published.opened.staff, published.opened.head):
            found = reader_of(session, published.opened.account(person))
            assert (found.person_id, found.agency_id) == (person.id, published.opened.agency.id)
            assert not found.reads_all
        office = reader_of(session, published.opened.hr)
        assert (office.person_id, office.reads_all) == (None, True)


def test_own_profiles_are_those_of_all_own_cycles_newest_first(
    session: Any, keys: KeyStore, one: PublishedCycle, other: PublishedCycle
) -> None:
    mine = one.officers[0]
    later = named(again(session, keys, one.opened), mine.name)
    again(session, keys, other.opened)
    reader = reader_of(session, one.account_of(mine))

    found = queries.own_profiles(session, reader)

    assert ids(found) == [later.id, mine.id]
    assert found[1].cycle == one.cycle.name
    assert found[1].published_at == FIRST
    assert (found[1].unit, found[1].name) == ("Bidang Mutasi", mine.name)


def test_a_team_is_whom_the_reader_led_in_that_very_cycle(
    session: Any, keys: KeyStore, one: PublishedCycle, other: PublishedCycle
) -> None:
    again(session, keys, other.opened)
    head = reader_of(session, one.opened.account(one.opened.head))
    led = sorted(one.officers, key=lambda row: row.name)

    assert ids(queries.team_profiles(session, head)) == [row.id for row in led]
    assert queries.own_profiles(session, head) == []
    led[0].supervisor_id = led[1].id
    session.flush()
    assert ids(queries.team_profiles(session, head)) == [row.id for row in led[1:]]
    second = reader_of(session, one.account_of(led[1]))
    assert ids(queries.team_profiles(session, second)) == [led[0].id]


def test_who_is_no_officer_has_neither_own_profiles_nor_a_team(
    session: Any, one: PublishedCycle
) -> None:
    for row in one.officers:
        row.supervisor_id = None
    session.flush()
    office = reader_of(session, one.opened.hr)

    assert queries.own_profiles(session, office) == queries.team_profiles(session, office) == []


@pytest.mark.parametrize("state", list(CycleState), ids=str)
def test_only_what_is_released_is_listed_opened_or_exported(
    session: Any, one: PublishedCycle, other: PublishedCycle, state: CycleState
) -> None:
    one.cycle.state = state
    session.flush()
    mine = one.officers[0]
    reader = reader_of(session, one.account_of(mine))
    head = reader_of(session, one.opened.account(one.opened.head))
    is_out = state in RELEASED

    assert ids(queries.own_profiles(session, reader)) == ([mine.id] if is_out else [])
    assert bool(queries.team_profiles(session, head)) is is_out
    assert queries.find_readable_participant(session, reader, mine.id) == (mine if is_out else None)
    assert bool(queries.published_officers(session, one.cycle.id)) is is_out
    assert len(queries.published_officers(session, other.cycle.id)) == len(other.officers)


def test_a_profile_opens_for_its_officer_supervisor_and_hr_of_that_agency_alone(
    session: Any, one: PublishedCycle, other: PublishedCycle
) -> None:
    mine = one.officers[0]
    everybody = [
        (published, account)
        for published in (one, other)
        for account in (*published.opened.accounts.values(), published.opened.hr)
    ]
    opened = {
        account.id
        for _, account in everybody
        if queries.find_readable_participant(session, reader_of(session, account), mine.id) is mine
    }

    assert opened == {
        one.account_of(mine).id,
        one.opened.account(one.opened.head).id,
        one.opened.hr.id,
    }


def test_without_a_result_there_is_no_profile(session: Any, one: PublishedCycle) -> None:
    mine, office = one.officers[0], reader_of(session, one.opened.hr)
    assert queries.find_readable_participant(session, office, mine.id) is mine

    session.delete(session.get_one(OfficerResult, mine.id))
    session.flush()

    assert queries.find_readable_participant(session, office, mine.id) is None
    assert queries.find_readable_participant(session, office, 10**6) is None
    assert mine.id not in [
        row.participant_id for row in queries.published_officers(session, one.cycle.id)
    ]
    assert queries.own_profiles(session, reader_of(session, one.account_of(mine))) == []


def test_the_results_of_one_cycle_are_exported_by_unit_and_name(
    session: Any, keys: KeyStore, one: PublishedCycle, other: PublishedCycle
) -> None:
    again(session, keys, one.opened)

    found = queries.published_officers(session, one.cycle.id)

    expected = sorted(one.officers, key=lambda row: row.name)
    assert [row.participant_id for row in found] == [row.id for row in expected]
    assert [(row.name, row.nip, row.unit, row.cycle) for row in found] == [
        (row.name, row.nip, "1", one.cycle.name) for row in expected
    ]


def earlier_than(session: Any, participant: Participant) -> str | None:
    found = queries.load_profile_source(session, participant, "Asia/Jakarta").earlier
    return found.cycle if found else None


def now_of(session: Any, keys: KeyStore, one: PublishedCycle) -> Participant:
    """The first officer's result in the agency's second cycle, of 2027."""
    return named(again(session, keys, one.opened), one.officers[0].name)


def test_a_change_is_told_against_the_same_persons_result_of_the_cycle_before(
    session: Any, keys: KeyStore, one: PublishedCycle, other: PublishedCycle
) -> None:
    now = now_of(session, keys, one)

    found = queries.load_profile_source(session, now, "Asia/Jakarta").earlier

    assert found is not None
    assert found.cycle == one.cycle.name
    frozen = session.get_one(OfficerResult, one.officers[0].id)
    assert found.figures.to_json() == frozen.payload
    assert earlier_than(session, one.officers[0]) is None
    assert earlier_than(session, other.officers[0]) is None


def test_a_change_is_judged_by_how_all_officers_stood_and_moved(
    session: Any, keys: KeyStore, one: PublishedCycle
) -> None:
    now = now_of(session, keys, one)
    before, after = (session.get_one(CycleResult, each.id) for each in (one.cycle, now.cycle))
    told = replace(
        whole(),
        cutoffs=asdict(StatementCutoffs(least_compared=1)),
        dependability=CompositeDependability(
            coefficient=0.5, standard_error=0.2, variance=0.05, n=9
        ),
    )
    for result, mark in ((before, "5"), (after, "7")):
        result.rules_version, result.sha256, result.payload = "2", mark * 64, told.to_json()

    found = queries.load_profile_source(session, now, "Asia/Jakarta").earlier

    assert found is not None
    assert found.former is not None
    assert found.former == earlier_population(session, before, after)
    assert (found.rules_version, found.z) == ("2", StatementCutoffs().change_z)


def test_of_several_cycles_before_the_latest_one_counts(
    session: Any, keys: KeyStore, one: PublishedCycle
) -> None:
    between = date(2027, 1, 5)
    again(session, keys, one.opened, opens_on=between, published_at=AT + timedelta(days=200))
    again(
        session,
        keys,
        one.opened,
        opens_on=date(2026, 2, 1),
        published_at=AT + timedelta(days=250),
    )

    assert earlier_than(session, now_of(session, keys, one)) == f"Siklus {between}"


@pytest.mark.parametrize("state", [each for each in CycleState if each not in RELEASED], ids=str)
def test_an_unreleased_cycle_is_not_compared_with(
    session: Any, keys: KeyStore, one: PublishedCycle, state: CycleState
) -> None:
    now = now_of(session, keys, one)
    one.cycle.state = state
    session.flush()

    assert earlier_than(session, now) is None


@pytest.mark.parametrize(
    ("days", "is_compared"), [(-1, True), (0, False), (1, False)], ids=["before", "same", "after"]
)
def test_what_is_released_later_changes_no_profile_that_is_out(
    session: Any, keys: KeyStore, one: PublishedCycle, days: int, is_compared: bool
) -> None:
    now = now_of(session, keys, one)
    one.cycle.published_at = now.cycle.published_at + timedelta(days=days)
    session.flush()

    assert bool(earlier_than(session, now)) is is_compared


@pytest.mark.parametrize(
    ("days", "is_compared"), [(-1, True), (0, False), (1, False)], ids=["before", "same", "after"]
)
def test_a_cycle_that_opened_later_is_not_the_one_before(
    session: Any, keys: KeyStore, one: PublishedCycle, days: int, is_compared: bool
) -> None:
    now = now_of(session, keys, one)
    one.cycle.opens_on = now.cycle.opens_on + timedelta(days=days)
    one.cycle.closes_on = one.cycle.opens_on + timedelta(days=20)
    session.flush()

    assert bool(earlier_than(session, now)) is is_compared


def test_the_results_of_an_agency_left_behind_are_not_compared(
    session: Any, keys: KeyStore, one: PublishedCycle, other: PublishedCycle
) -> None:
    now = now_of(session, keys, one)
    moved = session.get_one(Cycle, one.cycle.id)
    moved.agency_id, moved.name = other.opened.agency.id, "Dari instansi lain"
    session.flush()

    assert earlier_than(session, now) is None


def test_a_profile_is_dated_by_the_day_of_its_time_zone(session: Any, one: PublishedCycle) -> None:
    late = datetime.fromisoformat("2026-12-06T20:30:00+00:00")
    one.cycle.published_at = late
    session.flush()

    days = {
        zone: queries.load_profile_source(session, one.officers[0], zone).release.published_on
        for zone in ("UTC", "Asia/Jakarta", "Asia/Jayapura")
    }

    assert days == {
        "UTC": date(2026, 12, 6),
        "Asia/Jakarta": date(2026, 12, 7),
        "Asia/Jayapura": date(2026, 12, 7),
    }
    one.cycle.published_at = None
    with pytest.raises(ValueError, match="not published"):
        queries.load_profile_source(session, one.officers[0], "UTC")


def test_a_profile_names_its_own_officer_unit_agency_and_supervisor(
    session: Any, one: PublishedCycle, other: PublishedCycle
) -> None:
    other.opened.agency.name = "Dinas Lain"
    mine = one.officers[1]

    found = queries.load_profile_source(session, mine, "Asia/Jakarta")

    assert (found.participant_id, found.identity.name) == (mine.id, mine.name)
    assert found.identity.agency == "Badan Kepegawaian Daerah"
    assert (found.identity.unit, found.identity.supervisor) == ("Bidang Mutasi", "Ahmad Yani")
    assert found.identity.nip == mine.nip
    mine.supervisor_id = None
    session.flush()
    session.expire(mine)
    bare = queries.load_profile_source(session, mine, "Asia/Jakarta").identity
    assert (bare.unit, bare.supervisor) == ("Bidang Mutasi", None)


def test_the_sample_is_the_fullest_result_of_the_newest_released_cycle(
    session: Any, keys: KeyStore, one: PublishedCycle, other: PublishedCycle
) -> None:
    newest = again(session, keys, one.opened)
    fullest = newest[-1]
    for row in newest:
        result = session.get_one(OfficerResult, row.id)
        if row is not fullest:
            result.payload = result.payload.replace('"shown"', '"none"', 1)
    held = again(
        session,
        keys,
        other.opened,
        opens_on=date(2028, 1, 1),
        published_at=AT + timedelta(days=900),
        state=CycleState.CLOSED,
    )
    session.flush()

    assert queries.sample_participant(session) == fullest.id
    held[0].cycle.state = CycleState.ARCHIVED
    session.flush()
    assert queries.sample_participant(session) in {row.id for row in held}
