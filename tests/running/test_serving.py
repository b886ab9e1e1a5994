"""One production server from start to end: behind nginx and Caddy, read by Prometheus, drained."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as HTTPMessage
from functools import partial
from http.client import HTTPSConnection
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from berakhlak.cli.metrics import status_class
from berakhlak.extensions import db
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency, make_unit
from tests.security.test_fronts import FRONTS, NAME
from tests.support.databases import build_app, let_go
from tests.support.network import free_port

ROOT = Path(__file__).resolve().parents[2]
DRAIN = 3
PATIENCE = 240
HUGE = b"x" * (9 << 20)  # MAX_UPLOAD_MB is 8.
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Running:
    """A server of two processes with its ports, and the folder where it says what it says."""

    process: subprocess.Popen[bytes]
    port: int
    metrics: int
    folder: Path

    def ask(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as found:
                return int(found.status), found.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def figures(self) -> str:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{self.metrics}/metrics", timeout=60
        ) as found:
            return str(found.read().decode())


def filled(folder: Path, fresh: Path) -> None:
    """HR of an agency with one unit, who need no second step."""
    instance = folder / "instance"
    instance.mkdir()
    file = shutil.copyfile(fresh, instance / "berakhlak.sqlite3")
    app = build_app(f"sqlite:///{file}", instance / "keys")
    with app.app_context():
        agency = make_agency(db.session)
        make_unit(db.session, agency)
        make_account(db.session, agency, Role.HR, password=PASSWORD, email="hr@contoh.go.id")
        db.session.commit()
    let_go(app)


@pytest.fixture(scope="module")
def running(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("running")
    filled(folder, migrated_sqlite)
    port, metrics = free_port(), free_port()
    apart = {"DATABASE_URL", "KEY_DIR", "REDIS_URL", "BACKUP_DIR", "JOB_DIR"}
    settings = {name: value for name, value in os.environ.items() if name not in apart} | {
        "BERAKHLAK_ENV": "production",
        "SECRET_KEY": "r" * 40,
        "SECURE_COOKIES": "1",
        "SECOND_FACTOR_REQUIRED": "0",
        "PUBLIC_URL": f"https://{NAME}",
        "TRUSTED_PROXIES": "1",
        "INSTANCE_DIR": str(folder / "instance"),
        "LOG_FORMAT": "json",
        "METRICS_PORT": str(metrics),
        "DRAIN_SECONDS": str(DRAIN),
    }
    command = [sys.executable, "-m", "flask", "--app", "berakhlak", "serve", "--port", str(port)]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=said, stderr=said)
    made = Running(process, port, metrics, folder)
    _wait(made, lambda: made.ask("/readyz")[0] == 200)
    yield made
    if process.poll() is None:
        process.kill()
    process.wait(60)


def _wait(running: Running, is_so: Any) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert running.process.poll() is None, (running.folder / "said").read_text()
        try:
            if is_so():
                return
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.1)
    raise AssertionError((running.folder / "said").read_text())


@dataclass
class Page:
    """What came back."""

    status: int
    headers: HTTPMessage
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")


class Browser:
    """A reader who comes through the front, and does not check its certificate."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.unchecked = ssl.create_default_context()
        self.unchecked.check_hostname, self.unchecked.verify_mode = False, ssl.CERT_NONE

    def get(self, path: str) -> Page:
        return self._ask("GET", path, b"", {})

    def post(self, path: str, typed: dict[str, Any]) -> Page:
        found = TOKEN.search(self.get(path).text)
        assert found, path
        stream, length, boundary = stream_encode_multipart({**typed, "csrf_token": found[1]})
        kind = f"multipart/form-data; boundary={boundary}"
        with stream:
            return self._ask("POST", path, stream.read(length), {"Content-Type": kind})

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Page:
        connection = HTTPSConnection("127.0.0.1", self.port, context=self.unchecked, timeout=60)
        own = {"Host": NAME, "Referer": f"https://{NAME}/", **headers}
        own["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, own)
        answer = connection.getresponse()
        page = Page(answer.status, answer.headers, answer.read())
        connection.close()
        for each in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
        return page


@pytest.mark.parametrize("program", FRONTS)
def test_sign_in_upload_and_file_through_a_front(
    running: Running, program: str, tmp_path: Path
) -> None:
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed: apt-get install {program}")
    port = free_port()
    front = FRONTS[program](tmp_path, port, running.port)
    reader = Browser(port)
    try:
        _wait(running, lambda: _answers(reader))
        signed_in = reader.post("/masuk", {"name": "hr@contoh.go.id", "password": PASSWORD})
        cookies = signed_in.headers.get_all("Set-Cookie") or []
        template = reader.get("/pegawai/impor/templat.xlsx")
        upload = reader.post(
            "/pegawai/impor", {"file": FileStorage(BytesIO(template.content), "pegawai.xlsx")}
        )
        large = reader.post("/pegawai/impor", {"file": FileStorage(BytesIO(HUGE), "besar.csv")})
    finally:
        front.terminate()
        front.wait(10)

    assert (signed_in.status, signed_in.headers["Location"]) == (302, "/")
    assert any(each.startswith("__Host-session=") for each in cookies)
    assert all("; Secure" in each for each in cookies)
    assert (template.status, template.content[:2]) == (200, b"PK")
    assert upload.status in (200, 422)
    assert "pegawai.xlsx" in upload.text or "Periksa" in upload.text
    assert large.status == 413
    assert "Berkas terlalu besar" in large.text


def _answers(reader: Browser) -> bool:
    try:
        return reader.get("/healthz").status == 200
    except OSError:  # Caddy reads its certificate after it has taken its port.
        return False


@pytest.mark.exercises("METRICS_PORT")
def test_prometheus_reads_figures_that_name_nobody_and_no_page(running: Running) -> None:
    for path in ("/masuk", "/tidak-ada", "/tugas"):
        running.ask(path)
    said = running.figures()
    again = running.ask("/masuk")[0], running.figures()

    families = {each.name: each for each in text_string_to_metric_families(said)}
    labels = {
        (each.name, label)
        for each in families.values()
        for sample in each.samples
        for label in sample.labels
    }
    assert families.keys() >= {
        "berakhlak_http_requests",
        "berakhlak_http_request_duration_seconds",
        "berakhlak_slow_statements",
        "berakhlak_jobs_waiting",
        "berakhlak_jobs_running",
        "berakhlak_jobs_failed_last_day",
        "berakhlak_cycle_keys_fit",
        "berakhlak_build_info",
    }
    assert {each for each in labels if each[0] != "berakhlak_build_info"} == {
        ("berakhlak_http_requests", "status"),
        ("berakhlak_http_request_duration_seconds", "le"),
    }
    counted = {
        each.labels["status"]: each.value for each in families["berakhlak_http_requests"].samples
    }
    assert counted.keys() <= {"ok", "refused", "failed"}
    assert (counted["ok"] >= 1, counted["refused"] >= 1) == (True, True)
    assert families["berakhlak_cycle_keys_fit"].samples[0].value == 1
    assert again == (200, said)  # Not the second in which somebody came.
    assert running.ask("/metrics")[0] == 404
    assert [status_class(each) for each in (200, 302, 404, 500)] == [
        "ok",
        "ok",
        "refused",
        "failed",
    ]


@pytest.mark.exercises("DRAIN_SECONDS")
def test_at_its_end_everybody_who_asks_is_answered(running: Running) -> None:
    """Forty slow requests at the signal, and new ones until the balancer has looked."""
    answers: list[int] = []
    send = partial(_slow_post, running, answers)
    forms = [threading.Thread(target=send) for _ in range(40)]
    for each in forms:
        each.start()
    time.sleep(0.3)

    running.process.send_signal(signal.SIGTERM)
    begun, later = time.monotonic(), []
    _wait(running, lambda: running.ask("/readyz")[0] == 503)
    assert json.loads(running.ask("/readyz")[1])["status"] == "draining"
    while time.monotonic() - begun < DRAIN - 1.5:
        later.append(running.ask("/masuk")[0])
    for each in forms:
        each.join(60)
    running.process.wait(60)

    assert (len(answers), set(answers)) == (40, {400})  # Each read, and told that its form is worn.
    assert later
    assert set(later) == {200}
    assert running.process.returncode == 0
    said = (running.folder / "said").read_text()
    assert "Traceback" not in said
    assert [line for line in said.splitlines()[1:] if line and line[0] != "{"] == []


def _slow_post(running: Running, answers: list[int]) -> None:
    """A form whose body comes in two parts, a second apart."""
    body = b"name=a%40b.id&password=" + b"x" * 4000
    head = f"POST /masuk HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", running.port), timeout=60) as connection:
        connection.sendall(head.encode() + body[:2000])
        time.sleep(1.0)
        connection.sendall(body[2000:])
        told = connection.makefile("rb").readline()
    answers.append(int(told.split()[1]) if told else 0)
