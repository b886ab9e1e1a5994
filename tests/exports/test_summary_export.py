"""The page for the head of the agency goes to whoever may read its results, and to nobody else."""

from __future__ import annotations

from datetime import date
from typing import Any

from berakhlak.accounts.granting import end_role, give_role
from berakhlak.accounts.models import Account
from berakhlak.roles import Role
from tests.factories.cycles import AT
from tests.factories.people import make_account
from tests.factories.published import PublishedCycle
from tests.support.pages import PageClient


def reader_of(session: Any, published: PublishedCycle, *, whole: bool) -> Account:
    """A regent, or the head of one unit."""
    agency, unit = published.opened.agency, None if whole else published.opened.unit
    account = make_account(session, agency, email=f"{whole}@contoh.go.id", name="Pembaca")
    give_role(session(), account, Role.READER, unit=unit, by=None, at=AT, today=date(2026, 11, 2))
    session.commit()
    return account


def test_a_reader_of_the_whole_agency_takes_it_as_long_as_they_may(
    client: PageClient, published: PublishedCycle, session: Any
) -> None:
    regent = reader_of(session, published, whole=True)
    page = client.sign_in(regent).post(f"/siklus/{published.cycle.id}/hasil/ringkasan")

    answer = client.open(page.link("Unduh hasil"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    answer.close()
    end_role(session(), regent.held(Role.READER, None), None, by=None, at=AT)
    session.commit()
    assert client.sign_in(regent).open(f"{page.path}/berkas").status_code == 404


def test_a_reader_of_one_unit_cannot_ask_for_it(
    client: PageClient, published: PublishedCycle, session: Any
) -> None:
    client.sign_in(reader_of(session, published, whole=False))
    client.post(f"/siklus/{published.cycle.id}/hasil/ringkasan", status=404)
