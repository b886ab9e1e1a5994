"""Forged, replayed and scripted voices through each door of a real server.

Run: python -m bench.stuffing [voices] [postgresql://…]

Two processes serve on the loopback, honest voices come between, and each request claims an address
of its own, as a crowd of phones or a botnet would. Printed: what was tried and what became of it,
how many voices came in by each door and wait for HR, and how the processes grew. Ends with an error
when a ticket let two voices in, or an honest voice is missing.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections import Counter as Tally
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from berakhlak.citizens import ticket_sources
from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.doors import Door
from berakhlak.citizens.models import OpenVoice
from berakhlak.citizens.operations import add_counter
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from tests.factories.cycles import AT, make_open_cycle, participants
from tests.support.databases import TEST_SECRET, build_app, migrate_to_head
from tests.support.network import free_port

VOICES, THREADS = 10_000, 8
HONEST_EVERY = 10  # One of so many is honest: a slip of its own, used once.
HIDDEN = re.compile(r'name="(csrf_token|ticket)"[^>]*value="([^"]*)"')
RADIO = re.compile(r'name="(jawaban-[^"]+)"')
OFFICER = re.compile(r'name="officer"[^>]*value="(\d+)"')


@dataclass
class Stage:
    """An open counter with tickets: each of `honest` is used once, `replayed` by everybody."""

    folder: Path
    url: str
    voices: int
    token: str = ""
    honest: list[str] = field(default_factory=list)
    replayed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.app = build_app(self.url, self.folder / "keys")
        migrate_to_head(self.app)
        with self.app.app_context():
            opened = make_open_cycle(db.session, key_store(), staff=5)
            self.cycle_id = opened.cycle.id
            officers = list(participants(db.session, opened.cycle))
            counter = add_counter(
                db.session(), opened.cycle, name="Loket 1", officers=officers, by=None, at=AT
            )
            number = self.voices // HONEST_EVERY + 1
            codes = [
                ticket_sources.slip_codes(
                    ticket_sources.print_slips(db.session(), counter, number=n, by=None, at=AT),
                    secret=TEST_SECRET,
                )
                for n in (number, 20)
            ]
            self.honest, self.replayed = codes
            self.token = counter.token
            db.session.commit()
            db.session.remove()

    def voices_by_door(self) -> Tally[tuple[Door, bool]]:
        """How many lie in the database, by door and whether they wait for HR."""
        with self.app.app_context():
            key = key_store().load_key(_key_name(self.cycle_id))
            rows = db.session.execute(select(OpenVoice.id, OpenVoice.box)).all()
            found = [VoiceContent.from_bytes(key.decrypt(box, number)) for number, box in rows]
        return Tally((each.door, each.held is not None) for each in found)


def _key_name(cycle_id: int) -> str:
    from berakhlak.cycles.models import Cycle

    return str(db.session.get_one(Cycle, cycle_id).key_name)


@contextmanager
def two_processes(stage: Stage) -> Iterator[tuple[int, int]]:
    """The port of the server and the id of its first process."""
    port = free_port()
    command = [sys.executable, "-m", "flask", "--app", "berakhlak", "serve", "--workers", "2"]
    place = os.environ | {
        "INSTANCE_DIR": str(stage.folder),
        "DATABASE_URL": stage.url,
        "KEY_DIR": str(stage.folder / "keys"),
        "SECRET_KEY": TEST_SECRET,
        "TRUSTED_PROXIES": "1",
    }
    with Path(stage.folder, "log").open("wb") as log:
        command += ["--port", str(port), "--out", f"{stage.folder}/out"]
        process = subprocess.Popen(command, env=place, stdout=log, stderr=log)
        try:
            while not _answers(port):
                time.sleep(0.3)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(60)


def _answers(port: int) -> bool:
    try:
        return request(port, "GET", "/healthz")[0] == 200
    except OSError:
        return False


def request(
    port: int, method: str, path: str, form: dict[str, str] | None = None, cookie: str = ""
) -> tuple[int, str, str]:
    """Status, text and the session's cookie."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    address = ".".join(str(random.randint(1, 250)) for _ in range(4))
    headers = {"X-Forwarded-For": address, "Cookie": cookie}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    body = urllib.parse.urlencode(form) if form is not None else None
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode(errors="replace")
    kept = "; ".join(each.split(";")[0] for each in answer.headers.get_all("Set-Cookie") or [])
    connection.close()
    return answer.status, text, kept


def _voice(port: int, token: str, visit: str, *, forge: bool, twice: bool) -> list[int]:
    """One form filled in by a script; what became of each time that it was sent."""
    found = filled_form(port, token, visit)
    if found is None:
        return [503]
    form, cookie = found
    if forge:
        form["ticket"] = form["ticket"][:-4] + "AAAA"
    times = 2 if twice else 1
    return [request(port, "POST", f"/l/{token}", form, cookie)[0] for _ in range(times)]


def filled_form(port: int, token: str, visit: str) -> tuple[dict[str, str], str] | None:
    """The counter's form as a script fills it in, with its cookie; None while it is not served."""
    status, page, cookie = request(port, "GET", f"/l/{token}")
    if status != 200:
        return None
    form = dict(HIDDEN.findall(page)) | dict.fromkeys(RADIO.findall(page), "5")
    form |= {"officer": random.choice(OFFICER.findall(page)), "visit": visit, "comment": ""}
    return form, cookie


def _attempt(port: int, stage: Stage, number: int) -> tuple[str, list[int]]:
    """The voice of this number: of every ten one is honest, the others are four kinds of abuse."""
    if number % HONEST_EVERY == 0:
        visit = stage.honest[number // HONEST_EVERY]
        return "honest", _voice(port, stage.token, visit, forge=False, twice=True)
    kind = ("forged form", "forged ticket", "replayed ticket", "poster by a script")[number % 4]
    visit = {
        "forged ticket": "0001-" + stage.honest[0][5:-1] + random.choice("0123456789ABCDEFG"),
        "replayed ticket": random.choice(stage.replayed),
    }.get(kind, "")
    return kind, _voice(port, stage.token, visit, forge=kind == "forged form", twice=True)


def _memory(pid: int) -> int:
    """Megabytes of the server and its processes."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total = 0
    for each in (str(pid), *children):
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{each}/status").read_text())
        total += int(found.group(1)) if found else 0
    return total // 1024


def stuff(stage: Stage) -> None:
    """Send all voices, and compare what was tried with what lies there."""
    became: dict[str, Tally[int]] = {}
    with two_processes(stage) as (port, pid), ThreadPoolExecutor(THREADS) as crowd:
        for _ in range(20):
            request(port, "GET", f"/l/{stage.token}")
        before, begun = _memory(pid), time.perf_counter()
        for kind, statuses in crowd.map(lambda n: _attempt(port, stage, n), range(stage.voices)):
            became.setdefault(kind, Tally()).update(statuses)
        seconds, after = time.perf_counter() - begun, _memory(pid)
    for kind, statuses in became.items():
        print(f"{kind:22}{dict(statuses)}")
    found = stage.voices_by_door()
    held = sum(n for (_door, waits), n in found.items() if waits)
    honest = (stage.voices + HONEST_EVERY - 1) // HONEST_EVERY
    slips = found[Door.SLIP, False]
    doors = {f"{door}{' held' if waits else ''}": n for (door, waits), n in found.items()}
    print(f"by door {doors}")
    print(f"{stage.voices / seconds:.0f} voices a second; {before} MB before, {after} MB after")
    used = slips - honest
    print(f"honest {honest} of {honest}, replayed tickets {used} of {len(stage.replayed)}")
    print(f"waiting for HR: {held}")
    if not 0 <= used <= len(stage.replayed):
        raise SystemExit("a ticket let two voices in, or an honest voice is missing")


def main() -> None:
    voices = int(sys.argv[1]) if len(sys.argv) > 1 else VOICES
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/berakhlak.sqlite3"
        stuff(Stage(Path(folder), url, voices))


if __name__ == "__main__":
    main()
