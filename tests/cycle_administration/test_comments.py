"""HR reads what a comment says, never whom it is about or which group it came from."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from sqlalchemy import select

from berakhlak.comments.models import Comment, CommentState, Redaction
from berakhlak.comments.operations import waiting_version
from berakhlak.comments.queries import pending_comments, redactions_of_cycle
from berakhlak.cycle_steps.closing import close_cycle
from berakhlak.cycles.rater_groups import Relation
from tests.factories.answering import AT, LAST_DAY, answer, assignments, close
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
    assert sorted(ids) == [each.id.hex() for each in waiting(session, sealed)]


def test_all_are_let_through_after_a_sample_and_can_be_taken_back(hr, session, sealed):
    path = f"/siklus/{sealed.cycle.id}/komentar/semua"
    page = hr.get(path)
    assert len(page.all("blockquote")) == 20
    seen = page.one("input[name=seen]")["value"]

    assert "contoh sudah dibaca" in hr.post(path, {"seen": seen}, 422).text
    assert {each.state for each in session.scalars(select(Comment))} == {CommentState.PENDING}

    page = hr.post(path, {"seen": seen, "read": "y"})

    session.expire_all()
    assert {each.state for each in session.scalars(select(Comment))} == {CommentState.SHOWN}
    assert "20 komentar ditayangkan sekaligus" in page.text

    hr.post(f"/siklus/{sealed.cycle.id}/komentar/tarik")

    session.expire_all()
    assert {each.state for each in session.scalars(select(Comment))} == {CommentState.PENDING}


def test_what_was_shown_one_by_one_is_not_taken_back_with_the_others(hr, session, sealed):
    first = waiting(session, sealed)[0].id
    hr.post(f"/siklus/{sealed.cycle.id}/komentar/{first.hex()}/tayang")
    path = f"/siklus/{sealed.cycle.id}/komentar/semua"
    hr.post(path, {"seen": hr.get(path).one("input[name=seen]")["value"], "read": "y"})

    hr.post(f"/siklus/{sealed.cycle.id}/komentar/tarik")

    session.expire_all()
    assert session.get(Comment, first).state is CommentState.SHOWN
    assert len(waiting(session, sealed)) == 19


def test_flagged_comments_and_changes_in_between_stop_the_release_of_all(hr, session, sealed):
    path = f"/siklus/{sealed.cycle.id}/komentar/semua"
    seen = hr.get(path).one("input[name=seen]")["value"]
    first, second = (each.id for each in waiting(session, sealed)[:2])
    hr.post(f"/siklus/{sealed.cycle.id}/komentar/{first.hex()}/tayang")

    assert "berubah sejak" in hr.post(path, {"seen": seen, "read": "y"}, 422).text

    telling = session.get(Comment, second)
    telling.text = "Hubungi 0812-3456-7890 saja."
    telling.flags = telling.place = None  # As written before flags.
    session.commit()
    page = hr.get(path)
    assert "1 komentar yang ditandai" in page.text
    seen = waiting_version(each.id for each in waiting(session, sealed))
    hr.post(path, {"seen": seen, "read": "y"}, 422)
    assert len(waiting(session, sealed)) == 19

    page = hr.get(f"/siklus/{sealed.cycle.id}/komentar?yang=ditandai")
    assert len(page.all("blockquote")) == 1
    assert "memuat nomor telepon" in page.text


def test_closing_notes_why_a_comment_should_be_read_first(session, keys, opened):
    value = opened.cycle.instrument.content.values[0]
    peers = assignments(session, opened, group=Relation.PEER)
    answer(session, keys, opened, peers, comments={value.code: "Hubungi 0812-3456-7890 saja."})
    session.commit()

    close_cycle(session(), opened.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)

    assert set(session.scalars(select(Comment.flags))) == {"phone"}


def test_a_comment_is_kept_back_for_a_reason_and_may_wait_again(hr, session, sealed):
    first = waiting(session, sealed)[0].id
    path = f"/siklus/{sealed.cycle.id}/komentar/{first.hex()}"
    assert hr.post(f"{path}/tahan", {}, 422).errors

    page = hr.post(f"{path}/tahan", {"reason": "insults"})

    session.expire_all()
    assert session.get(Comment, first).state is CommentState.HIDDEN
    assert "Tidak ditayangkan: Menghina atau merendahkan" in page.text
    assert len(hr.get(f"/siklus/{sealed.cycle.id}/komentar?yang=tahan").all("blockquote")) == 1

    hr.post(f"{path}/kembalikan")

    session.expire_all()
    assert session.get(Comment, first).state is CommentState.PENDING


def test_a_second_moderator_is_told_and_keeps_what_they_typed(hr, session, sealed):
    first = waiting(session, sealed)[0].id
    path = f"/siklus/{sealed.cycle.id}/komentar/{first.hex()}"
    seen = hr.get(f"{path}/sunting").one("input[name=seen]")["value"]
    hr.post(f"{path}/sunting", {"text": "Ditulis rekan.", "seen": seen})

    page = hr.post(f"{path}/sunting", {"text": "Ketikan saya.", "seen": seen}, 422)

    assert "Rekan Anda sudah memeriksa komentar ini" in page.text
    assert "Ketikan saya." in page.one("textarea").get_text()
    assert "Ditulis rekan." in page.one("blockquote").get_text()
    session.expire_all()
    assert session.get(Comment, first).text == "Ditulis rekan."
    page = hr.post(f"{path}/tayang", {"seen": seen})
    assert "Rekan Anda sudah memeriksa komentar ini" in page.text

    again = hr.get(f"{path}/sunting").one("input[name=seen]")["value"]
    hr.post(f"{path}/sunting", {"text": "Ketikan saya.", "seen": again})
    session.expire_all()
    assert session.get(Comment, first).text == "Ketikan saya."


def test_comments_about_one_officer_stand_together_and_are_searched(hr, session, sealed):
    comments = waiting(session, sealed)
    comments[4].text = "Datang 100% tepat, selalu_rapi"
    session.commit()

    page = hr.get(f"/siklus/{sealed.cycle.id}/komentar")
    heads = [each.get_text() for each in page.all("h2") if "Pegawai ke-" in each.get_text()]
    assert heads == [f"Pegawai ke-{n}" for n in range(1, len(heads) + 1)]
    assert len(heads) == len({each.ratee_id for each in comments})

    for words, found in (("100%", 1), ("selalu_rapi tepat", 1), ("%", 0), ("tiadakata", 0)):
        page = hr.get(f"/siklus/{sealed.cycle.id}/komentar?cari={quote(words)}")
        assert len(page.all("blockquote")) == found, words


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
