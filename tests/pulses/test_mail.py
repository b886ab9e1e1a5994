"""Officers with steps are asked once by mail, and told when their figures are out."""

from __future__ import annotations

from datetime import timedelta

from berakhlak import clock
from berakhlak.formats import local_today
from berakhlak.mail.after_profiles import mail_after_profiles
from berakhlak.mail.kinds import MailKind
from tests.factories.pulses import answer_all, close_and_publish, make_pulse, open_pulse

FRESH = timedelta(days=60)


def _told(session, made, kind):
    found = mail_after_profiles(session(), made.opened.agency.id, local_today(), fresh=FRESH)
    return [len(accounts) for _cycle, about, accounts in found if about is kind]


def test_those_with_steps_are_asked_to_agree_once(old, session):
    for officer in old.officers:
        old.account_of(officer).email = f"{officer.id}@contoh.go.id"
    session.commit()
    assert _told(session, old, MailKind.PULSE_CONSENT) == [len(old.officers)]
    session.commit()
    assert _told(session, old, MailKind.PULSE_CONSENT) == []


def test_officers_of_a_pulse_are_told_that_it_is_out(old, session):
    pulse = make_pulse(session, old, agreeing=6)
    open_pulse(session, old)
    answer_all(session, old.keys, pulse, seed=2)
    for officer in old.officers:
        old.account_of(officer).email = f"{officer.id}@contoh.go.id"
    session.commit()
    assert _told(session, old, MailKind.PULSE_OUT) == []
    close_and_publish(session, old.keys, pulse, at=clock.utc_now())
    assert _told(session, old, MailKind.PULSE_OUT) == [6]
