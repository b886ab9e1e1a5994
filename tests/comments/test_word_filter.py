"""A search for words in comments loses none, and does not read all of them for one page."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, literal, select

from berakhlak import text
from berakhlak.comments import search
from berakhlak.comments.models import Comment, CommentState
from berakhlak.comments.queries import placed_comments
from berakhlak.comments.search import (
    FoundComments,
    SearchPosition,
    find_comments,
    read_position,
    write_position,
)
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
    monkeypatch.setattr(search, "READ_AHEAD", 20)
    opened = make_open_cycle(session, key_store(), staff=4)
    opened.cycle.state = CycleState.CLOSED
    for number in range(75):
        make_comment(session, opened, ("Baik", "Ba.i’k")[number % 2], place=number % 4)
        make_comment(session, opened, "Kafé", place=number % 4)
    settle_comments(session, opened.cycle)
    session.commit()
    return opened


def find(
    session: Any, closed: OpenCycle, words: str, *, shown: int, behind: SearchPosition | None = None
) -> FoundComments:
    state = CommentState.PENDING
    return find_comments(session, closed.cycle, words, state=state, shown=shown, behind=behind)


def test_a_page_is_found_without_a_look_at_all_comments(
    served: Flask, session: Any, closed: OpenCycle
) -> None:
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    pending = CommentState.PENDING
    rows = dict(session.execute(select(Comment.id, Comment.text)).all())
    everything = placed_comments(session, closed.cycle, state=pending)[:150]
    matching = [each for each in everything if rows[each.id] != "Kafé"]

    first = find(session, closed, "BAIK", shown=20)
    last = find(session, closed, "baik", shown=75)

    assert (first.is_whole, first.comments) == (False, matching[:40])
    assert (last.is_whole, last.comments, last.following) == (True, matching, None)
    searches = [each for each in statements if "LIKE" in each]
    assert searches
    assert all("LIMIT" in each for each in searches)
    page = (
        PageClient(served).sign_in(closed.hr).get(f"/siklus/{closed.cycle.id}/komentar?cari=baik")
    )
    assert "Lebih dari 40 komentar" in page.text
    assert "Halaman 1 dari sedikitnya 2" in page.text


def stretches(session: Any, closed: OpenCycle, words: str) -> Iterator[FoundComments]:
    """Each as an address leads to it, to the end."""
    behind = None
    while True:
        yield (found := find(session, closed, words, shown=150, behind=behind))
        if found.following is None:
            return
        behind = read_position(write_position(found.following))
        assert behind == found.following


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    words=st.sampled_from(["baik", "kafe", "a", "zz"]),
    most_read=st.integers(15, 160),
    most_brought=st.integers(15, 160),
)
@example("kafe", 150, 150)
def test_a_search_that_goes_on_to_the_end_finds_what_one_of_all_finds(
    session: Any, closed: OpenCycle, words: str, most_read: int, most_brought: int
) -> None:
    [whole] = stretches(session, closed, words)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "MOST_READ", most_read)
        patch.setattr(search, "MOST_BROUGHT", most_brought)
        parts = list(stretches(session, closed, words))

    assert [each for part in parts for each in part.comments] == whole.comments
    told = [(part.first, part.last) for part in parts]
    assert all(one[1] + 1 == other[0] for one, other in itertools.pairwise(told))
    assert (told[0][0], told[-1][1]) == (1, 150)
    assert all(last - first < most_read for first, last in told)


def test_a_search_goes_on_where_the_last_comment_is_gone(session: Any, closed: OpenCycle) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "MOST_READ", 100)
        before, behind = stretches(session, closed, "kafe")
        gone = session.get(Comment, before.following.id)
        session.delete(gone)
        session.flush()

        again = find(session, closed, "kafe", shown=150, behind=before.following)

    assert again.comments == behind.comments
    assert (again.first, again.last, again.total) == (101, 149, 149)


@pytest.mark.parametrize("written", ["", "x", "é", "AAAA", "____" * 11, "A" * 43, "\0"])
def test_what_is_no_position_is_the_beginning(written: str) -> None:
    position = read_position(written)
    assert position is None or position == (0, bytes(16), 0)


def test_a_page_tells_how_far_was_searched_and_goes_on(
    served: Flask, closed: OpenCycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_READ", 80)
    hr = PageClient(served).sign_in(closed.hr)

    first = hr.get(f"/siklus/{closed.cycle.id}/komentar?cari=zz")
    assert "0 komentar · dicari dalam 80 dari 150 komentar" in first.text
    assert "Belum ada yang cocok." in first.text
    last = hr.get(first.link("Cari dalam komentar berikutnya"))
    assert "dicari dalam komentar ke-81 sampai ke-150 dari 150" in last.text
    assert "Tidak ada komentar yang cocok." in last.text
    again = hr.get(last.link("Cari lagi dari awal"))
    assert again.text == first.text
    frequent = hr.get(f"/siklus/{closed.cycle.id}/komentar?cari=kafe")
    further = hr.get(frequent.link("Berikutnya"))
    assert "Halaman 2" in further.text
