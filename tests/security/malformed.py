"""Requests that no browser of ours would send, drawn by chance over all routes and readers."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any
from urllib.parse import quote

from flask import Flask
from werkzeug.routing import Rule

from berakhlak.extensions import db
from config import ROOT
from tests.support.pages import PageClient
from tests.whole_app.test_access import World, address

NASTY = (
    "",
    "0",
    "-1",
    "1e999",
    "99999999999999999999",
    "2147483648",
    "null",
    "NaN",
    "٣",
    "\x00",
    "a\x00b",
    "' OR 1=1 --",
    '";DROP TABLE account;',
    "{{7*7}}",
    "${7*7}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "%2e%2e%2f",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "\u202e\u0000",
    "a" * 3000,
    "😀" * 500,
    "\r\nX: y",
    "[]",
    "{}",
    "[[[[",
    "2026-99-99",
    "true",
    "=cmd|' /C calc'!A0",
    "//evil.example",
    "\\\\evil",
    "file:///etc/passwd",
)
NAMES = [
    "csrf_token",
    "next",
    "bahasa",
    "halaman",
    "cari",
    "q",
    "urut",
    "bentuk",
    "arsip",
    "kode",
    "name",
    "password",
    "code",
    "file",
    "note",
    "answers",
    "comment",
    "groups",
    "units",
    "opens_on",
    "closes_on",
    "email",
    "nip",
    "roles",
    "form",
    "draft",
    "typed",
]
METHODS = ("GET",) * 5 + ("POST",) * 8 + ("HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "X")
TYPES = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=a",
    "text/xml",
    "application/x-www-form-urlencoded; charset=utf-7",
    "\xff",
)
BODIES = (
    b"",
    b"{",
    b"[" * 3000,
    b'{"a":' * 500,
    b"\xff\xfe\x00",
    b"&=&=&",
    b"a=%ff%fe&b=%",
    b"a" * 20_000,
    b'--a\r\nContent-Disposition: form-data; name="file"; filename="x.xlsx"\r\n\r\n'
    b"PK\x03\x04\r\n--a--\r\n",
    b"--a\r\nContent-Disposition: form-data\r\n\r\n",
    b'{"answers": {"x": [1, {"y": null}]}, "note": 1e999}',
)
HEADERS = [
    "Accept-Language",
    "Cookie",
    "Range",
    "If-None-Match",
    "If-Modified-Since",
    "Referer",
    "Origin",
    "X-CSRFToken",
    "Accept",
    "Accept-Encoding",
    "Authorization",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "Sec-Fetch-Site",
    "Content-Encoding",
]
LEAKS = (
    "Traceback",
    str(ROOT),
    "sqlalchemy",
    "psycopg",
    "sqlite3.",
    "SELECT ",
    "INSERT INTO",
    "werkzeug",
    "site-packages",
)


@dataclass
class Answers:
    """What came back, and everything that must not be.

    `seconds` of processor, so that others on the machine do not count, of each request that was
    refused: whoever only adds nonsense to the address of a page gets that page.
    """

    sent: int = 0
    longest: float = 0.0  # Seconds by the clock, of all.
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """The 99th percentile as a multiple of the median."""
        return quantiles(self.seconds, n=100)[98] / median(self.seconds)


def throw(
    app: Flask, world: World, count: int, *, seed: int = 1, readers: Sequence[str] = ()
) -> Answers:
    """Send so many requests as each reader in turn. The application must handle its errors."""
    chance, found = random.Random(seed), Answers()
    names = list(readers or world.readers)
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    client = PageClient(app)
    for number in range(count):
        if number % 40 == 0:  # Some requests sign out, or spoil the session.
            client = _as_reader(app, world, names[number // 40 % len(names)])
        path, arguments = _request(app, world, client, chance.choice(rules), chance)
        begun, clock = time.process_time(), time.perf_counter()
        answer = client.open(path, **arguments)
        found.sent += 1
        found.longest = max(found.longest, time.perf_counter() - clock)
        if answer.status_code >= 400:
            found.seconds.append(time.process_time() - begun)
        found.faults += _faults(answer, f"{arguments['method']} {path[:80]}")
    return found


def _as_reader(app: Flask, world: World, name: str) -> PageClient:
    client, account = PageClient(app), world.readers[name]
    if account is not None:
        with app.app_context():
            client.sign_in(db.session.merge(account))
    return client


def _request(
    app: Flask, world: World, client: PageClient, rule: Rule, chance: random.Random
) -> tuple[str, dict[str, Any]]:
    method = chance.choice(METHODS)
    path = _path(app, world, rule, chance)
    if chance.random() < 0.5:
        pairs = (f"{chance.choice(NAMES)}={quote(chance.choice(NASTY))}" for _ in range(3))
        path += "?" + "&".join(pairs)
    headers = {chance.choice(HEADERS): _header(chance.choice(NASTY)) for _ in range(2)}
    arguments: dict[str, Any] = {"method": method, "headers": headers}
    if method in ("GET", "HEAD"):
        return path, arguments
    if chance.random() < 0.6:  # Past the check of the token, into the forms.
        fields = {chance.choice(NAMES): chance.choice(NASTY) for _ in range(4)}
        return path, arguments | {"data": fields | {"csrf_token": client.token()}}
    return path, arguments | {"data": chance.choice(BODIES), "content_type": chance.choice(TYPES)}


def _path(app: Flask, world: World, rule: Rule, chance: random.Random) -> str:
    """The address of the page, most often with something else in the place of an argument."""
    values = world.values(rule)
    path = address(app, rule, values)
    if values and chance.random() < 0.8:
        old = str(values[chance.choice(sorted(values))])
        path = path.replace(f"/{old}", f"/{quote(chance.choice(NASTY), safe='')}", 1)
    return path


def _header(text: str) -> str:
    return text.encode("utf-8", "replace").decode("latin-1").translate(dict.fromkeys((0, 10, 13)))


def _faults(answer: Any, what: str) -> Iterator[str]:
    if answer.status_code >= 500:
        yield f"{what}: {answer.status}"
    text = answer.get_data(as_text=True) if answer.mimetype.startswith("text/") else ""
    yield from (f"{what}: says {word!r}" for word in LEAKS if word in text)
