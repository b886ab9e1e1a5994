"""Trainings that the holder planned, and was sent to; nobody else of a roll."""

from __future__ import annotations

from sqlalchemy import select

from berakhlak.development.trainings import rolls_of
from berakhlak.personal_data.holder import Holder, Record
from berakhlak.training.models import PlannedTraining


def planned(holder: Holder) -> list[Record]:
    """What stands in own plans, and since when a place is asked for."""
    wanted = select(PlannedTraining).where(PlannedTraining.participant_id.in_(holder.seat_ids))
    order = PlannedTraining.participant_id, PlannedTraining.programme_id
    return [
        {
            "cycle": holder.cycle_of(row.participant_id),
            "programme": row.programme.title,
            "training_provider": row.programme.provider.name,
            "planned_on": row.planned_on,
            "asked_on": row.asked_on,
        }
        for row in holder.session.scalars(wanted.order_by(*order))
    ]


def attended(holder: Holder) -> list[Record]:
    """Rolls that the holder stands on."""
    if holder.person is None:
        return []
    return [
        {
            "programme": row.run.programme.title,
            "training_provider": row.run.programme.provider.name,
            "starts_on": row.run.starts_on,
            "ends_on": row.run.ends_on,
            "sent_on": row.sent_on,
            "attended": row.attended,
            "hours": row.run.hours,
            "confirmed_on": row.run.confirmed_on,
        }
        for row in rolls_of(holder.session, holder.person.id)
    ]
