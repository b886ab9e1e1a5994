"""HR learns by mail, once, of a planned day on which a cycle was not opened."""

from __future__ import annotations

from typing import Any

from berakhlak.cycles.models import CycleState
from berakhlak.cycles.planned_day import PlannedOpening
from tests.factories.cycles import OpenCycle, make_next_draft
from tests.mail.conftest import Send, jakarta
from tests.support.mail import Mailbox, plain_text


def test_all_of_hr_is_told_once_and_nobody_else(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    opened.cycle.state = CycleState.CLOSED
    draft = make_next_draft(session, opened)
    plan = PlannedOpening(
        cycle_id=draft.id, account_id=opened.hr.id, day=jakarta(10).date(), language="id"
    )
    session.add(plan)

    send(9)
    assert box.mails == []
    plan.asked_on = jakarta(10).date()
    session.commit()
    send(10)
    send(11)

    (mail,) = box.mails
    assert box.addresses == [opened.hr.email]
    assert mail["Subject"] == "Siklus tidak dibuka: Semester II"
    assert f"/siklus/{draft.id}" in plain_text(mail)

    plan.day = plan.asked_on = jakarta(12).date()
    session.commit()
    send(12)

    assert len(box.mails) == 2
