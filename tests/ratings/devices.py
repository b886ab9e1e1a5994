"""Phones and desk computers on which a reader is signed in, and a server that can go away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from tests.support.browser import PHONE, _SilentHandler, wait_until
from tests.support.network import free_port
from tests.support.pages import PageClient

PATIENCE = 10_000  # ms
STATE = ".saving[data-state='{}']"


@contextmanager
def device(
    reader: PageClient, browser: Browser, address: str, *, size: Any = PHONE, scripts: bool = True
) -> Iterator[BrowserContext]:
    """A browser of its own, with its own storage, on which this reader is signed in."""
    cookie = reader.http.get_cookie("session")
    assert cookie is not None
    context = browser.new_context(
        base_url=address,
        viewport=size,
        locale="id-ID",
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    try:
        yield context
    finally:
        context.close()


def wait_for_state(page: Page, state: str) -> None:
    """Until the sheet says so: saved, waiting, conflict."""
    page.locator(STATE.format(state)).wait_for()


KEPT = """async (address) => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    if (name.startsWith("pages-") && await cache.match(address)) return true;
  }
  return false;
}"""


def wait_for_worker(page: Page, address: str = "") -> None:
    """Until the service worker has a page: the one that is open, or another one."""
    wait_until(page, KEPT, address or page.url)


class Server:
    """The application on one port, as often as it is started."""

    def __init__(self, app: Flask) -> None:
        self.app, self.port = app, free_port()
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._server = make_server(
            "127.0.0.1", self.port, self.app, threaded=True, request_handler=_SilentHandler
        )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def running(app: Flask) -> Iterator[Server]:
    server = Server(app)
    server.start()
    try:
        yield server
    finally:
        server.stop()
