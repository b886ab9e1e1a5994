"""The server serves on while others keep hundreds of connections open, and cuts those off."""

from __future__ import annotations

import os
import signal
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask

from berakhlak.cli import front
from berakhlak.cli.server import GunicornServer
from tests.security.slow_clients import SAYS, SlowClients, slow_clients
from tests.support.network import free_port

EACH = 15  # Of a kind; the server has two threads.
HEAD = b"POST /masuk HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.fixture(scope="module")
def impatience() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("FIRST_WORDS", "IDLE", "BODY_GRACE", "READER_WINDOW"):
            patch.setattr(front, name, 1.0)
        patch.setattr(front, "MOST_CONNECTIONS", 5 * EACH)
        patch.setattr(front, "_LOOK_AT_BODIES_AFTER", 1 << 20)
        patch.setattr(front, "MOST_OF_BODIES", 4 << 20)
        yield


@pytest.fixture
def port(impatience: None, make_app: Callable[..., Flask], tmp_path: Path) -> Iterator[int]:
    """The real server around the application, with one process and two threads."""
    app, port = make_app(), free_port()
    child = os.fork()
    if not child:
        try:
            GunicornServer(app, f"127.0.0.1:{port}", 1, 2, "").run()
        finally:
            os._exit(1)
    assert wait_until(lambda: _answers(port))
    yield port
    os.kill(child, signal.SIGQUIT)
    os.waitpid(child, 0)


def _answers(port: int) -> bool:
    try:
        return page(port)[0] == 200
    except OSError:
        return False


def page(port: int) -> tuple[int, float]:
    """Status of a page, and the seconds that it took."""
    begun = time.monotonic()
    address = f"http://127.0.0.1:{port}/masuk"
    with urllib.request.urlopen(address, timeout=10) as answer:
        answer.read()
    return answer.status, time.monotonic() - begun


def said(port: int, words: bytes) -> bytes:
    """What the server says to something raw."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(words)
        return client.recv(4096)


def wait_until(happened: Callable[[], bool]) -> bool:
    end = time.monotonic() + 15
    while not happened() and time.monotonic() < end:
        time.sleep(0.1)
    return happened()


def test_slow_clients_hold_up_nobody_and_are_cut_off(port: int) -> None:
    with slow_clients(port, EACH) as look:
        slowest = max(page(port)[1] for _ in range(5))
        began_with = look()
        assert wait_until(lambda: look() == 0)

    assert began_with == EACH * len(SAYS)
    assert slowest < 5  # Of one second at most on an idle machine.

    # When there is no more room, the oldest that says nothing gives way.
    crowd = SlowClients(port)
    for _ in range(3):
        crowd.begin("silent", 2 * EACH)
    assert page(port)[0] == 200
    assert wait_until(lambda: crowd.still_open() < 6 * EACH)
    crowd.end()

    # Bodies are not kept without end, neither of one nor of many.
    too_large = said(port, HEAD + b"Content-Length: 99000000\r\n\r\n")
    assert b" 413 " in too_large.splitlines()[0]
    crowd = SlowClients(port)
    for _ in range(8):
        client = socket.create_connection(("127.0.0.1", port), timeout=5)
        client.sendall(HEAD + b"Content-Length: 9000000\r\n\r\n")
        with suppress(OSError):
            client.sendall(b"a" * (1 << 20))
        client.setblocking(False)
        crowd.open.append((client, b""))
    assert wait_until(lambda: crowd.still_open() < 8)
    assert page(port)[0] == 200
    crowd.end()

    bad = said(port, b"GET / HTTP/1.1\r\nHost : a\r\n\r\n")
    assert b" 400 Bad Request" in bad.splitlines()[0]
    assert b"Traceback" not in bad
    assert b"Server:" not in bad


def test_the_address_of_a_failed_request_does_not_reach_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    front._silence_addresses()

    front.HTTPChannel.logger.error("Exception while serving /t/rahasia")

    assert caplog.messages == ["Exception while serving a request"]
