"""A real Chromium and a real server for the few tests that only a browser can answer."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import Flask
from playwright.sync_api import Browser, BrowserType, Error, Page, sync_playwright
from sqlalchemy import inspect
from werkzeug.serving import WSGIRequestHandler, make_server

from berakhlak.extensions import db
from berakhlak.jobs.worker import run_waiting_jobs

# The same engine without the parts that draw windows: a page costs half, a new reader a quarter.
SHELL = "chromium-headless-shell"
# As root in a container, and silent: the browser must ask nothing of the outside.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--font-render-hinting=none",  # Letters as wide as on a phone, not rounded to whole pixels.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--accept-lang=id-ID,id",
]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}


class _SilentHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Requests of a test are nobody's news."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the app on a free loopback port, from threads of this process; yields its address.

    Another thread does its jobs, as the worker of `serve` does.
    """
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_SilentHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    ended = threading.Event()
    worker = threading.Thread(target=_do_jobs, args=(app, ended))
    worker.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        ended.set()
        server.shutdown()
        thread.join()
        worker.join()
        server.server_close()


def _do_jobs(app: Flask, ended: threading.Event) -> None:
    if not _has_jobs(app):
        return
    while not ended.wait(0.1):
        run_waiting_jobs(app)


def _has_jobs(app: Flask) -> bool:
    """Whether there is a table of them: pages of the look alone need no database."""
    if "sqlalchemy" not in app.extensions:
        return False
    with app.app_context():
        return inspect(db.engine).has_table("job")


def follow_job(page: Page, link: str = "Lihat siklus") -> None:
    """On the page of a job: wait until it is done, and go where it leads."""
    page.get_by_role("link", name=link).click()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium without windows; CHROMIUM names another binary."""
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        try:
            yield browser
        finally:
            browser.close()


def launch(kind: BrowserType, flags: Sequence[str] = (), without: Sequence[str] = ()) -> Browser:
    """Start it with more flags, and `without` some of the driver's own."""
    program = shutil.which(os.environ.get("CHROMIUM", SHELL)) or shutil.which("chromium")
    if program is None:
        raise LookupError(f"{SHELL} is not installed; `make test` installs it")
    # The driver asks for a way without windows that the whole browser no longer has.
    headless = [] if program.endswith(SHELL) else ["--headless"]
    return kind.launch(
        executable_path=program,
        args=[*headless, *FLAGS, *flags],
        ignore_default_args=list(without),
    )


def wait_until(page: Page, question: str, argument: object = None) -> None:
    """Ask until the page says yes; `question` is a function in its language, or a promise's.

    The driver's own waiting asks from inside the page. There our content policy forbids it to
    evaluate a text, and a page without scripts never comes to its second look.
    """
    for _look in range(200):
        try:
            if page.evaluate(question, argument):
                return
        except Error as error:  # Another page came while it was asked.
            if "context was destroyed" not in str(error):
                raise
        page.wait_for_timeout(50)
    raise AssertionError(f"never true of {page.url}: {question}")


@contextmanager
def opened_page(browser: Browser, address: str, viewport: dict[str, int]) -> Iterator[Page]:
    """A fresh reader in Jakarta who speaks Indonesian and asks for little motion; any error in the
    page's scripts fails."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": viewport["width"], "height": viewport["height"]},
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        reduced_motion="reduce",  # Colours that are still on their way are of no scheme.
    )
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert not faults, f"scripts failed: {faults}"
