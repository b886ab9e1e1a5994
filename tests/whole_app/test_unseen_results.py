"""What no page may tell: results that are still being stored, and that somebody just answered."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, update

from berakhlak.assignments.models import Assignment
from berakhlak.comments.models import Comment, CommentTally
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.disclosure.models import DisclosureAudit
from berakhlak.ratings.operations import save_sheet
from berakhlak.sealing.models import CycleResult, OfficerResult, UnitResult
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
    """A form is begun and another sent: whoever looks again and again sees no difference."""
    cycle = session.get_one(Cycle, world.samples["cycle_id"])
    readers, given = ("hr", "admin", "supervisor", "unit_hr", "operator"), {"cycle_id": cycle.id}
    before = answered_pages(app, client, world, readers, given)
    for number, row in enumerate(peer_rows(session, cycle)[:2]):
        content = cycle.instrument.content
        answers = {each.code: 4 for each in content.behaviours}
        save_sheet(
            session(), row, instrument=content, key=key_store().key_of(cycle), answers=answers,
            comments={}, revision=0, submit=bool(number),
        )  # fmt: skip
    session.commit()

    assert len(before) > 200
    assert changed(before, answered_pages(app, client, world, readers, given)) == []


def peer_rows(session: Any, cycle: Cycle) -> list[Assignment]:
    owed = session.query(Assignment).filter_by(cycle_id=cycle.id, group="peer")
    return list(owed.order_by(Assignment.id.desc()))
