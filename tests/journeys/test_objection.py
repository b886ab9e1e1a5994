"""An objection through both terms: 14 working days to lodge, 7 to decide, with the clock moved.

Profiles are out on Monday 3 August 2026; 17 and 25 August are holidays. Counted by hand from a
calendar, the last day to lodge is 24 August, and from that day on the last to decide 3 September.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from berakhlak import clock
from berakhlak.roles import Role
from tests.factories.people import make_account, make_person
from tests.support.browser import DESKTOP, PHONE
from tests.support.pdf import text_of
from tests.support.translated import Say, translator

pytestmark = pytest.mark.browser

OUT = date(2026, 8, 3)
LAST_TO_LODGE, A_DAY_LATE = date(2026, 8, 24), date(2026, 8, 26)
LAST_TO_DECIDE, TOO_LATE = date(2026, 9, 3), date(2026, 9, 4)
WAYS = [("id", PHONE), ("en", DESKTOP)]
SAID = {
    "id": {"lodge": "Senin, 24 Agustus 2026", "decide": "Kamis, 3 September 2026"},
    "en": {"lodge": "Monday, 24 August 2026", "decide": "Thursday, 3 September 2026"},
}


@pytest.fixture
def on_day(monkeypatch):
    """Tell the application that it is noon in Jakarta on a day."""
    return lambda day: monkeypatch.setattr(
        clock, "utc_now", lambda: datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
    )


@pytest.fixture
def decider(published, session):
    """Who leads the head."""
    opened, cycle = published.opened, published.cycle
    cycle.published_at = datetime(OUT.year, OUT.month, OUT.day, 2, tzinfo=UTC)
    account = make_account(session, opened.agency, Role.OFFICER)
    opened.head.supervisor = make_person(session, opened.unit, name="Kepala", account=account)
    session.commit()
    return account


def test_objections_are_lodged_on_the_last_day_heard_decided_in_time_and_late_and_printed(
    client, published, decider, visit, on_day, tmp_path
):
    pairs = list(zip(published.officers, WAYS, strict=False))
    on_day(LAST_TO_LODGE)
    for officer, (language, viewport) in pairs:
        with visit(published.account_of(officer), language, viewport) as page:
            lodge(page, translator(language), SAID[language])
    on_day(A_DAY_LATE)
    with visit(published.account_of(published.officers[2]), *WAYS[0]) as page:
        find_that_it_is_over(page, translator("id"), published.officers[2].id)
    head = published.opened.account(published.opened.head)
    for day, (officer, (language, viewport)) in zip((LAST_TO_DECIDE, TOO_LATE), pairs, strict=True):
        on_day(day)
        say = translator(language)
        with visit(head, language, viewport) as page:
            be_heard(page, say, officer.called)
        with visit(decider, language, viewport) as page:
            decide(page, say, officer.called, is_late=day == TOO_LATE)
        with visit(published.account_of(officer), language, viewport) as page:
            read_the_outcome(page, say, officer.id)
        printed = text_of(short_form(client, officer.id, language), tmp_path)
        assert say("Diterima sebagian").lower() in printed
        late = say("Putusan lewat tenggat %(day)s.", day=SAID[language]["decide"].split(", ")[1])
        assert (late in printed) == (day == TOO_LATE)
        assert "tim lain" not in printed, "what was written stays with the three"


def lodge(page: Page, say: Say, said: dict[str, str]) -> None:
    """Read it, reply, object; a form that is not whole is kept as typed."""
    page.get_by_role("link", name=say("Tanggapi profil Anda")).click()
    page.get_by_role("button", name=say("Sudah saya baca")).click()
    page.get_by_role("textbox", name=say("Balasan")).fill("Terima kasih.")
    page.get_by_role("button", name=say("Simpan balasan")).click()
    page.get_by_text(say("Balasan Anda tersimpan.")).wait_for()
    page.get_by_text(said["lodge"]).first.wait_for()
    page.get_by_role("link", name=say("Ajukan keberatan")).click()
    page.get_by_text(said["decide"]).wait_for()
    page.get_by_label(say("Komentar")).check()
    page.get_by_role("button", name=say("Ajukan keberatan")).click()
    page.get_by_role("textbox", name=say("Alasan")).fill("Komentar itu tentang tim lain.")
    assert page.get_by_label(say("Komentar")).is_checked()
    page.get_by_role("button", name=say("Ajukan keberatan")).click()
    page.get_by_text(say("Menunggu putusan")).wait_for()
    page.get_by_text(said["decide"]).wait_for()


def find_that_it_is_over(page: Page, say: Say, participant_id: int) -> None:
    """Neither start page nor profile leads to the form any more, and its address is shut."""
    assert not page.get_by_role("link", name=say("Tanggapi profil Anda")).count()
    page.goto(f"/profil/{participant_id}")
    page.get_by_role("link", name=say("Tanggapan dan keberatan")).click()
    over = say("Tenggat mengajukan keberatan sudah lewat: %(day)s.", day=SAID["id"]["lodge"])
    page.get_by_text(over).wait_for()
    assert not page.get_by_role("link", name=say("Ajukan keberatan")).count()
    page.goto(f"/profil/{participant_id}/keberatan")
    page.get_by_text(say("Keberatan tidak dapat diajukan")).wait_for()


def be_heard(page: Page, say: Say, name: str) -> None:
    title = say("Keberatan %(name)s: Anda boleh didengar", name=name)
    page.get_by_role("link", name=title).click()
    page.get_by_role("textbox", name=say("Keterangan Anda")).fill(
        "Komentar itu memang bukan dari tim kami."
    )
    page.get_by_role("button", name=say("Simpan keterangan")).click()
    page.get_by_text(say("Keterangan Anda tersimpan.")).wait_for()


def decide(page: Page, say: Say, name: str, *, is_late: bool) -> None:
    title = say("Keberatan %(name)s menunggu putusan Anda", name=name)
    page.get_by_role("link", name=title).click()
    warned = page.get_by_text(say("Tenggat putusan sudah lewat")).count()
    assert bool(warned) == is_late
    page.get_by_label(say("Diterima sebagian")).check()
    page.get_by_label(say("Alasan putusan")).fill("Tentang tim lain.")
    page.get_by_role("button", name=say("Putuskan"), exact=True).click()
    outcome = say("Putusan: %(outcome)s", outcome=say("Diterima sebagian"))
    page.get_by_text(outcome).wait_for()


def read_the_outcome(page: Page, say: Say, participant_id: int) -> None:
    page.goto(f"/profil/{participant_id}")
    page.get_by_text(say("Keberatan atas profil ini")).wait_for()


def short_form(client: Any, participant_id: int, language: str) -> bytes:
    """The profile that is quickest to print, for whoever is signed in."""
    client.http.set_cookie("bahasa", language)
    return client.open(f"/profil/{participant_id}.pdf?bentuk=ringkas").data
