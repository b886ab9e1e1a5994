"""Whoever is concerned is told by mail, once, of what is due, and never of whom or of what."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from berakhlak import clock
from berakhlak.cycles.keyring import key_store
from berakhlak.formats import local_today
from berakhlak.mail.default_wordings import default_wording
from berakhlak.mail.digest import put_together
from berakhlak.mail.kinds import OBJECTION_KINDS
from berakhlak.mail.letters import LetterDesk
from berakhlak.mail.models import AgencyMail, MailBatch, MailMessage
from berakhlak.mail.wording import worded
from berakhlak.objections.models import Objection, Outcome
from berakhlak.objections.operations import decide, name_decider
from berakhlak.objections.queries import answer_of


@pytest.fixture
def mail(accounts, session, objecting):
    """Puts the mail of a day together: who is told of which kinds about objections."""
    for name, account in accounts.items():
        account.email = f"{name}@bkd.example.go.id"
    chosen = AgencyMail(agency_id=objecting.cycle.agency_id, is_on=True)
    session.add(chosen)
    session.commit()

    def put(day) -> dict[str, set[str]]:
        put_together(session(), chosen, keys=key_store(), today=day, chance=Random(1))
        found: dict[str, set[str]] = {}
        for message in session.scalars(select(MailMessage)).all():
            kinds = {item.kind for item in message.items if item.kind in OBJECTION_KINDS}
            if kinds:
                told = found.setdefault(str(message.account.email).split("@")[0], set())
                told |= {kind.removeprefix("objection_") for kind in kinds}
                say_nothing_of_it(session, message, day, objecting)
            session.delete(message)  # As if it had left.
        session.commit()
        return found

    return put


def say_nothing_of_it(session, message, day, objecting) -> None:
    letter = LetterDesk("https://x.example", "s" * 32, day).letter_for(session(), message)
    for part in letter.parts:
        if part.kind in OBJECTION_KINDS:
            said = worded(letter, part)
            words = " ".join([said.subject, *said.paragraphs, said.address])
            assert "Komentar" not in words
            for person in (*objecting.officers, objecting.opened.head, objecting.chief):
                assert person.name == message.account.name or person.name not in words


@pytest.fixture
def objection(client, accounts, paths, typed, session):
    client.sign_in(accounts["officer"]).post(paths["objection"], typed)
    return session.scalars(select(Objection)).one()


def test_all_of_them_are_told_once_of_what_concerns_them(mail, objection, session, accounts):
    today, chief = local_today(), accounts["decider"]
    assert mail(today) == {
        "officer": {"received"},
        "supervisor": {"hearing"},
        "decider": {"to_decide"},
    }
    assert mail(today + timedelta(days=1)) == {}
    assert mail(objection.decide_by) == {"decider": {"reminder"}}
    assert mail(objection.decide_by + timedelta(days=1)) == {"officer": {"late"}, "hr": {"desk"}}
    assert mail(objection.decide_by + timedelta(days=2)) == {}
    answer = answer_of(session(), chief, objection.participant_id)
    late = objection.decide_by + timedelta(days=3)
    decide(session(), answer, Outcome.REJECTED, "-", today=late, by=chief, at=clock.utc_now())
    session.commit()
    assert mail(late) == {"officer": {"decided"}, "supervisor": {"decided"}}
    assert mail(late + timedelta(days=1)) == {}
    noted = session.scalars(select(MailBatch.kind)).all()
    assert not set(noted) & set(OBJECTION_KINDS)


def test_hr_is_told_where_nobody_decides_and_the_named_one_then(
    mail, objection, session, objecting, accounts
):
    objection.decider_id = None
    session.commit()
    today = local_today()
    assert mail(today)["hr"] == {"desk"}
    assert mail(today + timedelta(days=1)) == {}
    name_decider(session(), objection, objecting.chief, by=accounts["hr"], at=clock.utc_now())
    session.commit()
    assert mail(today + timedelta(days=2)) == {"decider": {"to_decide"}}


@pytest.mark.parametrize("kind", OBJECTION_KINDS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_each_kind_has_words(app, kind, language):
    with app.app_context():
        found = default_wording(kind, language)
    assert found.subject
    assert "{siklus}" in found.body
