"""What no page may tell: results that are still being stored, and that somebody just answered."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, update

from berakhlak import clock
from berakhlak.assignments.models import Assignment
from berakhlak.citizens.door_counts import count_at_door, hold_back
from berakhlak.citizens.doors import Door
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import receive_voice
from berakhlak.comments.models import Comment, CommentTally
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.disclosure.models import DisclosureAudit
from berakhlak.formats import local_today
from berakhlak.ratings.operations import save_sheet
from berakhlak.satisfaction_survey.models import SatisfactionSurvey
from berakhlak.sealing.models import CycleResult, OfficerResult, UnitResult
from berakhlak.talk_survey.models import TalkSurvey
from berakhlak.talk_survey.operations import answer_survey
from berakhlak.talk_survey.statements import STATEMENTS
from tests.factories.satisfaction import Surveyed, give_answers
from tests.whole_app.answered_pages import answered_pages, changed
from tests.whole_app.test_access import world  # noqa: F401  # A fixture.

STORED = (OfficerResult, UnitResult, CommentTally, Comment)


def test_no_page_tells_results_that_are_half_stored(app, session, client, world):  # noqa: F811
    half_store(session, world.closed_id)
    readers = ("hr", "reader", "supervisor")
    given = {"cycle_id": world.closed_id, "participant_id": world.closed_seat_id}
    before = answered_pages(app, client, world, readers, given)
    for table in STORED:
        session.execute(delete(table).where(table.cycle_id == world.closed_id))
    session.commit()

    assert len(before) > 200
    assert changed(before, answered_pages(app, client, world, readers, given)) == []


def half_store(session: Any, cycle_id: int) -> None:
    """Closing was killed: all is there but the row by which it counts."""
    for table in (DisclosureAudit, CycleResult):
        session.execute(delete(table).where(table.cycle_id == cycle_id))
    change = update(Cycle).where(Cycle.id == cycle_id)
    session.execute(change.values(state=CycleState.SEALING, sealed_at=None))
    session.commit()


def test_no_page_of_others_tells_that_somebody_answers_just_now(
    app,
    session,
    client,
    world,  # noqa: F811
):
    """A form is begun and another sent, citizens rate and answer, an officer answers about a talk:
    whoever looks again and again sees no difference."""
    cycle = session.get_one(Cycle, world.samples["cycle_id"])
    readers, given = ("hr", "supervisor", "operator"), {"cycle_id": cycle.id}
    before = answered_pages(app, client, world, readers, given)
    answer_as_staff(session, cycle)
    rate_as_citizen(session, session.get_one(Counter, world.samples["counter_id"]))
    running = session.query(SatisfactionSurvey).filter_by(closed_on=None).one()
    give_answers(session, Surveyed(running, None, None, key_store()), [[3] * 9])
    talks, key = session.query(TalkSurvey).one(), key_store()
    said = (2,) * len(STATEMENTS)
    seat = world.samples["participant_id"]
    answer_survey(session(), talks, seat, said, key=key.key_of(talks), today=local_today())
    session.commit()

    assert len(before) > 700
    assert changed(before, answered_pages(app, client, world, readers, given)) == []


def answer_as_staff(session: Any, cycle: Cycle) -> None:
    """One form is begun, and one sent."""
    content = cycle.instrument.content
    answers = {each.code: 4 for each in content.behaviours}
    for number, row in enumerate(peer_rows(session, cycle)[:2]):
        save_sheet(
            session(), row, instrument=content, key=key_store().key_of(cycle), answers=answers,
            comments={}, revision=0, submit=bool(number),
        )  # fmt: skip


def rate_as_citizen(session: Any, counter: Counter) -> None:
    """By the poster, too fast, so that it waits for HR; and somebody else takes a ticket."""
    cycle, now, zone = counter.cycle, clock.utc_now(), "Asia/Jakarta"
    asked = next(each.code for each in cycle.instrument.content.behaviours if each.for_citizens)
    receive_voice(
        session(), counter, key=key_store().key_of(cycle), ticket_digest=b"t" * 32,
        ratee_id=counter.rated_officers[0].id, answers={asked: 3}, comment="Ramah.",
        held=hold_back(session(), counter, now, zone),
    )  # fmt: skip
    count_at_door(session(), counter, Door.POSTER, now, zone, handed=False)
    count_at_door(session(), counter, Door.DISPLAY, now, zone, handed=True)


def peer_rows(session: Any, cycle: Cycle) -> list[Assignment]:
    owed = session.query(Assignment).filter_by(cycle_id=cycle.id, group="peer")
    return list(owed.order_by(Assignment.id.desc()))
