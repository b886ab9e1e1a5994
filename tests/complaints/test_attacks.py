"""What a stranger, an officer or whoever holds the database could try."""

from __future__ import annotations

import math
import random
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from berakhlak.citizens.operations import receive_voice
from berakhlak.complaints import admission, operations
from berakhlak.complaints.erasing import blur_order
from berakhlak.complaints.kinds import shipped_kinds
from berakhlak.complaints.models import Complaint, ComplaintPolicy
from berakhlak.complaints.queries import policy_of
from berakhlak.complaints.receipts import code_of_form, digest_of_code
from berakhlak.counter_file import PREFIX
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db, limiter
from berakhlak.formats import local_today
from berakhlak.web import work_proofs
from tests.attacks.linking import rank_correlation
from tests.citizens.conftest import make_counter
from tests.citizens.test_work_proofs import solved
from tests.complaints.conftest import TEXT, code_on, complain, make_office
from tests.factories.cycles import make_open_cycle
from tests.support.pages import PageClient

FOLLOW = "/keluhan/jawaban"
OURS = ("complaint", "complaint_word", "complaint_told")
THEIRS = ("open_voice", "spent_ticket", "door_count", "held_batch", "counter")
VISITORS = 60


@pytest.fixture
def visits(session):
    """Visitors who rate and complain right after, in an order of their own; and the order of the
    names of their complaints, as the database gives them."""
    opened = make_open_cycle(session, key_store(), staff=2)
    counter = make_counter(session, opened, "Budi Santoso")
    session.add(ComplaintPolicy(agency_id=opened.agency.id, is_on=True))
    session.flush()
    policy, key = policy_of(session(), opened.agency.id), key_store().key_of(opened.cycle)
    names = []
    for number in range(VISITORS):
        token = number.to_bytes(32)
        receive_voice(
            session(),
            counter,
            key=key,
            ticket_digest=token,
            ratee_id=counter.officers[0].id,
            answers={"BP2": 1},
            comment="",
        )
        code = code_of_form("rahasia", token)
        made = operations.receive_complaint(
            session(),
            policy,
            opened.unit,
            shipped_kinds()[1],
            TEXT,
            receipt=digest_of_code("rahasia", code),
            place=counter.name,
            today=local_today(),
        )
        names.append(made.name)
    session.commit()
    return names


def test_no_row_of_a_complaint_leads_to_a_rating_and_none_tells_an_hour(session, visits):
    schema = sa.MetaData()
    schema.reflect(session.connection())
    for name in OURS:
        table = schema.tables[name]
        led = {key.column.table.name for key in table.foreign_keys}
        assert led <= {"agency", "unit", "complaint"}
        assert not [each.name for each in table.columns if isinstance(each.type, sa.DateTime)]
    theirs = {
        value
        for name in THEIRS
        for row in session.execute(sa.select(schema.tables[name]))
        for value in row
        if isinstance(value, bytes)
    }
    ours = [value for name in OURS for row in session.execute(sa.select(schema.tables[name]))
            for value in row if isinstance(value, bytes)]  # fmt: skip
    assert len(ours) == VISITORS
    assert not theirs & set(ours)


def test_no_order_of_complaints_repeats_the_order_of_visits(session, visits):
    turn = {name: place for place, name in enumerate(visits)}
    orders = {
        "complaints": sa.text("SELECT name FROM complaint"),
        "words": sa.text("SELECT complaint_name FROM complaint_word"),
        "receipts": sa.text("SELECT name FROM complaint ORDER BY receipt"),
    }
    for what, statement in orders.items():
        found = [turn[name] for name in session.scalars(statement)]
        rho = rank_correlation(found, sorted(found))
        assert abs(rho) < 4 / math.sqrt(VISITORS), what
    assert visits != sorted(visits)


@pytest.mark.postgres
def test_postgresql_keeps_no_number_by_which_a_complaint_lies_beside_a_voice(
    make_app, migrated_postgres_url
):
    with make_app(migrated_postgres_url).app_context():
        office, rng = make_office(db.session), random.Random(1)
        yesterday = local_today() - timedelta(days=1)
        for _each in range(3):
            operations.receive_complaint(
                db.session(),
                policy_of(db.session(), office.agency.id),
                office.section,
                shipped_kinds()[0],
                TEXT,
                receipt=rng.randbytes(32),
                today=yesterday,
            )
            db.session.commit()
        numbers = "SELECT xmin::text FROM complaint UNION ALL SELECT xmin::text FROM complaint_word"
        assert len(set(db.session.scalars(sa.text(numbers)))) == 3
        blur_order(db.session(), office.agency.id, local_today())
        db.session.commit()
        assert len(set(db.session.scalars(sa.text(numbers)))) == 1

        # What a citizen adds weeks later is not marked either.
        row = db.session.scalars(sa.select(Complaint)).first()
        operations.add_word(db.session(), row, "Masih menunggu.", today=yesterday)
        db.session.commit()
        assert len(set(db.session.scalars(sa.text(numbers)))) > 1
        month = local_today() + timedelta(days=6)
        blur_order(db.session(), office.agency.id, month)
        db.session.commit()
        assert len(set(db.session.scalars(sa.text(numbers)))) == 1


@pytest.fixture
def limited(make_app, tmp_path):
    """An application that counts tries in a file, in a folder of its own."""
    yield make_app(
        limits_enabled=True,
        rate_limit_storage=f"{PREFIX}{tmp_path / 'tries.sqlite3'}",
        citizen_limit="3 per minute",
        citizen_proof=50,
    )
    limiter.enabled = False


def test_guessing_codes_is_limited_and_the_right_one_is_not_counted(limited):
    with limited.app_context():
        office = make_office(db.session)
        client = PageClient(limited)
        code = code_on(complain(client, office))
    for _each in range(5):
        client.post(FOLLOW, {"code": code}, status=200)
    for _each in range(3):
        client.post(FOLLOW, {"code": "CDFH-JKNP-RTXY-3467"}, status=422)

    page = client.post(FOLLOW, {"code": code}, status=429)
    assert "terlalu banyak kode yang keliru" in page.text
    assert TEXT not in page.html
    blind = client.post(f"{FOLLOW}/pesan", {"code": code, "text": "x"}, status=429)
    assert TEXT not in blind.html


def test_a_flood_is_held_up_with_everything_still_typed_and_work_lets_people_by(
    limited, monkeypatch
):
    monkeypatch.setattr(admission, "UNPROVEN", admission.parse("2 per hour"))
    with limited.app_context():
        office = make_office(db.session)
        code, unit = office.agency.code, str(office.section.id)
    client = PageClient(limited)

    def send(proven=False, status=200):
        form = client.get(f"/keluhan/{code}")
        sent = {"kind": "service", "unit": unit, "text": TEXT}
        sent["ticket"] = str(form.one("[name=ticket]")["value"])
        if proven:
            sent["proof"] = solved(str(form.one("[name=proof]")["data-challenge"]))
        return client.post(f"/keluhan/{code}", sent, status=status)

    send()
    send()
    page = send(status=429)
    assert "Sedang banyak keluhan yang masuk" in page.text
    assert TEXT in page.one("#text").get_text()
    send(proven=True)
    send(proven=True, status=429)  # This network has sent its three in a minute.
    assert work_proofs.MINUTES == 30


def test_another_agencys_unit_cannot_be_chosen_nor_a_form_of_it_used(client, session, office):
    other = make_office(session)
    address = f"/keluhan/{office.agency.code}"
    ticket = str(client.get(f"/keluhan/{other.agency.code}").one("[name=ticket]")["value"])
    sent = {"kind": "service", "unit": str(office.section.id), "text": TEXT, "ticket": ticket}
    assert "terbuka terlalu lama" in client.post(address, sent, status=422).text
    ticket = str(client.get(address).one("[name=ticket]")["value"])
    foreign = sent | {"unit": str(other.section.id), "ticket": ticket}
    client.post(address, foreign, status=422)
    assert session.scalars(sa.select(Complaint)).all() == []
    client.sign_in(other.hr)
    client.get(f"/keluhan-masuk/petugas/{office.section.id}", status=404)
    client.post(f"/keluhan-masuk/petugas/{office.section.id}/akhiri", status=404)


def test_misconduct_is_found_in_no_file_of_the_server(limited, tmp_path, caplog):
    words = "Zamrudkhatulistiwa meminta uang di belakang loket"
    client = PageClient(limited)
    with limited.app_context():
        office = make_office(db.session)
        page = complain(client, office, kind="misconduct", text=words, contact="Zamrud0812")
        address = f"/keluhan/{office.agency.code}"
    assert words in page.one("#tulisan").get_text()
    form = {"kind": "misconduct", "text": words, "csrf_token": "usang"}
    client.open(address, method="POST", data=form)  # Its token was worn out.
    written = [each for each in tmp_path.rglob("*") if each.is_file()]
    log = Path(limited.config["BERAKHLAK"].security_log)
    written += [log] if log.is_file() else []

    assert any(each.name.endswith("-wal") or each.name == "own.sqlite3" for each in written)
    for file in written:
        assert b"Zamrud" not in file.read_bytes(), file
    assert "Zamrud" not in caplog.text
