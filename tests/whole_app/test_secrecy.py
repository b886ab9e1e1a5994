"""What is promised to raters, promise by promise; each is tried by an attack."""

from __future__ import annotations

import math
import random
import re
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete, inspect, literal_column, select, table, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from berakhlak.accounts.operations import set_password, sign_in
from berakhlak.assignments.models import Assignment
from berakhlak.audit.models import AuditEntry
from berakhlak.citizens.models import OpenVoice, SpentTicket
from berakhlak.comments.models import Comment, Redaction
from berakhlak.comments.operations import moderate_comment
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle
from berakhlak.extensions import Base
from berakhlak.instrument.answers import pack_answers
from berakhlak.nominations.models import Appointment
from berakhlak.profiles.operations import publish_profiles
from berakhlak.ratings.models import OpenSheet
from berakhlak.ratings.operations import save_sheet
from berakhlak.sealing.sealing import seal_cycle
from tests.factories.cycles import LAST_DAY, make_open_cycle
from tests.factories.people import PASSWORD
from tests.factories.simulated import OpenCycle
from tests.support.carving import carved, carved_files, files_below
from tests.support.rows import attached_partitions

AT = datetime(2026, 6, 1, tzinfo=UTC)
COMMENT = "PENANDA-RAHASIA-7c1f"
SECRET_TABLES = {model.__tablename__ for model in (OpenSheet, Comment, OpenVoice)}


@dataclass(frozen=True)
class Answered:
    """An open cycle answered anew, with the truth that an attacker wants to find."""

    cycle: OpenCycle
    order: list[int]  # Assignment ids as they were answered, first to last.
    packed: dict[int, bytes]
    handles: dict[int, bytes]


def answer_anew(target: OpenCycle, seed: int) -> Answered:
    """Erase the simulated sheets and answer every assignment, one transaction each."""
    rng, packed = random.Random(seed), {}
    engine = create_engine(target.url)
    with Session(engine) as session:
        session.execute(delete(OpenSheet))
        session.commit()
        cycle = session.get_one(Cycle, target.cycle_id)
        instrument, key = cycle.instrument.content, target.keys.load_key(cycle.key_name)
        order = list(session.scalars(select(Assignment.id)))
        rng.shuffle(order)
        for assignment_id in order:
            assignment = session.get_one(Assignment, assignment_id)
            answers = {b.code: rng.randint(0, 5) for b in instrument.behaviours}
            packed[assignment_id] = pack_answers(instrument, answers)
            save_sheet(
                session,
                assignment,
                instrument=instrument,
                key=key,
                answers=answers,
                comments={"BP": f"{COMMENT} {assignment_id}"},
                revision=0,
                submit=True,
            )
            session.commit()
        handles = {assignment_id: key.handle(assignment_id) for assignment_id in order}
    engine.dispose()
    return Answered(target, order, packed, handles)


@pytest.fixture(scope="module")
def answered(sqlite_template, tmp_path_factory) -> Answered:
    from tests.factories.simulated import copy_of

    return answer_anew(copy_of(sqlite_template, tmp_path_factory.mktemp("answered")), seed=3)


@pytest.fixture
def sealed(answered, tmp_path) -> Answered:
    """The answered cycle after sealing."""
    from tests.factories.simulated import copy_of

    target = copy_of(answered.cycle, tmp_path / "sealed")
    engine = create_engine(target.url)
    with Session(engine) as session:
        seal_cycle(session, target.cycle_id, keys=target.keys, by=None, at=AT, today=LAST_DAY)
    engine.dispose()
    return Answered(target, answered.order, answered.packed, answered.handles)


# By construction


def test_no_table_of_answers_has_a_rater_a_time_or_a_sequence():
    tables = {name: Base.metadata.tables[name] for name in SECRET_TABLES}
    columns = {name: set(rows.columns.keys()) for name, rows in tables.items()}
    referred = {key.column.table.name for rows in tables.values() for key in rows.foreign_keys}

    assert columns == {
        "open_sheet": {"handle", "cycle_id", "is_submitted", "box"},
        # `in_bulk`: whether HR let it through with many others.
        # `flags`: why its words should be read first.
        # `place`: the number of its officer on HR's list, the same for all comments about one. It
        # is drawn for all at once when no rater can write any more, and anew for all where a
        # comment came later, so it knows neither raters nor an order of theirs; see 0219,
        # comments/test_places.py and attacks/test_order.py.
        "comment": {
            "id",
            "cycle_id",
            "ratee_id",
            "value_code",
            "text",
            "state",
            "in_bulk",
            "flags",
            "place",
        },  # fmt: skip
        "open_voice": {"id", "cycle_id", "box"},
    }
    assert referred == {"cycle", "participant"}


def test_a_spent_ticket_and_the_voice_it_let_in_share_no_column_but_the_cycle():
    ticket, voice = SpentTicket.__table__.columns.keys(), OpenVoice.__table__.columns.keys()

    assert set(ticket) & set(voice) == {"cycle_id"}


def test_no_relationship_walks_from_a_person_to_a_sheet():
    leading = [
        f"{mapper.class_.__name__}.{relationship.key}"
        for mapper in Base.registry.mappers
        for relationship in mapper.relationships
        if relationship.mapper.class_.__tablename__ in SECRET_TABLES
    ]

    assert leading == []


# While the cycle is open: somebody has the whole database, but not the key


def test_an_open_database_shows_no_answer_and_no_comment(answered):
    assert not everything_in(answered.cycle, COMMENT.encode())
    assert not any(everything_in(answered.cycle, packed) for packed in answered.packed.values())


def test_an_open_database_stores_sheets_in_an_order_that_says_nothing(answered):
    raw = database_bytes(answered.cycle)
    place = {number: raw.find(handle) for number, handle in answered.handles.items()}
    stored = sorted(answered.order, key=place.__getitem__)

    assert min(place.values()) >= 0
    assert abs(rank_correlation(stored, answered.order)) < 4 / math.sqrt(len(stored))
    assert abs(rank_correlation(stored, sorted(answered.order))) < 4 / math.sqrt(len(stored))


def test_boxes_have_one_size_so_length_tells_nothing(answered):
    with reading(answered.cycle) as session:
        sizes = {len(box) for box in session.scalars(select(OpenSheet.box))}

    assert len(sizes) == 1


def test_no_sheet_needs_pages_of_its_own_which_sqlite_hands_out_in_the_order_of_answering(
    answered,
):
    raw = database_bytes(answered.cycle)
    with reading(answered.cycle) as session:
        sheets = session.execute(select(OpenSheet.handle, OpenSheet.box)).all()
        # What a row may hold within a page of the tree: https://sqlite.org/fileformat2.html
        page = session.connection().exec_driver_sql("PRAGMA page_size").scalar()
    most = (page - 12) * 64 // 255 - 23

    assert {len(handle) + len(box) < most for handle, box in sheets} == {True}
    assert all(box in raw for _, box in sheets)  # In one piece, beside its handle.


def test_the_record_does_not_tell_when_those_who_only_rate_came(session, tmp_path):
    opened = make_open_cycle(session, KeyStore(tmp_path / "keys"))
    for account in (opened.hr, opened.account(opened.head)):
        set_password(account, PASSWORD)
        sign_in(session, account.nip or account.email, PASSWORD, at=AT)

    came = session.scalars(select(AuditEntry.account_id).where(AuditEntry.act == "signed in"))
    assert list(came) == [opened.hr.id]


def test_answering_changes_no_row_that_names_a_rater(answered, sqlite_template):
    with reading(sqlite_template) as before, reading(answered.cycle) as after:
        changed = [
            known.name
            for known in Base.metadata.sorted_tables
            if known.name != "open_sheet" and rows_of(before, known) != rows_of(after, known)
        ]

    assert changed == []


@pytest.mark.postgres
def test_no_transaction_number_of_postgresql_joins_a_sheet_with_a_rater(open_cycle_on_postgres):
    answer_anew(open_cycle_on_postgres, seed=5)

    with create_engine(open_cycle_on_postgres.url, poolclass=NullPool).connect() as connection:
        numbers = {
            name: set(
                connection.scalars(select(literal_column("xmin::text")).select_from(table(name)))
            )
            for name in inspect(connection).get_table_names()
            if name not in attached_partitions(connection)
        }
    sheets = numbers.pop("open_sheet")

    assert len(sheets) > 800
    assert all(sheets.isdisjoint(others) for others in numbers.values())


# After sealing: somebody has the whole database file, and knows who was asked to rate whom


def test_a_sealed_database_file_holds_no_handle_and_no_box_even_in_free_pages(sealed, answered):
    raw = database_bytes(sealed.cycle)
    with reading(answered.cycle) as before:
        boxes = before.scalars(select(OpenSheet.box)).all()

    assert not any(handle in raw for handle in sealed.handles.values())
    assert not any(box[:64] in raw for box in boxes)


def test_no_answers_of_a_single_person_can_be_carved_out_of_the_file_after_closing(sealed):
    assert carved(database_bytes(sealed.cycle), sealed.packed) == set()


def test_carving_finds_what_an_older_version_left(sealed):
    """The same attack on planted leftovers: sealed sheets, as they were once kept."""
    with reading(sealed.cycle) as session:
        session.execute(text("CREATE TABLE sheet (id BLOB, ratee_id INTEGER, answers BLOB)"))
        insert = text("INSERT INTO sheet VALUES (:id, 1, :answers)")
        for packed in sealed.packed.values():
            session.execute(insert, {"id": secrets.token_bytes(16), "answers": packed})
        session.commit()
        before = carved(database_bytes(sealed.cycle), sealed.packed)
        session.execute(text("DROP TABLE sheet"))
        session.commit()
    assert before == set(sealed.packed)


@pytest.mark.postgres
def test_no_answers_can_be_carved_out_of_the_data_directory_of_postgresql(
    request, open_cycle_on_postgres
):
    server, cycle = request.getfixturevalue("_postgres"), open_cycle_on_postgres
    target = answer_anew(cycle, seed=5)
    with reading(cycle) as session:
        seal_cycle(session, cycle.cycle_id, keys=cycle.keys, by=None, at=AT, today=LAST_DAY)
        session.execute(text("CHECKPOINT"))
        session.commit()

    files = files_below(server.folder)
    assert len(files) > 50
    assert carved_files(files, target.packed) == {}

    # The same attack where one sheet is left, as a control.
    planted = dict([target.packed.popitem()])
    with reading(target.cycle) as session:
        session.execute(text("CREATE TABLE leftover (answers BYTEA)"))
        session.execute(
            text("INSERT INTO leftover VALUES (:answers)"), {"answers": [*planted.values()][0]}
        )
        session.commit()
        session.execute(text("CHECKPOINT"))
        session.commit()
    assert carved_files(files_below(server.folder), planted)


def test_who_was_asked_to_rate_whom_is_forgotten_with_the_key(sealed, answered):
    with reading(answered.cycle) as before, reading(sealed.cycle) as after:
        assignments = Base.metadata.tables["assignment"]
        assert len(rows_of(before, assignments)) > 500
        assert rows_of(after, assignments) == []
        assert after.scalar(select(OpenSheet.handle).limit(1)) is None


def test_no_stored_row_joins_an_officer_with_a_group_of_raters(sealed):
    """Whatever names an officer and a group could be matched with what one knows of the asked."""
    names = {"group", "rater_id", "handle", "answers", "declined"}
    telling = {
        name: columns & names
        for name, rows in Base.metadata.tables.items()
        if (columns := set(rows.columns.keys())) & {"ratee_id", "participant_id", "rater_id"}
        and columns & names
    }

    # Appointments are HR's own list; opening turns them into assignments and erases them.
    assert telling == {
        "assignment": {"group", "rater_id", "declined"},
        "appointment": {"group", "rater_id"},
    }
    with reading(sealed.cycle) as session:
        for model in (Assignment, Appointment):
            assert session.scalar(select(model.id).limit(1)) is None


def test_what_a_rater_wrote_before_it_was_redacted_is_erased_at_publishing(sealed):
    with reading(sealed.cycle) as session:
        cycle = session.get_one(Cycle, sealed.cycle.cycle_id)
        comment = session.scalars(select(Comment).limit(1)).one()
        original, asked = comment.text, {"agency_id": cycle.agency_id, "by": None, "at": AT}
        moderate_comment(session, comment.id, text="Sangat membantu.", **asked)
        session.commit()
        assert everything_in(sealed.cycle, original.encode())

        publish_profiles(session, cycle, keys=sealed.cycle.keys, by=None, at=AT)
        session.commit()
        kept = session.scalars(select(Redaction)).one()

        assert (kept.before, kept.after) == (None, "Sangat membantu.")
        session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        session.commit()
    # Texts are told apart by their numbers: the shorter begins every longer one.
    raw = database_bytes(sealed.cycle)
    assert not re.search(re.escape(original.encode()) + rb"(?![0-9])", raw)


@contextmanager
def reading(target):
    engine = create_engine(target.url, poolclass=NullPool)
    with Session(engine) as session:
        yield session


def rows_of(session, known):
    return session.execute(select(known).order_by(*known.primary_key.columns)).all()


def database_bytes(target):
    """The database file with its log, as a thief would copy them."""
    path = Path(target.url.removeprefix("sqlite:///"))
    parts = [path, path.with_name(path.name + "-wal")]
    return b"".join(part.read_bytes() for part in parts if part.exists())


def everything_in(target, needle):
    """Whether the bytes occur in any file beside the database, the key folder left out."""
    folder = Path(target.url.removeprefix("sqlite:///")).parent
    return any(
        needle in file.read_bytes()
        for file in folder.iterdir()
        if file.is_file() and target.keys.folder not in file.parents
    )


def rank_correlation(first, second):
    """Spearman's rho of two orders of the same things."""
    place = {thing: rank for rank, thing in enumerate(second)}
    n = len(first)
    squares = sum((rank - place[thing]) ** 2 for rank, thing in enumerate(first))
    return 1 - 6 * squares / (n * (n * n - 1))
