"""Whoever changes, removes, inserts or exchanges rows of the record is found out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, delete, select, update
from sqlalchemy.orm import Session

from berakhlak.audit import chain
from berakhlak.audit.acts import Act
from berakhlak.audit.chain import SETTLED, extend_chain, walk_chain
from berakhlak.audit.models import AuditEntry, AuditLink
from berakhlak.audit.operations import record_act
from berakhlak.extensions import Base, db
from berakhlak.inspection.findings import FindingLevel
from berakhlak.inspection.record import inspect_record

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
ROWS, LATER, SECRET = 23, AT + SETTLED + timedelta(minutes=1), "s" * 32


def fill(session, rows=ROWS):
    for number in range(rows):
        record_act(session, Act.CREATED_CYCLE, number, by=None, at=AT, detail={"n": number})
        session.flush()  # In the order in which they are numbered.


@pytest.fixture
def short_links(monkeypatch):
    monkeypatch.setattr(chain, "MOST_ROWS", 5)


def walked(session):
    return walk_chain(session, secret=SECRET)


def test_settled_rows_are_covered_once_and_hold(session, short_links):
    fill(session)
    assert extend_chain(session(), secret=SECRET, at=AT) == []
    assert [link.entries for link in extend_chain(session(), secret=SECRET, at=LATER)] == [
        5, 5, 5, 5, 3,
    ]  # fmt: skip
    assert extend_chain(session(), secret=SECRET, at=LATER) == []
    fill(session, 2)
    assert [link.entries for link in extend_chain(session(), secret=SECRET, at=LATER)] == [2]

    found = walked(session())

    assert (found.entries, found.links, found.breaks, found.of_other_keys) == (25, 6, (), 0)
    assert len(found.last_digest) == 64


def a_change(kind, place, rows):
    entry = AuditEntry
    here, there = rows[place], rows[(place + 1) % len(rows)]
    if kind == "changed":
        return [update(entry).where(entry.id == here).values(object_id=10_000)]
    if kind == "later":
        return [update(entry).where(entry.id == here).values(at=AT + timedelta(seconds=1))]
    if kind == "reworded":
        return [update(entry).where(entry.id == here).values(detail={"n": -1})]
    if kind == "deleted":
        return [delete(entry).where(entry.id == here)]
    if kind == "exchanged":
        moves = ((here, 9_999), (there, here), (9_999, there))
        return [update(entry).where(entry.id == a).values(id=b) for a, b in moves]
    links = AuditLink.last_entry_id
    return [delete(AuditLink).where(links == 5 * (1 + place % 4))]


@pytest.fixture(scope="module")
def empty_tables():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@settings(max_examples=30)
@given(
    st.sampled_from(["changed", "later", "reworded", "deleted", "exchanged", "link deleted"]),
    st.integers(0, ROWS - 1),
)
def test_every_change_is_found_where_it_was_made(empty_tables, kind, place):
    with pytest.MonkeyPatch.context() as patch, Session(empty_tables) as session:
        patch.setattr(chain, "MOST_ROWS", 5)
        fill(session)
        extend_chain(session, secret=SECRET, at=LATER)
        rows = session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)).all()
        for statement in a_change(kind, place, rows):
            session.execute(statement)
        found = walked(session).breaks

        assert found
        if kind != "link deleted":
            assert any(first <= rows[place] <= last for first, last in found)


def test_a_row_that_is_slipped_in_is_found(session, short_links):
    fill(session)
    third = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()[2]
    number = third.id
    session.delete(third)
    session.flush()
    extend_chain(session(), secret=SECRET, at=LATER)
    assert walked(session()).breaks == ()

    record_act(session, Act.CREATED_CYCLE, 1, by=None, at=AT)
    session.flush()
    last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    session.execute(update(AuditEntry).where(AuditEntry.id == last.id).values(id=number))

    assert walked(session()).breaks == ((1, 6),)


def test_whoever_recomputes_the_chain_without_the_secret_is_told_of(session):
    fill(session)
    extend_chain(session(), secret=SECRET, at=LATER)
    session.execute(update(AuditEntry).values(object_id=1))
    session.execute(delete(AuditLink))
    extend_chain(session(), secret="another", at=LATER)

    found = walked(session())
    assert (found.breaks, found.of_other_keys) == ((), 1)

    mark = chain._key(SECRET)[1]
    session.execute(update(AuditLink).values(key_mark=mark))
    session.expire_all()
    assert walked(session()).breaks


@pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def test_doctor_walks_the_chain_on_both_databases(engine, request, make_app):
    url = request.getfixturevalue("migrated_postgres_url") if engine == "postgresql" else None
    app = make_app(url)
    with app.app_context():
        fill(db.session)
        extend_chain(db.session(), secret=SECRET, at=LATER)
        db.session.commit()
        (good,) = inspect_record(db.engine, SECRET)
        (other,) = inspect_record(db.engine, "another")
        db.session.execute(update(AuditEntry).where(AuditEntry.id == 3).values(object_id=None))
        db.session.commit()
        (bad,) = inspect_record(db.engine, SECRET)
        db.session.remove()
        db.engine.dispose()

    assert (good.level, other.level, bad.level) == (
        FindingLevel.OK,
        FindingLevel.WARNING,
        FindingLevel.PROBLEM,
    )
    assert "23 baris" in good.words
    assert "baris 1 sampai 23" in bad.words
