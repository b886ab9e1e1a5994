"""Ratings, for the two whom they concern; HR finds only what is final, and no reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import SignedIn
from berakhlak.cycles.models import Participant
from berakhlak.errors import NotFound
from berakhlak.objections.models import UPHELD
from berakhlak.objections.queries import decided_objection
from berakhlak.people.models import Person
from berakhlak.performance.appraisers import appraiser_of, is_stand_in
from berakhlak.performance.models import (
    BehaviourRating,
    ExpectationRating,
    ReopenedRating,
    WorkResult,
)
from berakhlak.performance.predicate import Predicate, predicate_of
from berakhlak.profiles.access import RELEASED
from berakhlak.profiles.queries import profile_reader
from berakhlak.sealing.models import OfficerResult


class AppraisalNotFound(NotFound):
    """No such rating, or none that this account may know of: the answer is the same."""

    message = _("Rating ini tidak ada, atau hanya terbuka bagi pegawai dan atasan langsungnya.")


class NoRatings(NotFound):
    """Profiles of this cycle are not out, it holds results of a second instrument, or none of it is
    meant for ratings."""

    message = _(
        "Rating perilaku baru ada setelah profil siklus ini terbit, dan hanya bila tujuan "
        "siklusnya masukan bagi Pejabat Penilai Kinerja."
    )


@dataclass(frozen=True)
class Appraisal:
    """What one of the two finds of a rating; the officer finds it once it is final.

    `work` is told once behaviour is decided, so that it proposes nothing. `upheld_on`: the day on
    which an objection to the profile was upheld, in whole or in part. `stand_in`: who rates in the
    stead of whoever led the officer, and does not read the profile.
    """

    participant: Participant
    is_officer: bool
    stand_in: Person | None
    decision: BehaviourRating | None
    reopened: Sequence[ReopenedRating]
    work: ExpectationRating | None
    upheld_on: date | None = None

    @property
    def is_overtaken(self) -> bool:
        """Whether an objection was upheld after the rating was made final, or on the same day: days
        do not tell which of two came first."""
        if self.upheld_on is None or self.decision is None or self.decision.final_on is None:
            return False
        looked_at = any(each.reopened_on >= self.upheld_on for each in self.reopened)
        return self.decision.final_on <= self.upheld_on and not looked_at

    @property
    def is_final(self) -> bool:
        return self.decision is not None and self.decision.final_on is not None

    @property
    def predicate(self) -> Predicate | None:
        return predicate_of(self.work, self.decision.rating if self.decision else None)


def appraisal_of(session: Session, account: Account | SignedIn, participant_id: int) -> Appraisal:
    """The rating after a published profile, for the officer or who sets it. No role opens it.

    Raises AppraisalNotFound, also where the cycle is for development only. Of a cycle with two
    instruments it belongs to the first one.
    """
    participant = session.get(Participant, participant_id)
    if participant is None or not _carries_rating(session, account, participant):
        raise AppraisalNotFound
    person_id = profile_reader(session, account).person_id
    appraiser = appraiser_of(session, participant)
    is_officer = participant.person_id == person_id
    if person_id is None or not (is_officer or (appraiser and appraiser.id == person_id)):
        raise AppraisalNotFound
    decision = session.get(BehaviourRating, participant.id, populate_existing=True)
    if is_officer and decision is not None and decision.final_on is None:
        decision = None
    return Appraisal(
        participant,
        is_officer,
        appraiser if is_stand_in(session, participant, appraiser) else None,
        decision,
        _reopened(session, participant),
        _work(session, participant) if decision else None,
        _upheld_on(session, participant),
    )


def _carries_rating(
    session: Session, account: Account | SignedIn, participant: Participant
) -> bool:
    cycle = participant.cycle
    is_out = cycle.state in RELEASED and session.get(OfficerResult, participant.id) is not None
    return is_out and cycle.agency_id == account.agency_id and cycle.carries_ratings


def _upheld_on(session: Session, participant: Participant) -> date | None:
    found = decided_objection(session, participant.id)
    return found.decided_on if found is not None and found.outcome in UPHELD else None


def _reopened(session: Session, participant: Participant) -> Sequence[ReopenedRating]:
    wanted = select(ReopenedRating).where(ReopenedRating.participant_id == participant.id)
    return session.scalars(wanted.order_by(ReopenedRating.id)).all()


def _work(session: Session, participant: Participant) -> ExpectationRating | None:
    found = session.get(WorkResult, participant.id)
    return found.rating if found else None
