"""An officer names colleagues on a phone, the supervisor answers, HR opens, and Home remembers."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.cycles.operations import create_cycle
from berakhlak.cycles.policy import Group
from berakhlak.people.models import Person
from tests.factories.cycles import AT, OpenCycle, close, make_open_cycle
from tests.ratings.devices import device
from tests.support.browser import DESKTOP, PHONE
from tests.support.pages import PageClient

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_first_name_to_what_home_remembers(
    browser: Browser, live_server: str, app: Any, session: Any, scripts: bool
) -> None:
    opened = make_open_cycle(session, key_store(), staff=8)
    officer = opened.staff[0]
    draft = draft_of(session, opened)
    desk, phone, lead = (
        PageClient(app).sign_in(account)
        for account in (opened.hr, opened.account(officer), opened.account(opened.head))
    )

    with device(desk, browser, live_server, size=DESKTOP, scripts=scripts) as context:
        ask_for_names(context.new_page(), draft.id)
    with device(phone, browser, live_server, size=PHONE, scripts=scripts) as context:
        name_colleagues(context.new_page(), [person.name for person in opened.staff[1:]])
    with device(lead, browser, live_server, size=PHONE, scripts=scripts) as context:
        strike_and_agree(context.new_page(), opened.staff[7].name)
    with device(desk, browser, live_server, size=DESKTOP, scripts=scripts) as context:
        open_cycle(context.new_page(), draft.id)
    with device(phone, browser, live_server, size=PHONE, scripts=scripts) as context:
        page = context.new_page()
        page.goto("/")
        card = page.locator("section", has=page.locator("#usulan"))
        words = card.inner_text()
        assert "Anda mengusulkan 7 nama. Atasan mencoret 1 nama." in words
        assert "Atasan menyetujui daftarnya." in words
        assert not any(person.name in words for person in opened.staff[1:])

    session.rollback()
    assert session.get(Cycle, draft.id).state is CycleState.OPEN
    assert peers_about(session, draft.id, officer) == 5


def draft_of(session: Any, opened: OpenCycle) -> Cycle:
    """Next year's cycle of the same unit, in draft; this year's is over."""
    close(opened.cycle)
    draft = create_cycle(
        session(),
        agency_id=opened.agency.id,
        name="Penilaian 2027",
        instrument=opened.cycle.instrument,
        opens_on=AT.date(),
        closes_on=AT.date(),
        units=[opened.unit],
        by=None,
        at=AT,
    )
    session.commit()
    return draft


def ask_for_names(page: Page, cycle_id: int) -> None:
    page.goto(f"/siklus/{cycle_id}")
    page.get_by_role("link", name="Minta usulan dahulu").click()
    page.get_by_role("button", name="Minta usulan").click()
    page.get_by_text("Pegawai sekarang dapat mengusulkan rekan.").wait_for()


def name_colleagues(page: Page, names: list[str]) -> None:
    """Too few at first; then one found by Enter in the search, which loses no tick; then all."""
    page.goto("/")
    page.get_by_role("link", name="Usulkan rekan").click()
    for name in names[:5]:
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Simpan usulan").click()
    page.get_by_role("alert").get_by_text("masih kurang 2 nama").wait_for()
    page.get_by_role("checkbox", name=names[5]).check()
    page.get_by_label("Cari rekan lain menurut nama").fill("tidak ada")
    page.keyboard.press("Enter")
    page.get_by_text("Tidak ada nama lain yang cocok").wait_for()
    assert page.get_by_role("checkbox", name=names[5]).is_checked()
    page.get_by_role("checkbox", name=names[6]).check()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Simpan usulan").click()
    page.get_by_text("7 nama Anda usulkan.").wait_for()


def strike_and_agree(page: Page, name: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Lihat usulan tim").click()
    row = page.get_by_role("listitem").filter(has_text=name)
    row.get_by_role("button", name="Coret").click()
    row.get_by_role("button", name="Kembalikan").wait_for()
    page.get_by_role("button", name="Setujui").click()
    page.get_by_text("Anda setujui").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def open_cycle(page: Page, cycle_id: int) -> None:
    page.goto(f"/siklus/{cycle_id}/buka")
    page.get_by_role("button", name="Buka siklus").click()
    page.get_by_text("Penilai sekarang dapat mengisi").wait_for()


def peers_about(session: Any, cycle_id: int, officer: Person) -> int:
    """How many peers are asked to rate the officer."""
    ratee = select(Participant.id).where(
        Participant.cycle_id == cycle_id, Participant.person_id == officer.id
    )
    rows = session.scalars(
        select(Assignment).where(Assignment.ratee_id.in_(ratee), Assignment.group == Group.PEER)
    )
    return len(rows.all())
