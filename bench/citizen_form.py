"""What the citizens' form costs at a counter: bytes over the wire, seconds until it stands there,
and seconds from scanning to "thank you" for somebody quick; next to a bare page in the same run.

Run: python -m bench.citizen_form [--pictures DIR]

A phone on 400 kbit/s with 400 ms of delay and a quarter of this processor. Quick means: who served,
a face, one reason, send, with `PAUSE` seconds before each tap; what the machine alone needs is told
beside it. `--pictures DIR` saves what is seen: both widths, every language, letters twice as large.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from bench.form import HELLO, PAINTED, SERVED, SLOW_3G, SLOWDOWN, gunicorn
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import add_counter
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.instrument.citizen_words import languages
from config import ROOT, Config
from tests.factories.cycles import AT, make_open_cycle, participants
from tests.support.browser import DESKTOP, chromium
from tests.support.databases import build_app, migrate_to_head

SMALL_PHONE = {"width": 360, "height": 640}
LIMIT = 30_000  # Bytes of a first visit.
QUICK = 15  # Seconds.
HASHES = 100_000
PAUSE = 1.5  # Of a person before each tap.


def make_counter(folder: Path) -> str:
    """A database with a counter that two officers serve; returns its token."""
    app = build_app(f"sqlite:///{folder / 'bench.sqlite3'}", folder / "keys")
    migrate_to_head(app)
    with app.app_context():
        opened = make_open_cycle(db.session, key_store(), staff=3)
        serving = [row for row in participants(db.session, opened.cycle) if row.is_rated][1:3]
        counter: Counter = add_counter(
            db.session(), opened.cycle, name="Loket 2 KTP-el", officers=serving, by=None, at=AT
        )
        db.session.commit()
        return counter.token


def first_visit(browser: Browser, address: str, language: str, ready: str) -> dict[str, float]:
    """Bytes, and seconds until something is painted and until `ready` can be touched."""
    page, sizes = slow_phone(browser, language)
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(ready).first.wait_for()
    there = time.perf_counter() - start
    page.wait_for_load_state("networkidle")
    painted = page.evaluate(PAINTED) / 1000
    usable = max(there, painted)  # Nobody taps what is not to be seen yet.
    page.context.close()
    return {"bytes": sum(sizes), "painted": painted, "usable": usable}


def quick_visitor(browser: Browser, address: str, pause: float) -> float:
    """Seconds from scanning until the thanks are there."""
    page, _sizes = slow_phone(browser, "id")
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    for tapped in (".who input", ".faces input[value='4']", ".reasons input"):
        target = page.locator(tapped).first
        target.wait_for()
        page.wait_for_timeout(pause * 1000)
        target.tap()
    page.wait_for_timeout(pause * 1000)
    page.locator("form.form .button").first.tap()
    page.get_by_role("heading", name="Terima kasih!").wait_for()
    spent = time.perf_counter() - start
    page.context.close()
    return spent


def hashes_a_second(browser: Browser, address: str) -> float:
    """How fast js/proof.js works on such a phone."""
    page, _sizes = slow_phone(browser, "id")
    page.goto(address)
    source = (ROOT / "static/js/proof.js").read_text().split("// Begins at the first touch")[0]
    asked = {"salt": f"{'a' * 24}?expires=1&form={'b' * 16}&", "challenge": "0" * 64}
    spent = page.evaluate(
        f"asked => {{ {source} const begun = performance.now(); solve(asked);"
        " return performance.now() - begun; }",
        asked | {"maxNumber": HASHES},
    )
    page.context.close()
    return HASHES / spent * 1000


def slow_phone(browser: Browser, language: str) -> tuple[Page, list[int]]:
    """A page on a slow phone, and the sizes of what it fetches."""
    size: Any = SMALL_PHONE
    context = browser.new_context(viewport=size, locale=language, has_touch=True)
    context.set_default_timeout(60_000)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    sizes: list[int] = []
    tools.on("Network.loadingFinished", lambda e: sizes.append(int(e["encodedDataLength"])))
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", {"offline": False, **SLOW_3G})
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    return page, sizes


def measure(browser: Browser, hello: str, form: str) -> None:
    bare = first_visit(browser, hello, "id", "body")
    print(f"{'400 ms, 400 kbit/s, CPU/4':28} {'kB':>7} {'painted':>8} {'usable':>8} {'of bare':>8}")
    print(f"{'hello':28} {bare['bytes'] / 1000:7.1f} {bare['painted']:8.2f} {bare['usable']:8.2f}")
    for each in languages():
        seen = first_visit(browser, form, each.code, ".faces input")
        print(
            f"{f'form, first visit, {each.code}':28} {seen['bytes'] / 1000:7.1f} "
            f"{seen['painted']:8.2f} {seen['usable']:8.2f} {seen['usable'] / bare['usable']:8.2f}"
        )
        assert seen["bytes"] <= LIMIT, f"{seen['bytes']} bytes, more than {LIMIT}"
    pace = hashes_a_second(browser, form)
    most = Config().citizen_proof / pace
    print(f"work for a poster: {pace:.0f} hashes a second, {most:.1f} s at most, half on average")
    ways: dict[str, Callable[[], float]] = {
        "scan to thanks, machine": lambda: quick_visitor(browser, form, 0),
        f"with {PAUSE} s before a tap": lambda: quick_visitor(browser, form, PAUSE),
    }
    for name, way in ways.items():
        spent = way()
        print(f"{name:28} {'':7} {'':8} {spent:8.2f} {spent / bare['usable']:8.2f}")
    assert spent <= QUICK, f"more than {QUICK} s"


def photograph(browser: Browser, form: str, folder: Path) -> None:
    """PNG files named after what they show."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in languages():
        for size in (SMALL_PHONE, DESKTOP):
            window: Any = size
            context = browser.new_context(viewport=window, locale=each.code)
            page = context.new_page()
            page.goto(form)
            name = f"{each.code}-{size['width']}"
            page.screenshot(path=folder / f"{name}.png")
            page.locator(".reasons input").first.check()
            page.locator(".faces input").nth(1).check()
            for summary in page.locator("summary").all():
                summary.click()
            page.screenshot(path=folder / f"{name}-open.png", full_page=True)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            page.screenshot(path=folder / f"{name}-twice.png", full_page=True)
            context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        token = make_counter(folder)
        ours = SERVED.format(folder=folder)
        with (
            gunicorn(folder, "hello_app", HELLO) as hello,
            gunicorn(folder, "citizens_app", ours) as address,
        ):
            form = f"{address}/l/{token}"
            if asked.pictures:
                photograph(browser, form, asked.pictures)
            measure(browser, f"{hello}/", form)


if __name__ == "__main__":
    main()
