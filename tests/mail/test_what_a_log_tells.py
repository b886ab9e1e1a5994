"""Attacks on the timing of mail: what its log, and copies of its tables, tell of who answered when.

The observer reads the whole log of the mail server: who was written to, when, what it said.
"""

from __future__ import annotations

import itertools
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.cycles.keys import KeyStore
from berakhlak.mail.devices import bind_to_device, is_opened_elsewhere
from berakhlak.mail.ended_links import forget_ended_links
from berakhlak.mail.models import LinkDevices, MailItem, MailLink, MailMessage
from berakhlak.mail.queries import accounts_of_participants
from tests.factories.answering import answer, assignments, close
from tests.factories.cycles import OpenCycle
from tests.mail.conftest import Send, address_of
from tests.support.mail import Mailbox

Log = list[tuple[int, int, list[str]]]


def watched(send: Send, box: Mailbox, acts: dict[tuple[int, int], Any]) -> Log:
    """What leaves at each hour of the days around the first reminder, while raters act."""
    log: Log = []
    for day, hour in itertools.product(range(22, 28), (8, 9, 10, 14, 17)):
        if act := acts.get((day, hour)):
            act()
        send(day, hour, chance=Random(1))
        if box.mails:
            log.append((day, hour, [*box.addresses]))
            box.forget()
    return log


@pytest.mark.parametrize("first_is_quick", [True, False])
def test_when_and_in_which_order_raters_finish_between_reminders_leaves_no_trace(
    session: Any, keys: KeyStore, opened: OpenCycle, box: Mailbox, send: Send, first_is_quick: bool
) -> None:
    """Two worlds: one rater finishes minutes after the reminder and another days later, or the
    other way round. Both logs are the one that is written down here."""
    send(3, chance=Random(1))
    box.forget()
    one, other = opened.staff[:2] if first_is_quick else reversed(opened.staff[:2])

    def finishes(person: Any) -> Any:
        return lambda: answer(session, keys, opened, assignments(session, opened, rater=person))

    log = watched(send, box, {(23, 10): finishes(one), (26, 17): finishes(other)})

    everybody = sorted(map(address_of, opened.accounts))
    done = [address_of(person.name) for person in opened.staff[:2]]
    late = [each for each in everybody if each not in done]
    assert [(day, hour, sorted(to)) for day, hour, to in log] == [(23, 9, everybody), (27, 9, late)]


def test_who_finishes_after_the_mail_of_a_day_was_put_together_is_not_left_out_of_it(
    session: Any, keys: KeyStore, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    """The server puts everybody off; somebody finishes; leaving them out would tell the hour."""
    send(3)
    box.forget()
    for name in opened.accounts:
        box.answers[address_of(name)] = "451 Busy"
    send(23, 9)
    answer(session, keys, opened, assignments(session, opened, rater=opened.staff[0]))
    box.answers.clear()

    send(23, 10)

    assert sorted(box.addresses) == sorted(map(address_of, opened.accounts))


def test_a_reminder_that_could_not_leave_on_its_day_does_not_leave_later(
    opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    send(3)
    box.forget()
    for name in opened.accounts:
        box.answers[address_of(name)] = "451 Busy"
    send(23, 9)
    box.answers.clear()

    send(24, 10)

    assert box.mails == []


def test_the_order_of_mail_is_drawn_and_not_that_of_the_office(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    orders = set()
    for seed, day in enumerate((3, 23, 27, 29)):
        send(day, chance=Random(seed))
        orders.add(tuple(box.addresses))
        box.forget()

    assert len(orders) > 1


def test_a_copy_of_the_database_at_night_holds_no_list_of_who_was_late(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    send(3)
    send(23)

    assert session.scalars(select(MailMessage)).all() == []
    assert session.scalars(select(MailItem)).all() == []


def test_opening_links_changes_one_box_of_one_size_whoever_comes(
    session: Any, keys: KeyStore, opened: OpenCycle, send: Send
) -> None:
    """No row of a single rater is written: its transaction would tell who came."""
    send(3)
    links = session.scalars(select(MailLink).order_by(MailLink.participant_id)).all()
    before = [(link.participant_id, link.nonce) for link in links]
    key, cycle_id = keys.key_of(opened.cycle), opened.cycle.id
    sizes = set()
    for number, link in enumerate(links):
        assert bind_to_device(session(), link, cycle_id, f"perangkat {number}", key)
        [row] = session.scalars(select(LinkDevices).execution_options(populate_existing=True))
        sizes.add(len(row.box))
        assert link.nonce not in row.box

    again = session.scalars(select(MailLink).order_by(MailLink.participant_id)).all()
    assert [(link.participant_id, link.nonce) for link in again] == before
    assert len(sizes) == 1
    assert is_opened_elsewhere(session(), links[0], cycle_id, "perangkat 1", key)
    assert not is_opened_elsewhere(session(), links[0], cycle_id, "perangkat 0", key)


def test_what_links_rest_on_goes_when_the_cycle_has_ended(
    session: Any, keys: KeyStore, opened: OpenCycle, send: Send
) -> None:
    send(3)
    link = session.scalars(select(MailLink)).first()
    bind_to_device(session(), link, opened.cycle.id, "perangkat", keys.key_of(opened.cycle))
    close(session, keys, opened)

    forget_ended_links(session(), opened.cycle.agency_id)

    assert session.scalars(select(MailLink)).all() == []
    assert session.scalars(select(LinkDevices)).all() == []


def test_nobody_is_reminded_whose_account_was_disabled(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    send(3)
    box.forget()
    opened.account(opened.staff[0]).is_enabled = False
    opened.staff[1].is_active = False
    session.commit()

    send(23)

    gone = {address_of(person.name) for person in opened.staff[:2]}
    assert not gone & set(box.addresses)
    assert len(box.addresses) == 3
    assert accounts_of_participants(session(), opened.cycle, [], reminders=True) == set()
