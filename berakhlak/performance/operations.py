"""The performance appraiser decides, makes it final, and opens it again with a stated reason."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor, record_act
from berakhlak.engines import insert_unless_known, rows_changed
from berakhlak.errors import NotFound, StateConflict
from berakhlak.formats import local_day
from berakhlak.performance.models import BehaviourRating, ExpectationRating, ReopenedRating
from berakhlak.performance.queries import Appraisal


class OnlyTheAppraiserDecides(NotFound):
    """The officer reads; who led them decides."""

    message = _("Rating perilaku hanya ditetapkan oleh Pejabat Penilai Kinerja.")


class RatingIsFinal(StateConflict):
    """It was made final, here or on another device."""

    message = _("Rating ini sudah final. Buka kembali dengan alasan bila perlu diubah.")


class RatingNotAsShown(StateConflict):
    """There is none, it is final already, or it was changed after the page was read."""

    message = _("Rating ini sudah berubah atau sudah final. Periksa lagi sebelum menetapkannya.")


class RatingNotFinal(StateConflict):
    """There is nothing to open again."""

    message = _("Rating ini belum final, jadi masih dapat diubah.")


def decide_rating(
    session: Session,
    appraisal: Appraisal,
    rating: ExpectationRating,
    reason: str,
    *,
    today: date,
) -> None:
    """Set the rating, or another one while it is not final.

    Raises OnlyTheAppraiserDecides, RatingIsFinal.
    """
    _require_appraiser(appraisal)
    row = {
        "participant_id": appraisal.participant.id,
        "rating": rating,
        "reason": reason,
        "decided_on": today,
        "final_on": None,
    }
    session.execute(insert_unless_known(session, BehaviourRating, row))
    changed = (
        update(BehaviourRating)
        .where(_of(appraisal), BehaviourRating.final_on.is_(None))
        .values(rating=rating, reason=reason, decided_on=today)
    )
    if not rows_changed(session, changed):
        raise RatingIsFinal


def make_final(
    session: Session,
    appraisal: Appraisal,
    shown: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Make the rating final that the reader saw; the officer reads it from now on.

    Raises OnlyTheAppraiserDecides, RatingNotAsShown.
    """
    _require_appraiser(appraisal)
    decision = appraisal.decision
    if decision is None or decision.rating != shown:
        raise RatingNotAsShown
    as_shown = (
        BehaviourRating.final_on.is_(None),
        BehaviourRating.rating == decision.rating,
        BehaviourRating.reason == decision.reason,
    )
    changed = (
        update(BehaviourRating).where(_of(appraisal), *as_shown).values(final_on=local_day(at))
    )
    if not rows_changed(session, changed):
        raise RatingNotAsShown
    _record(session, Act.MADE_RATING_FINAL, appraisal, by=by, at=at)


def reopen_rating(
    session: Session, appraisal: Appraisal, why: str, *, by: Actor, at: datetime
) -> None:
    """Let the rating be changed again; what was final stays, with the reason, for both to read.

    Raises OnlyTheAppraiserDecides, RatingNotFinal.
    """
    _require_appraiser(appraisal)
    decision = appraisal.decision
    if decision is None or decision.final_on is None:
        raise RatingNotFinal
    kept = ReopenedRating(
        participant_id=appraisal.participant.id,
        rating=decision.rating,
        reason=decision.reason,
        final_on=decision.final_on,
        reopened_on=local_day(at),
        why=why,
    )
    was_final = BehaviourRating.final_on.is_not(None)
    changed = update(BehaviourRating).where(_of(appraisal), was_final).values(final_on=None)
    if not rows_changed(session, changed):
        raise RatingNotFinal
    session.add(kept)
    _record(session, Act.REOPENED_RATING, appraisal, by=by, at=at)


def _require_appraiser(appraisal: Appraisal) -> None:
    if appraisal.is_officer:
        raise OnlyTheAppraiserDecides


def _of(appraisal: Appraisal) -> ColumnElement[bool]:
    return BehaviourRating.participant_id == appraisal.participant.id


def _record(session: Session, act: Act, appraisal: Appraisal, *, by: Actor, at: datetime) -> None:
    """That it was done, about whom; never which rating, nor why."""
    seat = appraisal.participant
    record_act(session, act, seat.cycle_id, by=by, at=at, detail={"name": seat.called})
