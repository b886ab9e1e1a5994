"""HR's word on one comment reaches that one alone, and publishing forgets what nobody released."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from berakhlak.audit.models import AuditEntry
from berakhlak.comments.models import Comment, CommentState, HidingReason, Redaction
from berakhlak.comments.operations import (
    CommentNotFound,
    RedactionEmpty,
    erase_unshown_comments,
    hide_comment,
    moderate_comment,
    show_pending_comments,
)
from berakhlak.comments.unpublished import CycleAlreadyPublished
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from tests.factories.comments import make_comment
from tests.factories.cycles import AT, OpenCycle, make_open_cycle

Say = Callable[..., Comment]
PENDING, SHOWN, REDACTED = CommentState.PENDING, CommentState.SHOWN, CommentState.REDACTED


@pytest.fixture
def two(session: Any, app: Flask) -> tuple[OpenCycle, OpenCycle]:
    """Closed cycles of two agencies."""
    keys = KeyStore(app.config["BERAKHLAK"].key_dir)
    both = make_open_cycle(session, keys, staff=2), make_open_cycle(session, keys, staff=2)
    for each in both:
        each.cycle.state = CycleState.CLOSED
    session.flush()
    return both


@pytest.fixture
def say(session: Any) -> Say:
    return partial(make_comment, session)


def word_on(session: Any, comment: Comment, by: OpenCycle, text: str | None) -> None:
    moderate_comment(session, comment.id, agency_id=by.agency.id, text=text, by=by.hr, at=AT)
    session.flush()


def acts_on(session: Any, opened: OpenCycle) -> list[tuple[str, int | None, object]]:
    rows = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.object_kind == "cycle", AuditEntry.object_id == opened.cycle.id)
        .where(AuditEntry.act.contains("comment"))
        .order_by(AuditEntry.id)
    )
    return [(row.act, row.account_id, row.at) for row in rows]


def test_one_comment_is_let_through_and_the_record_does_not_say_which(
    session: Any, two: tuple[OpenCycle, OpenCycle], say: Say
) -> None:
    first, _ = two
    mine, beside = say(first), say(first)

    word_on(session, mine, first, None)

    assert (mine.state, mine.text, beside.state) == (SHOWN, "Semula", PENDING)
    assert acts_on(session, first) == [("showed a comment", first.hr.id, AT)]
    assert session.scalars(select(Redaction)).all() == []


def test_new_wording_stands_alone_and_the_old_one_is_kept_beside_it(
    session: Any, two: tuple[OpenCycle, OpenCycle], say: Say
) -> None:
    first, _ = two
    mine, beside = say(first), say(first)

    word_on(session, mine, first, "  Lebih halus \n")

    assert (mine.state, mine.text) == (REDACTED, "Lebih halus")
    assert (beside.state, beside.text) == (PENDING, "Semula")
    kept = session.scalars(select(Redaction)).one()
    assert (kept.cycle_id, kept.account_id, kept.at) == (first.cycle.id, first.hr.id, AT)
    assert (kept.value_code, kept.before, kept.after) == ("AK", "Semula", "Lebih halus")
    assert acts_on(session, first) == [("redacted a comment", first.hr.id, AT)]
    moderate_comment(session, beside.id, agency_id=first.agency.id, text="Lain", by=None, at=AT)
    session.flush()
    assert session.scalars(select(Redaction.account_id)).all() == [first.hr.id, None]


def test_what_is_no_wording_no_comment_or_no_longer_open_is_refused(
    session: Any, two: tuple[OpenCycle, OpenCycle], say: Say
) -> None:
    first, other = two
    mine = say(first)
    for words in ("", " \n"):
        with pytest.raises(RedactionEmpty):
            word_on(session, mine, first, words)
    with pytest.raises(CommentNotFound):
        word_on(session, mine, other, None)
    with pytest.raises(CommentNotFound):
        moderate_comment(session, b"x" * 16, agency_id=first.agency.id, text=None, by=None, at=AT)
    for state in set(CycleState) - {CycleState.CLOSED}:
        first.cycle.state = state
        session.flush()
        with pytest.raises(CycleAlreadyPublished):
            word_on(session, mine, first, None)
        with pytest.raises(CycleAlreadyPublished):
            show_pending_comments(session, first.cycle, by=first.hr, at=AT)

    assert (mine.state, mine.text) == (PENDING, "Semula")
    assert acts_on(session, first) == acts_on(session, other) == []


WORDS: dict[str, Callable[[Any, Comment, OpenCycle], object]] = {
    "reworded": lambda session, mine, of: word_on(session, mine, of, "Lebih halus"),
    "hidden": lambda session, mine, of: hide_comment(
        session, mine.id, agency_id=of.agency.id, reason=HidingReason.INSULTS, by=None, at=AT
    ),
    "all are shown": lambda session, _mine, of: show_pending_comments(
        session, of.cycle, by=None, at=AT
    ),
}


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
def test_a_word_that_comes_while_another_publishes_is_refused(
    session: Any,
    two: tuple[OpenCycle, OpenCycle],
    say: Say,
    word: Callable[[Any, Comment, OpenCycle], object],
) -> None:
    """Publishing erases wordings of before: one that is written after it would stay for good."""
    first, _ = two
    mine, cycle = say(first), first.cycle
    session.commit()
    assert cycle.state is CycleState.CLOSED  # As this session has read it.
    out = update(Cycle).where(Cycle.id == cycle.id).values(state=CycleState.PUBLISHED)
    session.connection().execute(out)

    with pytest.raises(CycleAlreadyPublished):
        word(session, mine, first)


def test_all_that_wait_are_shown_in_one_cycle_and_counted(
    session: Any, two: tuple[OpenCycle, OpenCycle], say: Say
) -> None:
    first, other = two
    waiting, changed, elsewhere = [say(first), say(first)], say(first, state=REDACTED), say(other)

    assert show_pending_comments(session, first.cycle, by=first.hr, at=AT) == 2

    session.expire_all()
    assert [each.state for each in waiting] == [SHOWN, SHOWN]
    assert (changed.state, elsewhere.state) == (REDACTED, PENDING)
    assert acts_on(session, first) == [("showed all comments", first.hr.id, AT)]
    assert show_pending_comments(session, first.cycle, by=first.hr, at=AT) == 0


def test_publishing_forgets_first_wordings_and_unread_comments_of_its_own_cycle(
    session: Any, two: tuple[OpenCycle, OpenCycle], say: Say
) -> None:
    for each in two:
        say(each, "Menunggu")
        say(each, "Tampil", SHOWN)
        word_on(session, say(each), each, "Baru")
    first, other = two

    erase_unshown_comments(session, first.cycle.id)

    session.expire_all()

    def left(opened: OpenCycle) -> tuple[list[str], list[str | None]]:
        texts = select(Comment.text).where(Comment.cycle_id == opened.cycle.id)
        before = select(Redaction.before).where(Redaction.cycle_id == opened.cycle.id)
        return sorted(session.scalars(texts)), list(session.scalars(before))

    assert left(first) == (["Baru", "Tampil"], [None])
    assert left(other) == (["Baru", "Menunggu", "Tampil"], ["Semula"])
    kept = session.scalars(select(Redaction.after)).all()
    assert kept == ["Baru", "Baru"]
