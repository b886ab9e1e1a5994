"""After publishing, every file of the database is searched for what raters left, byte by byte."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.attacks.conftest import ENGINES, made_stages
from tests.attacks.world import Asked, Past, Stages, session_of
from tests.support.carving import HEAD, Needles, files_below

PIECE = 64
TELLING = 3
"""Different bytes that a needle has at least: PostgreSQL's own maps of free space hold long runs
of one byte, just as a sheet does whose answers are all the same.
"""
# A group right before a comment; PostgreSQL puts the length of a text before it.
GROUP_OF_COMMENT = re.compile(rb"(peer|subordinate).?BP.?PENANDA-", re.DOTALL)


@pytest.fixture(scope="module", params=ENGINES)
def stages(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stages]:
    """Stages in which nobody planted anything: rows that were rolled back lie in the files, too."""
    server = request.getfixturevalue("_postgres") if request.param == "postgresql" else None
    yield from made_stages(tmp_path_factory.mktemp("carved"), server)


def needles(past: Past) -> dict[tuple[str, int], bytes]:
    """Byte strings that betray a rater, by kind and assignment."""
    found = {}
    for each in past.asked:
        found["handle", each.id] = each.handle
        found["who was asked", each.id] = stored(past, each)
    for each in past.sent:
        found["box", each.id] = each.box[:PIECE]
        found["answers", each.id] = each.packed
    for number, words in enumerate(past.original.values()):
        found["original wording", number] = words.encode()
    return {
        name: needle
        for name, needle in found.items()
        if len(needle) >= HEAD and len(set(needle)) >= TELLING
    }


def stored(past: Past, asked: Asked) -> bytes:
    """An assignment as it lies in a row of its engine: rater, officer, group.

    PostgreSQL puts one byte before a short text (twice its length with that byte, plus one):
    https://www.postgresql.org/docs/current/storage-page-layout.html. Numbers alone would not do:
    rows of other tables begin with four small ones as well. SQLite puts the types of all columns
    before the values; the first bytes of a row are left out, for freeing it writes over them.
    """
    group, ids = str(asked.group).encode(), (past.cycle.cycle_id, asked.rater_id, asked.ratee_id)
    if past.cycle.url.startswith("postgresql"):
        return struct.pack("<4iB", asked.id, *ids, 2 * (len(group) + 1) + 1) + group
    numbers = [typed(number) for number in ids]
    texts = [13 + 2 * len(group), 13 + 2 * len(asked.declined) if asked.declined else 0]
    texts.append(0)  # Nobody here was asked in place of another.
    types = bytes([kind for kind, _ in numbers] + texts)
    return types[1:] + b"".join(value for _, value in numbers) + group


def typed(number: int) -> tuple[int, bytes]:
    """Type and value of a number as SQLite writes it; one is a type without a value.

    https://sqlite.org/fileformat2.html#record_format
    """
    if number == 1:
        return 9, b""
    size = 1 if number < 128 else 2
    return size, number.to_bytes(size, "big")


def found_in(files: list[Path], past: Past) -> set[tuple[str, str]]:
    """(File, kind) of all that is found; files of the same kind under one name."""
    wanted, found = Needles(needles(past)), set()
    for file in files:
        try:
            raw = file.read_bytes()
        except FileNotFoundError:  # The server takes files away at any time.
            continue
        where = "log of writing" if "pg_wal" in file.parts else "tables"
        found |= {(where, kind) for kind, _ in wanted.carved(raw)}
        if GROUP_OF_COMMENT.search(raw):
            found.add((where, "group of a comment"))
    return found


def files_of(stages: Stages, past: Past) -> list[Path]:
    """Every file; of PostgreSQL's databases only the cycle's own, for others are as full."""
    if past.cycle.url.startswith("sqlite"):
        return files_below(Path(past.cycle.url.removeprefix("sqlite:///")).parent)
    with session_of(past) as session:
        session.execute(sa.text("CHECKPOINT"))
        own = session.scalar(
            sa.text("SELECT oid::text FROM pg_database WHERE datname = current_database()")
        )
    base = stages.folder / "base"
    others = [file for file in files_below(stages.folder) if base not in file.parents]
    return files_below(base / str(own)) + others


def test_while_open_carving_finds_handles_boxes_and_who_was_asked(stages: Stages) -> None:
    """The control, on the same files: what is not found is encrypted, or not yet written."""
    found = found_in(files_of(stages, stages.answered), stages.answered)

    assert {kind for where, kind in found if where == "tables"} == {
        "handle",
        "box",
        "who was asked",
    }


def test_after_closing_the_tables_hold_only_what_hr_is_about_to_read(stages: Stages) -> None:
    found = found_in(files_of(stages, stages.closed), stages.closed)

    assert {kind for where, kind in found if where == "tables"} == {"original wording"}


def test_after_publishing_no_table_holds_anything_and_the_log_no_answer(stages: Stages) -> None:
    """PostgreSQL's log of writing keeps boxes until it is written over; their key is gone, and
    docs/promise.md says how long the rest stays. SQLite's log is empty.
    """
    past = stages.published
    found = found_in(files_of(stages, past), past)

    assert {kind for where, kind in found if where == "tables"} == set()
    in_log = {kind for where, kind in found if where == "log of writing"}
    assert in_log <= {"handle", "box", "who was asked", "original wording"}
    assert not list(past.cycle.keys.folder.glob("*.key"))


def test_what_is_planted_in_the_files_is_found(stages: Stages, tmp_path: Path) -> None:
    """The other control: each kind at an odd place of a file of the database, deleted or not."""
    past = stages.published
    for name, needle in list(needles(past).items())[:: len(past.asked) // 3]:
        planted = tmp_path / "file"
        planted.write_bytes(b"\0" * 4097 + needle + b"\xff" * 33)
        assert ("tables", name[0]) in found_in([planted], past)
    planted.write_bytes(b"....\x17subordinate\x07BP\x2dPENANDA-0123456789abcdef")
    assert ("tables", "group of a comment") in found_in([planted], past)
