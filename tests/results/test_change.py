"""The profile tells what changed since the person's cycle before, as released before it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.cycles.operations import create_cycle
from berakhlak.profiles.queries import load_profile_source
from berakhlak.sealing.models import CycleResult, OfficerResult
from tests.factories.cycles import AT
from tests.factories.profiles import rich_officer
from tests.factories.published import PublishedCycle
from tests.factories.results import whole
from tests.support.pages import PageClient
from tests.support.pdf import opened, text_of

TITLE = "Perubahan sejak siklus lalu"
ZONE = "Asia/Jakarta"


@pytest.fixture
def earlier(session: Any, published: PublishedCycle) -> Cycle:
    """A cycle of the same people half a year before, released a month after it closed."""
    this = published.cycle
    cycle = create_cycle(
        session,
        agency_id=this.agency_id,
        name="Penilaian 2025",
        instrument=this.instrument,
        opens_on=this.opens_on - timedelta(days=180),
        closes_on=this.closes_on - timedelta(days=180),
        units=[published.opened.unit],
        by=None,
        at=AT - timedelta(days=180),
    )
    open_cycle(session, cycle, keys=key_store(), by=None, at=AT - timedelta(days=180))
    session.add(
        CycleResult(
            cycle_id=cycle.id, rules_version="1", sha256="5e" * 32, payload=whole().to_json()
        )
    )
    people = [officer.person_id for officer in published.officers]
    seats = select(Participant).where(
        Participant.cycle_id == cycle.id, Participant.person_id.in_(people)
    )
    for seat in session.scalars(seats):
        payload = rich_officer(seed=50).figures.to_json()
        session.add(OfficerResult(participant_id=seat.id, cycle_id=cycle.id, payload=payload))
    cycle.state = CycleState.PUBLISHED
    cycle.sealed_at = cycle.published_at = AT - timedelta(days=120)
    session.commit()
    return cycle


def test_the_first_profile_says_nothing_of_change(
    client: PageClient, published: PublishedCycle
) -> None:
    officer = published.officers[0]
    page = client.sign_in(published.account_of(officer)).get(f"/profil/{officer.id}")
    assert TITLE not in page.text


def test_a_second_profile_tells_what_changed_on_screen_and_paper(
    client: PageClient, published: PublishedCycle, earlier: Cycle, tmp_path: Any
) -> None:
    officer = published.officers[0]
    reader = client.sign_in(published.account_of(officer))
    page = reader.get(f"/profil/{officer.id}")
    assert TITLE in page.text
    assert len(page.all(".changes tbody tr")) == 7
    pdf = reader.open(f"/profil/{officer.id}.pdf").data
    text = text_of(pdf, tmp_path)
    assert TITLE in text
    assert "Penilaian 2025" in text
    assert len(opened(pdf).pages) <= 5


def test_only_what_was_released_before_counts(
    session: Any, published: PublishedCycle, earlier: Cycle
) -> None:
    officer = published.officers[0]
    found = load_profile_source(session, officer, ZONE).earlier
    assert found is not None
    assert found.cycle == "Penilaian 2025"
    earlier.published_at = published.cycle.published_at + timedelta(days=1)
    assert load_profile_source(session, officer, ZONE).earlier is None
    earlier.published_at, earlier.state = AT - timedelta(days=120), CycleState.CLOSED
    assert load_profile_source(session, officer, ZONE).earlier is None
    earlier.state = CycleState.ARCHIVED
    earlier.opens_on = earlier.closes_on = published.cycle.opens_on
    assert load_profile_source(session, officer, ZONE).earlier is None


def test_the_earlier_profile_does_not_know_the_later_one(
    session: Any, published: PublishedCycle, earlier: Cycle
) -> None:
    person = published.officers[0].person_id
    seat = session.scalars(
        select(Participant).where(
            Participant.cycle_id == earlier.id, Participant.person_id == person
        )
    ).one()
    assert load_profile_source(session, seat, ZONE).earlier is None
