"""The mail of a cycle, read from a real server: from the invitation to the profile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask

from berakhlak.assignments.models import DeclineReason
from berakhlak.assignments.operations import decline_assignment
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.rater_groups import Relation
from berakhlak.mail.models import MailMessage, MailPreference
from berakhlak.profiles.operations import publish_profiles
from berakhlak.roles import Role
from tests.factories.answering import answer, assignments, close
from tests.factories.cycles import OpenCycle
from tests.mail.conftest import Send, address_of, december, jakarta
from tests.support.engines import POSTGRES, app_on
from tests.support.mail import Mailbox, html_text, plain_text
from tests.support.pages import PageClient


@pytest.fixture(params=["sqlite", POSTGRES])
def app(
    request: pytest.FixtureRequest, app: Flask, make_app: Callable[..., Flask]
) -> Iterator[Flask]:
    with app_on(request.param, request, app, make_app) as made:
        yield made


REMINDED = (23, 27, 29)  # Seven, three and one day before the last.


def link_in(mail: EmailMessage) -> str:
    found = re.search(r"https://360\.bkd\.example\.go\.id(/t/\S+)", plain_text(mail))
    assert found
    return found[1]


def test_from_the_invitation_to_the_profile(
    session: Any, keys: KeyStore, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    quick, slow = opened.staff[0], opened.staff[1]

    send(3)
    invited = box.forget()
    answer(session, keys, opened, assignments(session, opened, rater=quick))
    reminded = {}
    for day in range(4, 31):
        send(day)
        reminded[day] = sorted(box.addresses)
        box.forget()
        if day == 27:
            answer(session, keys, opened, assignments(session, opened, rater=slow))

    everybody = sorted(map(address_of, opened.accounts))
    late = [each for each in everybody if each != address_of(quick.name)]
    assert sorted(each["To"].addresses[0].addr_spec for each in invited) == everybody
    assert {day: to for day, to in reminded.items() if to} == {
        23: late,
        27: late,
        29: [each for each in late if each != address_of(slow.name)],
    }

    close(session, keys, opened)
    publish_profiles(session, opened.cycle, keys=keys, by=None, at=jakarta(30))
    send(30, 10)
    assert box.mails == []  # Today's mail was put together before.
    session.commit()
    send(december(1))
    published = box.forget()
    assert sorted(each["To"].addresses[0].addr_spec for each in published) == everybody
    text = plain_text(published[0])
    assert "https://360.bkd.example.go.id/profil" in text
    assert "14 hari kerja" in text
    assert "/t/" not in text
    send(december(2))
    assert box.mails == []
    assert session.query(MailMessage).count() == 0


def test_the_link_of_an_invitation_opens_the_tasks_of_its_reader(
    opened: OpenCycle, box: Mailbox, send: Send, client: PageClient
) -> None:
    send(3)

    client.open(link_in(box.to(address_of("Budi Santoso"))[0]))
    asked = client.get("/t")
    tasks = client.post("/t", status=303)

    assert "Budi Santoso" in asked.text
    assert tasks.path == "/tugas"
    assert "Citra Lestari" in tasks.text


def test_no_mail_tells_how_much_is_left_or_about_whom(
    session: Any, keys: KeyStore, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    """Whoever sent half of it, and whoever sent nothing, get the same words."""
    half, none = opened.staff[0], opened.staff[1]
    send(3)
    box.forget()
    rows = assignments(session, opened, rater=half)
    answer(session, keys, opened, rows[: len(rows) // 2])

    send(23)

    def bare(name: str) -> list[str]:
        [mail] = box.to(address_of(name))
        texts = [plain_text(mail), html_text(mail), str(mail["Subject"])]
        links = r"https://360\.bkd\.example\.go\.id/(t|surat/berhenti)/[\w-]+"
        return [re.sub(links, "LINK", each).replace(name, "NAMA") for each in texts]

    assert bare(half.name) == bare(none.name)
    others = [each for each in opened.accounts if each not in (half.name, none.name)]
    assert not any(name in text for name in others for text in bare(half.name))


def test_the_reader_s_language_and_their_own_choice_of_reminders_hold(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    english, quiet = (opened.account(person) for person in opened.staff[:2])
    session.add(MailPreference(account_id=english.id, language="en", has_reminders=True))
    session.add(MailPreference(account_id=quiet.id, language=None, has_reminders=False))
    send(3)
    first = box.forget()
    send(23)

    assert address_of(quiet.name) in [each["To"].addresses[0].addr_spec for each in first]
    assert box.to(address_of(quiet.name)) == []
    [mail] = box.to(address_of(english.name))
    assert str(mail["Subject"]) == "Not finished yet: Penilaian 2026"
    assert "30 November 2026" in plain_text(mail)
    assert '<html lang="en">' in html_text(mail)


def test_one_click_stops_reminders_and_nothing_else(
    opened: OpenCycle, box: Mailbox, send: Send, client: PageClient
) -> None:
    """As RFC 8058 has it: a POST without cookies or tokens, to the address in the header."""
    name = opened.staff[0].name
    send(3)
    assert box.to(address_of(name))[0]["List-Unsubscribe"] is None
    send(23)
    mail = box.to(address_of(name))[1]
    # In one line and not encoded, or no mail program would find it.
    assert b"\nList-Unsubscribe: <https://360.bkd.example.go.id/surat/berhenti/" in box.wire[-1]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = (
        str(mail["List-Unsubscribe"]).strip("<>").removeprefix("https://360.bkd.example.go.id")
    )
    box.forget()

    assert client.get(address).heading == "Hentikan pengingat?"
    answered = client.open(address, method="POST", data={"List-Unsubscribe": "One-Click"})
    send(27)

    assert answered.status_code == 200
    assert box.to(address_of(name)) == []
    assert len(box.mails) == 4


def test_two_things_on_one_day_are_one_mail(
    session: Any, keys: KeyStore, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    """A supervisor of HR who is late, on a day on which a form was given back."""
    send(3)
    box.forget()
    boss = opened.account(opened.head)
    boss.grant(Role.HR)
    [row, *_] = assignments(session, opened, rater=opened.staff[0], group=Relation.PEER)
    decline_assignment(row, opened.cycle, DeclineReason.DOES_NOT_KNOW)
    session.commit()

    send(23)

    [mail] = box.to(address_of(boss.name))
    text = plain_text(mail)
    assert "/t/" in text
    assert f"/siklus/{opened.cycle.id}/penilai" in text
    assert opened.staff[0].name not in text  # Who gave it back is not told.
    hr = box.to(str(opened.hr.email))
    assert len(hr) == 1
    send(24)
    assert len(box.to(str(opened.hr.email))) == 1  # Told once.
