"""Seeding the demonstration, and filling an open cycle with simulated answers."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.assignments.models import Assignment
from berakhlak.assignments.queries import assignments_of_cycle
from berakhlak.citizens import operations as citizens
from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.doors import Door
from berakhlak.citizens.queries import counters_of
from berakhlak.comments.operations import show_pending_comments
from berakhlak.cycle_steps.opening import open_cycle
from berakhlak.cycle_steps.publishing import publish_cycle
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.operations import create_cycle
from berakhlak.cycles.partitions import make_partitions
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.queries import participants_of
from berakhlak.cycles.rater_groups import Relation
from berakhlak.demo.accounts import prepare_demo_accounts
from berakhlak.demo.agency import build_agency
from berakhlak.demo.answers import DEFAULT_WORLD, WORLDS, AnswerSimulation
from berakhlak.demo.appraisal import FOR_APPRAISAL, expect_something
from berakhlak.demo.beside_answers import invented_sheet
from berakhlak.demo.complaints import complain_something
from berakhlak.demo.public_units import open_public_units
from berakhlak.demo.pulse_answers import as_asked
from berakhlak.demo.satisfaction import run_surveys
from berakhlak.demo.shown_people import demo_officer, demo_supervisor, shown_people
from berakhlak.demo.training import train_something
from berakhlak.instrument.catalogue import DATA_FOLDER
from berakhlak.instrument.models import InstrumentVersion
from berakhlak.instrument.operations import add_instrument, reference_instrument
from berakhlak.people.models import Agency, Unit
from berakhlak.permissions import Reach
from berakhlak.ratings import operations as ratings
from berakhlak.ratings.progress import SheetProgress, progress_of
from berakhlak.sealing.sealing import seal_cycle

TIMEZONE = "Asia/Jakarta"  # Where the invented agency works.
SEED = 1945
TRIAL_UNIT, SECOND_INSTRUMENT = "01.2", "kompetensi-38-2017.toml"
VOICES_OF_PAST = 10  # Of citizens for an officer: so many that public pages show figures.
COUNTERS = (
    ("Loket Pendaftaran Penduduk", "Petugas Loket Pendaftaran Penduduk"),
    ("Loket Pindah Datang", "Petugas Loket Pindah Datang"),
    ("Loket Pencatatan Sipil", "Petugas Loket Pencatatan Sipil"),
    ("Loket Terpadu Kecamatan Utara", "Petugas Loket Terpadu"),
)


def seed_if_empty(
    session: Session, *, keys: KeyStore, at: datetime, world: str = DEFAULT_WORLD
) -> bool:
    """Build the demonstration when there is no agency; commits; says whether it did."""
    if session.scalar(select(Agency.id).limit(1)) is not None:
        return False
    rng = random.Random(SEED)
    agency = build_agency(session, rng)
    prepare_demo_accounts(session, agency)
    _past_cycle(session, agency, keys=keys, at=at, world=world)
    _trial_of_two(session, agency, keys=keys, at=at, world=world)
    _open_cycle(session, agency, keys=keys, at=at, world=world)
    complain_something(session, agency, demo_supervisor(session), at)
    open_public_units(session, agency, at=at)
    train_something(session, agency, demo_officer(session), at)
    session.commit()
    run_surveys(session, agency, keys=keys, at=at)
    return True


def simulate_answers(
    session: Session,
    cycle: Cycle,
    *,
    keys: KeyStore,
    seed: int = SEED,
    share: float = 0.9,
    voices_per_officer: int = 4,
    leave_out: Collection[int] = (),
    always: Collection[int] = (),
    world: str = DEFAULT_WORLD,
) -> int:
    """Fill `share` of an open cycle's assignments that have no sheet; returns how many.

    Of the person ids, `leave_out` keep owing their sheets, and `always` fill all of them. `world`
    names how people differ.
    """
    key = keys.key_of(cycle)
    simulation = AnswerSimulation(cycle.questionnaire, seed, WORLDS[world])
    people = {row.id: row.person_id for row in participants_of(session, cycle)}
    chosen = [
        row
        for row in _without_sheet(session, cycle, keys)
        if people[row.rater_id] not in leave_out
        and (simulation.rng.random() < share or people[row.rater_id] in always)
    ]
    sheets = {row.id: invented_sheet(cycle, simulation, row, seed) for row in chosen}
    if cycle.is_pulse:  # Of citizens nothing is asked.
        sheets, voices_per_officer = as_asked(session, cycle, chosen, sheets), 0
    ratings.save_sheets(session, cycle, sheets, key=key)
    voices = _voices(session, cycle, simulation, voices_per_officer)
    citizens.receive_voices(session, cycle, voices, key=key)
    return len(sheets)


def _without_sheet(session: Session, cycle: Cycle, keys: KeyStore) -> list[Assignment]:
    rows = assignments_of_cycle(session, cycle)
    states = progress_of(session, rows, key=keys.key_of(cycle))
    return [row for row in rows if states[row.id] is SheetProgress.OWED]


def _voices(
    session: Session, cycle: Cycle, simulation: AnswerSimulation, per_officer: int
) -> list[VoiceContent]:
    counters = counters_of(session, cycle, Reach(cycle.agency_id))
    officers = {officer.id for counter in counters for officer in counter.officers}
    voices: list[VoiceContent] = []
    for officer_id in sorted(officers):
        # Negative: every voice is a stranger of its own.
        for _voice in range(simulation.rng.randint(max(per_officer - 3, 0), per_officer + 3)):
            stranger = -len(voices) - 1
            answers = simulation.answers(officer_id, stranger, Relation.CITIZEN)
            if any(answers.values()):
                comment = simulation.citizen_comment(officer_id)
                voices.append(VoiceContent(officer_id, answers, comment, Door.SLIP))
    return voices


def _past_cycle(
    session: Session, agency: Agency, *, keys: KeyStore, at: datetime, world: str
) -> None:
    """Input for the performance appraiser, so that ratings of behaviour can be looked at."""
    began = at - timedelta(days=170)
    cycle = _drafted(session, agency, "Semester I", began, policy=FOR_APPRAISAL)
    expect_something(session, cycle, demo_supervisor(session))
    _open(session, cycle, began, keys=keys)
    _finish(
        session, cycle, began, keys=keys, voices_per_officer=VOICES_OF_PAST, seed=SEED, world=world
    )


def _trial_of_two(
    session: Session, agency: Agency, *, keys: KeyStore, at: datetime, world: str
) -> None:
    """One division rates values and competence on the same sheets."""
    began = at - timedelta(days=80)
    division = session.scalars(
        select(Unit).where(Unit.agency_id == agency.id, Unit.code == TRIAL_UNIT)
    ).all()
    second = add_instrument(session, (DATA_FOLDER / SECOND_INSTRUMENT).read_text("utf-8"))
    label = "Uji coba nilai dan kompetensi"
    cycle = _opened(session, agency, label, began, keys=keys, units=division, second=second)
    _finish(session, cycle, began, keys=keys, seed=SEED + 2, world=world)


def _finish(
    session: Session, cycle: Cycle, began: datetime, *, keys: KeyStore, **simulated: Any
) -> None:
    """Rated by most, as `simulate_answers` takes it; closed and published."""
    simulate_answers(session, cycle, keys=keys, always=shown_people(session), **simulated)
    session.commit()
    closed = began + timedelta(days=22)
    seal_cycle(session, cycle.id, keys=keys, by=None, at=closed, today=cycle.closes_on)
    for each in cycle.both:
        show_pending_comments(session, each, by=None, at=closed)
    publish_cycle(session, cycle, keys=keys, by=None, at=closed + timedelta(days=3))


def _open_cycle(
    session: Session, agency: Agency, *, keys: KeyStore, at: datetime, world: str
) -> None:
    cycle = _opened(session, agency, "Semester II", at - timedelta(days=8), keys=keys)
    waiting = shown_people(session)
    simulate_answers(
        session, cycle, keys=keys, seed=SEED + 1, share=0.6, leave_out=waiting, world=world
    )


def _opened(
    session: Session, agency: Agency, label: str, began: datetime, *, keys: KeyStore, **more: Any
) -> Cycle:
    cycle = _drafted(session, agency, label, began, **more)
    _open(session, cycle, began, keys=keys)
    return cycle


def _drafted(
    session: Session,
    agency: Agency,
    label: str,
    began: datetime,
    *,
    units: Sequence[Unit] = (),
    second: InstrumentVersion | None = None,
    policy: Policy | None = None,
) -> Cycle:
    roots = (
        units
        or session.scalars(
            select(Unit).where(Unit.agency_id == agency.id, Unit.parent_id.is_(None))
        ).all()
    )
    return create_cycle(
        session,
        agency_id=agency.id,
        name=f"{label} {began.year}",
        instrument=reference_instrument(session),
        second=second,
        opens_on=clock.day_of(began, TIMEZONE),
        closes_on=clock.day_of(began + timedelta(days=21), TIMEZONE),
        units=roots,
        policy=policy,
        by=None,
        at=began,
    )


def _open(session: Session, cycle: Cycle, began: datetime, *, keys: KeyStore) -> None:
    chance = random.Random(SEED)
    make_partitions(session.connection(), cycle.id)
    open_cycle(session, cycle, keys=keys, by=None, at=began, chance=chance)
    for name, post in COUNTERS:
        officers = [row for row in participants_of(session, cycle) if row.position == post]
        if officers:
            citizens.add_counter(session, cycle, name=name, officers=officers, by=None, at=began)
