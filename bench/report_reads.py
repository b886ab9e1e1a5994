"""What reports and public pages ask of PostgreSQL, beside what they ask of the application.

Run: python -m bench.report_reads [OFFICERS]     1,500 unless told

One published cycle with a page of a unit that is open to the public. CPU of the server's own
processes and of ours, for each request; `share` is the server's part, which is all that a replica
for reading could take off the first one. Beside them, a rater's form and a save.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, text

from bench import cycle_steps, desk
from bench.desk_pages import database
from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import create_account
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Participant
from berakhlak.cycles.queries import get_cycle, units_of
from berakhlak.extensions import db
from berakhlak.roles import Role
from tests.factories.cycles import a_peer_assignment, make_open_cycle
from tests.factories.public_pages import heard_cycle, heard_otherwise, open_to_the_public
from tests.support.databases import build_app, migrate_to_head
from tests.support.pages import PageClient

OFTEN = 40
TICK = os.sysconf("SC_CLK_TCK")


def server_seconds(master: int) -> float:
    """CPU that PostgreSQL has taken, with that of processes which have ended."""
    ticks = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(folder.name) == master:
            ticks += sum(map(int, told[11:15]))
        elif int(told[1]) == master:
            ticks += sum(map(int, told[11:13]))
    return ticks / TICK


def master_of_server() -> int:
    with db.engine.connect() as connection:
        backend = connection.scalar(text("SELECT pg_backend_pid()"))
        return int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])


def print_cost(name: str, act: Callable[[], Any]) -> None:
    """Milliseconds of one, of the mean of many."""
    master = master_of_server()
    act()
    server, ours = server_seconds(master), time.process_time()
    for _time in range(OFTEN):
        act()
    ours = 1000 * (time.process_time() - ours) / OFTEN
    server = 1000 * (server_seconds(master) - server) / OFTEN
    share = server / (server + ours)
    print(f"{name:44}{ours:9.1f}{server:9.1f}{share:8.0%}", flush=True)


def published_results(app: Flask, officers: int) -> dict[str, Callable[[], Any]]:
    """A cycle of so many officers, as HR and an officer read it."""
    agency = desk.invent_agency(officers)
    cycle_id = desk.draft(agency).id
    hr = create_account(
        db.session(), agency_id=agency.id, name="Sri", email="hr@x.example", roles=[Role.HR]
    )
    hr_id = hr.id
    db.session.commit()
    steps = (
        cycle_steps.opened,
        None,
        cycle_steps.sealed,
        cycle_steps.audited,
        cycle_steps.published,
    )
    for step in steps:
        act = step or (lambda _cycle: desk.answer_all(app, cycle_id))
        desk.in_child(lambda act=act: act(cycle_id))
    client = PageClient(app).sign_in(db.session.get_one(Account, hr_id))
    unit = units_of(db.session(), get_cycle(db.session(), cycle_id))[1].id
    wanted = select(Participant.id).where(Participant.cycle_id == cycle_id)
    person = db.session.scalars(wanted.order_by(Participant.id).limit(1)).first()
    db.session.commit()
    pages = {
        "results of the agency": f"/siklus/{cycle_id}/hasil",
        "results of a unit": f"/siklus/{cycle_id}/hasil/{unit}",
        "profile of an officer": f"/profil/{person}",
        "profile as PDF, issued before": f"/profil/{person}.pdf",
    }
    return {name: lambda path=path: _got(client, path) for name, path in pages.items()}


def _got(client: PageClient, path: str) -> None:
    with client.http.get(path) as answer:
        assert answer.status_code == 200, (path, answer.status)


def public_pages(app: Flask) -> dict[str, Callable[[], Any]]:
    opened = heard_cycle(db.session)
    heard_otherwise(db.session, opened.unit)
    path, client = open_to_the_public(db.session, opened.unit), app.test_client()
    kept: Any = app.extensions["public_pages"]

    def drawn() -> None:
        kept.forget()
        client.get(path)

    return {
        "public page, drawn once a minute": drawn,
        "public page, as everybody else gets it": lambda: client.get(path),
        "open data": lambda: client.get(f"{path}/data.csv"),
    }


def a_rater(app: Flask) -> dict[str, Callable[[], Any]]:
    opened = make_open_cycle(db.session, key_store())
    peer = a_peer_assignment(db.session, opened, opened.staff[0])
    client = PageClient(app).sign_in(opened.account(opened.staff[0]))
    code, path = opened.cycle.questionnaire.behaviours[0].code, f"/tugas/{peer.id}"
    headers, numbers = {"X-CSRFToken": client.token()}, count()

    def save() -> None:
        number = next(numbers)
        sent = {"base": number, "answers": {code: number % 4 + 1}, "comments": {}}
        assert client.http.post(f"{path}/jawaban", json=sent, headers=headers).status_code == 200

    return {"a rater's form": lambda: client.get(path), "a rater's save": save}


def main(asked: list[str]) -> None:
    officers = int(asked[0]) if asked else 1_500
    with tempfile.TemporaryDirectory() as made, database("postgresql", Path(made)) as url:
        app = build_app(url, Path(made) / "keys", testing=False)
        migrate_to_head(app)
        with app.app_context():
            print(f"{officers:,} officers; CPU ms of one request")
            print(f"{'':44}{'ours':>9}{'server':>9}{'share':>8}")
            acts = a_rater(app) | public_pages(app) | published_results(app, officers)
            for name, act in acts.items():
                print_cost(name, act)


if __name__ == "__main__":
    main(sys.argv[1:])
