"""Raters at work in a small cycle: sheets sent or begun, and the cycle sealed."""

from __future__ import annotations

from sqlalchemy import select

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.models import Participant
from berakhlak.ratings.operations import save_sheet
from berakhlak.sealing.sealing import seal_cycle
from tests.factories.cycles import AT, LAST_DAY


def assignments(session, opened, *, rater=None, group=None):
    """Assignments of the cycle in the order of their ids, of one rater or group if asked."""
    wanted = select(Assignment).where(Assignment.cycle_id == opened.cycle.id)
    if rater is not None:
        seat = select(Participant.id).where(
            Participant.person_id == rater.id, Participant.cycle_id == opened.cycle.id
        )
        wanted = wanted.where(Assignment.rater_id == seat.scalar_subquery())
    if group is not None:
        wanted = wanted.where(Assignment.group == group)
    return session.scalars(wanted.order_by(Assignment.id)).all()


def answer(session, keys, opened, rows, *, score=4, comments=None, submit=True):
    """Give every behaviour of these assignments the same answer."""
    codes = [behaviour.code for behaviour in opened.cycle.instrument.content.behaviours]
    key = keys.load_key(opened.cycle.key_name)
    for row in rows:
        save_sheet(
            session,
            row,
            instrument=opened.cycle.instrument.content,
            key=key,
            answers=dict.fromkeys(codes, score),
            comments=comments or {},
            revision=0,
            submit=submit,
        )
    session.commit()


def close(session, keys, opened):
    """Seal the cycle, with the key that the raters used."""
    session.commit()
    seal_cycle(session(), opened.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)
    session.expire_all()
