"""What cannot be saved says why, beside what it concerns, and holds up nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from berakhlak.accounts.operations import set_password
from berakhlak.assignments.models import Assignment
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleState
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.queries import open_sheet
from tests.factories.cycles import OpenCycle, a_peer_assignment, make_open_cycle
from tests.journeys.test_failing_store import tap
from tests.ratings.devices import Server, device, running, wait_for_state, wait_for_worker
from tests.support.browser import wait_until
from tests.support.pages import PageClient

pytestmark = pytest.mark.browser
PASSWORD = "melayani-dengan-bangga"


@pytest.fixture
def opened(session: Any) -> OpenCycle:
    return make_open_cycle(session, key_store(), staff=4)


@pytest.fixture
def peers(session: Any, opened: OpenCycle) -> list[Assignment]:
    first = a_peer_assignment(session, opened, opened.staff[0])
    same = select(Assignment).where(
        Assignment.rater_id == first.rater_id, Assignment.group == first.group
    )
    return list(session.scalars(same.order_by(Assignment.id)))


@pytest.fixture
def budi(client: PageClient, opened: OpenCycle) -> PageClient:
    set_password(opened.account(opened.staff[0]), PASSWORD)
    return client.sign_in(opened.account(opened.staff[0]))


@pytest.fixture
def server(app: Flask, budi: PageClient) -> Iterator[Server]:
    with running(app) as started:
        yield started


def saved(session: Any, opened: OpenCycle, sheet: Assignment) -> SheetContent:
    session.expire_all()
    return open_sheet(session, sheet, key_store().load_key(opened.cycle.key_name))[0]


def write(page: Page, value: str, text: str) -> None:
    field = page.get_by_label(f"Komentar tentang {value}")
    field.fill(text)
    field.blur()


def test_a_comment_too_long_stands_at_its_field_and_holds_up_nothing(
    browser: Browser,
    server: Server,
    session: Any,
    opened: OpenCycle,
    budi: PageClient,
    peers: list[Assignment],
) -> None:
    one, other = peers[:2]
    with device(budi, browser, server.address) as phone:
        page = phone.new_page()
        page.goto(f"/tugas/{one.id}")
        write(page, "Akuntabel", "a" * 1240)
        page.locator(".refused").wait_for()
        assert "kelebihan 240 huruf" in page.locator(".refused").inner_text()
        assert "Kelebihan 240 huruf" in page.locator(".field__count--over").inner_text()
        first = tap(page, 0, 4)
        page.wait_for_timeout(600)
        wait_for_state(page, "refused")
        assert saved(session, opened, one).answers == {first: 4}

        page.goto(f"/tugas/{other.id}")
        second = tap(page, 0, 2)
        wait_for_state(page, "saved")
        assert page.locator(".refused").count() == 0
        assert saved(session, opened, other).answers == {second: 2}

        page.goto(f"/tugas/{one.id}")
        page.locator(".refused button").click()
        page.keyboard.press("Delete")
        page.get_by_label("Komentar tentang Akuntabel").blur()
        wait_for_state(page, "saved")
        assert page.locator(".refused").count() == 0

    assert saved(session, opened, one).comments == {"AK": "a" * 1000}


def test_an_ended_session_leads_through_the_door_and_back_with_all_that_waits(
    browser: Browser,
    server: Server,
    session: Any,
    opened: OpenCycle,
    budi: PageClient,
    peers: list[Assignment],
) -> None:
    name = str(opened.account(opened.staff[0]).nip)
    with device(budi, browser, server.address) as phone:
        page = phone.new_page()
        page.goto(f"/tugas/{peers[0].id}")
        wait_for_state(page, "ready")
        phone.clear_cookies(name="session")
        code = tap(page, 0, 4)
        wait_for_state(page, "gone")
        page.get_by_role("link", name="Masuk lagi").click()
        page.locator("input[name=name]").fill(name)
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Masuk").click()
        page.wait_for_url(f"**/tugas/{peers[0].id}")
        wait_for_state(page, "saved")

    assert saved(session, opened, peers[0]).answers == {code: 4}


def test_a_worn_out_form_is_mended_unseen(
    browser: Browser,
    server: Server,
    session: Any,
    opened: OpenCycle,
    budi: PageClient,
    peers: list[Assignment],
) -> None:
    with device(budi, browser, server.address) as phone:
        page = phone.new_page()
        page.goto(f"/tugas/{peers[0].id}")
        wait_for_state(page, "ready")
        page.evaluate(
            "document.querySelectorAll('[name=csrf_token]').forEach((f) => { f.value = 'x'; })"
        )
        code = tap(page, 0, 4)
        wait_for_state(page, "saved")

    assert saved(session, opened, peers[0]).answers == {code: 4}


@pytest.mark.parametrize("other", [None, b"o" * 32], ids=["missing", "foreign"])
def test_what_is_typed_without_the_key_waits_on_the_phone_and_is_sent_when_it_is_back(
    browser: Browser,
    server: Server,
    session: Any,
    opened: OpenCycle,
    budi: PageClient,
    peers: list[Assignment],
    other: bytes | None,
) -> None:
    key = key_store().folder / f"{opened.cycle.key_name}.key"
    kept = key.read_bytes()
    with device(budi, browser, server.address) as phone:
        page = phone.new_page()
        page.goto(f"/tugas/{peers[0].id}")
        wait_for_state(page, "ready")
        before = tap(page, 0, 2)
        wait_for_state(page, "saved")
        key.unlink() if other is None else key.write_bytes(other)
        code = tap(page, 1, 4)
        write(page, "Akuntabel", "Selalu menepati janji.")
        wait_for_state(page, "trouble")
        # The words follow once the browser has put the last letter away.
        expect(page.locator(".saving")).to_contain_text("jawaban aman di perangkat ini")
        key.write_bytes(kept)
        wait_for_state(page, "saved")

    found = saved(session, opened, peers[0])
    assert found.answers == {before: 2, code: 4}
    assert found.comments == {"AK": "Selalu menepati janji."}


def test_a_closed_cycle_names_the_answers_that_came_too_late(
    browser: Browser,
    server: Server,
    session: Any,
    opened: OpenCycle,
    budi: PageClient,
    peers: list[Assignment],
) -> None:
    with device(budi, browser, server.address) as phone:
        page = phone.new_page()
        page.goto(f"/tugas/{peers[0].id}")
        wait_for_state(page, "ready")
        opened.cycle.state = CycleState.SEALING
        session.commit()
        tap(page, 0, 4)
        tap(page, 1, 4)
        wait_for_state(page, "closed")
        box = page.locator("[data-set-aside=closed]")
        wait_until(
            page, "() => document.querySelectorAll('[data-set-aside=closed] li').length === 2"
        )
        behaviour = opened.cycle.instrument.content.behaviours[0].text.in_language("id")
        assert behaviour in box.inner_text()
        box.get_by_role("button").click()
        box.wait_for(state="hidden")


def test_sheets_that_were_never_opened_open_without_a_network(
    browser: Browser,
    server: Server,
    session: Any,
    opened: OpenCycle,
    budi: PageClient,
    peers: list[Assignment],
) -> None:
    sheet = peers[-1]
    with device(budi, browser, server.address) as phone:
        page = phone.new_page()
        page.goto("/tugas")
        wait_for_worker(page, f"{server.address}/tugas/{sheet.id}")
        server.stop()
        page.goto(f"/tugas/{sheet.id}")
        code = tap(page, 0, 5)
        wait_for_state(page, "waiting")
        server.start()
        wait_for_state(page, "saved")

    assert saved(session, opened, sheet).answers == {code: 5}
