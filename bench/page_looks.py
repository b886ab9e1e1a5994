"""Every page of the application, as its first reader sees it in a large agency, and what a look at
it costs: CPU, statements and kB."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import event

from bench.desk import PAGES
from berakhlak.accounts.models import Account
from berakhlak.extensions import db
from tests.support.pages import PageClient
from tests.whole_app.every_page import OF_ROLES, OFTEN, WHO
from tests.whole_app.test_access import World, access_of, address, rules, verdict

LOOKS = 3
READ_ON = 5  # Looks at what was dear in the first three: a machine's other work is left out.
DEAR = 20.0  # Milliseconds.
SCHEDULER = 2  # With a process's number, Linux's name for the clock of its CPU.


class Look(NamedTuple):
    """Who looks at what; `name`: the route or, of a cycle in another state, that and the page."""

    reader: str
    name: str
    path: str


@dataclass(frozen=True)
class Cost:
    """Of one answer: CPU in milliseconds, of ours and of a server's; statements, kB; of the first
    look, which fills what is kept; `status` of HTTP."""

    cpu: float
    first: float
    statements: int
    size: float
    status: int


class Meter:
    """Statements and CPU of this process and of PostgreSQL's that serve it."""

    def __init__(self) -> None:
        self.statements = 0
        self._servers: set[int] = set()

    def note(self, connection: Any, *_told: Any) -> None:
        self.statements += 1
        driven = connection.connection.driver_connection
        if hasattr(driven, "info"):  # A server's.
            self._servers.add(driven.info.backend_pid)

    def cpu(self) -> float:
        """Milliseconds until now."""
        clocks = [(~server << 3) | SCHEDULER for server in self._servers]
        return 1000 * (time.process_time() + sum(map(time.clock_gettime, clocks)))


@contextmanager
def metered() -> Iterator[Meter]:
    meter = Meter()
    event.listen(db.engine, "before_cursor_execute", meter.note)
    try:
        yield meter
    finally:
        event.remove(db.engine, "before_cursor_execute", meter.note)


def cost_of(client: PageClient, path: str, meter: Meter) -> Cost:
    """The median of a few looks, none of which follows a redirect."""
    taken: list[float] = []
    while len(taken) < LOOKS or (len(taken) < READ_ON and statistics.median(taken) > DEAR):
        meter.statements, begun = 0, meter.cpu()
        answer = client.open(path)
        taken.append(meter.cpu() - begun)
    size = len(answer.data) / 1024
    cpu = statistics.median_low(taken[1:])
    return Cost(cpu, taken[0], meter.statements, size, answer.status_code)


def looks(app: Flask, world: World) -> Iterator[Look]:
    """Every route for the readers whom it is declared for, and HR's at cycles in every state."""
    for name in WHO:
        for rule in rules(app):
            if verdict(access_of(app, rule), world.readers[name]) == "open":
                yield Look(name, rule.rule, address(app, rule, world.values(rule)))
    for name, endpoints in OF_ROLES.items():
        for rule in rules(app):
            if rule.endpoint in endpoints:
                yield Look(name, rule.rule, address(app, rule, world.published(rule)))
    yield from looks_of_hr(world)


NARROWED = {
    "draft": ("ditunjuk/pegawai?cari=siti", "penilai?hanya=kurang"),
    "gathering": ("usulan?status=menunggu", "usulan?status=belum", "usulan?cari=siti",
                  "usulan?halaman=900"),
    "open": ("belum-selesai?kelompok=subordinate", "belum-selesai?kelompok=supervisor",
             "belum-selesai?halaman=900", "belum-selesai?opd={unit}", "penilai?hanya=kurang",
             "penilai?halaman=900", "loket?cari=loket"),
    "closed": ("komentar?cari=baik", "komentar?cari=zzzz", "komentar?yang=ditandai",
               "komentar?halaman=900"),
    "published": ("profil?cari=siti", "profil?halaman=900", "rating?halaman=900",
                  "keberatan?halaman=9"),
    "": ("/audit?cari=siti", "/audit?halaman=900", "/wewenang?cari=siti", "/layanan?cari=bidang",
         "/pegawai?halaman=900", "/pegawai?status=keluar", "/pegawai/pasangan?cari=siti",
         "/pelatihan?cari=program", "/unduhan?halaman=9", "/pekerjaan?halaman=9",
         "/keluhan-masuk/semua?halaman=9"),
}  # fmt: skip
"""What is chosen on a page: below a cycle in each state, and elsewhere."""


def narrowed(world: World, states: Mapping[str, int]) -> Iterator[Look]:
    """The same pages with a choice, of HR."""
    for state, pages in NARROWED.items():
        for page in pages:
            path = f"/siklus/{states[state]}/{page}" if state else page
            name = f"{state} /siklus/{{id}}/{page}" if state else page
            yield Look("hr", name, path.format(unit=world.samples["unit_id"]))


def looks_of_hr(world: World) -> Iterator[Look]:
    states = {"draft": world.draft_id, "gathering": world.gathering_id,
              "open": world.samples["cycle_id"], "closed": world.closed_id,
              "published": world.published_id}  # fmt: skip
    given = {"person": world.samples["person_id"]}
    for state, cycle_id in states.items():
        unit = world.published_unit_id if state == "published" else world.samples["unit_id"]
        for page in PAGES:
            if state == "draft" or "{id}" in page:
                yield Look("hr", f"{state} {page}", page.format(id=cycle_id, unit=unit, **given))
    yield from narrowed(world, states)


def measure(app: Flask, world: World) -> dict[str, Cost]:
    """By route, for the first reader whom it shows something; a start page for each of them."""
    found: dict[str, Cost] = {}
    client, signed_in = PageClient(app), ""
    with metered() as meter:
        for look in looks(app, world):
            often = any(rule.rule == look.name and rule.endpoint in OFTEN for rule in rules(app))
            name = f"{look.reader} {look.name}" if often or look.reader in OF_ROLES else look.name
            if name in found:
                continue
            if signed_in != look.reader:
                sign_in(client, world.readers[look.reader])
                signed_in = look.reader
            if client.open(look.path).status_code == 200:
                found[name] = cost_of(client, look.path, meter)
    return found


def sign_in(client: PageClient, account: Account | None) -> None:
    if account is None:
        client.http.delete_cookie("session")
    else:
        client.sign_in(account)
