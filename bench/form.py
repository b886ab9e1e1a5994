"""What rating costs: taps and requests for eight sheets, bytes and seconds on a slow phone, and
requests per second against a bare Flask page on the same server (gunicorn, two workers; wrk).

Run: python -m bench.form [seconds of each load]
"""

from __future__ import annotations

import contextlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import BrowserContext, Page, Request

from berakhlak.accounts.operations import set_password
from berakhlak.assignments.queries import assignments_of_rater
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Participant
from berakhlak.cycles.rater_groups import Relation
from berakhlak.extensions import db
from config import ROOT
from tests.factories.cycles import make_open_cycle, participants
from tests.factories.people import PASSWORD
from tests.support.browser import PHONE, chromium
from tests.support.databases import build_app, migrate_to_head
from tests.support.network import free_port
from tests.support.pages import PageClient

WANTED = {"GET form": 0.45, "save an answer": 0.28}  # At least, of a bare Flask page.
SLOW_3G = {"latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # ms, bytes/s
SLOWDOWN = 4
SHEETS = 8
WORKERS = 2
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
HELLO = """
from flask import Flask
app = Flask("hello")
@app.get("/")
def hello():
    return "hello"
"""
SERVED = """
from pathlib import Path
from berakhlak import create_app
from config import Config
app = create_app(Config(
    database_url="sqlite:///{folder}/bench.sqlite3", key_dir=Path("{folder}/keys"),
    secret_key="hanya-untuk-pengembangan", limits_enabled=False,
))
"""
SAVE = """
local number, revision, score = 0, 0, 0
local ids = {{ {ids} }}
function setup(thread) number = number + 1; thread:set("id", ids[number]) end
function request()
  score = score % 5 + 1
  local changes = '{{"base": %d, "answers": {{"BP1": %d}}, "comments": {{}}}}'
  local body = string.format(changes, revision, score)
  return wrk.format("POST", "/tugas/" .. id .. "/jawaban", {{
    ["Cookie"] = "session={cookie}", ["X-CSRFToken"] = "{token}",
    ["Content-Type"] = "application/json" }}, body)
end
function response(status, headers, body)
  revision = tonumber(string.match(body, '"revision": ?(%d+)')) or revision
end
"""


class World:
    """A head with eight subordinates, signed in; `ids` are the eight assignments."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app = build_app(f"sqlite:///{folder / 'bench.sqlite3'}", folder / "keys")
        migrate_to_head(self.app)
        with self.app.app_context():
            opened = make_open_cycle(db.session, key_store(), staff=SHEETS)
            head = opened.account(opened.head)
            set_password(head, PASSWORD)
            self.client = PageClient(self.app)
            self.client.post("/masuk", {"name": head.nip, "password": PASSWORD})
            seats = participants(db.session, opened.cycle)
            seat = next(seat for seat in seats if seat.person_id == opened.head.id)
            self.ids = [each.id for each in self._owed(seat)]
            self.cycle_id = opened.cycle.id
            self.token = self.client.token()
            db.session.commit()
        cookie = self.client.http.get_cookie("session")
        assert cookie is not None
        self.cookie = cookie.value

    def _owed(self, seat: Participant) -> list[Any]:
        rows = assignments_of_rater(db.session(), seat)
        return [row for row in rows if row.group == Relation.SUPERVISOR]


@contextlib.contextmanager
def gunicorn(folder: Path, name: str, source: str) -> Iterator[str]:
    """Two sync workers on a loopback port; yields the address."""
    (folder / f"{name}.py").write_text(source)
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        f"-w{WORKERS}",
        "-b",
        f"127.0.0.1:{port}",
        f"{name}:app",
    ]
    command += ["--log-level", "error", "--chdir", str(folder), "--pythonpath", str(ROOT)]
    server = subprocess.Popen(command)
    address = f"http://127.0.0.1:{port}"
    try:
        for _request in range(2 * WORKERS):  # Until both have loaded the application, most likely.
            wait_for_answer(address)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(10)


def wait_for_answer(address: str, seconds: float = 60) -> None:
    """Until the server answers at all; start-up is not what is measured."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urlopen(address, timeout=seconds):  # noqa: S310  Our own loopback address.
                return
        except URLError:
            assert time.monotonic() < deadline, "the server does not start"
            time.sleep(0.2)


def load(*arguments: str, seconds: int) -> float:
    """Requests per second by wrk with eight connections; answers must be successes."""
    found = subprocess.run(
        ["wrk", "-c8", f"-d{seconds}s", *arguments], capture_output=True, text=True, check=True
    ).stdout
    # The first saving of each of eight devices is told the revision that it cannot know.
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", found)
    assert refused is None or int(refused.group(1)) <= 8, found
    rate = re.search(r"Requests/sec:\s+([\d.]+)", found)
    assert rate, found
    return float(rate.group(1))


def rates(world: World, seconds: int) -> None:
    script = world.folder / "save.lua"
    ids = ", ".join(map(str, world.ids))
    script.write_text(SAVE.format(ids=ids, cookie=world.cookie, token=world.token))
    ours = SERVED.format(folder=world.folder)
    cookie = ("-H", f"Cookie: session={world.cookie}")
    with (
        gunicorn(world.folder, "hello_app", HELLO) as hello,
        gunicorn(world.folder, "rating_app", ours) as rating,
    ):
        loads = {
            "bare Flask": ("-t2", f"{hello}/"),
            "GET form": ("-t2", *cookie, f"{rating}/tugas/{world.ids[0]}"),
            "GET form, gzip": (
                "-t2", *cookie, "-H", "Accept-Encoding: gzip", f"{rating}/tugas/{world.ids[0]}"
            ),
            "save an answer": ("-t8", "-s", str(script), rating),
        }  # fmt: skip
        best: dict[str, float] = dict.fromkeys(loads, 0.0)
        for _round in range(3):  # Interleaved, since other work may share the machine.
            for name, arguments in loads.items():
                best[name] = max(best[name], load(*arguments, seconds=seconds))
    print(f"\n{'requests per second':24} {'':>8} {'of bare':>8} {'wanted':>8}")
    for name, rate in best.items():
        wanted = WANTED.get(name, "")
        print(f"{name:24} {rate:8.0f} {rate / best['bare Flask']:8.2f} {wanted:>8}")


class Meter:
    """Counts taps by hand, and what the browser asks for by itself."""

    def __init__(self, page: Page) -> None:
        self.taps = self.pages = self.saves = 0
        page.on("request", self._asked)

    def _asked(self, request: Request) -> None:
        self.pages += request.is_navigation_request()
        self.saves += request.url.endswith("/jawaban")

    def tap(self, page: Page, target: Any) -> None:
        self.taps += 1
        target.click()

    def leave(self, page: Page, target: Any) -> None:
        before = page.url
        self.tap(page, target)
        page.wait_for_url(lambda url: url != before)


def answer_all(page: Page, meter: Meter) -> None:
    for scale in page.locator(".scale").all():
        meter.taps += 1
        scale.locator("input[value='4']").check()


def one_by_one(page: Page) -> Meter:
    page.goto("/tugas")
    meter = Meter(page)
    for _sheet in range(SHEETS + 1):  # Their own first, then eight others.
        meter.leave(page, page.get_by_role("link", name=re.compile("^(Mulai|Lanjutkan) menilai")))
        answer_all(page, meter)
        meter.leave(page, page.get_by_role("button", name="Periksa, lalu kirim"))
        meter.leave(page, page.get_by_role("button", name="Kirim penilaian"))
        if _sheet == 0:
            meter.taps = meter.pages = meter.saves = 0
    return meter


def side_by_side(page: Page) -> Meter:
    page.goto("/tugas")
    meter = Meter(page)
    meter.leave(page, page.get_by_role("link", name=re.compile("^Menilai sekaligus")))
    for _value in range(7):
        answer_all(page, meter)
        meter.leave(page, page.get_by_role("button", name=re.compile("^(Lanjut|Periksa)")))
    meter.leave(page, page.get_by_role("button", name=re.compile("^Kirim")))
    return meter


def phone(browser: Any, address: str, world: World) -> BrowserContext:
    size: Any = PHONE
    # The service worker would hide from the browser's tools what it asks for.
    context: BrowserContext = browser.new_context(
        base_url=address, viewport=size, service_workers="block"
    )
    context.add_cookies([{"name": "session", "value": world.cookie, "url": address}])
    context.set_default_timeout(60_000)  # Other work may share the machine.
    return context


def efforts(browser: Any) -> None:
    print(f"{'eight sheets':24} {'taps':>6} {'pages':>6} {'saves':>6}")
    for name, way in (("one by one", one_by_one), ("side by side", side_by_side)):
        with tempfile.TemporaryDirectory() as folder:
            world = World(Path(folder))
            with gunicorn(world.folder, "rating_app", SERVED.format(folder=folder)) as address:
                context = phone(browser, address, world)
                meter = way(context.new_page())
                context.close()
        print(f"{name:24} {meter.taps:6} {meter.pages:6} {meter.saves:6}")


def slow_phone(browser: Any, world: World) -> None:
    """Bytes over the wire, seconds until the form stands there and can be tapped, and seconds
    until taps are saved one by one; cold, then with files kept."""
    paths = {
        "sheet, first load": f"/tugas/{world.ids[0]}",
        "tasks, later": "/tugas",
        "sheet, later": f"/tugas/{world.ids[1]}",
        "side by side, later": f"/tugas/bersama/{world.cycle_id}/supervisor/BP",
    }
    print(f"\n{'400 ms, 400 kbit/s, CPU/4':24} {'kB':>8} {'usable':>8} {'saving':>8}")
    with gunicorn(world.folder, "rating_app", SERVED.format(folder=world.folder)) as address:
        context = phone(browser, address, world)
        page = context.new_page()
        tools = context.new_cdp_session(page)
        size = [0]
        tools.on("Network.loadingFinished", lambda e: size.append(int(e["encodedDataLength"])))
        tools.send("Network.enable")
        tools.send("Network.emulateNetworkConditions", {"offline": False, **SLOW_3G})
        tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        for name, path in paths.items():
            size.clear()
            start = time.perf_counter()
            page.goto(path, wait_until="commit")
            page.locator(".saving[data-state], .tasks").first.wait_for(state="attached")
            saving = time.perf_counter() - start
            page.wait_for_load_state("networkidle")
            painted = page.evaluate(PAINTED) / 1000
            print(f"{name:24} {sum(size) / 1000:8.1f} {painted:8.2f} {saving:8.2f}")
        context.close()


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    with chromium() as browser:
        efforts(browser)
        with tempfile.TemporaryDirectory() as folder:
            slow_phone(browser, World(Path(folder)))
    if shutil.which("wrk") is None:
        print("\nRates need wrk; `make bench BENCH=form` installs it.")
        return
    with tempfile.TemporaryDirectory() as folder:
        rates(World(Path(folder)), seconds)


if __name__ == "__main__":
    main()
