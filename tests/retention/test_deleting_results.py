"""Results whose period is over go whole, once, by two persons; what was issued stays verifiable."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, table, text

from berakhlak import clock
from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, DeletedCycle, Participant
from berakhlak.extensions import Base, db
from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.operations import enqueue
from berakhlak.jobs.worker import run_waiting_jobs
from berakhlak.profiles.queries import profile_reader, team_profiles
from berakhlak.retention.cycle_rows import STAYING, count_rows, emptied_tables
from berakhlak.retention.deletion import clear_files, delete_results
from berakhlak.retention.operations import (
    NotHrForLong,
    TalksStillAsked,
    ask_to_delete,
    require_over,
)
from berakhlak.retention.queries import DELETE_RESULTS
from berakhlak.signing.issuing import document_issuer
from berakhlak.signing.models import IssuedDocument
from berakhlak.talk_survey.models import TalkSurvey
from tests.factories.cycles import AT
from tests.factories.old_results import WORDS, make_old_results
from tests.factories.published import make_published_cycle
from tests.support.carving import carved_files, files_below
from tests.support.workers import job_state, job_worker, kill, stuck_at, wait_for

KILLED = (DELETE_RESULTS,)
TODAY = date(2026, 11, 2)
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture
def old(app, session):
    made = make_old_results(session, key_store())
    session.commit()
    return made


def ask(session, old):
    ask_to_delete(session(), old.old, by=old.asker, at=AT, today=TODAY, keys=key_store())
    session.commit()


def rows_by_table(session):
    return {
        name: session.scalar(select(func.count()).select_from(table(name)))
        for name in Base.metadata.tables
    }


def enqueued(session, old):
    number = old.old.id
    job = enqueue(
        session(), DELETE_RESULTS, {"cycle": number, "both": [number]}, key=str(number),
        by=old.other, at=clock.utc_now(), agency_id=old.old.agency_id, subject="", language="id",
    )  # fmt: skip
    session.commit()
    return job.id


def test_whatever_leads_to_a_cycle_goes_with_it_or_is_named_as_staying():
    leads = {"cycle"}
    while new := {
        name
        for name, each in Base.metadata.tables.items()
        if name not in leads and any(key.column.table.name in leads for key in each.foreign_keys)
    }:
        leads |= new

    assert set(emptied_tables()) == leads - STAYING
    for name in STAYING:  # Else the database would refuse, or lose the row.
        keys = Base.metadata.tables[name].foreign_keys
        assert all(key.parent.nullable for key in keys if key.column.table.name in leads)


def test_all_of_the_old_results_goes_and_nothing_of_others(app, session, old):
    beside = make_published_cycle(session, key_store())  # Of another agency.
    ask(session, old)
    number, others = old.old.id, [old.new.id, beside.cycle.id]
    kept = count_rows(session, others)
    before = rows_by_table(session)
    gone = count_rows(session, [number])

    counts = delete_results(session(), old.old, by=old.other, at=AT, today=TODAY, keys=key_store())
    session.commit()

    after = rows_by_table(session)
    assert count_rows(session, others) == kept
    assert count_rows(session, [number]) == {}
    changed = {name: before[name] - after[name] for name in before if before[name] != after[name]}
    assert {name: n for name, n in changed.items() if n > 0} == gone
    assert {name: -n for name, n in changed.items() if n < 0} == {
        "deleted_cycle": 1,
        "audit_entry": 1,
    }
    assert (counts.officers, counts.comments, counts.documents) == (3, 1, 1)
    assert counts.rows == sum(gone.values()) - gone["results_deletion"]


def test_results_stay_while_the_key_of_answers_about_talks_is_still_there(app, session, old):
    """Its row names the key, which opens what backups hold; without it nobody destroys that."""
    keys, day = key_store(), TODAY - timedelta(days=1)
    key = keys.create("ab" * 16)
    row = {"cycle_id": old.old.id, "key_name": "ab" * 16, "key_fingerprint": key.fingerprint}
    session.add(TalkSurvey(**row, started_on=day, last_day=day, ended_on=day))
    session.flush()
    with pytest.raises(TalksStillAsked):
        require_over(session(), old.old, TODAY, keys)
    keys.destroy("ab" * 16)
    require_over(session(), old.old, TODAY, keys)


def test_the_report_says_what_by_which_rule_and_who(app, session, old):
    ask(session, old)
    number = old.old.id

    delete_results(session(), old.old, by=old.other, at=AT, today=TODAY, keys=key_store())
    session.commit()

    (report,) = session.scalars(select(DeletedCycle)).all()
    assert (report.cycle_id, report.name, report.years_kept) == (number, "Siklus lama", 5)
    assert (report.asked_by, report.agreed_by) == (old.asker.id, old.other.id)
    assert report.counts["officers"] == 3
    last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (last.act, last.object_id, last.account_id) == ("deleted results", number, old.other.id)
    assert last.detail["name"] == "Siklus lama"


def test_an_issued_document_is_verified_as_before_and_names_nobody(app, session, client, old):
    code = old.document.code
    before = client.get(f"/verifikasi/{code}").text
    initials = old.document.officer_initials
    assert initials in before
    ask(session, old)
    delete_results(session(), old.old, by=old.other, at=AT, today=TODAY, keys=key_store())
    session.commit()

    after = client.get(f"/verifikasi/{code}").text

    assert after == before
    stored = session.execute(select(IssuedDocument.__table__)).mappings().one()
    assert (stored["participant_id"], stored["cycle_id"]) == (None, None)
    assert stored["initials"] == initials


def test_nobody_finds_the_old_profile_and_the_others_stay(app, session, client, old):
    officer = old.made.officers[1]
    address = f"/profil/{officer.id}"
    account = old.made.account_of(officer)
    client.sign_in(account)
    client.get(address)
    ask(session, old)
    delete_results(session(), old.old, by=old.other, at=AT, today=TODAY, keys=key_store())
    session.commit()

    client.get(address, status=404)
    client.get("/profil")
    assert team_profiles(session(), profile_reader(session(), old.asker)) == []
    client.sign_in(old.asker)
    client.get("/siklus")
    record = client.get("/audit").text
    assert "Siklus lama: profil 3 pegawai" in " ".join(record.split())


PLACES = ("retention.deletion:delete_rows", "retention.deletion_job:clear_files")


@pytest.mark.parametrize("place", PLACES)
def test_a_killed_worker_leaves_all_or_nothing_and_another_ends_it(
    app_of_short_leases, tmp_path, place
):
    app = app_of_short_leases
    with app.app_context():
        old = make_old_results(db.session, key_store())
        db.session.commit()
        ask(db.session, old)
        number, agency_id = old.old.id, old.old.agency_id
        cache = document_issuer().issued_files
        cache.keep(db.session(), old.document.code, b"PDF")
        job_id = enqueued(db.session, old)
    mark = tmp_path / "mark"
    with job_worker(app, lambda: stuck_at(f"berakhlak.{place}", mark)) as child:
        wait_for(mark.exists)
        kill(child)
    with app.app_context():
        stands = db.session.get(Cycle, number) is not None
        assert stands is ("delete_rows" in place)
        people = select(func.count()).select_from(Participant)
        assert bool(db.session.scalar(people.where(Participant.cycle_id == number))) is stands
        db.session.remove()
    with job_worker(app):
        wait_for(lambda: job_state(app, job_id) == "done")

    with app.app_context():
        assert db.session.get(Cycle, number) is None
        assert db.session.scalars(select(DeletedCycle.agency_id)).all() == [agency_id]
        assert db.session.get_one(Job, job_id).result["officers"] == 3
        assert not list(cache.folder.glob("*.pdf"))


def test_files_that_jobs_made_of_the_results_go_and_are_given_to_nobody(app, session, client, old):
    job = Job(
        agency_id=old.old.agency_id, account_id=old.asker.id, kind="profile table", subject="",
        arguments_json=f'{{"cycle": {old.old.id}, "unit": 0}}', key="t", language="id",
        state=JobState.DONE, created_at=AT, finished_at=AT, result_file="hasil.xlsx",
        result_json='{"files": 1}', expires_at=clock.utc_now() + timedelta(days=3),
    )  # fmt: skip
    session.add(job)
    session.commit()
    folder = app.extensions["jobs"].folder_of(job.id)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hasil.xlsx").write_bytes(b"angka")
    ask(session, old)
    deletion = enqueued(session, old)

    run_waiting_jobs(app)

    session.expire_all()
    assert session.get_one(Job, deletion).state is JobState.DONE, session.get(Job, deletion).problem
    assert not folder.exists()
    assert session.get_one(Job, job.id).expires_at < clock.utc_now()


@pytest.mark.parametrize("engine", ENGINES)
def test_whoever_reads_the_files_finds_nothing_of_the_words_any_more(
    make_app, tmp_path, request, engine
):
    """The attack: words of old comments and figures, looked for in every byte of the database."""
    url = request.getfixturevalue("migrated_postgres_url") if engine == "postgresql" else None
    app = make_app(url)
    with app.app_context():
        old = make_old_results(db.session, key_store())
        mark = old.made.officers[0].position = "Jabatan-lama-yang-harus-hilang"
        db.session.commit()
        ask(db.session, old)
        folder = _folder_of_database(request, engine)
        looked_for = {WORDS: WORDS.encode(), mark: mark.encode()}
        _to_disk(engine)
        assert _found(folder, looked_for) == {WORDS, mark}, "the attack does not work"

        delete_results(db.session(), old.old, by=old.other, at=AT, today=TODAY, keys=key_store())
        db.session.commit()
        _to_disk(engine)
        left = _found(folder, looked_for)
        assert left == {WORDS, mark}, "deleted rows are found where nothing rewrites the files"

        assert clear_files(db.session(), document_issuer().issued_files)
        _to_disk(engine)
        assert _found(folder, looked_for) == set()
        db.session.remove()
        db.engine.dispose()


def _folder_of_database(request, engine) -> Path:
    if engine == "postgresql":
        return Path(request.getfixturevalue("_postgres").folder) / "base"
    return Path(db.engine.url.database).parent


def _to_disk(engine):
    """What the server still holds in memory; the log of SQLite is part of its files."""
    if engine == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))


def _found(folder, looked_for):
    found = carved_files(files_below(folder), looked_for).values()
    return set().union(*found)


def test_an_account_that_was_made_hr_of_late_does_not_agree(app, session, old):
    """Else whoever gives roles could make the second person when one is needed."""
    ask(session, old)
    for days, refused in ((29, True), (31, False)):
        for row in old.other.role_rows:
            row.given_at = clock.utc_now() - timedelta(days=days)
        session.commit()
        with pytest.raises(NotHrForLong) if refused else nullcontext():
            delete_results(session(), old.old, by=old.other, at=AT, today=TODAY, keys=key_store())
        session.rollback()
