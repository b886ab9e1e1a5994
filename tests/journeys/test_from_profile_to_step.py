"""Profile, step, talk, both confirm, look again: on a phone, by taps, in the reader's language."""

from __future__ import annotations

from datetime import timedelta

import pytest

from berakhlak.clock import utc_now
from berakhlak.development.models import DevelopmentStep, DevelopmentTalk
from berakhlak.formats import local_today, short_date
from tests.support.browser import PHONE
from tests.whole_app.every_page import browsing

pytestmark = pytest.mark.browser


def test_a_profile_leads_to_a_step_a_talk_and_a_look_at_the_step(
    client, published, session, browser, live_server
):
    published.cycle.published_at = utc_now() - timedelta(days=7)
    session.commit()
    officer, head = published.officers[0], published.opened.account(published.opened.head)
    client.sign_in(published.account_of(officer))
    with browsing(browser, live_server, client, "id") as page:
        assert page.viewport_size == PHONE
        page.goto(f"/profil/{officer.id}")
        page.get_by_role("link", name="Pilih langkah dan catat percakapan").click()
        page.get_by_role("link", name="Pilih langkah").click()
        page.get_by_label("Bila …").fill("rapat tim selesai")
        page.get_by_label("Saya akan …").fill("membagikan notulen hari itu juga")
        page.get_by_label("Berlatih dalam pekerjaan").check()
        page.get_by_label("Sampai kapan").fill(short_date(local_today() + timedelta(days=60)))
        page.get_by_label("Apa yang akan menunjukkannya").fill("notulen tertempel")
        page.get_by_role("button", name="Simpan langkah").click()
        page.get_by_label("Hari percakapan").fill(short_date(local_today()))
        page.get_by_role("button", name="Sudah berlangsung hari itu").click()
        page.get_by_text("menunggu konfirmasi pihak lainnya").wait_for()
    client.sign_in(head)
    with browsing(browser, live_server, client, "en") as page:
        page.goto("/")
        page.get_by_role("link", name=f"Talk with {officer.name}").click()
        page.get_by_role("heading", name="When rapat tim selesai, I will").wait_for()
        page.get_by_role("button", name="Yes, that is right").click()
        page.get_by_text("Both of you have confirmed the talk.").wait_for()
    a_month_passes(session)
    client.sign_in(published.account_of(officer))
    with browsing(browser, live_server, client, "id") as page:
        page.goto("/")
        page.get_by_role("button", name="Sering", exact=True).click()
        page.get_by_text("Sesudah 30 hari: Sering").wait_for()


def a_month_passes(session) -> None:
    session.expire_all()
    for each in session.query(DevelopmentStep):
        each.chosen_on -= timedelta(days=31)
    for each in session.query(DevelopmentTalk):
        each.held_on -= timedelta(days=31)
    session.commit()
