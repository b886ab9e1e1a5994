"""/siklus/ID/hasil: for HR of the agency, once the cycle is sealed."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import delete, func, select

from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.queries import units_of
from berakhlak.disclosure.models import DisclosureAudit
from berakhlak.disclosure.operations import run_audit
from berakhlak.downloads.models import Download, DownloadKind
from berakhlak.jobs.worker import run_waiting_jobs
from berakhlak.profiles.operations import publish_profiles
from berakhlak.sealing.models import UnitResult
from tests.factories.answering import answer, assignments, close
from tests.factories.cycles import AT, OpenCycle, make_open_cycle
from tests.support.browser import DESKTOP, PHONE, opened_page
from tests.support.pages import PageClient
from tests.support.pdf import text_of


@pytest.fixture
def sealed(app: Flask, session: Any) -> OpenCycle:
    """A head and five officers, all of whom gave everybody 4."""
    return closed_and_audited(session, staff=5)


def closed_and_audited(session: Any, staff: int) -> OpenCycle:
    keys = key_store()
    opened = make_open_cycle(session, keys, staff=staff)
    answer(session, keys, opened, assignments(session, opened))
    close(session, keys, opened)
    run_audit(session, opened.cycle.id, at=AT)
    return opened


def unit_of(session: Any, opened: OpenCycle) -> int:
    return int(units_of(session, opened.cycle)[0].id)


def test_hr_reads_the_agency_and_goes_on_to_a_unit(
    client: PageClient, session: Any, sealed: OpenCycle
) -> None:
    hr = client.sign_in(sealed.hr)
    address = f"/siklus/{sealed.cycle.id}/hasil"
    page = hr.get(address)
    assert page.heading == sealed.agency.name
    assert "jangan diedarkan" in page.text
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.all("table.heat tbody th[scope=row]")
    cells = page.all("table.heat tbody tr")[1].select("td")
    assert [cell.get_text(" ", strip=True) for cell in cells] == [
        "6",
        *["4,00"] * 8,
    ]  # A unit alone differs from nothing.
    unit = hr.get(page.link("Bidang Mutasi"))
    assert unit.heading == "Bidang Mutasi"
    assert unit.path == f"{address}/{unit_of(session, sealed)}"
    assert unit.link("Hasil instansi") == address


@pytest.mark.parametrize("unit", [False, True])
def test_both_can_be_kept_as_a_file_that_no_request_waits_for(
    client: PageClient, session: Any, sealed: OpenCycle, tmp_path: Any, unit: bool
) -> None:
    path = f"/siklus/{sealed.cycle.id}/hasil"
    path += f"/{unit_of(session, sealed)}" if unit else ""
    hr = client.sign_in(sealed.hr)
    asked = [hr.open(f"{path}/pdf", method="POST", data={"csrf_token": hr.token()}) for _ in "12"]
    assert len({each.location for each in asked}) == 1  # Two clicks are one job.
    run_waiting_jobs(client.app)
    page = hr.get(asked[0].location)
    assert page.link("Hasil unit" if unit else "Hasil instansi") == path
    file = hr.open(page.link("Unduh hasil"))
    assert file.mimetype == "application/pdf"
    assert file.headers["Cache-Control"] == "no-store"
    assert "filename=Hasil-BerAKHLAK-" in file.headers["Content-Disposition"]
    taken = session.scalars(select(Download)).one()
    assert (taken.kind, taken.about) == (DownloadKind.RESULTS, "Bidang Mutasi" if unit else "")
    assert "4,00" in text_of(file.data, tmp_path)


def test_nobody_else_reads_them(client: PageClient, session: Any, sealed: OpenCycle) -> None:
    stranger = make_open_cycle(session, key_store(), staff=3)
    path = f"/siklus/{sealed.cycle.id}/hasil"
    for account, status in (
        (sealed.account(sealed.staff[0]), 403),
        (sealed.account(sealed.head), 403),
        (sealed.admin, 403),
        (stranger.hr, 404),
    ):
        client.sign_in(account)
        form = {"csrf_token": client.token()}
        asked = client.open(f"{path}/pdf", method="POST", data=form)
        assert {client.open(path).status_code, asked.status_code} == {status}


def test_before_sealing_and_for_other_units_there_is_nothing(
    client: PageClient, session: Any, sealed: OpenCycle
) -> None:
    other = make_open_cycle(session, key_store(), staff=3)
    foreign = unit_of(session, other)
    hr = client.sign_in(sealed.hr)
    hr.get(f"/siklus/{sealed.cycle.id}/hasil/{foreign}", status=404)
    hr.sign_in(other.hr)
    page = hr.get(f"/siklus/{other.cycle.id}/hasil", status=404)
    assert "dikunci" in page.text


def test_after_publishing_it_may_go_round(
    client: PageClient, session: Any, sealed: OpenCycle
) -> None:
    publish_profiles(session, sealed.cycle, keys=key_store(), by=None, at=AT)
    assert sealed.cycle.state is CycleState.PUBLISHED
    page = client.sign_in(sealed.hr).get(f"/siklus/{sealed.cycle.id}/hasil")
    assert "jangan diedarkan" not in page.text


def test_a_small_unit_is_held_back(client: PageClient, session: Any) -> None:
    small = closed_and_audited(session, staff=3)
    page = client.sign_in(small.hr).get(f"/siklus/{small.cycle.id}/hasil")
    row = page.all("table.heat tbody tr")[1].select("td")
    assert {cell.get_text(strip=True) for cell in row} == {"ditahan"}
    assert "4,00" not in page.text


@pytest.mark.browser
def test_they_fit_every_screen_and_serve_every_reader(
    client: PageClient, session: Any, sealed: OpenCycle, browser: Browser, live_server: str
) -> None:
    cookie = client.sign_in(sealed.hr).http.get_cookie("session")
    assert cookie is not None
    path = f"/siklus/{sealed.cycle.id}/hasil"
    for size in (PHONE, {"width": 800, "height": 900}, DESKTOP):
        with opened_page(browser, live_server, size) as page:
            page.context.add_cookies(
                [{"name": "session", "value": cookie.value, "url": live_server}]
            )
            for address in (path, f"{path}/{unit_of(session, sealed)}"):
                page.goto(address)
                width = page.evaluate("document.documentElement.scrollWidth")
                assert width == size["width"], (address, width)
                assert Axe().run(page).violations_count == 0, address


def test_before_publishing_nothing_is_read_that_the_audit_refuses(
    client: PageClient, session: Any, sealed: OpenCycle
) -> None:
    row = session.scalars(select(UnitResult).where(UnitResult.cycle_id == sealed.cycle.id)).one()
    row.payload = row.payload.replace("4.0", "3.9", 1)  # No longer what was frozen.
    run_audit(session, sealed.cycle.id, at=AT)
    session.commit()

    page = client.sign_in(sealed.hr).get(f"/siklus/{sealed.cycle.id}/hasil", status=409)

    assert not page.all("table.heat")


def test_results_that_were_never_audited_are_not_read_and_no_reader_waits_for_it(
    client: PageClient, session: Any, sealed: OpenCycle
) -> None:
    session.execute(delete(DisclosureAudit))
    hr, path = client.sign_in(sealed.hr), f"/siklus/{sealed.cycle.id}"

    assert "belum diperiksa" in hr.get(f"{path}/hasil", status=409).text
    assert session.scalar(select(func.count()).select_from(DisclosureAudit)) == 0

    assert "Hasil belum diperiksa" in hr.get(path).text
    hr.post(f"{path}/periksa")
    hr.get(f"{path}/hasil")
    assert session.scalar(select(func.count()).select_from(DisclosureAudit)) == 1


def test_english_tells_one_cycle_from_all_of_them(client: PageClient, sealed: OpenCycle) -> None:
    hr = client.sign_in(sealed.hr)
    hr.open(f"/siklus/{sealed.cycle.id}/hasil?lang=en")
    page = hr.get(f"/siklus/{sealed.cycle.id}/hasil")
    assert "Cycle" in [each.get_text(strip=True) for each in page.all("dt")]
    assert "Cycles" in [each.get_text(strip=True) for each in page.all("nav a")]
