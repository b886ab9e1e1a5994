"""Hosts of one installation, each a real `serve` with a folder of its own, and people who visit."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path

from tests.support.network import free_port

ROOT = Path(__file__).resolve().parents[2]
APART = {"DATABASE_URL", "KEY_DIR", "BERAKHLAK_ENV", "SECRET_KEY", "REDIS_URL", "JOB_DIR"}
_TOKEN = re.compile(r'name="csrf_token"[^>]{0,200}value="([^"]{1,300})"')


class Host:
    """One machine, as far as it matters: a web server with its worker, and a folder."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.folder, self.settings, self.port = folder, settings, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir()

    @property
    def said(self) -> str:
        return (self.folder / "said").read_text()

    def start(self) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in APART}
        command = [sys.executable, "-m", "flask", "--app", "berakhlak", "serve", "--workers", "1"]
        command += ["--threads", "4", "--port", str(self.port), "--out", str(self.folder / "out")]
        environment = kept | {"INSTANCE_DIR": str(self.folder / "instance")} | self.settings
        with (self.folder / "said").open("ab") as said:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=said, stderr=said,
                start_new_session=True,
            )  # fmt: skip

    def wait(self, seconds: float = 300.0) -> None:
        """Until it is ready."""
        last = time.monotonic() + seconds
        while time.monotonic() < last:
            assert self.process is not None
            assert self.process.poll() is None, self.said
            try:
                if self.status("/readyz") == 200:
                    return
            except (urllib.error.URLError, ConnectionError):
                pass
            time.sleep(0.2)
        raise AssertionError(f"not ready: {self.said}")

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=60
            ) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            refused.close()
            return refused.code

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def kill(self) -> None:
        """Power off: all its processes at once, which nobody can prepare for."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=30)
            self.kill()


class Visitor:
    """A person with a browser's cookies, who is led to whichever host is there."""

    def __init__(self) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open(self, host: Host, path: str, form: dict[str, str] | None = None) -> tuple[str, bytes]:
        """The address where it leads, and the page. Raises HTTPError, as of a refused form."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        headers = {"Referer": host.url(path), "Accept-Language": "id"}
        address = f"http://127.0.0.1:{host.port}{path}"
        request = urllib.request.Request(address, data, headers)
        with self._opener.open(request, timeout=120) as answer:
            return urllib.parse.urlsplit(answer.url).path, answer.read()

    def send(self, host: Host, path: str, **form: str) -> str:
        """Fill in the form of a page; where that leads."""
        page = self.open(host, path)[1].decode()
        found = _TOKEN.search(page)
        assert found, page[:3000]
        return self.open(host, path, form | {"csrf_token": found[1]})[0]

    def sign_in(self, host: Host, name: str, password: str) -> None:
        assert self.send(host, "/masuk", name=name, password=password) != "/masuk"
