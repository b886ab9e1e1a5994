"""The verification page in a real browser: a genuine, a changed and an unsigned file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy import select

from berakhlak.signing.models import IssuedDocument
from tests.signing.conftest import SEAL

pytestmark = pytest.mark.browser


def hand_in(page: Page, file: Path) -> str:
    """The verdict in the heading."""
    page.get_by_label("Berkas PDF", exact=True).set_input_files(file)
    page.get_by_role("button", name="Periksa berkas").click()
    return page.get_by_role("heading", level=1).inner_text()


def faults(page: Page) -> str:
    """What axe finds, and whether the page is wider than its window."""
    found = Axe().run(page)
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return f"{found.generate_report() if found.violations_count else ''}{'too wide' * wide}"


@pytest.fixture
def files(
    tmp_path: Path,
    session: Any,
    issue: Callable[..., bytes],
    settings_for: Callable[..., None],
    key_settings: dict[str, Any],
) -> dict[str, Path]:
    """Real profiles: one unsigned, one signed, and that one with a single bit changed."""
    unsigned = issue(1)
    settings_for(**key_settings)
    signed = issue(0)
    place = len(signed) // 3
    changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    contents = {"genuine": signed, "changed": changed, "unsigned": unsigned}
    for name, content in contents.items():
        (tmp_path / f"{name}.pdf").write_bytes(content)
    return {name: tmp_path / f"{name}.pdf" for name in contents}


def test_genuine_changed_and_unsigned_files_are_told_apart(
    files: dict[str, Path], page: Page
) -> None:
    page.goto("/verifikasi")
    assert hand_in(page, files["genuine"]) == "Asli"
    assert page.get_by_text(
        f"Utuh: isi berkas tidak berubah sejak ditandatangani dengan sertifikat {SEAL}"
    ).is_visible()
    assert faults(page) == ""

    page.get_by_role("link", name="Periksa dokumen lain").click()
    assert hand_in(page, files["changed"]) == "Tidak asli"
    assert "Utuh" not in page.inner_text("main")
    assert faults(page) == ""

    page.get_by_role("link", name="Periksa dokumen lain").click()
    assert hand_in(page, files["unsigned"]) == "Asli"
    assert page.get_by_text("diterbitkan tanpa tanda tangan elektronik").is_visible()
    assert page.get_by_role("heading", name="Tanda tangan dalam berkas").count() == 0


def test_from_the_code_to_the_verdict_on_a_phone_without_scripts(
    files: dict[str, Path], session: Any, browser: Any, live_server: str
) -> None:
    code = session.scalars(
        select(IssuedDocument.code).where(IssuedDocument.signed_by.is_not(None))
    ).one()
    context = browser.new_context(
        base_url=live_server,
        viewport={"width": 360, "height": 740},
        java_script_enabled=False,
        locale="id-ID",
    )
    page = context.new_page()
    page.goto("/verifikasi")
    page.get_by_label("Kode verifikasi").fill(code.lower().replace("-", ""))
    page.get_by_role("button", name="Periksa kode").click()
    assert page.url.endswith(f"/verifikasi/{code}")
    assert page.get_by_role("heading", level=1).inner_text() == "Kode ini pernah diterbitkan"
    assert hand_in(page, files["changed"]) == "Tidak asli"
    page.go_back()
    assert hand_in(page, files["genuine"]) == "Asli"
    context.close()


def test_the_pages_fit_a_phone_and_can_be_read_by_everybody(
    files: dict[str, Path], session: Any, phone: Page
) -> None:
    code = session.scalars(select(IssuedDocument.code)).first()
    for address in ("/verifikasi", "/verifikasi?kode=x", f"/verifikasi/{code}"):
        phone.goto(address)
        assert faults(phone) == "", address
