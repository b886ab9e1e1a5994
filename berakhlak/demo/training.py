"""Trainings of the demonstration: catalogue, a plan, a run that was held, needs, and a partner."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.accounts import operations as accounts
from berakhlak.accounts.known_passwords import DEMO_HOST, DEMO_PASSWORD
from berakhlak.cycles.models import IS_MAIN, Cycle, Participant
from berakhlak.people.models import Agency, Person, Unit
from berakhlak.profiles.access import RELEASED
from berakhlak.training.models import (
    ProgrammeState,
    ProviderKind,
    TrainingMode,
    TrainingProgramme,
    TrainingProvider,
)
from berakhlak.training.needs import NeedContent, add_need, set_ceiling, share_needs
from berakhlak.training.operations import ProgrammeContent, add_programme, add_provider
from berakhlak.training.plans import ask_for_place, plan_training
from berakhlak.training.runs import (
    Report,
    confirm_attendance,
    enter_run,
    report_attendance,
    report_mark,
    send_officers,
)
from berakhlak.training_administration.partner_accounts import add_partner

PARTNER = f"mitra{DEMO_HOST}"
PROVIDERS = (
    ("Pusat Pelatihan Aparatur", ProviderKind.INSTITUTE),
    ("Universitas Nusantara", ProviderKind.UNIVERSITY),
    ("Bina Layanan Prima", ProviderKind.PRIVATE),
    ("Komunitas Pelayan Publik", ProviderKind.COMMUNITY),
    ("Badan Kepegawaian Daerah", ProviderKind.OWN),
)
CLASS, ONLINE, BLENDED = TrainingMode.CLASSICAL, TrainingMode.ONLINE, TrainingMode.BLENDED
COACHING, ASSIGNMENT = TrainingMode.COACHING, TrainingMode.ASSIGNMENT
# (provider, title, mode, hours, price, what it serves).
PROGRAMMES = (
    (2, "Pelayanan prima di loket", CLASS, 16, 1_250_000, ("BP", "BP1", "BP2")),
    (0, "Integritas dan pengelolaan aset", CLASS, 24, 2_400_000, ("AK",)),
    (1, "Analisis data untuk kebijakan", BLENDED, 30, 3_500_000, ("KP", "AD")),
    (3, "Berbagi praktik layanan", ONLINE, 6, 0, ("BP", "KB")),
    (4, "Coaching atasan: umpan balik yang jernih", COACHING, 8, 0, ("HM", "KP2")),
    (4, "Penugasan lintas unit", ASSIGNMENT, 20, 0, ("KB", "AD3")),
    (0, "Wawasan kebangsaan", ONLINE, 10, 300_000, ("LY",)),
)
PROPOSED = ("Simulasi antrean dan keluhan", BLENDED, 12, 900_000, ("BP2", "AD"))
PLACES, CEILING = 12, 50_000_000


def train_something(session: Session, agency: Agency, officer: Person, at: datetime) -> None:
    """Fill the catalogue; `officer` plans, attended one training, and asks for another."""
    today = clock.day_of(at, "Asia/Jakarta")
    providers = [
        add_provider(session, agency.id, name, kind, by=None, at=at) for name, kind in PROVIDERS
    ]
    programmes = [
        _programme(session, providers[place], rest, ProgrammeState.OFFERED, at)
        for place, *rest in PROGRAMMES
    ]
    _programme(session, providers[2], PROPOSED, ProgrammeState.PROPOSED, at)
    _plan(session, officer, programmes, today)
    _held(session, agency, officer, programmes[3], today, at)
    _upcoming(session, agency, officer, programmes[0], today, at)
    _needs(session, agency, programmes[0], today.year, at)
    share_needs(session, providers[2], today.year, ["BP"], by=None, at=at)
    partner = add_partner(
        session, providers[2], "Mitra Bina Layanan Prima", PARTNER, by=None, at=at
    )
    accounts.keep_password(partner, DEMO_PASSWORD)


def _programme(
    session: Session,
    provider: TrainingProvider,
    stated: object,
    state: ProgrammeState,
    at: datetime,
) -> TrainingProgramme:
    content = ProgrammeContent(*stated)  # type: ignore[misc]  # As they stand above.
    return add_programme(session, provider, content, state=state, by=None, at=at)


def _plan(
    session: Session, officer: Person, programmes: list[TrainingProgramme], today: date
) -> None:
    seat = session.scalars(
        select(Participant.id)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .where(Participant.person_id == officer.id, Cycle.state.in_(RELEASED), IS_MAIN)
        .order_by(Cycle.published_at.desc())
    ).first()
    if seat is None:
        return
    for programme in (programmes[0], programmes[4]):
        plan_training(session, seat, programme, today=today)
    ask_for_place(session, seat, programmes[0].id, is_asked=True, today=today)


def _held(
    session: Session,
    agency: Agency,
    officer: Person,
    programme: TrainingProgramme,
    today: date,
    at: datetime,
) -> None:
    """A training that is over, whose hours count."""
    day = max(today - timedelta(days=40), date(today.year, 1, 1))
    run = enter_run(session, programme, day, day, by=None, at=at)
    people = _some(session, agency, officer, 8)
    send_officers(session, run, [officer, *people], by=None, at=at, today=day)
    came = frozenset({officer.id, *(each.id for each in people[:6])})
    report_attendance(
        session, run, Report(came, "Bahan tayang dan studi kasus"), by=None, at=at, today=day
    )
    seen = report_mark(session, run)
    confirm_attendance(session, run, seen=seen, by=None, at=at, today=day)


def _upcoming(
    session: Session,
    agency: Agency,
    officer: Person,
    programme: TrainingProgramme,
    today: date,
    at: datetime,
) -> None:
    """One that began today, and waits for its provider's report."""
    run = enter_run(session, programme, today, today + timedelta(days=2), by=None, at=at)
    people = _some(session, agency, officer, 14)[8:]
    send_officers(session, run, people, by=None, at=at, today=today)


def _needs(
    session: Session, agency: Agency, programme: TrainingProgramme, year: int, at: datetime
) -> None:
    mine = select(Unit).where(Unit.agency_id == agency.id).order_by(Unit.code)
    units = session.scalars(mine.offset(1).limit(3)).all()
    for unit, subject in zip(units, ("BP", "BP", "KB"), strict=False):
        chosen = programme if subject == "BP" else None
        content = NeedContent(unit, subject, PLACES, chosen)
        add_need(session, year, content, by=None, at=at)
    set_ceiling(session, agency, year, CEILING, by=None, at=at)


def _some(session: Session, agency: Agency, but: Person, number: int) -> list[Person]:
    mine = select(Person).where(
        Person.agency_id == agency.id, Person.is_active, Person.id != but.id
    )
    return list(session.scalars(mine.order_by(Person.id).offset(20).limit(number)))
