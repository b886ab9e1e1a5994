"""What a sheet costs the thumb, as layout: where the first question lies, and how many screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.models import Participant
from berakhlak.cycles.rater_groups import Relation
from tests.factories.cycles import OpenCycle
from tests.ratings.test_browser import phone_of
from tests.support.browser import PHONE
from tests.support.pages import PageClient

pytestmark = pytest.mark.browser

SCREENS = 6.0
WHERE = """() => {
  const scale = document.querySelector("fieldset.scale");
  const boxes = [...scale.querySelectorAll("label")].map((each) => each.getBoundingClientRect());
  return { top: scale.querySelector("legend").getBoundingClientRect().top,
    bottom: Math.max(...boxes.map((each) => each.bottom)),
    rows: new Set(boxes.slice(0, -1).map((each) => Math.round(each.top))).size,
    bar: document.querySelector(".sheet-bar").getBoundingClientRect().top };
}"""


@pytest.fixture
def sheet(session: Session, opened: OpenCycle) -> Callable[[str], Assignment]:
    """An assignment of Budi Santoso in a group, the head's for the group of supervisors."""

    def find(group: str) -> Assignment:
        person = opened.head if group == Relation.SUPERVISOR else opened.staff[0]
        query = (
            select(Assignment)
            .join(Participant, Assignment.rater_id == Participant.id)
            .where(Participant.person_id == person.id, Assignment.group == group)
        )
        return session.scalars(query).first() or pytest.fail("no such assignment")

    return find


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("group", ["self", "supervisor", "peer", "subordinate"])
def test_the_first_question_is_whole_on_the_first_screen_and_a_sheet_takes_six(
    language: str,
    group: str,
    browser: Browser,
    live_server: str,
    client: PageClient,
    opened: OpenCycle,
    sheet: Callable[[str], Assignment],
) -> None:
    person = opened.head if group == Relation.SUPERVISOR else opened.staff[0]
    client.sign_in(opened.account(person))
    first = sheet(Relation.SELF)
    if group == Relation.SUPERVISOR:
        first = sheet(group)
    with phone_of(client, browser, live_server, scripts=True) as page:
        begin(page, first)
        page.goto(f"/tugas/{sheet(group).id}?lang={language}")
        page.locator(".saving[data-state]").wait_for()
        found: dict[str, Any] = page.evaluate(WHERE)
        screens = page.evaluate("document.documentElement.scrollHeight") / PHONE["height"]

    assert found["rows"] == 1
    assert found["bottom"] <= found["bar"]
    assert screens <= SCREENS


def begin(page: Page, assignment: Assignment) -> None:
    """A first answer: from now on the promise is two lines."""
    page.goto(f"/tugas/{assignment.id}")
    page.locator("fieldset.scale").first.get_by_role("radio").nth(3).check()
    page.locator(".saving[data-state=saved]").wait_for()
