"""What others notice of a crowd: slow connections, and many who sign in at once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from argon2 import PasswordHasher

from berakhlak.accounts.operations import make_hasher
from tests.security.slow_clients import SAYS, slow_clients
from tests.support.network import free_port

HALF_OPEN, SIGN_INS = 200, 50
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
LONGEST = 30.0  # Seconds.


@contextmanager
def serving() -> Iterator[int]:
    """The port of a real server with a demo agency of its own."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "flask", "--app", "berakhlak", "serve"]
        command += ["--port", str(port), "--out", f"{folder}/out"]
        place = os.environ | {"INSTANCE_DIR": folder}
        with Path(folder, "log").open("wb") as log:
            process = subprocess.Popen(command, env=place, stdout=log, stderr=log)
            try:
                while _status(port, "/healthz")[0] != 200:
                    time.sleep(0.3)
                yield port
            finally:
                process.terminate()
                process.wait(60)


def _status(port: int, path: str, data: bytes | None = None, cookie: str = "") -> tuple[int, float]:
    """Status of an answer, 0 for none, and the seconds that it took."""
    begun = time.perf_counter()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", data, headers={"Cookie": cookie}
    )
    try:
        with urllib.request.urlopen(request, timeout=LONGEST) as answer:  # noqa: S310
            answer.read()
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
        error.close()
    except OSError:
        status = 0
    return status, time.perf_counter() - begun


def _told(name: str, seconds: list[float]) -> str:
    return (
        f"{name:44}{median(seconds) * 1e3:8.0f} ms median"
        f"{quantiles(seconds, n=100)[98] * 1e3:8.0f} ms p99{max(seconds) * 1e3:8.0f} ms at worst"
    )


def _pages_while(port: int, busy: Callable[[], bool]) -> list[float]:
    seconds = []
    while busy():
        seconds.append(_status(port, "/verifikasi" if len(seconds) % 2 else "/masuk")[1])
        time.sleep(0.02)
    return seconds


def slow_connections(port: int) -> None:
    """Pages beside 200 connections that get on as slowly as they may."""
    with slow_clients(port, HALF_OPEN // len(SAYS)) as look:
        end = time.monotonic() + 65
        seconds = _pages_while(port, lambda: time.monotonic() < end and look() >= 0)
        print(_told(f"pages beside {HALF_OPEN} slow connections", seconds))
        print(f"  of these connections {look()} are left after 65 seconds")


def hash_costs() -> None:
    """What one check of a password takes, beside the defaults of the library."""
    spent = {}
    for name, hasher in (("ours", make_hasher()), ("the library's", PasswordHasher())):
        kept = hasher.hash("melayani dengan bangga")
        begun = time.process_time()
        for _check in range(20):
            hasher.verify(kept, "melayani dengan bangga")
        spent[name] = (time.process_time() - begun) / 20
    own, default = spent.values()
    print(f"a check of a password: {1000 * own:.0f} ms CPU, 1/{default / own:.1f} of the library's"
          f" defaults ({1000 * default:.0f} ms)", flush=True)  # fmt: skip


def sign_ins_at_once(port: int) -> None:
    """Pages beside 50 sign-ins that come in one moment."""
    forms = [_form(port, f"pegawai{number}@contoh.go.id") for number in range(SIGN_INS)]
    answers: list[tuple[int, float]] = []
    threads = [
        threading.Thread(
            target=lambda form=form: answers.append(_status(port, "/masuk", *form))  # type: ignore[misc]
        )
        for form in forms
    ]
    for each in threads:
        each.start()
    seconds = _pages_while(port, lambda: any(each.is_alive() for each in threads))
    print(_told(f"pages beside {SIGN_INS} sign-ins at once", seconds))
    print(_told("  these sign-ins", [taken for _status, taken in answers]))
    print(f"  their answers: {dict(Counter(status for status, _taken in answers))}")


def _form(port: int, name: str) -> tuple[bytes, str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/masuk", timeout=LONGEST) as page:
        found = TOKEN.search(page.read().decode())
        cookie = page.headers["Set-Cookie"].partition(";")[0]
    assert found
    typed = {"name": name, "password": "Salah-sekali-1", "csrf_token": found[1]}
    return urllib.parse.urlencode(typed).encode(), cookie
