"""Pictures of the demo and of what is printed from it, now and at an earlier commit: first page,
heat map and funnel in grey, a withheld unit, the profile nearest to the ceiling, the profile on a
laptop and on a phone, and what a browser prints of it.

Run: python -m bench.pages DIR [--before COMMIT]

Each tree fills a demo of its own in a folder that is thrown away, serves it, and is asked over HTTP
alone, so that any commit with a demo can be pictured. Of the present tree there are also units that
are named, and a ceiling higher than the demo's. Without the earlier commit (a copy without
history) the present pages are pictured alone.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from bench.thumb import checked_out, running
from config import ROOT
from tests.support.browser import DESKTOP, PHONE, chromium

BEFORE = "2abbb36"  # The last one before rules version 2.
WITHHELD = "Kepala Dinas"  # A unit of the demo with too few officers.
PATIENCE = 240  # Seconds for filling a demo.
# Serves the demo of either tree with its own code.
SERVED = """
import sys
from berakhlak.app import create_app
from flask.cli import ScriptInfo
app = create_app()
if len(sys.argv) > 3:  # Of the present tree alone: a demo of other people.
    from berakhlak import clock
    from berakhlak.cycles.keyring import key_store
    from berakhlak.demo.operations import seed_if_empty
    from berakhlak.extensions import db
    from flask_migrate import upgrade
    with app.app_context():
        upgrade()
        seed_if_empty(db.session(), keys=key_store(), at=clock.utc_now(), world=sys.argv[3])
        db.session.remove()
        db.engine.dispose()
app.cli.main(["serve", "--port", sys.argv[1], "--workers", "1", "--out", sys.argv[2]],
             obj=ScriptInfo(create_app=lambda: app))
"""
DPI = "80"
PAGES = 3  # Of each file.
# What the demo does not hold: units that are named.
PRINTED = """
import json, sys
from pathlib import Path
from berakhlak.profiles.editions import build_form
from berakhlak.profiles.printing import profile_pdf
from berakhlak.documents.pdf import render_pdf
from berakhlak.results.builder import agency_results, unit_results
from berakhlak.results.printing import results_html
from tests.factories.profiles import rendering_app
from tests.factories.results import UNITS, judged, small_unit, version_2
from tests.profiles.test_opening import decided

folder = Path(sys.argv[1])
units = (judged(UNITS[0], "higher", 0.31), judged(UNITS[1], "lower", -0.35),
         judged(UNITS[2], "undecided", -0.12), small_unit())
with rendering_app().app_context():
    made = {
        "first-page": profile_pdf(build_form(decided(), form="standard")),
        "agency": render_pdf(results_html(agency_results(version_2(units=units), "id"))),
        "withheld-unit": render_pdf(results_html(unit_results(version_2(), small_unit(), "id"))),
    }
for name, pdf in made.items():
    (folder / f"{name}.pdf").write_bytes(pdf)
print(json.dumps([]), flush=True)
"""


def draw(file: Path, to: Path, *, grey: bool = False) -> None:
    """The first pages of a PDF as PNG files, on a printer without colours where `grey`."""
    name = f"{file.stem}-grey" if grey else file.stem
    tone = ["-gray"] if grey else []
    limits = ["-r", DPI, "-l", str(PAGES)]
    subprocess.run(["pdftoppm", "-png", *tone, *limits, str(file), str(to / name)], check=True)


@contextlib.contextmanager
def demo_of(tree: Path, folder: Path, *world: str) -> Iterator[str]:
    """The address of the demo of a tree, filled and served until we are done."""
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    instance = {"INSTANCE_DIR": str(folder), "SHOW_DEMO_ACCOUNTS": "1", "PYTHONPATH": str(tree)}
    child = subprocess.Popen(
        [sys.executable, "-c", SERVED, port, str(folder / "out"), *world],
        cwd=tree,
        env={**os.environ, **instance, "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}"},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(int(port), child)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(20)


def wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    """Until the demo is filled and answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and child.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(1)
    raise SystemExit("The demo did not start.")


def signed_in(browser: Browser, address: str, label: str, look: str, size: ViewportSize) -> Page:
    """The first page of who has the demo account of this name."""
    page = browser.new_context(
        base_url=address, viewport=size, color_scheme="dark" if look == "dark" else "light",
        locale="id-ID",
    ).new_page()  # fmt: skip
    page.goto("/masuk")
    page.get_by_role("button", name=label, exact=True).click()
    page.get_by_role("heading", name="Beranda").wait_for()
    return page


def links(page: Page, pattern: str) -> list[str]:
    """Addresses on the page that match wholly, each once."""
    found = [link.get_attribute("href") or "" for link in page.locator("main a").all()]
    return [each for each in dict.fromkeys(found) if re.fullmatch(pattern, each)]


def print_results(page: Page, files: Path) -> None:
    """The report on the agency and on its withheld unit, of the cycle that has results."""
    page.goto("/siklus")
    for cycle in links(page, r"/siklus/\d+"):
        answer = page.goto(f"{cycle}/hasil")
        if answer and answer.ok:
            unit = page.get_by_role("link", name=WITHHELD).first.get_attribute("href")
            keep_report(page, f"{cycle}/hasil", files / "agency.pdf")
            keep_report(page, str(unit), files / "withheld-unit.pdf")
            return


def keep_report(page: Page, address: str, to: Path) -> None:
    """The PDF of a page of results: a job now, an answer of its own before."""
    page.goto(address)
    button = page.get_by_role("button", name="Buat PDF")
    if not button.count():
        download(page, f"{address}.pdf", to)
        return
    button.click()
    finished = page.get_by_role("link", name="Unduh hasil")
    finished.wait_for(timeout=PATIENCE * 1000)
    download(page, str(finished.get_attribute("href")), to)


def print_highest(page: Page, files: Path) -> None:
    """The profile with the highest first figure of those that a supervisor reads."""
    page.goto("/profil")
    figures = {}
    for each in links(page, r"/profil/\d+"):
        page.goto(each)
        found = re.findall(r"\b[1-5],\d\d\b", page.locator("main").inner_text())
        figures[each] = found[0] if found else ""
    download(page, f"{max(figures, key=lambda each: figures[each])}.pdf", files / "ceiling.pdf")


def download(page: Page, address: str, to: Path) -> None:
    to.write_bytes(page.request.get(address).body())


def photograph(browser: Browser, address: str, to: Path, files: Path) -> None:
    """A profile on a laptop and on a phone, light and dark, as a file, and as the browser prints
    it."""
    for name, size in (("laptop", DESKTOP), ("phone", PHONE)):
        for look in ("light", "dark"):
            window = ViewportSize(width=size["width"], height=size["height"])
            page = signed_in(browser, address, "Pegawai", look, window)
            page.goto("/profil")
            own = links(page, r"/profil/\d+")[0]
            page.goto(own)
            page.screenshot(path=to / f"{name}-{look}.png", full_page=True)
            if (name, look) == ("laptop", "dark"):
                page.pdf(path=files / "browser-print.pdf", format="A4", print_background=True)
                download(page, f"{own}.pdf", files / "first-page.pdf")
            page.context.close()


def picture_demo(browser: Browser, tree: Path, work: Path, to: Path) -> None:
    """Everything that a tree's demo shows."""
    with demo_of(tree, work) as address:
        files = work / "files"
        files.mkdir()
        window = ViewportSize(width=DESKTOP["width"], height=DESKTOP["height"])
        print_results(signed_in(browser, address, "Biro SDM", "light", window), files)
        print_highest(signed_in(browser, address, "Atasan", "light", window), files)
        photograph(browser, address, to, files)
    for file in sorted(files.glob("*.pdf")):
        draw(file, to)
    draw(files / "agency.pdf", to, grey=True)


def picture_invented(browser: Browser, work: Path, to: Path) -> None:
    """What the demo does not hold, of the present tree: a profile at the ceiling, and units that
    are named."""
    crowded = work.with_name("ceiling")
    with demo_of(ROOT, crowded, "ceiling") as address:
        window = ViewportSize(width=DESKTOP["width"], height=DESKTOP["height"])
        print_highest(signed_in(browser, address, "Atasan", "light", window), crowded)
    draw(crowded / "ceiling.pdf", to)
    with running(PRINTED, ROOT, work):
        for file in sorted(work.glob("*.pdf")):
            draw(file, to)
            draw(file, to, grey=True)


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
            to = asked.folder / kind
            to.mkdir(parents=True, exist_ok=True)
            picture_demo(browser, tree, work / f"demo-{kind}", to)
            if tree == ROOT:
                invented = to / "invented"
                invented.mkdir(exist_ok=True)
                picture_invented(browser, work / "invented", invented)
            print(f"{kind}: {len(list(to.rglob('*.png')))} pictures in {to}")


if __name__ == "__main__":
    main()
