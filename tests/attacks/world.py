"""A cycle from opening to publishing, with the truth that an attacker wants to find."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from berakhlak.assignments.models import Assignment, DeclineReason
from berakhlak.comments.models import Comment
from berakhlak.comments.operations import moderate_comment
from berakhlak.comments.settling import settle_comments
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.rater_groups import Relation
from berakhlak.demo.answers import AnswerSimulation
from berakhlak.instrument.answers import pack_answers
from berakhlak.profiles.operations import publish_profiles
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.models import OpenSheet
from berakhlak.ratings.operations import save_sheets
from berakhlak.sealing.sealing import seal_cycle
from tests.factories.cycles import LAST_DAY
from tests.factories.simulated import OpenCycle, fill
from tests.support.databases import build_app, migrate_to_head

AT = datetime(2026, 6, 1, tzinfo=UTC)
DECLINED = 12
REDACTED = "Sangat membantu."


@dataclass(frozen=True)
class Asked:
    """An assignment as it stood while the cycle was open, and what its rater sent."""

    id: int
    rater_id: int
    ratee_id: int
    group: str
    declined: DeclineReason | None
    handle: bytes
    box: bytes = b""
    packed: bytes = b""
    comment: str = ""


@dataclass
class Past:
    """A cycle and its truth. `order`: assignments as they were answered, first to last.

    `original`: what HR changed in a comment, by the words that took their place.
    """

    cycle: OpenCycle
    asked: list[Asked] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    original: dict[str, str] = field(default_factory=dict)

    @property
    def sent(self) -> list[Asked]:
        return [each for each in self.asked if each.packed]


@dataclass(frozen=True)
class Stages:
    """The cycle at its stages, in a database each; `folder` holds every file of the last one."""

    answered: Past
    closed: Past
    published: Past
    folder: Path


def opened(url: str, keys: KeyStore, seed: int = 5) -> Past:
    """An open cycle whose raters answered one after another; some gave assignments back."""
    migrate_to_head(build_app(url, keys.folder))
    past = Past(OpenCycle(url, keys, fill(url, keys, share=0.0)))
    rng = random.Random(seed)
    with session_of(past) as session:
        cycle = session.get_one(Cycle, past.cycle.cycle_id)
        key, instrument = keys.key_of(cycle), cycle.instrument.content
        simulation = AnswerSimulation(instrument, seed)
        rows = list(session.scalars(select(Assignment).order_by(Assignment.id)))
        rng.shuffle(rows)
        peers = [row for row in rows if row.group == Relation.PEER][:DECLINED]
        for row in peers:
            row.declined = rng.choice(list(DeclineReason))
        session.commit()
        for row in rows:
            handle = key.handle(row.id)
            told = (row.id, row.rater_id, row.ratee_id, row.group, row.declined, handle)
            if row.declined:
                past.asked.append(Asked(*told))
                continue
            answers = simulation.answers(row.ratee_id, row.rater_id, Relation(row.group))
            speaks = row.group in (Relation.PEER, Relation.SUBORDINATE)
            comment = f"PENANDA-{rng.getrandbits(64):016x}" if speaks else ""
            content = SheetContent(answers, {"BP": comment} if comment else {}, 1)
            save_sheets(session, cycle, {row.id: content}, key=key)
            session.commit()
            session.expunge_all()
            past.asked.append(Asked(*told, b"", pack_answers(instrument, answers), comment))
            past.order.append(row.id)
        stored = session.execute(select(OpenSheet.handle, OpenSheet.box)).all()
        boxes = {bytes(handle): bytes(box) for handle, box in stored}
    past.asked = [replace(each, box=boxes.get(each.handle, b"")) for each in past.asked]
    return past


def close(past: Past) -> None:
    """Close, and let HR change three comments and read all but two of the others."""
    with session_of(past) as session:
        seal_cycle(
            session, past.cycle.cycle_id, keys=past.cycle.keys, by=None, at=AT, today=LAST_DAY
        )
        cycle = session.get_one(Cycle, past.cycle.cycle_id)
        settle_comments(session, cycle)  # As closing does behind the sealing.
        comments = list(session.scalars(select(Comment).order_by(Comment.text)))
        marked = [each for each in comments if each.text.startswith("PENANDA")]
        for number, comment in enumerate(marked[:3]):
            after = f"{REDACTED} ({number})"
            past.original[after] = comment.text
            moderate_comment(
                session, comment.id, agency_id=cycle.agency_id, text=after, by=None, at=AT
            )
        changed, waiting = marked[:3], marked[3:5]
        for comment in comments:
            if comment not in changed + waiting:
                moderate_comment(
                    session, comment.id, agency_id=cycle.agency_id, text=None, by=None, at=AT
                )
        session.commit()


def release(past: Past) -> None:
    """Publish as HR's page does."""
    from berakhlak.sealing.deleted_pages import erase_comment_pages

    with session_of(past) as session:
        cycle = session.get_one(Cycle, past.cycle.cycle_id)
        publish_profiles(session, cycle, keys=past.cycle.keys, by=None, at=AT)
        session.commit()
        assert erase_comment_pages(session.get_bind())


def session_of(past: Past) -> Session:
    """A session on the cycle's database; each connection is closed after use."""
    engine = create_engine(past.cycle.url, poolclass=NullPool)
    return Session(engine, expire_on_commit=False)


@contextmanager
def undone(past: Past) -> Iterator[Connection]:
    """A connection whose every change is taken back, tables that were made included."""
    with session_of(past) as session:
        connection = session.connection()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")  # Else its driver would keep what makes a table.
        try:
            yield connection
        finally:
            session.rollback()
