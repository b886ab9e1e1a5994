"""A large agency's page of results is drawn once, and anew when anything behind it changes."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.profiles.operations import publish_profiles
from berakhlak.results import drawn_results
from berakhlak.results.models import DrawnResults
from tests.factories.answering import AT
from tests.factories.cycles import OpenCycle
from tests.results.test_views import closed_and_audited
from tests.support.pages import PageClient


@pytest.fixture
def sealed(app: Flask, session: Any) -> OpenCycle:
    return closed_and_audited(session, staff=5)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an agency of more units than a page shows."""
    monkeypatch.setattr(drawn_results, "FEW_UNITS", 0)


def body(client: PageClient, path: str) -> str:
    return str(client.get(path).one(".profile.results"))


def rows(session: Any) -> list[DrawnResults]:
    session.expire_all()
    return list(session.scalars(select(DrawnResults).order_by(DrawnResults.place)))


def test_a_small_agency_is_drawn_at_every_view(
    client: PageClient, session: Any, sealed: OpenCycle
) -> None:
    client.sign_in(sealed.hr).get(f"/siklus/{sealed.cycle.id}/hasil")
    assert not rows(session)


def test_what_was_kept_is_the_very_page_and_no_figure_is_read_for_it(
    client: PageClient, session: Any, sealed: OpenCycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    hr, path = client.sign_in(sealed.hr), f"/siklus/{sealed.cycle.id}/hasil"
    drawn = body(hr, path)
    monkeypatch.setattr(drawn_results, "FEW_UNITS", 0)
    assert body(hr, path) == drawn
    assert [row.place for row in rows(session)] == [0, 1, 2]

    read = []
    event.listen(db.engine, "before_cursor_execute", lambda *told: read.append(told[2]))
    assert body(hr, path) == drawn
    assert not any("unit_result" in each for each in read)


@pytest.mark.usefixtures("kept")
def test_it_is_drawn_anew_once_it_is_published_and_in_each_language(
    client: PageClient, session: Any, sealed: OpenCycle
) -> None:
    hr, path = client.sign_in(sealed.hr), f"/siklus/{sealed.cycle.id}/hasil"
    assert "jangan diedarkan" in body(hr, path)
    publish_profiles(session, sealed.cycle, keys=key_store(), by=None, at=AT)
    session.commit()
    assert "jangan diedarkan" not in body(hr, path)
    hr.open(f"{path}?lang=en")
    assert "How the figures are made" in body(hr, path)
    assert {row.language for row in rows(session)} == {"id", "en"}


@pytest.mark.usefixtures("kept")
def test_a_row_that_somebody_else_wrote_is_not_shown(
    client: PageClient, session: Any, sealed: OpenCycle
) -> None:
    hr, path = client.sign_in(sealed.hr), f"/siklus/{sealed.cycle.id}/hasil"
    drawn = body(hr, path)
    forged = DrawnResults.content + "<p>Palsu</p>"
    session.execute(update(DrawnResults).values(content=forged))
    session.commit()

    assert body(hr, path) == drawn
    assert not any("Palsu" in row.content for row in rows(session))
