"""A demonstration of its own on the loopback: started, signed in to, walked through, ended."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 300  # Seconds until it serves.
MOST_PAGES = 120
# Nobody is to be told to wait, or asked again: the judges look at what lies behind.
SETTINGS = {
    "SIGN_IN_LIMIT": "1000000 per minute",
    "SIGN_IN_ADDRESS_LIMIT": "1000000 per minute",
    "SIGN_IN_NAME_LIMIT": "1000000 per hour",
    "CITIZEN_LIMIT": "1000000 per minute",
    "VERIFICATION_LIMIT": "1000000 per minute",
    "PASSWORD_AGAIN_MINUTES": "1440",
}
_ACCOUNT = re.compile(r"^  (\S.*?)\s{1,}(\S+@\S+)\s+(\S+)$", re.MULTILINE)
# A number in a path: pages that differ by it alone are one family.
# Files: making one takes longer than looking at ten pages.
_FILE = re.compile(r"\.(pdf|xlsx|csv|zip|json|txt)$|/berkas$")
_NUMBER = re.compile(r"/\d+(?=/|$)|/[A-Za-z0-9_-]{16,}(?=/|$)")


@dataclass(frozen=True)
class SentForm:
    """A form of a page: where it is sent, how, and with what in its fields."""

    action: str
    method: str
    fields: dict[str, str]


@dataclass
class Reader:
    """Somebody who looks at it: a role, or a stranger; `pages` are HTML by address, `papers` the
    addresses of PDFs by family."""

    name: str
    address: str
    jar: CookieJar = field(default_factory=CookieJar)
    pages: dict[str, str] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)

    @property
    def cookies(self) -> str:
        return "; ".join(f"{each.name}={each.value}" for each in self.jar)

    def opener(self) -> OpenerDirector:
        return build_opener(HTTPCookieProcessor(self.jar))

    def walk(self, start: str = "/") -> None:
        """Follow links to one page of each family, and a few of those with a question."""
        seen: set[str] = set()
        waiting = [urljoin(self.address, start)]
        while waiting and len(self.pages) < MOST_PAGES:
            address = waiting.pop(0)
            if (family := family_of(address)) in seen:
                continue
            seen.add(family)
            if html := self._html(address):
                self.pages[address] = html
                waiting += self._links(address, html)

    def forms(self) -> Iterator[SentForm]:
        """One form of each family of addresses and fields."""
        seen = set()
        for page, html in self.pages.items():
            for form in BeautifulSoup(html, "html5lib").select("form"):
                sent = _form(page, form)
                key = (family_of(sent.action), sent.method, *sorted(sent.fields))
                if key not in seen and "/keluar" not in sent.action:
                    seen.add(key)
                    yield sent

    def _html(self, address: str) -> str:
        try:
            with self.opener().open(address, timeout=60) as answer:
                is_page = answer.headers.get_content_type() == "text/html"
                return answer.read().decode() if is_page else ""
        except OSError:
            return ""

    def paper(self, address: str) -> bytes:
        """The PDF at an address; empty for what is refused, or is none."""
        try:
            with self.opener().open(address, timeout=120) as answer:
                is_pdf = answer.headers.get_content_type() == "application/pdf"
                return bytes(answer.read()) if is_pdf else b""
        except OSError:
            return b""

    def _links(self, page: str, html: str) -> list[str]:
        found = BeautifulSoup(html, "html5lib").select("a[href]")
        links = (urljoin(page, str(each["href"])).split("#")[0] for each in found)
        ours = [each for each in links if each.startswith(f"{self.address}/")]
        for each in ours:
            if urlsplit(each).path.endswith(".pdf"):
                self.papers.setdefault(family_of(each), each)
        return [each for each in ours if not _FILE.search(urlsplit(each).path)]


def family_of(address: str) -> str:
    """The address without numbers, without its language and the values of its question."""
    parts = urlsplit(address)
    asked = {pair.split("=")[0] for pair in parts.query.split("&")} - {"lang"}
    names = ",".join(sorted(asked))
    return f"{_NUMBER.sub('/N', parts.path)}?{names}"


def _form(page: str, form: object) -> SentForm:
    fields = {}
    for each in form.select("input[name], select[name], textarea[name]"):  # type: ignore[attr-defined]
        if each.get("type") not in ("file", "submit"):
            option = each.select_one("option[selected]") or each.select_one("option[value]")
            value = option["value"] if option else each.get("value") or each.get_text()
            fields.setdefault(str(each["name"]), str(value).strip() or "1")
    action = urljoin(page, str(form.get("action") or page))  # type: ignore[attr-defined]
    method = str(form.get("method") or "get").upper()  # type: ignore[attr-defined]
    return SentForm(action, method, fields)


@contextmanager
def demonstration(folder: Path) -> Iterator[list[Reader]]:
    """Readers of a fresh demonstration that is served meanwhile."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "serve.log"
    command = ["-m", "flask", "--app", "berakhlak", "serve", "--port", str(port), "--workers", "1"]
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, *command, "--out", str(folder / "out")],
            cwd=ROOT,
            env=os.environ | SETTINGS | {"INSTANCE_DIR": str(folder), "BERAKHLAK_ENV": ""},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield readers(f"http://127.0.0.1:{port}", _told(process, log))
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _told(process: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + PATIENCE
    while "Administrator" not in (said := log.read_text()):
        if process.poll() is not None or time.monotonic() > end:
            raise SystemExit(f"the demonstration does not start:\n{said}")
        time.sleep(0.5)
    return said


def readers(address: str, told: str) -> list[Reader]:
    """A stranger, and one who has signed in for each account that was told of."""
    stranger = Reader("visitor", address)
    found = [stranger]
    for label, name, password in _ACCOUNT.findall(told):
        if "," in label:  # A second person of the same role.
            continue
        reader = Reader(label.strip(), address)
        page = reader._html(f"{address}/masuk")
        token = BeautifulSoup(page, "html5lib").select_one("input[name=csrf_token]")
        typed = {"name": name, "password": password, "csrf_token": token["value"] if token else ""}
        reader.opener().open(f"{address}/masuk", urlencode(typed).encode(), timeout=60).close()
        found.append(reader)
    return found
