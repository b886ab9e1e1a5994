"""Boxes for everybody who may be asked, from the first day on, so that none tells who answered.

A box that comes with an answer names the officer to whoever compares two copies of the database.
So each rated officer has one, answered or not, all of one size. An answer is written together with
its neighbours in the order of handles, all encrypted anew, and once a day all boxes are: a
difference between two copies of different days is every box. See docs/decisions/0208.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, func, select, true, update
from sqlalchemy.orm import Session

from berakhlak.cycles.keys import BoxDamaged, CycleKey
from berakhlak.cycles.models import Participant
from berakhlak.engines import insert_rows, insert_unless_known, is_sqlite
from berakhlak.talk_survey.boxes import TalkAnswerBox
from berakhlak.talk_survey.models import TalkSurvey

NEIGHBOURS = 64
"""Boxes that are written together with one answer, about so many; all where a round is smaller."""
UNANSWERED = b""


def hold_round(session: Session, survey: TalkSurvey) -> bool:
    """Wait until nobody else writes boxes of the round, and keep others waiting until the commit;
    whether it still runs. Two who write the same neighbours would undo each other's answers."""
    mine = TalkSurvey.cycle_id == survey.cycle_id
    if is_sqlite(session):  # Only a write makes it wait; this one changes nothing.
        session.execute(update(TalkSurvey).where(mine).values(last_day=TalkSurvey.last_day))
    ended = session.scalar(select(TalkSurvey.ended_on).where(mine).with_for_update())
    return ended is None


def lay_boxes(session: Session, survey: TalkSurvey, key: CycleKey) -> None:
    """An unanswered box for each rated officer of the cycle who has none, in the order of handles,
    which is that of chance."""
    rated = select(Participant.id).where(
        Participant.cycle_id == survey.cycle_id, Participant.is_rated
    )
    stored = select(TalkAnswerBox.handle).where(TalkAnswerBox.cycle_id == survey.cycle_id)
    known = set(map(bytes, session.scalars(stored)))
    fresh = sorted({key.handle(seat) for seat in session.scalars(rated)} - known)
    rows = ((each, survey.cycle_id, key.encrypt(UNANSWERED, each)) for each in fresh)
    insert_rows(session, TalkAnswerBox, ("handle", "cycle_id", "box"), rows)


def write_box(
    session: Session, survey: TalkSurvey, key: CycleKey, handle: bytes, content: bytes
) -> None:
    """Put a content into the box of a handle; its neighbours keep theirs under a new nonce."""
    row = {"handle": handle, "cycle_id": survey.cycle_id, "box": key.encrypt(content, handle)}
    session.execute(insert_unless_known(session, TalkAnswerBox, row))  # In rounds of before.
    near = _neighbours(session, survey, handle)
    _write(session, survey, key, near, {handle: content})


def lock_anew(session: Session, survey: TalkSurvey, key: CycleKey) -> None:
    """Write every box of the round again, none changed in what it says. The caller commits."""
    if hold_round(session, survey):
        lay_boxes(session, survey, key)
        _write(session, survey, key, true(), {})


def _write(
    session: Session,
    survey: TalkSurvey,
    key: CycleKey,
    which: ColumnElement[bool],
    changed: dict[bytes, bytes],
) -> None:
    stored = select(TalkAnswerBox.handle, TalkAnswerBox.box).where(
        TalkAnswerBox.cycle_id == survey.cycle_id, which
    )
    rows = session.execute(stored.order_by(TalkAnswerBox.handle)).all()
    fresh = list(_encrypted(key, [(bytes(h), bytes(b)) for h, b in rows], changed))
    if fresh:
        session.execute(update(TalkAnswerBox), fresh)


def _encrypted(
    key: CycleKey, rows: list[tuple[bytes, bytes]], changed: dict[bytes, bytes]
) -> Iterator[dict[str, bytes]]:
    """New boxes by handle; one that does not open stays as it is, for the release to tell."""
    for handle, box in rows:
        try:
            content = changed[handle] if handle in changed else key.decrypt(box, handle)
        except BoxDamaged:
            continue
        yield {"handle": handle, "box": key.encrypt(content, handle)}


def _neighbours(session: Session, survey: TalkSurvey, handle: bytes) -> ColumnElement[bool]:
    """Always the same ones, for the number of boxes stands: of sets that differ from answer to
    answer, what they have in common would be the one who answers again."""
    stored = select(func.count()).where(TalkAnswerBox.cycle_id == survey.cycle_id)
    parts = max(1, (session.scalar(stored) or 0) // NEIGHBOURS)
    if parts == 1:
        return true()
    place = int.from_bytes(handle[:8], "big") * parts >> 64
    low, high = (-(-(each << 64) // parts) for each in (place, place + 1))
    inside = TalkAnswerBox.handle >= low.to_bytes(8, "big")
    return inside if high >> 64 else inside & (TalkAnswerBox.handle < high.to_bytes(8, "big"))
