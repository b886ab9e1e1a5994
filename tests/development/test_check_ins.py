"""A step is looked at after 30 and 90 days: asked once by mail and on the start page, one tap."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from berakhlak.development.check_ins import due_mark
from berakhlak.development.models import (
    CheckInAnswer,
    DevelopmentCheckIn,
    DevelopmentStep,
    LearningWay,
    StepState,
)
from berakhlak.formats import local_today
from berakhlak.mail.models import AgencyMail, MailMessage

BEGUN = date(2026, 1, 1)


def a_step(**values) -> DevelopmentStep:
    content = {
        "behaviour": "BP1",
        "situation": "rapat tim selesai",
        "intention": "membagikan notulen",
        "way": LearningWay.WORK,
        "due_on": date(2026, 12, 31),
        "evidence": "notulen",
        "chosen_on": BEGUN,
        "state": StepState.CHOSEN,
    }
    return DevelopmentStep(**content | values)


@pytest.mark.parametrize(
    ("days", "answered", "held", "wanted"),
    [
        (29, (), None, None),
        (30, (), None, 30),
        (89, (30,), None, None),
        (90, (), None, 90),
        (90, (30,), None, 90),
        (200, (90,), None, None),
        (30, (), 5, None),
        (35, (), 5, 30),
        (30, (), -5, 30),
    ],
)
def test_a_look_is_due_from_the_step_or_the_talk_after_it(days, answered, held, wanted):
    held_on = None if held is None else BEGUN + timedelta(days=held)
    step = a_step(
        check_ins=[DevelopmentCheckIn(mark=mark, answer=CheckInAnswer.OFTEN) for mark in answered]
    )
    today = BEGUN + timedelta(days=days)
    assert due_mark(step, held_on, today) == wanted
    step.state = StepState.DROPPED
    assert due_mark(step, held_on, today) is None


def test_one_tap_on_the_start_page_answers_and_the_supervisor_reads_it(client, published, session):
    officer = published.officers[0]
    step = a_step(participant_id=officer.id, chosen_on=local_today() - timedelta(days=31))
    session.add(step)
    session.commit()
    address = f"/profil/{officer.id}/rencana/langkah/{step.id}/tinjau"
    head = published.opened.account(published.opened.head)
    assert "Seberapa sering" not in client.sign_in(head).get("/").text
    client.post(address, {"jawaban": "often", "hari": "30"}, status=404)
    home = client.sign_in(published.account_of(officer)).get("/")
    assert [form["action"] for form in home.all("section[aria-labelledby=langkah] form")] == [
        address
    ] * 3
    client.post(address, {"jawaban": "always", "hari": "30"}, status=400)
    client.post(address, {"jawaban": "often", "hari": "90"}, status=409)
    client.post(address, {"jawaban": "not_yet", "hari": "30"})
    assert "Seberapa sering" not in client.get("/").text
    read = client.sign_in(head).get(f"/profil/{officer.id}/rencana")
    assert "Sesudah 30 hari: Belum" in read.text


def test_mail_asks_once_for_each_look_and_hr_is_told_of_none(published, session):
    from random import Random

    from berakhlak.cycles.keyring import key_store
    from berakhlak.mail.digest import put_together
    from berakhlak.mail.models import MailBatch

    today = local_today()
    for number, days in enumerate((30, 29, 100)):
        officer = published.officers[number]
        published.account_of(officer).email = f"o{number}@bkd.example.go.id"
        session.add(a_step(participant_id=officer.id, chosen_on=today - timedelta(days=days)))
    chosen = AgencyMail(agency_id=published.cycle.agency_id, is_on=True)
    published.cycle.published_at -= timedelta(days=60)
    session.add(chosen)
    session.commit()

    def asked(day: date) -> list[str]:
        put_together(session(), chosen, keys=key_store(), today=day, chance=Random(1))
        mails = session.scalars(select(MailMessage).where(MailMessage.day == day)).all()
        found = [
            str(mail.account.email)
            for mail in mails
            if any(item.kind == "check_in" for item in mail.items)
        ]
        for mail in mails:  # As if it had left.
            session.delete(mail)
        return sorted(found)

    # What was due long ago waits on the start page alone.
    assert asked(today) == ["o0@bkd.example.go.id", "o2@bkd.example.go.id"]
    assert asked(today + timedelta(days=1)) == ["o1@bkd.example.go.id"]
    assert session.scalars(select(MailBatch).where(MailBatch.kind == "check_in")).all() == []
