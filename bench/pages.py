"""Pictures of what is printed and of a profile on a laptop, now and at an earlier commit: first
page, funnel or heat map in grey, a withheld unit, a profile at the ceiling, the laptop's page, and
what a browser prints of it.

Run: python -m bench.pages DIR [--before COMMIT]

Without the earlier commit (a copy without history) the present pages are pictured alone.
"""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from bench.thumb import checked_out, running
from config import ROOT
from tests.support.browser import DESKTOP, PHONE, chromium

BEFORE = "74327e2"  # The last one with drawings from 1 to 5 and two pages for a withheld unit.
DPI = "80"
PAGES = 3  # Of each file.
# Runs inside either tree, with its own code: prints, then serves a published profile.
PRINTED = """
import json, random, sys
from pathlib import Path
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.profiles.editions import build_form
from berakhlak.profiles.printing import profile_pdf
from berakhlak.documents.pdf import render_pdf
from berakhlak.results.builder import agency_results, unit_results
from berakhlak.results.views import results_html
from tests.factories.profiles import answers, figures_from, rendering_app, source
from tests.factories.published import make_published_cycle
from tests.factories.results import UNITS, judged, small_unit, version_2
from tests.profiles.test_opening import decided
from tests.support.browser import serving
from tests.support.databases import build_app, migrate_to_head
from tests.support.pages import PageClient

folder = Path(sys.argv[1])
counts = {"self": 1, "supervisor": 1, "peer": 6, "subordinate": 4, "citizen": 0}
ceiling = source(figures_from(answers(random.Random(5), counts, centre=4.7, spread=0.15, own=4.9)))
units = (judged(UNITS[0], "higher", 0.31), judged(UNITS[1], "lower", -0.35),
         judged(UNITS[2], "undecided", -0.12), small_unit())
with rendering_app().app_context():
    made = {
        "first-page": profile_pdf(build_form(decided(), form="standard")),
        "ceiling": profile_pdf(build_form(ceiling, form="standard")),
        "agency": render_pdf(results_html(agency_results(version_2(units=units), "id"))),
        "withheld-unit": render_pdf(results_html(unit_results(version_2(), small_unit(), "id"))),
    }
for name, pdf in made.items():
    (folder / f"{name}.pdf").write_bytes(pdf)
app = build_app(f"sqlite:///{folder / 'bench.sqlite3'}", folder / "keys")
migrate_to_head(app)
with app.app_context():
    published = make_published_cycle(db.session, key_store())
    officer = published.officers[0]
    client = PageClient(app).sign_in(published.account_of(officer))
    cookie, path = client.http.get_cookie("session").value, f"/profil/{officer.id}"
with serving(app) as address:
    print(json.dumps([address, cookie, path]), flush=True)
    sys.stdin.read()
"""


def draw(file: Path, to: Path, *, grey: bool = False) -> None:
    """The first pages of a PDF as PNG files, on a printer without colours where `grey`."""
    name = f"{file.stem}-grey" if grey else file.stem
    tone = ["-gray"] if grey else []
    limits = ["-r", DPI, "-l", str(PAGES)]
    subprocess.run(["pdftoppm", "-png", *tone, *limits, str(file), str(to / name)], check=True)


def photograph(browser: Browser, served: list[str], to: Path, files: Path) -> None:
    """The profile on a laptop and on a phone, light and dark, and as the browser prints it."""
    address, cookie, path = served
    for name, size in (("laptop", DESKTOP), ("phone", PHONE)):
        for look in ("light", "dark"):
            context = browser.new_context(
                base_url=address,
                viewport={"width": size["width"], "height": size["height"]},
                color_scheme="dark" if look == "dark" else "light",
            )
            context.add_cookies([{"name": "session", "value": cookie, "url": address}])
            page = context.new_page()
            page.goto(path)
            page.screenshot(path=to / f"{name}-{look}.png", full_page=True)
            if (name, look) == ("laptop", "dark"):
                page.pdf(path=files / "browser-print.pdf", format="A4", print_background=True)
                draw(files / "browser-print.pdf", to)
            context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "build" / "pages")
    parser.add_argument("--before", default=BEFORE)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        work = Path(name)
        trees = {"before": stack.enter_context(checked_out(asked.before, work)), "now": ROOT}
        browser = stack.enter_context(chromium())
        for kind, tree in trees.items():
            if tree is None:
                print(f"Commit {asked.before} is not in this copy: the present pages alone.")
                continue
            to, files = asked.folder / kind, work / f"files-{kind}"
            to.mkdir(parents=True, exist_ok=True)
            with running(PRINTED, tree, files) as served:
                for file in sorted(files.glob("*.pdf")):
                    draw(file, to)
                draw(files / "agency.pdf", to, grey=True)
                photograph(browser, served, to, files)
            print(f"{kind}: {len(list(to.glob('*.png')))} pictures in {to}")


if __name__ == "__main__":
    main()
