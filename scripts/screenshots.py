"""Pictures for the README, taken from the running demo: `screenshots.py [ADDRESS]`."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WINDOW = {"width": 1280, "height": 1250}
PHONE = {"width": 390, "height": 844}


def main(address: str) -> None:
    program = shutil.which(os.environ.get("CHROMIUM", "chromium-headless-shell"))
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        form(open_as(browser, address, "Pegawai", PHONE))
        dashboard(open_as(browser, address, "Biro SDM", WINDOW))
        profile(open_as(browser, address, "Atasan", WINDOW))
        browser.close()


def open_as(browser: Browser, address: str, label: str, viewport: dict[str, int]) -> Page:
    """A page of a reader who signed in with the demo account of this name."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": viewport["width"], "height": viewport["height"]},
        locale="id-ID",
        timezone_id="Asia/Jakarta",
    )
    page = context.new_page()
    page.goto("/masuk")
    page.get_by_role("button", name=label, exact=True).click()
    page.get_by_role("heading", name="Beranda").wait_for()
    return page


def form(page: Page) -> None:
    page.goto("/tugas")
    page.locator("main a[href*='/tugas/']").first.click()
    for group in page.locator("fieldset:has(input[type=radio])").all()[:3]:
        group.locator("input[type=radio]").nth(3).check(force=True)
    page.locator(".value__head").first.scroll_into_view_if_needed()
    save(page, "form")


def dashboard(page: Page) -> None:
    page.goto("/siklus")
    page.locator("main a[href*='/siklus/']", has_text=re.compile("Semester II|I")).first.click()
    save(page, "dashboard")


def profile(page: Page) -> None:
    page.goto("/profil")
    page.locator("main a[href*='/profil/']").first.click()
    save(page, "profile")


def save(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
