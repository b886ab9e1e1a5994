"""Whoever started a long job finds in the day's mail how it ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from berakhlak.accounts.models import Account
from berakhlak.cycle_steps.jobs import AUDIT
from berakhlak.exports.jobs import PROFILES
from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.operations import enqueue
from berakhlak.mail.kinds import ABOUT_JOBS
from berakhlak.mail.models import MailJob, MailTemplate
from berakhlak.mail.operations import choose_mail
from tests.factories.cycles import OpenCycle
from tests.mail.conftest import Send, jakarta
from tests.support.mail import Mailbox, html_text, plain_text


def ended(
    session: Any,
    by: Account,
    at: datetime,
    *,
    kind: str = PROFILES,
    minutes: float = 10,
    state: JobState = JobState.DONE,
    key: str = "all",
) -> Job:
    """A job that ended at this moment, so many minutes after it was asked for."""
    job = enqueue(
        session(),
        kind,
        {},
        key=key,
        agency_id=by.agency_id,
        subject="Penilaian 2026",
        by=by,
        at=at - timedelta(minutes=minutes),
        language="id",
    )
    job.state, job.finished_at, job.problem = state, at, "12 baris rusak"
    session.flush()
    return job


@pytest.fixture
def invited(opened: OpenCycle, send: Send, box: Mailbox) -> OpenCycle:
    """HR has an address; everybody has had the invitation of the 3rd."""
    opened.hr.email = "sri@bkd.example.go.id"
    send(3)
    box.forget()
    return opened


def test_jobs_that_took_long_are_told_of_once_in_one_mail_at_the_hour_of_the_day(
    session: Any, invited: OpenCycle, send: Send, box: Mailbox
) -> None:
    done = ended(session, invited.hr, jakarta(3, 15))
    failed = ended(session, invited.hr, jakarta(3, 16), kind=AUDIT, state=JobState.FAILED)
    ended(session, invited.hr, jakarta(3, 16), minutes=2, key="short")
    ended(session, invited.hr, jakarta(3, 16), state=JobState.CANCELLED, key="unwanted")

    assert [send(3, 17).sent, send(4, 6).sent, send(4).sent, send(5).sent] == [0, 0, 1, 0]

    [mail] = box.mails
    assert (mail["To"].addresses[0].addr_spec, mail["Subject"]) == (
        "sri@bkd.example.go.id",
        "Pekerjaan selesai: Ekspor profil",
    )
    for text in (plain_text(mail), html_text(mail)):
        for job in (done, failed):
            assert f"https://360.bkd.example.go.id/pekerjaan/{job.id}" in text
        assert "Memeriksa kerahasiaan hasil, Penilaian 2026" in text
        assert "12 baris" not in text  # What went wrong stands on the page, for its reader.
    rows = session.scalars(select(MailJob).execution_options(populate_existing=True)).all()
    assert [(row.job_id, row.message_id) for row in rows] == [(done.id, None), (failed.id, None)]


def test_a_job_that_was_repeated_is_told_of_again_and_one_of_long_ago_not(
    session: Any, invited: OpenCycle, send: Send, box: Mailbox
) -> None:
    job = ended(session, invited.hr, jakarta(3, 15), state=JobState.FAILED)
    ended(session, invited.hr, jakarta(1, 1) - timedelta(days=3), key="long ago")
    send(4)
    job.state, job.finished_at = JobState.DONE, jakarta(4, 15)
    send(5)

    assert [mail["Subject"].split(":")[0] for mail in box.mails] == [
        "Pekerjaan tidak selesai",
        "Pekerjaan selesai",
    ]


def test_it_is_told_in_the_words_of_the_agency_and_the_language_of_the_reader(
    session: Any, invited: OpenCycle, send: Send, box: Mailbox
) -> None:
    choose_mail(session(), invited.hr.id, language="en", has_reminders=False)
    session.add(
        MailTemplate(
            agency_id=invited.agency.id,
            kind=ABOUT_JOBS[0],
            language="en",
            subject="Ready",
            body="{nama}: {pekerjaan} of {tentang} at {instansi}. {siklus}",
        )
    )
    ended(session, invited.hr, jakarta(3, 15))
    send(4)

    [mail] = box.mails
    words = plain_text(mail)
    assert mail["Subject"] == "Ready"
    assert f"Export of profiles of Penilaian 2026 at {invited.agency.name}." in words
    assert "Open the job:" in words


def test_a_job_may_go_while_mail_about_it_waits(
    session: Any, invited: OpenCycle, send: Send, box: Mailbox
) -> None:
    box.answers["sri@bkd.example.go.id"] = "451 later"
    ended(session, invited.hr, jakarta(3, 15))
    assert send(4).delayed == 1
    session.execute(delete(Job))
    session.commit()
    session.expire_all()
    box.answers.clear()

    assert send(4, 10).sent == 0
    assert session.scalars(select(MailJob)).all() == []
