"""Surveys that wait for HR: over and not closed, or closed and not erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from berakhlak.accounts.queries import SignedIn
from berakhlak.people.scope import is_within
from berakhlak.permissions import Action
from berakhlak.satisfaction_survey.models import SatisfactionSurvey


def waiting_surveys(
    session: Session, account: SignedIn, today: date
) -> Sequence[SatisfactionSurvey]:
    """Those that the account's role reaches, the longest waiting first."""
    reach = account.reach(Action.RUN_SURVEYS)
    if reach is None:
        return []
    is_over = and_(SatisfactionSurvey.closed_on.is_(None), SatisfactionSurvey.last_day < today)
    owes = and_(SatisfactionSurvey.closed_on.is_not(None), SatisfactionSurvey.erased_on.is_(None))
    wanted = (
        select(SatisfactionSurvey)
        .where(
            SatisfactionSurvey.agency_id == reach.agency_id,
            is_within(SatisfactionSurvey.unit_id, reach),
            or_(is_over, owes),
        )
        .options(joinedload(SatisfactionSurvey.unit))
        .order_by(SatisfactionSurvey.last_day, SatisfactionSurvey.id)
    )
    return session.scalars(wanted).all()
