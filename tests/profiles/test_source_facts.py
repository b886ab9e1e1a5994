"""A profile is made of the facts of its own officer, cycle and result; lists stand in order."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.aggregation.between_cycles import frozen_cutoffs
from berakhlak.aggregation.models import CycleResult, OfficerResult
from berakhlak.aggregation.result import OfficerFigures
from berakhlak.aggregation.tree import signs_of
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleState, CycleUnit
from berakhlak.people.models import Unit
from berakhlak.profiles import queries
from berakhlak.ratings.models import Comment, CommentState
from tests.factories.cycles import AT
from tests.factories.published import PublishedCycle, make_published_cycle
from tests.factories.results import whole
from tests.profiles.test_other_results import again, named
from tests.support.pages import PageClient

ZONE = "Asia/Jakarta"


@pytest.fixture
def keys(app: Flask) -> KeyStore:
    return KeyStore(app.config["BERAKHLAK"].key_dir)


@pytest.fixture
def one(session: Any, keys: KeyStore) -> PublishedCycle:
    return make_published_cycle(session, keys)


def frozen_under_later_rules(session: Any, cycle_id: int, sha256: str) -> CycleResult:
    """A result that falls into two parts, with cut-offs of its own and a root."""
    result = session.get_one(CycleResult, cycle_id)
    assert isinstance(result, CycleResult)
    figures = replace(whole(), n_components=2, cutoffs={"change_z": 2.5})
    result.rules_version, result.sha256, result.payload = "2", sha256, figures.to_json()
    result.root = "ab" * 32
    session.flush()
    return result


def test_every_fact_of_a_profile_is_that_of_its_officer_and_result(
    session: Any, one: PublishedCycle
) -> None:
    mine, cycle = one.officers[1], one.cycle
    mine.mark, mine.rank, mine.position = "NIP …2001", "III/c", "Penata Muda"
    mine.supervisor.mark = "Kepala"
    result = frozen_under_later_rules(session, cycle.id, "1f" * 32)

    found = queries.source(session, mine, ZONE)

    assert found.identity.mark == "NIP …2001"
    assert (found.identity.rank, found.identity.position) == ("III/c", "Penata Muda")
    assert found.identity.supervisor == mine.supervisor.called
    assert found.identity.supervisor != mine.supervisor.name
    released = found.release
    assert (released.cycle, released.opens_on, released.closes_on) == (
        cycle.name,
        cycle.opens_on,
        cycle.closes_on,
    )
    assert (released.rules_version, released.sha256) == ("2", "1f" * 32)
    assert released.root == signs_of(bytes.fromhex("ab" * 32))
    payload = session.get_one(OfficerResult, mine.id).payload
    assert found.figures == OfficerFigures.from_json(payload)
    assert (found.instrument, found.policy) == (cycle.instrument.content, cycle.policy)
    assert found.several_parts is True
    assert found.cutoffs == frozen_cutoffs(result)
    assert found.cutoffs.change_z == 2.5
    result.root = None
    assert queries.source(session, mine, ZONE).release.root is None


def test_comments_of_a_profile_are_those_on_its_officer_that_hr_let_through(
    session: Any, one: PublishedCycle
) -> None:
    for number, (officer, state) in enumerate(
        (who, state) for who in one.officers[:2] for state in CommentState
    ):
        session.add(
            Comment(
                id=bytes([number]) * 16,
                cycle_id=one.cycle.id,
                ratee_id=officer.id,
                value_code="BP",
                text=f"{officer.id} {state}",
                state=state,
            )
        )
    session.flush()
    mine = one.officers[1]

    found = queries.source(session, mine, ZONE).comments

    assert found == (("BP", f"{mine.id} shown"), ("BP", f"{mine.id} redacted"))


def test_the_result_before_is_told_with_its_own_rules_and_what_this_one_froze(
    session: Any, keys: KeyStore, one: PublishedCycle
) -> None:
    now = named(again(session, keys, one.opened), one.officers[0].name)
    frozen_under_later_rules(session, one.cycle.id, "1f" * 32)
    old = queries.source(session, now, ZONE).earlier
    frozen_under_later_rules(session, now.cycle_id, "2f" * 32)

    found = queries.source(session, now, ZONE).earlier

    assert old is not None
    assert found is not None
    assert (found.rules_version, found.z) == ("2", 2.5)
    assert (old.rules_version, old.z) == ("2", float("inf"))
    assert found.instrument == one.cycle.instrument.content
    assert found.policy == one.cycle.policy


def test_lists_stand_by_name_and_namesakes_by_number(session: Any, one: PublishedCycle) -> None:
    officers = one.officers
    for row, name in zip(officers, ("Zaki", "Ani", "Ani"), strict=True):
        row.name = name
    session.flush()
    expected = [officers[1].id, officers[2].id, officers[0].id]
    head = queries.reader(session, one.opened.account(one.opened.head))

    team = queries.team_profiles(session, head)

    assert [row.participant_id for row in team] == expected
    assert {row.position for row in team} == {officers[0].position}
    exported = queries.published_officers(session, one.cycle.id)
    assert [row.participant_id for row in exported] == expected


def test_exported_officers_stand_by_the_code_of_their_unit_first(
    session: Any, one: PublishedCycle
) -> None:
    unit = session.scalars(select(CycleUnit).where(CycleUnit.cycle_id == one.cycle.id)).one()
    before = CycleUnit(
        cycle_id=one.cycle.id, unit_id=one.opened.unit.id + 1000, code="0", name="Bidang Awal"
    )
    session.add(
        Unit(id=before.unit_id, agency_id=one.opened.agency.id, code="0", name="Bidang Awal")
    )
    session.flush()
    session.add(before)
    session.flush()
    last = one.officers[-1]
    last.unit_id = before.id
    session.flush()

    found = queries.published_officers(session, one.cycle.id)

    assert [row.participant_id for row in found] == [
        last.id,
        *(row.id for row in one.officers[:-1]),
    ]
    assert [row.unit for row in found] == ["0", *[unit.code] * (len(found) - 1)]
    head = queries.reader(session, one.opened.account(one.opened.head))
    units = {row.participant_id: row.unit for row in queries.team_profiles(session, head)}
    assert units[last.id] == "Bidang Awal"


def test_what_has_no_day_of_release_is_in_no_list(
    session: Any, keys: KeyStore, one: PublishedCycle
) -> None:
    again(session, keys, one.opened, published_at=None)
    mine = one.officers[0]
    reader = queries.reader(session, one.account_of(mine))

    assert [row.participant_id for row in queries.own_profiles(session, reader)] == [mine.id]


def test_of_two_cycles_before_that_opened_on_one_day_the_later_one_counts(
    session: Any, keys: KeyStore, one: PublishedCycle
) -> None:
    day = date(2027, 1, 5)
    for number in range(2):
        opens_on = day - timedelta(days=30 * number)
        published_at = AT + timedelta(days=200 - number)
        rows = again(session, keys, one.opened, opens_on=opens_on, published_at=published_at)
        cycle = rows[0].cycle
        cycle.name, cycle.opens_on, cycle.closes_on = f"Siklus {number}", day, day
        session.flush()
    now = named(again(session, keys, one.opened), one.officers[0].name)

    found = queries.source(session, now, ZONE).earlier

    assert found is not None
    assert found.cycle == "Siklus 1"


def test_the_sample_is_the_first_of_equally_full_results(session: Any, one: PublishedCycle) -> None:
    payloads = [session.get_one(OfficerResult, row.id) for row in one.officers]
    for row in payloads:
        row.payload = payloads[0].payload
    session.flush()
    assert queries.sample_participant(session) == min(row.id for row in one.officers)

    payloads[1].payload = payloads[0].payload + json.dumps("shown")
    session.flush()
    assert queries.sample_participant(session) == one.officers[1].id
    # Fullness counts shown cells, not letters.
    payloads[2].payload = payloads[0].payload.replace('"shown"', '"none"') + " " * 1000
    session.flush()
    assert queries.sample_participant(session) == one.officers[1].id
    one.cycle.state = CycleState.CLOSED
    session.flush()
    assert queries.sample_participant(session) is None


def test_a_cycle_is_found_by_whoever_is_of_its_agency_alone(
    client: PageClient, session: Any, keys: KeyStore, one: PublishedCycle
) -> None:
    other = make_published_cycle(session, keys)
    other.cycle.name = "Milik instansi lain"
    client.sign_in(one.opened.hr)

    assert one.cycle.name in client.open(f"/siklus/{one.cycle.id}").text
    assert client.open(f"/siklus/{other.cycle.id}").status_code == 404
