"""Archiving moves both results of a cycle at once or neither, and one of two who ask is refused."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import func, select

from berakhlak.audit.models import AuditEntry
from berakhlak.cycle_steps.jobs import PUBLISH
from berakhlak.cycles.archiving import archive_cycle, unarchive_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, CycleState, SecondInstrument
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.extensions import db
from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.operations import enqueue
from berakhlak.jobs.worker import run_waiting_jobs
from tests.factories.cycles import AT
from tests.factories.published import make_published_cycle
from tests.support.races import begun_beside, wait_until_somebody_waits


@pytest.fixture
def second(session, published):
    """The cycle that holds the results of a second instrument."""
    main = published.cycle
    made = Cycle(
        agency_id=main.agency_id,
        instrument_id=main.instrument_id,
        name=f"{main.name} (kedua)",
        state=CycleState.PUBLISHED,
        policy_json=main.policy_json,
        opens_on=main.opens_on,
        closes_on=main.closes_on,
        published_at=AT,
        key_name=secrets.token_hex(16),
    )
    session.add(made)
    session.flush()
    link = {"cycle_id": main.id, "instrument_id": main.instrument_id, "results_id": made.id}
    session.add(SecondInstrument(**link))
    session.commit()
    return made


@pytest.mark.parametrize("asked_of", ["main", "second"])
def test_both_results_go_along_and_come_back_together(session, published, second, asked_of):
    both = main, _second = published.cycle, second
    asked = main if asked_of == "main" else second

    archive_cycle(session(), asked, by=None, at=AT)
    assert [each.state for each in both] == [CycleState.ARCHIVED] * 2
    unarchive_cycle(session(), asked, by=None, at=AT)
    assert [each.state for each in both] == [CycleState.PUBLISHED] * 2

    acts = session.execute(select(AuditEntry.object_id, AuditEntry.act).order_by(AuditEntry.id))
    assert acts.all()[-2:] == [(main.id, "archived"), (main.id, "unarchived")]


def test_neither_goes_where_one_cannot(session, published, second):
    second.state = CycleState.CLOSED
    session.commit()

    with pytest.raises(CycleNotInState):
        archive_cycle(session(), published.cycle, by=None, at=AT)
    session.rollback()

    states = session.scalars(select(Cycle.state).order_by(Cycle.id)).all()
    assert states == [CycleState.PUBLISHED, CycleState.CLOSED]


def test_a_publishing_that_was_cut_off_after_its_commit_ends_well_in_the_archive(
    app, session, published
):
    """Whoever archives meanwhile does not make the job fail when it is run once more."""
    cycle = published.cycle
    archive_cycle(session(), cycle, by=None, at=AT)
    job = enqueue(
        session(), PUBLISH, {"cycle": cycle.id}, key=str(cycle.id), by=published.opened.hr, at=AT,
        agency_id=cycle.agency_id, subject=cycle.name, language="id",
    ).id  # fmt: skip
    session.commit()
    run_waiting_jobs(app)

    session.expire_all()
    assert session.get_one(Job, job).state is JobState.DONE
    assert cycle.state is CycleState.ARCHIVED


@pytest.mark.postgres
def test_of_two_who_archive_at_once_the_second_waits_and_is_refused(
    make_app, migrated_postgres_url
):
    app = make_app(migrated_postgres_url)
    with app.app_context():
        made = make_published_cycle(db.session, key_store(), staff=1)
        cycle_id = made.cycle.id
        db.session.commit()

    def archive() -> None:
        archive_cycle(db.session(), db.session.get_one(Cycle, cycle_id), by=None, at=AT)

    with app.app_context():
        archive()
        late, met = begun_beside(app, archive)
        wait_until_somebody_waits(db.session)
        db.session.commit()
        late.join(30)
        entries = select(func.count()).select_from(AuditEntry).where(AuditEntry.act == "archived")
        assert db.session.scalar(entries) == 1
        db.session.remove()
        db.engine.dispose()

    assert isinstance(met[0], CycleNotInState)
