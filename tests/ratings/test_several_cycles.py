"""A rater in several cycles at once: each stands by its deadline and goes on in itself."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.cycles.operations import create_cycle
from tests.factories.cycles import AT, OpenCycle
from tests.ratings.sheets import revision, typed
from tests.support.pages import PageClient


@pytest.fixture
def sooner(session: Any, keys: KeyStore, opened: OpenCycle) -> Cycle:
    """Another open cycle of the same people, which closes a day earlier.

    None such can be opened any more; those that an older version opened stay open.
    """
    opened.cycle.state = CycleState.CLOSED
    cycle = create_cycle(
        session,
        agency_id=opened.agency.id,
        name="Siklus mendesak",
        instrument=opened.cycle.instrument,
        opens_on=opened.cycle.opens_on,
        closes_on=opened.cycle.closes_on - timedelta(days=1),
        units=[opened.unit],
        by=None,
        at=AT,
    )
    open_cycle(session, cycle, keys=keys, by=None, at=AT, chance=random.Random(2))
    opened.cycle.state = CycleState.OPEN
    session.commit()
    return cycle


def owed_in(session: Any, cycle: Cycle, person_id: int) -> set[int]:
    rows = (
        select(Assignment.id)
        .join(Participant, Participant.id == Assignment.rater_id)
        .where(Participant.person_id == person_id, Assignment.cycle_id == cycle.id)
    )
    return set(session.scalars(rows))


def place_of(page: Any, *words: str) -> list[int]:
    return [page.text.index(each) for each in words]


def test_the_nearest_deadline_comes_first_and_each_goes_on_in_itself(
    budi: PageClient, session: Any, opened: OpenCycle, sooner: Cycle
) -> None:
    first, second = place_of(budi.get("/tugas"), sooner.name, opened.cycle.name)
    assert first < second

    for cycle in (opened.cycle, sooner):
        leads_to = str(budi.open(f"/tugas/lanjut/{cycle.id}").location)
        number = int(leads_to.split("/")[2].partition("#")[0])
        assert number in owed_in(session, cycle, opened.staff[0].id)


def test_a_cycle_without_its_key_is_named_and_leaves_the_other_at_work(
    budi: PageClient, keys: KeyStore, opened: OpenCycle, sooner: Cycle
) -> None:
    (keys.folder / f"{sooner.key_name}.key").unlink()

    page = budi.get("/tugas")

    assert sooner.name in page.text
    assert "Kunci siklus ini tidak ada di server ini." in page.text
    assert page.all(f"a[href*='/tugas/bersama/{opened.cycle.id}/peer']")
    assert not page.all(f"a[href*='/tugas/bersama/{sooner.id}/peer']")
    assert budi.open(f"/tugas/lanjut/{sooner.id}").location == "/tugas"
    assert budi.open(f"/tugas/lanjut/{opened.cycle.id}").location != "/tugas"


@pytest.mark.parametrize("state", [each for each in CycleState if each is not CycleState.OPEN])
def test_only_open_cycles_ask_for_anything(
    budi: PageClient, session: Any, opened: OpenCycle, sooner: Cycle, state: CycleState
) -> None:
    sooner.state = state
    session.commit()

    page = budi.get("/tugas")

    assert sooner.name not in page.text
    assert opened.cycle.name in page.text
    budi.get(f"/tugas/lanjut/{sooner.id}", status=404)


def test_going_on_leads_to_what_was_begun_then_to_sending_it_and_at_last_to_the_list(
    budi: PageClient, session: Any, opened: OpenCycle, codes: list[str], peer: Assignment
) -> None:
    resume = f"/tugas/lanjut/{opened.cycle.id}"
    own = budi.open(resume).location
    assert own == f"/tugas/{next(iter(own_sheet(session, opened)))}"
    budi.post(f"/tugas/{peer.id}", typed(codes[:2]))

    assert budi.open(resume).location == f"/tugas/{peer.id}#perilaku-{codes[2]}"
    budi.post(f"/tugas/{peer.id}", typed(codes, revision=1))
    assert budi.open(resume).location == f"/tugas/{peer.id}/periksa"
    for each in owed_in(session, opened.cycle, opened.staff[0].id):
        seen = revision(budi.get(f"/tugas/{each}"))
        budi.post(f"/tugas/{each}", typed(codes, action="submit", revision=seen))
        shown = budi.get(f"/tugas/{each}/periksa")
        budi.post(f"/tugas/{each}/periksa", {"revision": str(revision(shown))})
    assert budi.open(resume).location == "/tugas"


def own_sheet(session: Any, opened: OpenCycle) -> set[int]:
    """The sheet about oneself comes first."""
    owed = owed_in(session, opened.cycle, opened.staff[0].id)
    rows = select(Assignment.id).where(
        Assignment.id.in_(owed), Assignment.rater_id == Assignment.ratee_id
    )
    return set(session.scalars(rows))
