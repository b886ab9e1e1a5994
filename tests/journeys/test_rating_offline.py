"""The network goes, the tab is killed, another device answers: nothing lost, nothing doubled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from berakhlak.accounts.operations import set_password
from berakhlak.assignments.models import Assignment
from berakhlak.cycles.keyring import key_store
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.queries import open_sheet
from tests.factories.cycles import OpenCycle, a_peer_assignment, make_open_cycle
from tests.ratings.devices import Server, device, running, wait_for_state, wait_for_worker
from tests.support.browser import DESKTOP, PHONE, wait_until
from tests.support.pages import PageClient

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(session: Any) -> OpenCycle:
    return make_open_cycle(session, key_store(), staff=4)


@pytest.fixture
def peer(session: Any, opened: OpenCycle) -> Assignment:
    return a_peer_assignment(session, opened, opened.staff[0])


@pytest.fixture
def budi(client: PageClient, opened: OpenCycle) -> PageClient:
    return client.sign_in(opened.account(opened.staff[0]))


@pytest.fixture
def server(app: Flask, budi: PageClient) -> Iterator[Server]:
    with running(app) as started:
        yield started


def saved(session: Any, opened: OpenCycle, peer: Assignment) -> SheetContent:
    session.expire_all()
    return open_sheet(session, peer, key_store().load_key(opened.cycle.key_name))[0]


def tap(page: Page, place: int, score: int) -> str:
    """Choose a step for the behaviour at this place; returns its code."""
    radio = page.locator(".scale").nth(place).locator(f"input[value='{score}']")
    radio.check()
    return str(radio.get_attribute("name")).removeprefix("jawaban-")


def scores(page: Page) -> list[str]:
    return page.eval_on_selector_all(".scale input:checked", "all => all.map(e => e.value)")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_ten_answers_without_a_network_survive_a_killed_tab(
    size: Any,
    browser: Browser,
    server: Server,
    session: Any,
    opened: OpenCycle,
    budi: PageClient,
    peer: Assignment,
) -> None:
    path, given = f"/tugas/{peer.id}", {}
    with device(budi, browser, server.address, size=size) as phone:
        page = phone.new_page()
        page.goto(path)
        for place in range(5):
            given[tap(page, place, 4)] = 4
        wait_for_state(page, "saved")
        wait_for_worker(page)

        server.stop()
        for place in range(5, 15):
            given[tap(page, place, 2)] = 2
        wait_for_state(page, "waiting")
        words = "Tidak ada sinyal: jawaban aman di perangkat ini"
        expect(page.locator(".saving")).to_contain_text(words)
        page.close()

        page = phone.new_page()
        page.goto(path)
        wait_until(page, "() => document.querySelectorAll('.scale input:checked').length === 15")
        assert scores(page) == ["4"] * 5 + ["2"] * 10
        assert saved(session, opened, peer).answers == dict(list(given.items())[:5])
        given[tap(page, 5, 5)] = 5

        server.start()
        wait_for_state(page, "saved")
        # What waited may be told saved before the tap that came last has been written down.
        for _look in range(50):
            if saved(session, opened, peer).answers == given:
                break
            page.wait_for_timeout(100)

    content = saved(session, opened, peer)
    assert content.answers == given
    assert content.revision <= 5 + 11


def test_what_waits_is_sent_when_the_reader_comes_back_another_day(
    browser: Browser,
    server: Server,
    session: Any,
    opened: OpenCycle,
    budi: PageClient,
    peer: Assignment,
) -> None:
    with device(budi, browser, server.address) as phone:
        page = phone.new_page()
        page.goto(f"/tugas/{peer.id}")
        wait_for_worker(page)
        server.stop()
        code = tap(page, 0, 3)
        wait_for_state(page, "waiting")
        page.close()
        server.start()

        page = phone.new_page()
        page.goto("/tugas")
        wait_until(page, "() => navigator.locks.query().then(all => all.held.length === 0)")
        page.wait_for_timeout(500)

    assert saved(session, opened, peer).answers == {code: 3}


def test_the_same_answer_from_two_devices_is_settled_in_sight(
    browser: Browser,
    server: Server,
    session: Any,
    opened: OpenCycle,
    budi: PageClient,
    peer: Assignment,
) -> None:
    path = f"/tugas/{peer.id}"
    with (
        device(budi, browser, server.address) as phone,
        device(budi, browser, server.address, size=DESKTOP) as desk,
    ):
        here, there = phone.new_page(), desk.new_page()
        here.goto(path)
        there.goto(path)
        other = tap(there, 1, 5)
        code = tap(there, 0, 2)
        wait_for_state(there, "saved")

        tap(here, 0, 4)
        box = here.locator(".conflict")
        box.wait_for()
        assert "Di sini: Sering" in box.inner_text()
        assert "Di perangkat lain: Jarang" in box.inner_text()
        wait_for_state(here, "conflict")
        assert saved(session, opened, peer).answers == {other: 5, code: 2}

        box.get_by_role("button", name="Di sini").click()
        wait_for_state(here, "saved")
        assert scores(here) == ["4", "5"]

        tap(there, 0, 1)
        there.locator(".conflict").get_by_role("button", name="Di perangkat lain").click()
        wait_for_state(there, "saved")
        assert scores(there) == ["4", "5"]

    assert saved(session, opened, peer).answers == {code: 4, other: 5}


def test_two_tabs_show_each_other_s_answers(
    browser: Browser, server: Server, budi: PageClient, peer: Assignment
) -> None:
    with device(budi, browser, server.address) as phone:
        one, two = phone.new_page(), phone.new_page()
        one.goto(f"/tugas/{peer.id}")
        two.goto(f"/tugas/{peer.id}")
        tap(one, 3, 4)
        wait_until(two, "() => document.querySelectorAll('.scale input:checked').length === 1")
        tap(two, 3, 5)
        wait_for_state(two, "saved")
        wait_until(one, "() => document.querySelector('.scale input:checked').value === '5'")

        assert one.locator(".conflict").count() == 0


def test_signing_out_sends_first_and_leaves_nothing_behind(
    browser: Browser,
    server: Server,
    session: Any,
    opened: OpenCycle,
    budi: PageClient,
    peer: Assignment,
) -> None:
    set_password(opened.account(opened.staff[1]), "melayani-dengan-bangga")
    session.commit()
    with device(budi, browser, server.address) as phone:
        page = phone.new_page()
        page.goto(f"/tugas/{peer.id}")
        wait_for_worker(page)
        code = tap(page, 0, 3)
        page.locator("summary", has_text="Akun").click()
        page.get_by_role("button", name="Keluar").click()
        page.wait_for_url("**/masuk**")
        kept = page.evaluate(
            """async () => {
              const opening = indexedDB.open("berakhlak");
              await new Promise((done) => { opening.onsuccess = done; });
              const count = (name) => new Promise((done) => {
                const asked = opening.result.transaction(name).objectStore(name).count();
                asked.onsuccess = () => done(asked.result);
              });
              const pages = (await caches.keys()).filter((name) => name.startsWith("pages-"));
              return [await count("records"), await count("own"), pages.length];
            }"""
        )

    assert kept == [0, 0, 0]
    assert saved(session, opened, peer).answers == {code: 3}
