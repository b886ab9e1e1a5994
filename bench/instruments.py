"""Pictures of questionnaires of 1, 5, 9 and 12 values: form, profile and results, on a phone and
on a laptop, and what is printed of them.

Run: python -m bench.instruments DIR [SIZE …]

A page that is wider than its window is named.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from berakhlak.accounts.models import Account
from berakhlak.extensions import db
from tests.factories.instruments import SIZES, SizedCycle, make_sized_cycle
from tests.support.browser import DESKTOP, PHONE, chromium, serving
from tests.support.databases import build_app, migrate_to_head
from tests.support.pages import Page, PageClient

DPI = "80"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sizes", type=int, nargs="*", default=list(SIZES), choices=list(SIZES))
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for size in asked.sizes:
            _picture(browser, size, asked.folder)


def _picture(browser: Browser, size: int, folder: Path) -> None:
    place = Path(tempfile.mkdtemp())
    app = build_app(f"sqlite:///{place}/instruments.sqlite3", place / "keys")
    migrate_to_head(app)
    with app.app_context():
        made = make_sized_cycle(app, db.session, SIZES[size])
        officer = made.opened.account(made.opened.staff[0])
        form = _address(PageClient(app).sign_in(officer).get("/tugas"), r"/tugas/\d+")
        _shots(browser, made, officer, form, folder / f"{size:02d}-form")
        made.finish()
        reader = PageClient(app).sign_in(officer)
        profile = _address(reader.get("/profil"), r"/profil/\d+")
        _shots(browser, made, officer, profile, folder / f"{size:02d}-profile")
        results = f"/siklus/{made.number}/hasil"
        _shots(browser, made, made.opened.hr, results, folder / f"{size:02d}-results")
        for name, account, path in (
            ("profile", officer, f"{profile}.pdf"),
            ("full", officer, f"{profile}.pdf?bentuk=lengkap"),
            ("results", made.opened.hr, f"{results}.pdf"),
        ):
            _print(made, account, path, folder / f"{size:02d}-{name}")


def _address(page: Page, pattern: str) -> str:
    return next(str(a["href"]) for a in page.all("a") if re.fullmatch(pattern, str(a["href"])))


def _shots(browser: Browser, made: SizedCycle, account: Account, path: str, to: Path) -> None:
    cookie = PageClient(made.app).sign_in(account).http.get_cookie("session")
    assert cookie is not None
    with serving(made.app) as address:
        for width, window in (("360", PHONE), ("1280", DESKTOP)):
            context = browser.new_context(base_url=address, viewport=window, locale="id-ID")
            context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
            page = context.new_page()
            page.goto(path)
            page.screenshot(path=f"{to}-{width}.png", full_page=True)
            if over := page.evaluate("document.documentElement.scrollWidth - innerWidth"):
                print(f"{to.name}-{width}: {over} px too wide")
            context.close()


def _print(made: SizedCycle, account: Account, path: str, to: Path) -> None:
    file = to.with_suffix(".pdf")
    file.write_bytes(PageClient(made.app).sign_in(account).open(path).data)
    subprocess.run(["pdftoppm", "-r", DPI, "-png", file, to], check=True)


if __name__ == "__main__":
    main()
