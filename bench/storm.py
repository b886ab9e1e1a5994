"""Eight in the morning: 200 people sign in within seconds, and then work for a minute.

Run: python -m bench.storm [PEOPLE [SECONDS]]      200 for 60 seconds unless told

An office of so many, all behind one address, on a real server of two processes. Everybody comes
within five seconds, signs in, and then reads and saves with pauses to think. Beside them somebody
asks `/healthz` ten times a second. Printed: answers by status; how long sign-ins took, pages during
the storm and after it, and `/healthz`; median and p99 of each as a multiple of the median of
`/healthz` of the idle server, which is as much as saying hello.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

from sqlalchemy import select

from bench import desk
from berakhlak import clock
from berakhlak.accounts.operations import create_account, make_hasher
from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.people.models import Person
from tests.support.databases import build_app, migrate_to_head
from tests.support.network import free_port

PEOPLE, SECONDS, ARRIVAL = 200, 60.0, 5.0
PASSWORD = "melayani dengan bangga"  # noqa: S105  Of people invented here.
THINK = (2.0, 8.0)  # Seconds, from and to.
TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
HEADER_TOKEN = re.compile(rb'<meta name="csrf-token" content="([^"]+)"')
SHEET = re.compile(rb'href="(/tugas/\d+)"')
COOKIE = re.compile(rb"[Ss]et-[Cc]ookie: ([^=]+)=([^;\r]*)")
STATUS = re.compile(rb"HTTP/1.\d (\d+)")


@dataclass
class Seen:
    """Seconds of each kind of request, and answers by kind and status."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)


@dataclass
class Visitor:
    """A browser with its cookies."""

    port: int
    seen: Seen
    cookies: dict[bytes, bytes] = field(default_factory=dict)

    async def ask(self, kind: str, path: str, typed: dict[str, str] | None = None) -> bytes:
        """The answer, head and body; status 0 where there is none."""
        begun, answer = time.perf_counter(), b""
        body = urlencode(typed).encode() if typed else b""
        cookies = b"; ".join(b"=".join(each) for each in self.cookies.items())
        head = f"{'POST' if typed else 'GET'} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
        head += f"Connection: close\r\nReferer: http://127.0.0.1:{self.port}/\r\n"
        if typed:
            head += "Content-Type: application/x-www-form-urlencoded\r\n"
            head += f"Content-Length: {len(body)}\r\n"
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(head.encode() + b"Cookie: " + cookies + b"\r\n\r\n" + body)
            answer = await reader.read(-1)
            writer.close()
        except OSError as error:
            self.seen.broken[type(error).__name__] += 1
        self.seen.seconds[kind].append(time.perf_counter() - begun)
        found = STATUS.match(answer)
        self.seen.statuses[kind, int(found[1]) if found else 0] += 1
        self.cookies |= dict(COOKIE.findall(answer.partition(b"\r\n\r\n")[0]))
        return answer

    async def work(self, name: str, begun: float, seconds: float) -> None:
        """Sign in, and then read and save until the end."""
        await asyncio.sleep(random.uniform(0, ARRIVAL))
        page = await self.ask("sign-in page", "/masuk")
        token = TOKEN.search(page)
        typed = {"name": name, "password": PASSWORD, "csrf_token": token[1].decode()}  # type: ignore[index]
        await self.ask("sign-in", "/masuk", typed)
        while (passed := time.perf_counter() - begun) < seconds:
            when = "pages in the storm" if passed < 2 * ARRIVAL else "pages after the storm"
            tasks = await self.ask(when, random.choice(("/", "/tugas", "/tugas")))
            if sheets := SHEET.findall(tasks):
                await asyncio.sleep(random.uniform(*THINK) / 2)
                await self.ask(when, random.choice(sheets).decode())
            await asyncio.sleep(random.uniform(*THINK))


async def _watch(port: int, seen: Seen, begun: float, seconds: float) -> None:
    while time.perf_counter() - begun < seconds:
        await Visitor(port, seen).ask("/healthz", "/healthz")
        await asyncio.sleep(0.1)


async def storm(port: int, people: int, seconds: float) -> Seen:
    """Everybody at once."""
    seen = Seen()
    for _idle in range(50):
        await Visitor(port, seen).ask("/healthz of the idle server", "/healthz")
    begun = time.perf_counter()
    await asyncio.gather(
        _watch(port, seen, begun, seconds),
        *(
            Visitor(port, seen).work(f"p{number}@x.example", begun, seconds)
            for number in range(people)
        ),
    )
    return seen


def prepare(folder: Path, people: int) -> None:
    """An office with an open cycle; everybody has the same password."""
    app = build_app(f"sqlite:///{folder / 'berakhlak.sqlite3'}", folder / "keys")
    migrate_to_head(app)
    with app.app_context():
        session = db.session()
        agency, hashed = desk.invent_agency(people), make_hasher().hash(PASSWORD)
        for number, person in enumerate(session.scalars(select(Person)).all()):
            account = create_account(session, agency_id=agency.id, name=person.name, roles=[],
                                     email=f"p{number}@x.example")  # fmt: skip
            account.password_hash, person.account_id = hashed, account.id
        open_cycle(session, desk.draft(agency), keys=key_store(), by=None, at=clock.utc_now())
        session.commit()


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The port of a server on what lies there."""
    port = free_port()
    command = [sys.executable, "-m", "flask", "--app", "berakhlak", "serve", "--port", str(port)]
    with Path(folder, "log").open("wb") as log:
        place = os.environ | {"INSTANCE_DIR": str(folder)}
        process = subprocess.Popen(
            [*command, "--out", f"{folder}/out"], env=place, stdout=log, stderr=log
        )
        try:
            while b"HTTP" not in asyncio.run(Visitor(port, Seen()).ask("", "/healthz")):
                time.sleep(0.3)
            yield port
        finally:
            process.terminate()
            process.wait(60)


def print_table(seen: Seen) -> None:
    hello = median(seen.seconds["/healthz of the idle server"])
    heads = ("number", "median", "p99", "worst", "x hello", "p99 x")
    print(f"{'seconds':32}" + "".join(f"{head:>9}" for head in heads) + "  answers")
    for kind, taken in seen.seconds.items():
        told = {status: n for (of, status), n in sorted(seen.statuses.items()) if of == kind}
        late = quantiles(taken, n=100)[98]
        print(f"{kind:32}{len(taken):9}{median(taken):9.3f}{late:9.3f}{max(taken):9.3f}"
              f"{median(taken) / hello:9.0f}{late / hello:9.0f}  {told}")  # fmt: skip


def main(asked: list[str]) -> None:
    people = int(asked[0]) if asked else PEOPLE
    seconds = float(asked[1]) if asked[1:] else SECONDS
    with tempfile.TemporaryDirectory() as made:
        prepare(Path(made), people)
        with served(Path(made)) as port:
            seen = asyncio.run(storm(port, people, seconds))
            print_table(seen)
            print(f"connections that broke: {dict(seen.broken) or 'none'}")


if __name__ == "__main__":
    main(sys.argv[1:])
