"""A unit whose page everybody may read: standards, a change, and citizens' figures of one cycle."""

from __future__ import annotations

from datetime import date
from typing import Any

from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.doors import Door
from berakhlak.citizens.operations import add_counter, receive_voices
from berakhlak.cycle_steps.publishing import publish_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.disclosure.operations import run_audit
from berakhlak.people.models import Unit
from berakhlak.public_pages.operations import switch_on
from berakhlak.public_pages.queries import page_of_unit
from berakhlak.sealing.sealing import seal_cycle
from berakhlak.service_standards.models import ChangeKind
from berakhlak.service_standards.operations import (
    ChangeWords,
    Standard,
    show_change,
    state_standard,
    tell_change,
)
from berakhlak.service_standards.queries import changes_of, service_of
from tests.factories.cycles import AT, LAST_DAY, OpenCycle, make_open_cycle, participants

TODAY = date(2026, 11, 2)
CHANGE = "Loket ketiga dibuka setiap pagi."


def standard(**other: Any) -> Standard:
    """A standard of issuing birth certificates."""
    known: dict[str, Any] = {
        "name": "Penerbitan akta kelahiran",
        "requirements": "KTP-el kedua orang tua\nSurat keterangan lahir",
        "procedure": "Ambil nomor\nSerahkan berkas\nTerima akta",
        "duration": "2 hari kerja",
        "cost": "Tidak dipungut biaya",
        "product": "Kutipan akta kelahiran",
        "holds_from": date(2026, 1, 5),
    }
    return Standard(**(known | other))


def acting() -> dict[str, Any]:
    return {"by": None, "at": AT, "today": TODAY}


def stated(session: Any, unit: Unit) -> int:
    """Two versions of one standard; the id of the service."""
    service = state_standard(session(), unit, None, standard(), seen=0, **acting())
    newer = standard(
        duration="1 hari kerja", holds_from=date(2026, 10, 1), what_changed="Lebih cepat sehari."
    )
    known = service_of(session(), unit.id, service)
    state_standard(session(), unit, known, newer, seen=1, **acting())
    return service


def told(session: Any, unit: Unit) -> int:
    """A change that the public reads, for one complaint or another."""
    words = ChangeWords(
        kind=ChangeKind.SERVICE, happened_on=date(2026, 10, 12), words=CHANGE, answers_to="BP"
    )
    change = tell_change(session(), unit, None, words, seen=0, **acting())
    show_change(session(), unit, changes_of(session(), unit.id)[0], True, by=None, at=AT)
    return change


def heard_cycle(session: Any, *, officers: int = 8, voices: int = 6) -> OpenCycle:
    """A published cycle in which so many citizens spoke of each of so many officers."""
    opened = make_open_cycle(session, key_store(), staff=officers)
    seats = [
        each for each in participants(session, opened.cycle) if each.person_id != opened.head.id
    ]
    add_counter(session, opened.cycle, name="Loket 1", officers=seats, by=None, at=AT)
    session.flush()
    asked = [row.code for row in opened.cycle.instrument.content.behaviours if row.for_citizens]
    said = [
        VoiceContent(seat.id, dict.fromkeys(asked, 3 + (place + n) % 3), "", Door.SLIP)
        for place, seat in enumerate(seats)
        for n in range(voices)
    ]
    receive_voices(session, opened.cycle, said, key=key_store().key_of(opened.cycle))
    session.commit()
    seal_cycle(session(), opened.cycle.id, keys=key_store(), by=None, at=AT, today=LAST_DAY)
    run_audit(session(), opened.cycle.id, at=AT)
    publish_cycle(session(), opened.cycle, keys=key_store(), by=None, at=AT)
    return opened


def open_to_the_public(session: Any, unit: Unit) -> str:
    """Everything above of a unit, and its page opened; the path."""
    stated(session, unit)
    told(session, unit)
    switch_on(session(), unit, **acting())
    session.commit()
    page = page_of_unit(session(), unit.id)
    assert page is not None
    return f"/publik/{page.agency_part}/{page.unit_part}"
