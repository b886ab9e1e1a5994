"""What the start page tells of expectations: to write for a team, and to read about oneself."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts.queries import SignedIn
from berakhlak.cycles.models import BEFORE_OPENING, IS_MAIN, Cycle, CycleState
from berakhlak.expectations.queries import (
    ExpectationNotFound,
    OfficerExpectations,
    own_expectations,
    takes_expectations,
    team_expectations,
)

READ = (*BEFORE_OPENING, CycleState.OPEN)


@dataclass(frozen=True)
class ExpectationCard:
    """One cycle before profiles. `team`: how many the reader may write about, and of how many
    something is written; 0 once it is open. `is_told`: something is written about the reader."""

    cycle: Cycle
    team: int
    written: int
    is_told: bool


def expectation_cards(session: Session, account: SignedIn) -> list[ExpectationCard]:
    """Cycles in which the reader has something to write or to read, the earliest first."""
    wanted = (
        select(Cycle)
        .where(Cycle.agency_id == account.agency_id, Cycle.state.in_(READ), IS_MAIN)
        .order_by(Cycle.opens_on, Cycle.id)
    )
    cards = [
        _card(session, cycle, account.id)
        for cycle in session.scalars(wanted)
        if takes_expectations(cycle)
    ]
    return [card for card in cards if card.team or card.is_told]


def _card(session: Session, cycle: Cycle, account_id: int) -> ExpectationCard:
    team: Sequence[OfficerExpectations] = ()
    is_told = False
    with suppress(ExpectationNotFound):
        if cycle.state in BEFORE_OPENING:
            team = team_expectations(session, cycle, account_id)
    with suppress(ExpectationNotFound):
        is_told = bool(own_expectations(session, cycle, account_id).texts)
    return ExpectationCard(cycle, len(team), sum(bool(each.texts) for each in team), is_told)
