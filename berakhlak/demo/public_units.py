"""Two units of the demonstration whose pages everybody may read."""

from __future__ import annotations

import random
import secrets
from datetime import date, datetime, timedelta

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.complaints.models import ComplaintCount
from berakhlak.engines import insert_unless_known
from berakhlak.people.models import Agency, Unit
from berakhlak.public_pages.operations import switch_on
from berakhlak.quarters import Quarter
from berakhlak.satisfaction_survey.models import SatisfactionSurvey
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

UNITS = ("01.2.1", "01.5")
STANDARDS = (
    {
        "name": "Perekaman dan pencetakan KTP-el",
        "requirements": "Kartu keluarga\nUsia 17 tahun atau sudah menikah",
        "procedure": "Ambil nomor antrean\nPerekaman foto, sidik jari, dan iris\nTerima KTP-el",
        "duration": "1 hari kerja sejak perekaman",
        "cost": "Tidak dipungut biaya",
        "product": "KTP-el",
    },
    {
        "name": "Penerbitan kartu keluarga",
        "requirements": "Surat nikah atau akta\nKartu keluarga lama",
        "procedure": "Ambil nomor antrean\nSerahkan berkas\nTerima kartu keluarga",
        "duration": "3 hari kerja sejak berkas lengkap",
        "cost": "Tidak dipungut biaya",
        "product": "Kartu keluarga",
    },
)
CHANGES = (
    (ChangeKind.SERVICE, "complaints", "Loket ketiga dibuka setiap pagi, supaya antrean pendek."),
    (ChangeKind.TRAINING, "BP", "Semua petugas loket berlatih bahasa isyarat dasar."),
)


def open_public_units(session: Session, agency: Agency, *, at: datetime) -> None:
    """Standards, changes, a survey and a year of complaints; then their pages are opened."""
    today, chance = at.date(), random.Random(1945)
    found = select(Unit).where(Unit.agency_id == agency.id, Unit.code.in_(UNITS))
    for unit in session.scalars(found.order_by(Unit.code)).all():
        _state(session, unit, today, at)
        _tell(session, unit, today, at)
        _survey(session, unit, today, chance)
        _count_complaints(session, unit, today, chance)
        session.flush()
        switch_on(session, unit, by=None, at=at, today=today)


def _state(session: Session, unit: Unit, today: date, at: datetime) -> None:
    done = {"by": None, "at": at, "today": today}
    for known in STANDARDS:
        first = Standard(**known, holds_from=today - timedelta(days=500))
        service = state_standard(session, unit, None, first, seen=0, **done)  # type: ignore[arg-type]
    newer = Standard(
        **(known | {"duration": "2 hari kerja sejak berkas lengkap"}),
        holds_from=today - timedelta(days=60),
        what_changed="Selesai sehari lebih cepat.",
    )
    before = service_of(session, unit.id, service)
    state_standard(session, unit, before, newer, seen=1, **done)  # type: ignore[arg-type]


def _tell(session: Session, unit: Unit, today: date, at: datetime) -> None:
    for days, (kind, answers_to, words) in zip((45, 150), CHANGES, strict=True):
        told = ChangeWords(
            kind=kind,
            happened_on=today - timedelta(days=days),
            words=words,
            answers_to=answers_to,
        )
        tell_change(session, unit, None, told, seen=0, by=None, at=at, today=today)
    for change in changes_of(session, unit.id):
        show_change(session, unit, change, True, by=None, at=at)


def _survey(session: Session, unit: Unit, today: date, chance: random.Random) -> None:
    """One that ran, closed and was published some months ago."""
    answers = [[chance.choice((3, 3, 4, 4, 4, 2)) for _element in range(9)] for _n in range(60)]
    services = [STANDARDS[0]["name"]]
    figures = survey_figures(services, np.zeros(60, np.int64), np.array(answers, np.uint8))
    ended = today - timedelta(days=40)
    session.add(
        SatisfactionSurvey(
            agency_id=unit.agency_id,
            unit_id=unit.id,
            services_json='["KTP-el"]',
            population=1200,
            least=10,
            key_name=secrets.token_hex(16),
            key_fingerprint="0" * 64,
            starts_on=ended - timedelta(days=30),
            last_day=ended,
            closed_on=ended + timedelta(days=1),
            erased_on=ended + timedelta(days=1),
            published_on=ended + timedelta(days=8),
            figures_json=figures.to_json(),
        )
    )


def _count_complaints(session: Session, unit: Unit, today: date, chance: random.Random) -> None:
    last = Quarter.of(today)
    for by in range(1, 6):
        quarter, received = last.earlier(by), chance.randint(6, 18)
        late = chance.randint(0, 2)
        row = {"unit_id": unit.id, "quarter": quarter.first_day}
        row |= {"received": received, "in_time": received - late}
        session.execute(insert_unless_known(session, ComplaintCount, row))
