"""Voices through each door of a real server: honest ones, each with a number, and abuse between.

Used by a test and, with ten thousand, by `python -m bench.stuffing`.
"""

from __future__ import annotations

import base64
import html
import http.client
import json
import random
import re
import secrets
import time
from collections import Counter as Tally
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from altcha.v1 import solve_challenge
from flask import Flask
from sqlalchemy import select

from berakhlak.citizens import kiosks, ticket_sources
from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.doors import Door
from berakhlak.citizens.models import Counter, OpenVoice
from berakhlak.citizens.operations import add_counter
from berakhlak.citizens.screening import QUICKEST_SECONDS
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.extensions import db
from tests.factories.cycles import AT, make_open_cycle, participants
from tests.support.pages import PageClient

DOORS = (Door.POSTER, Door.SLIP, Door.QUEUE, Door.DISPLAY, Door.KIOSK, Door.PAPER)
OF_A_POSTER, OF_A_QUEUE, OF_A_DISPLAY, OF_A_KIOSK = 20, 30, 2, 50  # Honest ones, below the limits.
REPLAYED = 5
PAUSE = QUICKEST_SECONDS + 0.1  # Of a person, at the doors that are screened.
HIDDEN = re.compile(r'name="(csrf_token|ticket|once)"[^>]*?value="([^"]*)"')
CHALLENGE = re.compile(r'data-challenge="([^"]+)"')
OFFICER = re.compile(r'name="officer"[^>]*?value="(\d+)"')
DIGITS = re.compile(r"tiket=(\d{6})\b|display__digits[^>]*>\s*([\d\s]+)<")
HONEST, ABUSE = "jujur", "curang"
BUSY = {0, 429, 503}
TAKEN = {200, 302, 409}


@dataclass
class Stage:
    """Counters in an open cycle of this application, with all that `honest` visitors need."""

    app: Flask
    honest: int
    slips: list[str] = field(default_factory=list)
    replayed: list[str] = field(default_factory=list)
    queues: list[str] = field(default_factory=list)
    displays: list[tuple[str, str]] = field(default_factory=list)  # Of a counter, and its secret.
    kiosks: list[str] = field(default_factory=list)
    posters: list[str] = field(default_factory=list)
    once: list[str] = field(default_factory=lambda: [secrets.token_hex(16) for _ in range(5)])

    def __post_init__(self) -> None:
        each = self.honest // len(DOORS) + 1
        with self.app.app_context():
            opened = make_open_cycle(db.session, key_store(), staff=5)
            self.cycle_id = opened.cycle.id
            officers = list(participants(db.session, opened.cycle))
            places = [
                add_counter(
                    db.session(), opened.cycle, name=f"Loket {n}", officers=officers, by=None, at=AT
                )
                for n in range(each // OF_A_POSTER + 3)
            ]
            self.posters = [place.token for place in places[1:]]
            self._give(places[0], each)
            for number in range(each // OF_A_DISPLAY + 1):
                self._show(places[1 + number * OF_A_DISPLAY // OF_A_POSTER])
            self._show(places[-1])  # The last one is for abuse.
            self.paper = f"/siklus/{self.cycle_id}/loket/{places[0].id}/kertas"
            clerk = PageClient(self.app).sign_in(opened.hr).http.get_cookie("session")
            assert clerk is not None
            self.clerk = clerk.value
            db.session.remove()
            db.engine.dispose()

    def _give(self, place: Counter, each: int) -> None:
        """Sources of tickets at the first counter, which takes no voices by its poster."""
        secret, session = str(self.app.config["SECRET_KEY"]), db.session()
        self.token = place.token
        self.slips, self.replayed = (
            ticket_sources.slip_codes(
                ticket_sources.print_slips(session, place, number=number, by=None, at=AT),
                secret=secret,
            )
            for number in (each, REPLAYED)
        )
        for _ in range(each // OF_A_QUEUE + 2):
            made = ticket_sources.connect_machine(session, place, Door.QUEUE, by=None, at=AT)
            self.queues.append(made[1])
        for _ in range(each // OF_A_KIOSK + 2):
            self.kiosks.append(kiosks.start_kiosk(session, place, pin="2580", by=None, at=AT))

    def _show(self, place: Counter) -> None:
        made = ticket_sources.connect_machine(db.session(), place, Door.DISPLAY, by=None, at=AT)
        self.displays.append((place.token, made[1]))

    def voices(self) -> list[VoiceContent]:
        """All that lie in the database."""
        with self.app.app_context():
            key = key_store().key_of(db.session.get_one(Cycle, self.cycle_id))
            rows = db.session.execute(select(OpenVoice.id, OpenVoice.box)).all()
            db.session.remove()
        return [VoiceContent.from_bytes(key.decrypt(box, number)) for number, box in rows]


class Device:
    """A browser or a script, each with an address of its own; asks any of the hosts."""

    def __init__(self, ports: Sequence[int], **cookies: str) -> None:
        self.ports, self.cookies = ports, cookies
        self.address = ".".join(str(random.randint(1, 250)) for _ in range(4))

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str]:
        """Status and text; status 0 where nobody answers."""
        sent = {"X-Forwarded-For": self.address} | headers
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            link = http.client.HTTPConnection("127.0.0.1", random.choice(self.ports), timeout=60)
            method = "GET" if form is None else "POST"
            link.request(method, path, None if form is None else urlencode(form), sent)
            answer = link.getresponse()
            text = answer.read().decode(errors="replace")
            link.close()
        except OSError:
            return 0, ""
        for each in answer.headers.get_all("Set-Cookie") or []:
            name, _sign, value = each.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def form(self, path: str, comment: str) -> tuple[dict[str, str], str]:
        """The page's form filled in, and its challenge; empty where it is not served."""
        status, page = self.ask(path)
        if status != 200 or not OFFICER.search(page):
            return {}, ""
        asked = CHALLENGE.search(page)
        form = dict(HIDDEN.findall(page)) | {"face": "4", "comment": comment}
        form["officer"] = random.choice(OFFICER.findall(page))
        return form, html.unescape(asked[1]) if asked else ""


def proof_of(challenge: str) -> str:
    """What js/proof.js sends."""
    asked = json.loads(challenge)
    found = solve_challenge(asked["challenge"], asked["salt"], "SHA-256", asked["maxNumber"])
    assert found is not None
    return base64.b64encode(json.dumps(asked | {"number": found.number}).encode()).decode()


class Crowd:
    """Everybody who comes to the counters of a stage, by way of these hosts."""

    def __init__(self, stage: Stage, ports: Sequence[int]) -> None:
        self.stage, self.ports = stage, ports
        self.used_proof = ""

    def device(self, **cookies: str) -> Device:
        return Device(self.ports, **cookies)

    def come_honestly(self, number: int) -> Tally[int]:
        """The honest visitor of this number, who sends again when told to wait."""
        met: Tally[int] = Tally()
        while True:
            status = self._honest(number)
            met[status] += 1
            if status in TAKEN or sum(met.values()) > 200:
                return met
            time.sleep(0.3)

    def _honest(self, number: int) -> int:
        door, place = DOORS[number % len(DOORS)], number // len(DOORS)
        stage, said = self.stage, f"{HONEST} {number}"
        if door is Door.POSTER:
            return self.by_poster(stage.posters[place // OF_A_POSTER], said)
        if door is Door.SLIP:
            return self.by_code(stage.slips[place], said)
        if door is Door.QUEUE:
            ticket = self.ticket(stage.queues[place // OF_A_QUEUE])
            return self.by_code(ticket, said) if ticket else 503
        if door is Door.DISPLAY:
            return self.by_display(*stage.displays[place // OF_A_DISPLAY], said, PAUSE)
        if door is Door.KIOSK:
            once = f"{number:032x}"
            return self.by_kiosk(stage.kiosks[place // OF_A_KIOSK], once, said)
        return self.by_paper({"session": stage.clerk}, said)

    def by_poster(self, token: str, said: str) -> int:
        """As a person with a browser: takes some time, and the phone works meanwhile."""
        device = self.device()
        form, asked = device.form(f"/l/{token}", said)
        if not form:
            return 503
        form["proof"] = self.used_proof = proof_of(asked)
        time.sleep(PAUSE)
        return _sent(device, f"/l/{token}", form)

    def by_code(self, code: str, said: str, token: str = "", pause: float = 0) -> int:
        device, path = self.device(), f"/l/{token or self.stage.token}"
        form, _asked = device.form(path, said)
        time.sleep(pause)
        return _sent(device, path, form | {"visit": code}) if form else 503

    def by_display(self, token: str, secret: str, said: str, pause: float = 0) -> int:
        return self.by_code(self.digits(secret), said, token, pause)

    def ticket(self, secret: str) -> str:
        """Of the queue system; empty where it gives none."""
        status, text = self.device().ask("/api/tiket", {}, Authorization=f"Bearer {secret}")
        return str(json.loads(text)["ticket"]) if status == 201 else ""

    def digits(self, secret: str) -> str:
        found = DIGITS.search(self.device().ask(f"/layar/{secret}")[1])
        return "".join((found[1] or found[2]).split()) if found else "000000"

    def by_kiosk(self, key: str, once: str, said: str) -> int:
        device = self.device(kios=key)
        form, _asked = device.form(f"/l/{self.stage.token}", said)
        return device.ask("/kios/kirim", form | {"once": once})[0] if form else 503

    def by_paper(self, cookies: dict[str, str], said: str, once: str = "") -> int:
        device = self.device(**cookies)
        form, _asked = device.form(self.stage.paper, said)
        if not form:
            return 503
        return device.ask(self.stage.paper, form | ({"once": once} if once else {}))[0]

    def abuse(self, number: int) -> tuple[str, int]:
        """One of three kinds of abuse by each door in turn: its name, and the answer."""
        door = DOORS[number % len(DOORS)]
        name, act = self._abuses(door)[number // len(DOORS) % 3]
        return f"{door.value}: {name}", act()

    def _abuses(self, door: Door) -> Sequence[tuple[str, Callable[[], int]]]:
        stage = self.stage
        replayed, once = random.choice(stage.replayed), random.choice(stage.once)
        forged = replayed[:-1] + random.choice([x for x in "0123456789" if x != replayed[-1]])
        code = lambda typed: lambda: self.by_code(typed, ABUSE)  # noqa: E731
        if door is Door.POSTER:
            return (
                ("script without work", lambda: self._script({})),
                ("forged form", lambda: self._script({"ticket": "x." * 20})),
                ("proof used before", lambda: self._script({"proof": self.used_proof})),
            )
        if door is Door.SLIP:
            guess = "A" * 16
            return (("forged", code(forged)), ("replayed", code(replayed)), ("guess", code(guess)))
        if door is Door.QUEUE:
            return (
                ("forged secret", lambda: self.device().ask("/api/tiket", {})[0]),
                ("one ticket twice", self._one_ticket_twice),
                ("forged", code(forged)),
            )
        if door is Door.DISPLAY:
            typed = f"{random.randrange(10**6):06d}"
            seen = lambda: self.by_display(*stage.displays[-1], ABUSE)  # noqa: E731
            return (("guess", code(typed)), ("by many", seen), ("zeros", code("000000")))
        if door is Door.KIOSK:
            key = stage.kiosks[-1]
            return (
                ("no kiosk", lambda: self.by_kiosk("x" * 32, secrets.token_hex(16), ABUSE)),
                ("sent again", lambda: self.by_kiosk(key, once, ABUSE)),
                ("forged number", lambda: self.by_kiosk(key, "x" * 32, ABUSE)),
            )
        clerk = {"session": stage.clerk}
        return (
            ("not signed in", lambda: self.device().ask(stage.paper, {"once": once})[0]),
            ("sent again", lambda: self.by_paper(clerk, ABUSE, once)),
            ("forged session", lambda: self.by_paper({"session": "x" * 40}, ABUSE)),
        )

    def _script(self, changed: dict[str, str]) -> int:
        """A form that comes back as soon as it has been opened, twice."""
        device, path = self.device(), f"/l/{random.choice(self.stage.posters)}"
        form, _asked = device.form(path, ABUSE)
        if not form:
            return 503
        _sent(device, path, form | changed)
        return _sent(device, path, form | changed)

    def _one_ticket_twice(self) -> int:
        ticket = self.ticket(self.stage.queues[-1])
        if not ticket:
            return 503
        self.by_code(ticket, f"{ABUSE} {ticket}")
        return self.by_code(ticket, f"{ABUSE} {ticket}")


def _sent(device: Device, path: str, form: dict[str, str]) -> int:
    return device.ask(path, form)[0]


@dataclass(frozen=True)
class Found:
    """What came of it: honest voices that count, wait, or are missing; voices of abuse by door,
    those that count and those that wait; and whatever counts more than once."""

    honest: int
    waiting: int
    missing: Sequence[int]
    counted: Tally[Door]
    held: Tally[Door]
    twice: Sequence[str]


def found(stage: Stage) -> Found:
    """Reads every voice that lies in the database."""
    voices = stage.voices()
    honest = [each for each in voices if each.comment.startswith(HONEST)]
    abuse = [each for each in voices if each.comment.startswith(ABUSE)]
    times = Tally(each.comment for each in voices if each.comment != ABUSE)
    there = {int(each.comment.split()[1]) for each in honest}
    return Found(
        sum(each.held is None for each in honest),
        sum(each.held is not None for each in honest),
        sorted(set(range(stage.honest)) - there),
        Tally(each.door for each in abuse if each.held is None),
        Tally(each.door for each in abuse if each.held is not None),
        sorted(said for said, number in times.items() if number > 1),
    )
