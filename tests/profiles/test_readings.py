"""Reading somebody else's profile is on record, and the officer sees by whom and on which day."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from berakhlak.cycles.models import CycleState
from berakhlak.profiles.models import ProfileReading, ReadingWay
from tests.factories.published import PublishedCycle
from tests.support.pages import PageClient


def kept(session: Any, participant_id: int) -> dict[tuple[int, ReadingWay], int]:
    rows = session.scalars(
        select(ProfileReading).where(ProfileReading.participant_id == participant_id)
    )
    return {(row.account_id, row.way): row.times for row in rows}


def test_each_reader_day_and_way_is_one_row_with_a_count(
    client: PageClient, published: PublishedCycle, session: Any
) -> None:
    officer, hr = published.officers[0], published.opened.hr
    head = published.opened.account(published.opened.head)
    client.sign_in(hr)
    for path in (f"/profil/{officer.id}", f"/profil/{officer.id}", f"/profil/{officer.id}.pdf"):
        assert client.open(path).status_code == 200
    client.sign_in(head).open(f"/profil/{officer.id}")
    assert kept(session, officer.id) == {
        (hr.id, ReadingWay.PAGE): 2,
        (hr.id, ReadingWay.FILE): 1,
        (head.id, ReadingWay.PAGE): 1,
    }


def test_the_officer_sees_who_read_and_is_never_counted(
    client: PageClient, published: PublishedCycle, session: Any
) -> None:
    officer = published.officers[0]
    told = client.sign_in(published.opened.hr).get(f"/profil/{officer.id}")
    assert "pemilik profil dapat melihatnya" in told.text
    assert "Siapa yang membaca profil ini" not in told.text
    mine = client.sign_in(published.account_of(officer)).get(f"/profil/{officer.id}")
    client.open(f"/profil/{officer.id}.pdf")
    row = mine.all("section table tr")[-1]
    assert row.text.split()[:2] == published.opened.hr.name.split()[:2]
    assert "Dibaca di layar" in row.text
    assert len(kept(session, officer.id)) == 1


def test_who_may_not_read_leaves_no_trace(
    client: PageClient, published: PublishedCycle, session: Any
) -> None:
    client.sign_in(published.account_of(published.officers[1]))
    assert client.open(f"/profil/{published.officers[0].id}").status_code == 404
    assert session.scalar(select(func.count()).select_from(ProfileReading)) == 0


@pytest.mark.parametrize("state", [CycleState.OPEN, CycleState.SEALING, CycleState.PUBLISHED])
def test_a_preview_is_there_between_closing_and_publishing_alone(
    client: PageClient, published: PublishedCycle, session: Any, state: CycleState
) -> None:
    published.cycle.state = state
    session.commit()
    client.sign_in(published.opened.hr)
    client.get(f"/profil/{published.officers[0].id}/pratinjau", status=404)
