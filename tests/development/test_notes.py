"""A supervisor's note is read by its writer alone, and ends with the line."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from berakhlak.accounts.models import Account
from berakhlak.audit.models import AuditEntry
from berakhlak.development.models import LONGEST_NOTE, TalkNote
from berakhlak.development.notes import forget_ended_notes
from berakhlak.people.models import PositionLevel
from tests.factories.cycles import make_person

WORDS = "Tanyakan rapat <b>Maret</b>.\nJangan lupa pujian."


@pytest.fixture
def page(published):
    return f"/profil/{published.officers[0].id}/rencana/catatan"


@pytest.fixture
def plan(published):
    return f"/profil/{published.officers[0].id}/rencana"


@pytest.fixture
def head(client, published):
    return lambda: client.sign_in(published.opened.account(published.opened.head))


def note(session):
    session.expire_all()
    return session.scalar(select(TalkNote.words))


def test_it_is_written_changed_bounded_and_deleted_and_leaves_no_trace(head, page, plan, session):
    assert head().get(plan).link("Buka catatan saya") == page
    head().post(page, {"words": WORDS})
    assert head().get(page).one("#words").get_text().strip() == WORDS
    assert "Maret" not in head().get(plan).text
    long = head().post(page, {"words": "x" * (LONGEST_NOTE + 1)}, status=422)
    assert len(long.errors) == 1
    assert len(long.one("#words").get_text().strip()) == LONGEST_NOTE + 1
    head().post(page, {"words": "Lain."})
    assert note(session) == "Lain."
    head().post(page + "/hapus")
    assert note(session) is None
    head().post(page, {"words": "Lagi."})
    head().post(page, {"words": " "})
    assert note(session) is None
    told = [f"{each.act} {each.detail}" for each in session.scalars(select(AuditEntry))]
    assert "note" not in " ".join(told)


def test_nobody_else_finds_it_whatever_their_role(client, head, page, published, session):
    head().post(page, {"words": WORDS})
    opened = published.opened
    officer = published.account_of(published.officers[0])
    for reader in (officer, published.account_of(published.officers[1]), opened.hr, opened.admin):
        for place in (page, page.removesuffix("/catatan"), f"/profil/{published.officers[0].id}"):
            answer = client.sign_in(reader).open(place)
            assert "Maret" not in answer.get_data(as_text=True)
        assert client.sign_in(reader).open(page).status_code == 404
        client.sign_in(reader).post(page, {"words": "Saya."}, status=404)
        client.sign_in(reader).post(page + "/hapus", status=404)
    assert note(session) == WORDS


def test_it_closes_with_the_line_and_the_daily_deletion_takes_it(
    client, head, page, plan, published, session
):
    opened = published.opened
    head().post(page, {"words": WORDS})
    assert forget_ended_notes(session(), opened.agency.id) == 0
    successor, account = make_person(
        session, opened.unit, "Zul Kifli", level=PositionLevel.ADMINISTRATOR
    )
    opened.staff[0].supervisor_id = successor.id
    session.commit()
    for reader in (account, opened.account(opened.head)):
        client.sign_in(reader).get(page, status=404)
    assert "Catatan saya" not in head().get(plan).text
    assert note(session) == WORDS
    assert forget_ended_notes(session(), opened.agency.id + 1) == 0
    assert forget_ended_notes(session(), opened.agency.id) == 1
    session.commit()
    assert note(session) is None


def test_it_goes_where_the_officer_or_the_writer_has_left(head, page, published, session):
    opened = published.opened
    for who in (opened.staff[0], opened.head):
        head().post(page, {"words": WORDS})
        who.is_active = False
        session.commit()
        assert forget_ended_notes(session(), opened.agency.id) == 1
        who.is_active = True
        session.commit()
    assert session.get_one(Account, opened.head.account_id).is_enabled
