"""Eight sheets side by side: by thumb on a phone, by keys alone at a desk, and without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page
from sqlalchemy import select

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Participant
from berakhlak.cycles.rater_groups import Relation
from berakhlak.people.models import Person
from berakhlak.ratings.queries import open_sheets
from tests.factories.cycles import OpenCycle, make_open_cycle
from tests.ratings.devices import device, wait_for_state
from tests.support.browser import DESKTOP, PHONE
from tests.support.pages import PageClient

pytestmark = pytest.mark.browser


def test_a_phone_finishes_eight_sheets_in_cards(
    browser: Browser, live_server: str, client: PageClient, session: Any
) -> None:
    opened = make_open_cycle(session, key_store(), staff=8)
    head = client.sign_in(opened.account(opened.head))
    with device(head, browser, live_server, size=PHONE) as phone:
        page = begin(phone.new_page())
        for _value in range(7):
            for scale in page.locator(".cards .scale").all():
                tap(scale.locator("input[value='4']"))
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
            go_on(page)
        send(page, 8)

    assert_all_sent(session, opened, opened.head, Relation.SUPERVISOR, 8)


def test_no_card_moves_under_a_finger_that_comes_down_again(
    browser: Browser, live_server: str, client: PageClient, session: Any
) -> None:
    opened = make_open_cycle(session, key_store(), staff=4)
    head = client.sign_in(opened.account(opened.head))
    with device(head, browser, live_server, size=PHONE) as phone:
        page = begin(phone.new_page())
        first, second = page.locator(".cards").first.locator(".scale").all()[:2]
        first.locator("input[value='5']").scroll_into_view_if_needed()
        first.locator("input[value='4']").check()
        first.locator("input[value='5']").hover()
        page.mouse.down()
        page.wait_for_timeout(400)  # The next card would have come by now.
        page.mouse.up()

        assert first.locator("input[value='5']").is_checked()
        assert second.locator("input:checked").count() == 0


def test_a_desk_finishes_eight_sheets_with_keys_alone(
    browser: Browser, live_server: str, client: PageClient, session: Any
) -> None:
    opened = make_open_cycle(session, key_store(), staff=8)
    head = client.sign_in(opened.account(opened.head))
    with device(head, browser, live_server, size=DESKTOP) as desk:
        page = begin(desk.new_page())
        for _value in range(7):
            tab_to(page, "e.matches('.cards input')")
            for _cell in range(24):
                page.keyboard.press("4")
            assert page.evaluate("document.activeElement.matches('.buttons button')")
            wait_for_state(page, "saved")
            before = page.url
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url, before=before: url != before)
        tab_to(page, "e.textContent.includes('Kirim 8 formulir')")
        page.keyboard.press("Enter")
        page.get_by_text("8 formulir terkirim.").wait_for()

    assert_all_sent(session, opened, opened.head, Relation.SUPERVISOR, 8)


def test_without_scripts_the_same_pages_are_sent_with_their_buttons(
    browser: Browser, live_server: str, client: PageClient, session: Any
) -> None:
    opened = make_open_cycle(session, key_store(), staff=4)
    budi = client.sign_in(opened.account(opened.staff[0]))
    with device(budi, browser, live_server, scripts=False) as phone:
        page = begin(phone.new_page())
        for _value in range(7):
            for scale in page.locator(".cards .scale").all():
                scale.locator("input[value='4']").check()
            go_on(page)
        send(page, 3)

    assert_all_sent(session, opened, opened.staff[0], Relation.PEER, 3)


def begin(page: Page) -> Page:
    """From the list of tasks to the first value side by side."""
    page.goto("/tugas")
    page.get_by_role("link", name=re.compile("Menilai sekaligus")).click()
    page.wait_for_url("**/bersama/**")
    return page


def tap(radio: Locator) -> None:
    """Tap until the answer is chosen: the card may be moving on just then."""
    for _try in range(3):
        radio.click()
        if radio.is_checked():
            return
    raise AssertionError("a tap chooses nothing")


def go_on(page: Page) -> None:
    """To the next value, or to the review."""
    before = page.url
    page.get_by_role("button", name=re.compile("^(Lanjut|Periksa, lalu)")).click()
    page.wait_for_url(lambda url: url != before)


def send(page: Page, count: int) -> None:
    page.get_by_role("button", name=f"Kirim {count} formulir").click()
    page.get_by_text(f"{count} formulir terkirim.").wait_for()


def tab_to(page: Page, condition: str) -> None:
    """Press Tab until the focused element `e` meets the condition."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"(e => {condition})(document.activeElement)"):
            return
    raise AssertionError(f"no Tab leads to {condition}")


def assert_all_sent(session: Any, opened: OpenCycle, rater: Person, group: str, count: int) -> None:
    """Every sheet of the rater in this group is submitted with the answer 4 throughout."""
    session.expire_all()
    rows = session.scalars(
        select(Assignment)
        .join(Participant, Participant.id == Assignment.rater_id)
        .where(Participant.person_id == rater.id, Assignment.group == group)
    ).all()
    key = key_store().load_key(opened.cycle.key_name)
    sheets = open_sheets(session, rows, key)
    assert len(sheets) == count
    for content, submitted in sheets.values():
        assert submitted is True
        assert sorted(content.answers.values()) == [4] * 21
