"""What everybody does all day reads no table from end to end, on either engine."""

from __future__ import annotations

import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text

from berakhlak.audit_log.queries import AuditFilter, audit_page_of
from berakhlak.cycle_administration import kept_coverage
from berakhlak.cycle_administration.coverage_task import keep_all_coverage
from berakhlak.cycle_steps.closing import close_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.queries import units_of
from berakhlak.cycles.rater_groups import Relation
from berakhlak.development.queries import plans_of
from berakhlak.engines import is_sqlite
from berakhlak.extensions import db
from berakhlak.nominations.barred_pairs import barred_appointments
from berakhlak.nominations.barring import bar_pair
from berakhlak.nominations.models import Appointment
from berakhlak.objections.queries import objections_with_party
from berakhlak.ratings.progress import progress_of
from berakhlak.results import drawn_results
from tests.factories.answering import LAST_DAY, answer, assignments
from tests.factories.cycles import AT, make_open_cycle
from tests.support.engines import POSTGRES, app_on
from tests.support.pages import PageClient

# Tables with a row for each officer, form, sign-in or act. Cycles, units and settings stay few.
GROWS = {
    "account", "account_session", "assignment", "audit_entry", "comment", "known_device",
    "issued_document", "job", "mail_message", "nomination", "nomination_list", "officer_result",
    "open_sheet", "open_voice", "participant", "person", "placement_change", "spent_ticket",
    "unit_result",
}  # fmt: skip
OF_RATERS = (
    "/", "/tugas", "/tugas/{assignment}", "/tugas/{assignment}/periksa", "/tugas/lanjut/{cycle}",
    "/tugas/bersama/{cycle}/peer/{value}", "/tugas/bersama/{cycle}/peer/periksa",
)  # fmt: skip
OF_HR = ("/", "/siklus", "/siklus/{cycle}", "/siklus/{cycle}/penilai",
         "/siklus/{cycle}/belum-selesai", "/siklus/{cycle}/belum-selesai?cari=a",
         "/siklus/{cycle}/ingatkan", "/pegawai/{person}",
         "/pegawai/{person}/siklus", "/pekerjaan")  # fmt: skip
OF_CLOSED = ("/siklus/{cycle}/komentar", "/siklus/{cycle}/hasil",
             "/siklus/{cycle}", "/siklus/{cycle}/komentar?yang=ditandai",
             "/siklus/{cycle}/hasil/{unit}", "/siklus/{cycle}/terbitkan")  # fmt: skip

MANY_SHEETS = text(
    "INSERT INTO open_sheet (cycle_id, handle, box, is_submitted) SELECT :cycle,"
    " sha256(CAST(CAST(n AS text) AS bytea)), CAST(repeat('a', 900) AS bytea), false"
    " FROM generate_series(1, 20000) AS n"
)


@contextmanager
def told():
    """Every statement sent meanwhile that looks for rows, with its parameters."""
    seen = {}

    def note(_connection, _cursor, statement, parameters, *_told):
        if statement.lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            seen[statement] = parameters

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def scanned(connection, statement, parameters):
    """Tables that the engine would read from end to end for it."""
    if is_sqlite(connection):
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        lines = [row[3] for row in rows]
        found = [re.match(r"SCAN (\w+)", line) for line in lines]
    else:
        # Whatever table is small is scanned for that reason; this leaves what has no index.
        connection.execute(text("SET enable_seqscan = off"))
        rows = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
        lines = [row[0] for row in rows]
        found = [re.search(r"Seq Scan on (\w+)", line) for line in lines]
    return {names.get(each[1], each[1]) for names in [aliases(statement)] for each in found if each}


def aliases(statement):
    """Alias -> table."""
    pairs = re.findall(r"(?:FROM|JOIN|,)\s+\"?(\w+)\"? AS \"?(\w+)\"?", statement)
    return {alias: table for table, alias in pairs}


def assert_no_scan(seen):
    """No statement reads a growing table from end to end."""
    faults = {}
    with db.engine.connect() as connection:
        # The control: an engine that reads all of it says so in the words looked for.
        control = "SELECT p.id FROM person AS p WHERE p.position = 'Analis'"
        assert scanned(connection, control, ()) == {"person"}
        for statement, parameters in seen.items():
            if found := scanned(connection, statement, parameters) & GROWS:
                faults[statement] = found
    assert not faults, "\n\n".join(f"{tables}: {each}" for each, tables in faults.items())


@pytest.mark.parametrize("engine", ["sqlite", POSTGRES])
def test_no_hot_statement_reads_a_growing_table_from_end_to_end(
    engine, request, app, make_app, monkeypatch
):
    with app_on(engine, request, app, make_app) as served, served.app_context():
        session, keys = db.session, key_store()
        opened = make_open_cycle(session, keys, staff=8)
        answer(session, keys, opened, assignments(session, opened)[:12])
        officer = opened.staff[0]
        row = assignments(session, opened, rater=officer, group=Relation.PEER)[0]
        value = opened.cycle.instrument.content.values[0]
        names = {"assignment": row.id, "cycle": opened.cycle.id, "person": officer.id,
                 "value": value.code}  # fmt: skip
        monkeypatch.setattr(kept_coverage, "LARGE", 0)
        keep_all_coverage(AT)
        client = PageClient(served)
        with told() as seen:
            typed = {"name": officer.nip, "password": "x", "csrf_token": client.token()}
            client.open("/masuk", method="POST", data=typed)
            for account, paths in ((opened.account(officer), OF_RATERS), (opened.hr, OF_HR)):
                client.sign_in(account)
                for path in paths:
                    assert client.open(path.format(**names)).status_code in (200, 302), path
            client.sign_in(opened.account(officer))
            saved = {"base": 0, "answers": {value.behaviours[0].code: 4}, "comments": {}}
            stored = client.open(f"/tugas/{row.id}/jawaban", method="POST", json=saved,
                                 headers={"X-CSRFToken": client.token()})  # fmt: skip
            assert stored.status_code == 200, stored.data
        assert_no_scan(seen)
        assert len(seen) > 50


def planned(statement, parameters):
    """SQLite's plan as one text."""
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return "\n".join(row[3] for row in rows)


def test_what_waits_for_somebody_is_found_from_their_person_on(app):
    """On the start page of everybody: never through all officers of a cycle or an agency."""
    with app.app_context():
        opened = make_open_cycle(db.session, key_store(), staff=4)
        db.session.commit()
        reader, officer = opened.account(opened.head), opened.head.id
        with told() as seen:
            plans_of(db.session(), reader)
            objections_with_party(db.session(), officer, opened.agency.id)
        plans = [planned(*each) for each in seen.items() if "supervisor_id" in each[0]]
    assert len(plans) == 2
    for plan in plans:
        assert "ix_participant_person_id (person_id=?)" in plan
        assert "ix_participant_cycle_id" not in plan
        assert "ix_officer_result_of_cycle" not in plan


def test_a_page_of_the_record_is_neither_sorted_nor_joined_before_it_is_cut(app):
    """What entries are about is looked up for those of the page, not for all that are counted."""
    with app.app_context():
        opened = make_open_cycle(db.session, key_store(), staff=4)
        db.session.commit()
        with told() as seen:
            assert audit_page_of(db.session(), opened.hr, 1).items
        [cut] = [each for each in seen if "LIMIT" in each]
        [counted] = [each for each in seen if "count(*)" in each]
        plans = [planned(each, seen[each]) for each in (cut, counted)]
    assert "FOR ORDER BY" not in plans[0]
    for plan in plans:
        joined = re.findall(r"^SEARCH (\w+)", plan.split("SUBQUERY")[0], re.MULTILINE)
        assert {*joined} <= {"account", "audit_entry"}


def test_barred_appointments_are_found_from_the_pairs_on_and_join_no_people(app):
    with app.app_context():
        opened = make_open_cycle(db.session, key_store(), staff=4)
        one, other = opened.staff[:2]
        bar_pair(db.session(), one, other, "Suami istri", by=None, at=AT)
        row = {"cycle_id": opened.cycle.id, "group": "partner"}
        db.session.add(Appointment(rater_id=other.id, ratee_id=one.id, **row))
        db.session.commit()
        with told() as seen:
            found = barred_appointments(db.session(), opened.cycle)
        assert found == [(other.called, one.called)]
    [statement] = [each for each in seen if "appointment" in each]
    assert "barred_pair ON" in statement
    assert "person" not in statement


def test_a_name_is_looked_for_in_the_record_among_those_who_stand_in_it(app):
    with app.app_context():
        opened = make_open_cycle(db.session, key_store(), staff=4)
        db.session.commit()
        with told() as seen:
            audit_page_of(db.session(), opened.hr, 1, AuditFilter(name="a"))
    of_agency = [each for each in seen if "account.agency_id = " in each]
    assert of_agency
    assert all("audit_entry" in each for each in of_agency)


@pytest.mark.postgres
def test_no_statement_of_a_page_is_compiled(request, app, make_app):
    """PostgreSQL takes longer to compile one than to answer it."""
    with app_on("postgresql", request, app, make_app) as served:
        with served.test_request_context():
            assert db.session.scalar(text("SHOW jit")) == "off"
        with served.app_context():
            assert db.session.scalar(text("SHOW jit")) == "on"


@pytest.mark.postgres
def test_some_dozens_of_sheets_are_looked_up_one_by_one(request, app, make_app):
    """PostgreSQL knows no statistics of handles, and would rather read all of a large cycle."""
    with app_on("postgresql", request, app, make_app) as served, served.app_context():
        session, keys = db.session, key_store()
        opened = make_open_cycle(session, keys, staff=8)
        session.execute(MANY_SHEETS, {"cycle": opened.cycle.id})
        session.commit()
        rows = assignments(session, opened)[:40]
        with told() as seen:
            progress_of(session(), rows, key=keys.key_of(opened.cycle))
        [(statement, parameters)] = [each for each in seen.items() if "open_sheet" in each[0]]
        session.execute(text("ANALYZE open_sheet"))
        found = session.connection().exec_driver_sql(f"EXPLAIN {statement}", parameters)
        plan = "\n".join(row[0] for row in found)
    assert "Index Scan" in plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize("engine", ["sqlite", POSTGRES])
def test_no_page_of_a_closed_cycle_reads_a_growing_table_from_end_to_end(
    engine, request, app, make_app, monkeypatch
):
    with app_on(engine, request, app, make_app) as served, served.app_context():
        session, keys = db.session, key_store()
        opened = make_open_cycle(session, keys, staff=8)
        value = opened.cycle.instrument.content.values[0]
        answer(session, keys, opened, assignments(session, opened), comments={value.code: "Baik."})
        close_cycle(session(), opened.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)
        unit = units_of(session, opened.cycle)[0].id
        names = {"cycle": opened.cycle.id, "unit": unit}
        monkeypatch.setattr(drawn_results, "FEW_UNITS", 0)  # As in a large agency.
        client = PageClient(served).sign_in(opened.hr)
        for path in OF_CLOSED[:2]:  # What was drawn is kept.
            client.get(path.format(**names))
        with told() as seen:
            for path in OF_CLOSED:
                client.get(path.format(**names))
        assert_no_scan(seen)
        assert len(seen) > 20
