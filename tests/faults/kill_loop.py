"""Fifty people send their sheets while web processes are killed: what was confirmed stays, once.

Run: python -m tests.faults.kill_loop [sqlite] [postgresql] [--submits N] [--every ANSWERS]
     5,000 on both engines unless told, a kill after each hundred answers

A real server (gunicorn, two web processes) gets `kill -9` for one of them again and again. Each
client sends a whole sheet and confirms it on the page behind; where no answer comes, it does what a
person does: looks again, and sends again. Then the database is read with the key of the cycle.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from bench import desk
from bench.desk_pages import ENGINES, database
from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.extensions import db
from berakhlak.people.models import Person
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.models import OpenSheet
from tests.support.databases import build_app, migrate_to_head
from tests.support.pages import PageClient
from tests.support.served import Served, served
from tests.support.visitors import Answer, Visitor

CLIENTS, SUBMITS, EVERY = 50, 5_000, 100
IN_WORDS = {400, 401, 403, 404, 409, 410, 422, 429, 503}


@dataclass
class World:
    """An open cycle; `sheets`: assignment and who is asked for it, as many as are to be sent."""

    app: Flask
    cycle_id: int
    codes: list[str]
    sheets: list[tuple[int, Visitor]]


@dataclass
class Seen:
    """What clients met: answers by status (0: none), and whatever was not said in words."""

    statuses: Counter[int] = field(default_factory=Counter)
    without_words: list[str] = field(default_factory=list)
    confirmed: set[int] = field(default_factory=set)
    kills: int = 0

    @property
    def answers(self) -> int:
        return self.statuses.total() - self.statuses[0]

    def note(self, answer: Answer, sent: dict[str, str] | None = None) -> Answer:
        self.statuses[answer.status] += 1
        if answer.status >= 400:
            if answer.status not in IN_WORDS or not answer.in_words():
                self.without_words.append(f"{answer.status}: {answer.text[:300]}")
            elif sent and not sent.items() <= answer.chosen().items():
                self.without_words.append(f"{answer.status}: what was typed is gone")
        return answer


def make_world(app: Flask, submits: int) -> World:
    """An agency in which so many sheets are asked for; everybody has a session."""
    with app.app_context():
        agency = desk.invent_agency(max(12, submits // 6))
        cycle, session = desk.draft(agency), db.session()
        desk.address_everybody(agency)
        open_cycle(session, cycle, keys=key_store(), by=None, at=clock.utc_now())
        session.commit()
        asked = session.execute(
            select(Assignment.id, Person.account_id)
            .join(Participant, Participant.id == Assignment.rater_id)
            .join(Person, Person.id == Participant.person_id)
            .order_by(Assignment.id)
            .limit(submits)
        ).all()
        assert len(asked) == submits, f"only {len(asked)} sheets are asked for"
        codes = [each.code for each in cycle.questionnaire.behaviours]
        sheets = _with_sessions(app, [tuple(row) for row in asked])
        warm(app, sheets[0][0], asked[0].account_id, codes)
        return World(app, cycle.id, codes, sheets)


def warm(app: Flask, assignment: int, account_id: int, codes: list[str]) -> None:
    """Draw the pages once before processes are forked: each newcomer would compile them anew.

    The sheet is saved and not sent, so that its client meets a form that was saved elsewhere.
    """
    client = PageClient(app).sign_in(db.session.get_one(Account, account_id))
    form = {f"jawaban-{code}": "3" for code in codes} | {"action": "submit", "revision": "0"}
    client.get(f"/tugas/{assignment}")
    client.post(f"/tugas/{assignment}", form)
    client.post(f"/tugas/{assignment}", form, status=409)


def _with_sessions(app: Flask, asked: list[tuple[int, int]]) -> list[tuple[int, Visitor]]:
    visitors: dict[int, Visitor] = {}
    for _assignment, account_id in asked:
        if account_id not in visitors:
            account = db.session.get_one(Account, account_id)
            visitors[account_id] = Visitor.signed_in(PageClient(app), account)
    return [(assignment, visitors[account_id]) for assignment, account_id in asked]


def answers_to(assignment: int, codes: list[str]) -> dict[str, int]:
    """What this sheet says: another pattern for each."""
    return {code: (assignment * 7 + place * 3) % 5 + 1 for place, code in enumerate(codes)}


def send_sheet(world: World, port: int, assignment: int, visitor: Visitor, seen: Seen) -> None:
    """As a person does, until the page says that it is sent."""
    path, revision = f"/tugas/{assignment}", "0"
    answers = answers_to(assignment, world.codes)
    ticked = {f"jawaban-{code}": str(score) for code, score in answers.items()}
    for _try in range(200):
        form = ticked | {"action": "submit", "revision": revision}
        answer = seen.note(visitor.post(port, path, form), ticked)
        # Of a sheet that was sent before, without its client's knowing, the form itself says so.
        is_known = answer.location.endswith("/tugas")
        if answer.status == 302 and (is_known or _is_confirmed(port, path, visitor, seen)):
            seen.confirmed.add(assignment)
            return
        if answer.status in (0, 503):
            time.sleep(0.2)  # Nobody presses sooner.
        # Whether an answer that got lost was kept, its page tells.
        shown = answer if answer.status == 409 else seen.note(visitor.get(port, path))
        revision = shown.field("revision") or revision
    raise AssertionError(f"{path} could not be sent")


def _is_confirmed(port: int, path: str, visitor: Visitor, seen: Seen) -> bool:
    review = seen.note(visitor.get(port, f"{path}/periksa"))
    if review.status != 200:
        return False
    sent = {"revision": review.field("revision")}
    done = seen.note(visitor.post(port, f"{path}/periksa", sent))
    return done.status == 302 and done.location.endswith("/tugas")


Meanwhile = Callable[[Served, Seen, Callable[[], bool]], object]
"""What happens until the third says that everything is sent; in the thread that began the test: it
may start servers, which end with the thread that started them."""


def killing(every: int) -> Meanwhile:
    """kill -9 for one of the web processes whenever so many answers have come: by the clock, a busy
    machine would get nothing done in between."""
    chance = random.Random(1)

    def kill(server: Served, seen: Seen, is_done: Callable[[], bool]) -> None:
        while not is_done():
            time.sleep(0.01)
            alive = server.web_processes()
            if alive and seen.answers > every * (seen.kills + 1):
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(alive), signal.SIGKILL)
                    seen.kills += 1

    return kill


def send_all(world: World, port: int, seen: Seen, count: int = CLIENTS) -> None:
    with ThreadPoolExecutor(count) as clients:
        sending = [clients.submit(send_sheet, world, port, *sheet, seen) for sheet in world.sheets]
        for each in sending:
            each.result()


def kept_sheets(world: World) -> dict[int, tuple[bool, dict[str, int]]]:
    """By assignment: whether its sheet is submitted, and what it says.

    Each row of the table must be one of them, and whole.
    """
    with world.app.app_context():
        session = db.session()
        key = key_store().key_of(session.get_one(Cycle, world.cycle_id))
        handles = {key.handle(assignment): assignment for assignment, _visitor in world.sheets}
        found: dict[int, tuple[bool, dict[str, int]]] = {}
        for row in session.scalars(select(OpenSheet)):
            content = SheetContent.from_bytes(key.decrypt(bytes(row.box), row.handle))
            assert handles[row.handle] not in found
            found[handles[row.handle]] = row.is_submitted, dict(content.answers)
        return found


def missing_or_wrong(world: World, seen: Seen) -> list[int]:
    """Assignments whose confirmed sheet is not there as it was sent."""
    kept = kept_sheets(world)
    return [
        each for each in seen.confirmed if kept.get(each) != (True, answers_to(each, world.codes))
    ]


@dataclass(frozen=True)
class Outcome:
    """`wrong`: confirmed and not there as sent; `doubled`: rows beyond one for each sheet."""

    seen: Seen
    wrong: list[int]
    doubled: int
    seconds: float

    @property
    def holds(self) -> bool:
        return not (self.wrong or self.doubled or self.seen.without_words)

    def __str__(self) -> str:
        seen = self.seen
        return (
            f"{len(seen.confirmed)} submits confirmed, {self.seconds:.0f} s\n"
            f"  web processes killed: {seen.kills}, answers lost: {seen.statuses[0]}\n"
            f"  confirmed and missing or wrong: {len(self.wrong)}, too many: {self.doubled}\n"
            f"  answers by status: {dict(sorted(seen.statuses.items()))}\n"
            f"  without words or without what was typed: {seen.without_words[:5] or 'none'}\n"
        )


def sent_while(
    app: Flask,
    folder: Path,
    submits: int,
    meanwhile: Meanwhile,
    clients: int = CLIENTS,
) -> Outcome:
    """On a migrated database without a row."""
    world, seen = make_world(app, submits), Seen()
    begun = time.perf_counter()
    with served(app, folder) as server, ThreadPoolExecutor(1) as sender:
        sending = sender.submit(send_all, world, server.port, seen, clients)
        meanwhile(server, seen, sending.done)
        sending.result()
    seconds = time.perf_counter() - begun
    return Outcome(seen, missing_or_wrong(world, seen), len(kept_sheets(world)) - submits, seconds)


def sent_while_killed(app: Flask, folder: Path, submits: int, every: int) -> Outcome:
    return sent_while(app, folder, submits, killing(every))


def run(engine: str, submits: int, every: int) -> bool:
    with tempfile.TemporaryDirectory() as made, database(engine, Path(made)) as url:
        app = build_app(url, Path(made) / "keys", testing=False)
        migrate_to_head(app)
        outcome = sent_while_killed(app, Path(made), submits, every)
        sys.stdout.write(f"{engine}: {outcome}")
        sys.stdout.flush()
        return outcome.holds


def main(asked: list[str]) -> Any:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    reader.add_argument("engines", nargs="*", choices=[[], *ENGINES], default=[])
    reader.add_argument("--submits", type=int, default=SUBMITS)
    reader.add_argument("--every", type=int, default=EVERY)
    told = reader.parse_args(asked)
    went = [run(each, told.submits, told.every) for each in told.engines or ENGINES]
    return 0 if all(went) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
