"""A unit whose page everybody may read: standards, a change, and citizens' figures of one cycle."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.doors import Door
from berakhlak.citizens.operations import add_counter, receive_voices
from berakhlak.complaints.models import ComplaintCount, ComplaintPolicy
from berakhlak.cycle_steps.publishing import publish_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.disclosure.operations import run_audit
from berakhlak.people.models import Unit
from berakhlak.public_pages.operations import switch_on
from berakhlak.public_pages.queries import page_of_unit
from berakhlak.satisfaction_survey.models import FollowUp, SatisfactionSurvey
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
from berakhlak.statistics.told_satisfaction import survey_figures
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


def heard_otherwise(session: Any, unit: Unit) -> None:
    """Five quarters of complaints, the last with three times as many, and a published survey."""
    session.add(ComplaintPolicy(agency_id=unit.agency_id, is_on=True))
    for received, in_time, first_day in (
        (3, 1, date(2025, 7, 1)),
        (6, 6, date(2025, 10, 1)),
        (8, 7, date(2026, 1, 1)),
        (7, 7, date(2026, 4, 1)),
        (24, 20, date(2026, 7, 1)),
    ):
        session.add(
            ComplaintCount(unit_id=unit.id, quarter=first_day, received=received, in_time=in_time)
        )
    answers = np.tile(np.array([[3] * 9, [4] * 9, [2] * 9, [4] * 9], np.uint8), (10, 1))
    figures = survey_figures(["KTP-el"], np.zeros(40, np.int64), answers)
    survey = SatisfactionSurvey(
        agency_id=unit.agency_id,
        unit_id=unit.id,
        services_json='["KTP-el"]',
        population=None,
        least=10,
        key_name="ab" * 16,
        key_fingerprint="0" * 64,
        starts_on=date(2026, 8, 1),
        last_day=date(2026, 8, 31),
        closed_on=date(2026, 9, 1),
        erased_on=date(2026, 9, 1),
        published_on=date(2026, 9, 9),
        figures_json=figures.to_json(),
    )
    session.add(survey)
    session.flush()
    session.add(
        FollowUp(
            survey_id=survey.id,
            element=3,
            action="Menambah loket <kedua>",
            due="2027",
            responsible="Kepala seksi",
        )
    )
    session.commit()
