"""Step, consent, pulse, change: an officer, HR and a rater on phones, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.base import AXE_FILE_PATH

from berakhlak import clock
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.pulses import agree
from berakhlak.formats import local_today, short_date
from tests.factories.pulses import (
    ASKED,
    answer_all,
    close_and_publish,
    make_old_cycle,
    open_pulse,
)
from tests.whole_app import axe, sizes
from tests.whole_app.every_page import browsing

pytestmark = pytest.mark.browser


def test_a_step_leads_to_a_pulse_and_to_a_change_with_its_interval(
    app, client, session, browser, live_server
):
    old = make_old_cycle(session, KeyStore(app.config["BERAKHLAK"].key_dir))
    officer, rater = old.officers[0], old.officers[1]
    for each in old.officers[1:]:
        agree(session(), each, ASKED, today=local_today())
    session.commit()
    client.sign_in(old.opened.hr)
    with browsing(browser, live_server, client, "en") as page:
        page.goto(f"/siklus/{old.cycle.id}")
        page.get_by_role("link", name="Create a pulse").click()
        page.get_by_label("Name of the cycle").fill("Pulse 2026")
        page.get_by_label("Opening date").fill(short_date(local_today()))
        page.get_by_label("Closing date").fill(short_date(local_today() + timedelta(days=14)))
        page.get_by_role("button", name="Save draft").click()
        page.get_by_text("You see who takes part").wait_for()
    client.sign_in(old.account_of(officer))
    with browsing(browser, live_server, client, "id") as page:
        for script in (AXE_FILE_PATH, sizes.MEASURE):
            page.add_init_script(path=script)
        page.goto("/")
        page.get_by_role("link", name="Tinjauan ulang").click()
        found = [*axe.faults_of(page, axe.RULES["id"]), *sizes.faults_of(page)]
        assert not found, "\n".join(found)
        page.get_by_role("button", name="Saya setuju").click()
        page.get_by_text("Anda setuju pada").wait_for()
    session.expire_all()
    old.pulse = old.cycle.pulse
    open_pulse(session, old)
    client.sign_in(old.account_of(rater))
    with browsing(browser, live_server, client, "en") as page:
        page.goto("/tugas")
        page.get_by_role("link", name=officer.name).first.click()
        page.get_by_text("A short pulse").wait_for()
        for code in ASKED:
            page.locator(f"input[name='jawaban-{code}'][value='4']").check()
        page.get_by_role("button", name="Check, then send").click()
        page.get_by_role("button", name="Send ratings").click()
        page.get_by_text("Your ratings have been sent").wait_for()
    session.expire_all()
    answer_all(session, old.keys, old.pulse, seed=2, rise=1)
    close_and_publish(session, old.keys, old.pulse, at=clock.utc_now())
    client.sign_in(old.account_of(officer))
    with browsing(browser, live_server, client, "id") as page:
        for script in (AXE_FILE_PATH, sizes.MEASURE):
            page.add_init_script(path=script)
        page.goto("/perkembangan")
        found = [*axe.faults_of(page, axe.RULES["id"]), *sizes.faults_of(page)]
        assert not found, "\n".join(found)
        assert page.locator("tbody tr").count() == len(ASKED)
        page.get_by_text("sampai").first.wait_for()
