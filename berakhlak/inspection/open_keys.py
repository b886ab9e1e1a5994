"""Whether this host can open and lock everything that people may answer now.

One host that cannot would answer every rater with 503 beside others that are well, so whatever
spreads requests over hosts asks `/readyz` first.
"""

from __future__ import annotations

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from berakhlak.cycles.keys import KeyStore, KeyUnusable
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.satisfaction_survey.models import SatisfactionSurvey
from berakhlak.talk_survey.models import TalkSurvey

KEYED = (CycleState.OPEN, CycleState.SEALING)


def has_every_key(session: Session, keys: KeyStore) -> bool:
    """Whether each cycle that takes answers or is being sealed, each round of questions on talks
    and each satisfaction survey that is open has its own key here."""
    of_cycles, of_talks, of_satisfaction = (
        select(each.key_name, each.key_fingerprint)
        for each in (Cycle, TalkSurvey, SatisfactionSurvey)
    )
    wanted = union_all(
        of_cycles.where(Cycle.state.in_(KEYED)),
        of_talks.where(TalkSurvey.ended_on.is_(None)),
        of_satisfaction.where(SatisfactionSurvey.closed_on.is_(None)),
    )
    for row in session.execute(wanted):
        try:
            keys.key_of(row)
        except KeyUnusable:
            return False
    return True
