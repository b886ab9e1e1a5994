"""The samples for nginx and Caddy, run by these programs: they pass on the truth, and cut off."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.support.mail import make_certificate
from tests.support.network import free_port

SAMPLES = Path(__file__).resolve().parents[2] / "docs" / "server"
NAME = "360.example.go.id"
FORGED = {"Host": NAME, "X-Forwarded-For": "6.6.6.6", "X-Forwarded-Host": "evil.example"}


class Echo(BaseHTTPRequestHandler):
    """In place of the application: answers with the headers that reached it."""

    def do_GET(self) -> None:
        body = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Keep still."""


@pytest.fixture
def application() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def run_nginx(folder: Path, port: int, behind: int, clear: int = 0) -> subprocess.Popen[bytes]:
    """The sample with other ports and a second's patience, inside the least main file."""
    both = str(make_certificate(folder))
    sample = (SAMPLES / "nginx.conf").read_text()
    for old, new in (
        ("/etc/ssl/360.example.go.id/chain.pem", both),
        ("/etc/ssl/360.example.go.id/key.pem", both),
        ("/var/log/nginx/berakhlak.log", str(folder / "error.log")),
        ("listen 80;", f"listen 127.0.0.1:{clear or free_port()};"),
        ("listen 443 ", f"listen 127.0.0.1:{port} "),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        ("client_header_timeout 10s", "client_header_timeout 1s"),
    ):
        assert old in sample, old
        sample = sample.replace(old, new)
    temporary = "".join(
        f"{kind}_temp_path {folder / kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "main.conf"
    main.write_text(
        # Started by root it would work as another user, who may not write into the test's folder.
        f"{'user root; ' if os.geteuid() == 0 else ''}"
        f"daemon off; pid {folder / 'pid'}; error_log stderr; events {{}}\n"
        f"http {{\n{temporary}{sample}\n}}\n"
    )
    subprocess.run(["nginx", "-t", "-q", "-c", str(main)], check=True)
    return subprocess.Popen(["nginx", "-c", str(main)], stderr=subprocess.DEVNULL)


def run_caddy(folder: Path, port: int, behind: int) -> subprocess.Popen[bytes]:
    """The sample with other ports, a certificate from nobody, and a second's patience."""
    both = make_certificate(folder)
    sample = (SAMPLES / "Caddyfile").read_text()
    for old, new in (
        # Our own clients ask for an address and name no host.
        ("\n{\n", f"\n{{\n\tadmin off\n\thttp_port {free_port()}\n\tdefault_sni {NAME}\n"),
        (f"\n{NAME} {{", f"\n{NAME}:{port} {{\n\tbind 127.0.0.1\n\ttls {both} {both}"),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        ("read_header 10s", "read_header 1s"),
    ):
        assert old in sample, old
        sample = sample.replace(old, new)
    main = folder / "Caddyfile"
    main.write_text(sample)
    command = ["--config", str(main), "--adapter", "caddyfile"]
    place = {"HOME": str(folder), "PATH": "/usr/bin:/bin:/usr/local/bin"}
    subprocess.run(["caddy", "validate", *command], check=True, env=place, capture_output=True)
    return subprocess.Popen(["caddy", "run", *command], env=place, stderr=subprocess.DEVNULL)


Run = Callable[[Path, int, int], "subprocess.Popen[bytes]"]


FRONTS: dict[str, Run] = {"nginx": run_nginx, "caddy": run_caddy}


@pytest.mark.parametrize("program", FRONTS)
def test_a_front_tells_the_truth_and_cuts_off_the_slow(
    program: str, application: int, tmp_path: Path
) -> None:
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed: apt-get install {program}")
    port = free_port()
    process = FRONTS[program](tmp_path, port, application)
    try:
        idle = _connected(port)  # It says nothing.
        told = _asked(port)
        idle.settimeout(10)
        cut_off = idle.recv(1000)
        idle.close()
    finally:
        process.terminate()
        process.wait(10)

    assert (told["Host"], told["X-Forwarded-Host"]) == (NAME, NAME)
    assert (told["X-Forwarded-For"], told["X-Forwarded-Proto"]) == ("127.0.0.1", "https")
    assert cut_off == b""


@pytest.fixture
def nginx(application: int, tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Its ports for encrypted words and for those in clear."""
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed: apt-get install nginx")
    port, clear = free_port(), free_port()
    process = run_nginx(tmp_path, port, application, clear)
    _connected(port).close()
    yield port, clear
    process.terminate()
    process.wait(10)


@pytest.mark.parametrize(("path", "status"), [("/masuk", 301), ("/api/tiket", 403)])
def test_machines_that_speak_in_clear_are_refused_and_people_led_on(
    nginx: tuple[int, int], path: str, status: int
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", nginx[1], timeout=10)
    connection.request("GET", path, headers={"Host": NAME})
    answer = connection.getresponse()
    connection.close()

    assert answer.status == status
    assert (answer.getheader("Location") or "") == (
        f"https://{NAME}{path}" if status == 301 else ""
    )


@pytest.mark.parametrize(
    ("offered", "is_taken"),
    [
        (["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], False),
        (["-tls1_2", "-cipher", "AES128-SHA:@SECLEVEL=0"], False),
        (["-tls1_2", "-cipher", "AES256-GCM-SHA384"], False),  # No forward secrecy.
        (["-tls1_2"], True),
        (["-tls1_3"], True),
    ],
)
def test_old_tls_and_weak_ciphers_are_refused(
    nginx: tuple[int, int], offered: list[str], is_taken: bool
) -> None:
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{nginx[0]}", "-servername", NAME]
    said = subprocess.run([*command, *offered], input=b"", capture_output=True, timeout=20)

    assert (said.returncode == 0) is is_taken, said.stderr.decode()


def _connected(port: int) -> socket.socket:
    end = time.monotonic() + 15
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=5)
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.05)


def _asked(port: int) -> dict[str, str]:
    unchecked = ssl.create_default_context()
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=unchecked, timeout=10)
    connection.request("GET", "/", headers=FORGED)
    told: dict[str, str] = json.loads(connection.getresponse().read())
    connection.close()
    return told
