"""After closing and publishing, no row of any table is a single answer or joins two people."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tests.attacks.traces import Known, traces
from tests.attacks.world import Asked, Past, Stages, session_of, undone

# What a closed cycle may still have rows of. Another table has to be argued here.
KEPT = {
    "citizen_form": "what citizens were asked, in every language; no answer",
    "comment": "words without group and writer, read by HR",
    "comment_tally": "how many comments HR has read, and how many wait",
    "drawn_results": "the page of results that HR reads, drawn once",
    "counter": "places with a QR code",
    "cycle_result": "figures",
    "cycle_unit": "the office's chart",
    "disclosure_audit": "the audit of the figures",
    "issued_document": "which files were handed out",
    "mail_batch": "how many were written to on a day",
    "nomination_list": "how many names each officer gave; the names went at opening",
    "officer_result": "figures",
    "participant": "the office's chart",
    "redaction": "who changed a comment, and the words that were printed",
    "unit_result": "figures",
}


def looked_at(past: Past) -> set[tuple[str, str, str]]:
    with session_of(past) as session:
        return traces(session.connection(), Known.of(past))


def test_while_open_the_search_finds_what_is_to_be_erased(stages: Stages) -> None:
    found = looked_at(stages.answered)

    assert {(table, what) for table, _, what in found} == {
        ("assignment", "two people in one row"),
        ("assignment", "a group beside a person"),
        ("assignment", "a reason for giving back"),
        ("open_sheet", "handle"),
        ("open_sheet", "box"),
    }


def test_after_closing_only_words_that_hr_changed_are_left_until_publishing(stages: Stages) -> None:
    assert looked_at(stages.closed) == {("redaction", "before", "original wording")}


def test_after_publishing_nothing_is_found(stages: Stages) -> None:
    assert looked_at(stages.published) == set()


def test_only_tables_that_are_argued_for_have_rows_of_a_closed_cycle(stages: Stages) -> None:
    with session_of(stages.published) as session:
        schema = sa.MetaData()
        schema.reflect(session.connection())
        with_rows = {
            table.name
            for table in schema.sorted_tables
            if "cycle_id" in table.columns
            and session.scalar(sa.select(sa.func.count()).select_from(table))
        }

    assert {"comment", "officer_result", "cycle_result"} <= with_rows <= set(KEPT)


def test_comments_that_hr_never_read_are_gone_and_the_others_are_there(stages: Stages) -> None:
    with session_of(stages.published) as session:
        comments = sa.table("comment", sa.column("state"))
        states = set(session.scalars(sa.select(comments.c.state)))

    assert states == {"shown", "redacted"}


def _assignment(connection: Connection, asked: Asked, cycle: int) -> None:
    connection.execute(
        sa.text(
            'INSERT INTO assignment (id, cycle_id, rater_id, ratee_id, "group", declined) '
            "VALUES (:id, :cycle, :rater, :ratee, 'peer', 'does_not_know')"
        ),
        {"id": asked.id, "cycle": cycle, "rater": asked.rater_id, "ratee": asked.ratee_id},
    )


def _sheet(connection: Connection, asked: Asked, cycle: int) -> None:
    connection.execute(
        sa.text("INSERT INTO open_sheet VALUES (:handle, :cycle, :sent, :box)"),
        {"handle": asked.handle, "cycle": cycle, "sent": True, "box": asked.box},
    )


def _sealed(connection: Connection, asked: Asked, cycle: int) -> None:
    kind = "BLOB" if connection.dialect.name == "sqlite" else "BYTEA"
    link = "INTEGER REFERENCES participant (id)"
    connection.execute(
        sa.text(f'CREATE TABLE sheet (ratee_id {link}, "group" VARCHAR(30), answers {kind})')
    )
    connection.execute(
        sa.text("INSERT INTO sheet VALUES (:ratee, 'peer', :answers)"),
        {"ratee": asked.ratee_id, "answers": asked.packed},
    )


def _group(connection: Connection, asked: Asked, cycle: int) -> None:
    connection.execute(sa.text('ALTER TABLE comment ADD COLUMN "group" VARCHAR(30)'))
    connection.execute(sa.text("UPDATE comment SET \"group\" = 'subordinate'"))


def _record(connection: Connection, asked: Asked, cycle: int) -> None:
    connection.execute(
        sa.text(
            "INSERT INTO audit_entry (at, act, object_kind, object_id, detail) "
            "VALUES ('2026-06-01 00:00:00', 'gave back', 'assignment', :id, :why)"
        ),
        {"id": asked.id, "why": '{"reason": "does_not_know"}'},
    )


def _hidden(connection: Connection, asked: Asked, cycle: int) -> None:
    connection.execute(
        sa.text("UPDATE cycle_result SET payload = :payload"),
        {
            "payload": f'{{"rater_id": {asked.rater_id}, '
            f'"last": [{list(asked.packed)}], "answers": "{asked.packed.hex()}"}}'
        },
    )


PLANTED = {
    _assignment: {
        ("assignment", "ratee_id+rater_id", "two people in one row"),
        ("assignment", "group", "a group beside a person"),
        ("assignment", "declined", "a reason for giving back"),
    },
    _sheet: {("open_sheet", "handle", "handle"), ("open_sheet", "box", "box")},
    _sealed: {
        ("sheet", "group", "a group beside a person"),
        ("sheet", "answers", "answers"),
    },
    _group: {("comment", "group", "a group beside a person")},
    _record: {
        ("audit_entry", "object_id", "an assignment"),
        ("audit_entry", "detail", "a reason for giving back"),
    },
    _hidden: {
        ("cycle_result", "payload", "a field rater_id"),
        ("cycle_result", "payload", "answers"),
        ("cycle_result", "payload", "a field answers"),
    },
}


def test_each_kind_of_leftover_that_is_planted_is_found(stages: Stages) -> None:
    """The control: one after the other, each in a transaction that is undone."""
    published = stages.published
    asked, known = published.sent[0], Known.of(published)
    for plant, wanted in PLANTED.items():
        with undone(published) as connection:
            plant(connection, asked, published.cycle.cycle_id)
            assert traces(connection, known) == wanted
