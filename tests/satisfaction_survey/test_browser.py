"""On a small phone without scripts: HR opens, citizens answer, HR closes, plans, publishes and
takes the report."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from berakhlak.formats import local_today, short_date
from berakhlak.people.models import Agency
from berakhlak.roles import Role
from berakhlak.satisfaction_survey.models import SatisfactionSurvey
from tests.factories.people import make_account, make_agency, make_unit
from tests.factories.satisfaction import GOLDEN, Surveyed, give_answers, let_the_survey_pass
from tests.support.browser import PHONE
from tests.support.pages import PageClient

MOST_BYTES = 40_000


@pytest.fixture
def phone_of(browser: Browser, live_server: str):
    """A context of a small phone without scripts, signed in or not."""
    contexts: list[BrowserContext] = []

    def made(session_cookie: str = "") -> BrowserContext:
        context = browser.new_context(
            base_url=live_server, viewport=PHONE, locale="id-ID", java_script_enabled=False
        )
        context.set_default_timeout(10_000)
        if session_cookie:
            jar = {"name": "session", "value": session_cookie, "url": live_server}
            context.add_cookies([jar])
        contexts.append(context)
        return context

    yield made
    for context in contexts:
        context.close()


@pytest.mark.browser
def test_a_survey_from_its_opening_to_its_report(client: PageClient, session, keys, phone_of):
    unit = make_unit(session, make_agency(session), name="Dinas Dukcapil")
    hr = make_account(session, session.get_one(Agency, unit.agency_id), Role.HR)
    client.sign_in(hr)
    desk = phone_of(client.http.get_cookie("session").value).new_page()
    desk.goto("/skm")
    desk.get_by_role("link", name="Buka SKM").click()
    desk.get_by_label("Jenis layanan").fill("KTP-el\nKartu keluarga")
    day = short_date(local_today() + timedelta(days=14))
    desk.get_by_label("Hari terakhir").fill(day)
    desk.get_by_role("button", name="Buka survei").click()
    expect(desk.get_by_text("Menerima jawaban", exact=True)).to_be_visible()
    survey = session.query(SatisfactionSurvey).one()

    citizen = phone_of().new_page()
    citizen.goto(f"/s/{survey.code.lower()}")
    assert citizen.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    citizen.get_by_role("button", name="Kirim").click()
    expect(citizen.get_by_role("alert")).to_contain_text("jawaban nomor 1")
    citizen.get_by_label("Kartu keluarga").check()
    for number, score in enumerate(GOLDEN[0], start=1):
        citizen.locator(f"#u{number}-{score - 1}").check()
    citizen.get_by_text("Tentang Anda").click()
    citizen.get_by_label("Usia").select_option(label="25–39 tahun")
    citizen.get_by_role("button", name="Kirim").click()
    expect(citizen.get_by_role("heading", name="Terima kasih!")).to_be_visible()

    session.expire_all()
    made = Surveyed(session.query(SatisfactionSurvey).one(), unit, hr, keys)
    made.survey.least = 10  # As many as answer here.
    session.commit()
    give_answers(session, made, GOLDEN[1:], services=(1,))
    let_the_survey_pass(session, made)
    desk.reload()
    desk.get_by_role("button", name="Ya, tutup").click()
    expect(desk.get_by_text("81,67")).to_be_visible()
    desk.get_by_label("Unsur").select_option(label="U3 Waktu penyelesaian")
    desk.get_by_label("Tindakan").fill("Menambah satu loket")
    desk.get_by_label("Waktu").fill("triwulan I")
    desk.get_by_label("Penanggung jawab").fill("Kepala seksi")
    desk.get_by_role("button", name="Tambah baris").click()
    desk.get_by_role("button", name="Ya, terbitkan").click()
    expect(desk.get_by_text("tindak lanjutnya")).to_be_visible()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Laporan PDF").click()
    assert download.value.path().read_bytes()[:5] == b"%PDF-"


def test_the_form_is_light(client: PageClient, made: Surveyed):
    """All that a phone fetches at its first visit, packed as it is sent."""
    page = client.get(made.address)
    links = [
        str(each.get("href") or each.get("src"))
        for each in page.all("link[rel=stylesheet], script[src]")
    ]
    packed = {"Accept-Encoding": "br, gzip"}
    sizes = [len(client.open(link, headers=packed).data) for link in [made.address, *links]]
    assert sizes[0] < 6_000
    assert sum(sizes) < MOST_BYTES, sizes
