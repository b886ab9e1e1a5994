"""HR reads what a comment says, never whom it is about or which group it came from."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from berakhlak.comments.models import Comment, CommentState, Redaction
from berakhlak.comments.queries import pending_comments, redactions_of_cycle
from berakhlak.cycles.rater_groups import Relation
from tests.factories.answering import answer, assignments, close
from tests.factories.cycles import make_open_cycle

WORDS = "Selalu menolong <b>warga</b> yang bingung."


@pytest.fixture
def sealed(session, keys, opened):
    peers = assignments(session, opened, group=Relation.PEER)
    value = opened.cycle.instrument.content.values[0]
    answer(session, keys, opened, peers, comments={value.code: WORDS})
    close(session, keys, opened)
    return opened


@pytest.fixture
def hr(client, sealed):
    return client.sign_in(sealed.hr)


def waiting(session, opened):
    return pending_comments(session, opened.cycle.id)


def test_a_comment_shows_its_value_and_words_but_no_officer_and_no_group(hr, sealed):
    page = hr.get(f"/siklus/{sealed.cycle.id}/komentar")

    assert len(page.all("blockquote")) == 20
    assert WORDS in page.text
    assert "Berorientasi Pelayanan" in page.text
    for person in [*sealed.staff, sealed.head]:
        assert person.name not in page.text
    assert "Rekan" not in page.text


def test_a_comment_is_let_through_as_written(hr, session, sealed):
    first = waiting(session, sealed)[0].id

    page = hr.post(f"/siklus/{sealed.cycle.id}/komentar/{first.hex()}/tayang")

    assert session.get(Comment, first).state is CommentState.SHOWN
    assert len(page.all("blockquote")) == 19
    assert "Menayangkan satu komentar" in page.text


def test_a_redacted_comment_keeps_only_the_new_words(hr, session, sealed):
    first = waiting(session, sealed)[0].id
    path = f"/siklus/{sealed.cycle.id}/komentar/{first.hex()}/sunting"
    assert WORDS in hr.get(path).one("textarea").get_text()

    page = hr.post(path, {"text": "Selalu menolong warga."})

    session.expire_all()
    comment = session.get(Comment, first)
    assert (comment.text, comment.state) == ("Selalu menolong warga.", CommentState.REDACTED)
    assert "Menyunting satu komentar" in page.text
    assert "Sri Wahyuni" in page.text


def test_what_was_redacted_is_told_in_both_wordings_and_about_nobody(hr, session, sealed):
    first = waiting(session, sealed)[0].id

    page = hr.post(
        f"/siklus/{sealed.cycle.id}/komentar/{first.hex()}/sunting", {"text": "Menolong warga."}
    )

    change = redactions_of_cycle(session, sealed.cycle.id)[0]
    assert (change.before, change.after) == (WORDS, "Menolong warga.")
    assert change.account_id == sealed.hr.id
    assert set(Redaction.__table__.columns.keys()).isdisjoint({"ratee_id", "group", "comment_id"})
    assert WORDS in page.text
    assert "Menolong warga." in page.text


def test_an_empty_redaction_is_refused(hr, session, sealed):
    first = waiting(session, sealed)[0].id

    page = hr.post(f"/siklus/{sealed.cycle.id}/komentar/{first.hex()}/sunting", {"text": " "}, 422)

    assert page.errors == ["Isi bunyi setelah disunting."]
    assert session.get(Comment, first).state is CommentState.PENDING


def test_a_page_is_let_through_at_once_but_for_what_was_not_in_sight(hr, session, sealed):
    seen = [each.id for each in waiting(session, sealed)[:3]]

    page = hr.post(
        f"/siklus/{sealed.cycle.id}/komentar/halaman",
        {"komentar": " ".join(each.hex() for each in seen) + " 00 zz"},
    )

    session.expire_all()
    assert {session.get(Comment, each).state for each in seen} == {CommentState.SHOWN}
    assert len(waiting(session, sealed)) == 17
    assert "3 komentar ditayangkan" in page.text


def test_the_button_of_a_page_stands_for_what_that_page_shows(hr, session, sealed):
    page = hr.get(f"/siklus/{sealed.cycle.id}/komentar")

    ids = page.one("input[name=komentar]")["value"].split()
    assert ids == [each.id.hex() for each in waiting(session, sealed)]


def test_all_that_wait_can_be_let_through_at_once(hr, session, sealed):
    hr.post(f"/siklus/{sealed.cycle.id}/komentar/semua")

    session.expire_all()
    states = session.scalars(select(Comment.state)).all()
    assert set(states) == {CommentState.SHOWN}
    assert len(states) == 20


def test_publishing_warns_of_comments_nobody_has_looked_at(hr, sealed):
    page = hr.get(f"/siklus/{sealed.cycle.id}/terbitkan")

    assert "20 komentar belum diperiksa" in page.text


def test_comments_of_another_agency_cannot_be_touched(client, session, keys, sealed):
    stranger = client.sign_in(make_open_cycle(session, keys).hr)
    first = waiting(session, sealed)[0].id

    stranger.post(f"/siklus/{sealed.cycle.id}/komentar/{first.hex()}/tayang", status=404)
    stranger.post(f"/siklus/{sealed.cycle.id}/komentar/semua", status=404)

    assert session.get(Comment, first).state is CommentState.PENDING


@pytest.mark.parametrize("name", ["zz", "00", "%00"])
def test_a_comment_that_does_not_exist_is_not_found(hr, sealed, name):
    hr.post(f"/siklus/{sealed.cycle.id}/komentar/{name}/tayang", status=404)
    hr.get(f"/siklus/{sealed.cycle.id}/komentar/{name}/sunting", status=404)
