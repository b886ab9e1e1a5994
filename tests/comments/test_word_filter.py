"""A search for words in comments loses none, and does not read all of them for one page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, literal, select

from berakhlak import text
from berakhlak.comments import queries
from berakhlak.comments.models import Comment, CommentState
from berakhlak.comments.queries import placed_comments
from berakhlak.comments.settling import settle_comments
from berakhlak.comments.word_filter import may_have_words
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleState
from berakhlak.extensions import db
from tests.factories.comments import make_comment
from tests.factories.cycles import OpenCycle, make_open_cycle
from tests.support.engines import POSTGRES, app_on
from tests.support.pages import PageClient

SIGNS = st.sampled_from("aAiIkKsS.'`-_%/\\ \n9éİıßK\u2019\u200dﬁ") | st.characters(
    exclude_categories=["Cs"]
)


@pytest.fixture(params=["sqlite", POSTGRES])
def served(
    request: pytest.FixtureRequest, app: Flask, make_app: Callable[..., Flask]
) -> Iterator[Flask]:
    with app_on(request.param, request, app, make_app) as found, found.app_context():
        yield found


@pytest.fixture
def session(served: Flask) -> Any:
    return db.session()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(SIGNS, max_size=12), st.text(SIGNS, max_size=4), st.integers(0, 12))
@example("Kurang Ba.i`k'", "bAIK", 12)
@example("kelasİ", "i", 12)
@example("a 100% b", "100%", 12)
def test_whatever_has_the_words_is_brought(session: Any, said: str, typed: str, cut: int) -> None:
    kept = text.normalise_text(said[:cut] + typed + said[cut:]).replace("\0", "")
    typed = typed.replace("\0", "")
    wanted = select(may_have_words(session, literal(kept), typed))
    if text.words_finder(typed)(kept):
        assert session.scalar(wanted)
    elif kept.isascii() and text.search_words(typed):
        assert not session.scalar(wanted)


@pytest.fixture
def closed(session: Any, monkeypatch: pytest.MonkeyPatch) -> OpenCycle:
    monkeypatch.setattr(queries, "READ_AHEAD", 20)
    opened = make_open_cycle(session, key_store(), staff=4)
    opened.cycle.state = CycleState.CLOSED
    for number in range(75):
        make_comment(session, opened, ("Baik", "Ba.i’k")[number % 2], place=number % 4)
        make_comment(session, opened, "Kafé", place=number % 4)
    settle_comments(session, opened.cycle)
    session.commit()
    return opened


def test_a_page_is_found_without_a_look_at_all_comments(
    served: Flask, session: Any, closed: OpenCycle
) -> None:
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    pending = CommentState.PENDING
    rows = dict(session.execute(select(Comment.id, Comment.text)).all())
    everything = placed_comments(session, closed.cycle, state=pending)[:150]
    matching = [each for each in everything if rows[each.id] != "Kafé"]

    first = placed_comments(session, closed.cycle, state=pending, search="BAIK", shown=20)
    last = placed_comments(session, closed.cycle, state=pending, search="baik", shown=75)

    assert (len(first), first.is_whole, first[:20]) == (40, False, matching[:20])
    assert (len(last), last.is_whole, last[:75]) == (75, True, matching)
    searches = [each for each in statements if "LIKE" in each]
    assert searches
    assert all("LIMIT" in each for each in searches)
    page = (
        PageClient(served).sign_in(closed.hr).get(f"/siklus/{closed.cycle.id}/komentar?cari=baik")
    )
    assert "Lebih dari 40 komentar" in page.text
    assert "Halaman 1 dari sedikitnya 2" in page.text
