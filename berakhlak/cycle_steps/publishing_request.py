"""Two accounts of HR to publish results, where the policy asks for it: one asks, another publishes.

What closing early has of it is shared (cycles/second_person.py); docs/decisions/0212 says why.
"""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.comments.models import Comment, Redaction
from berakhlak.cycle_steps.preconditions import require_publishable
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.queries import held_state
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.cycles.request_models import PublishingRequest
from berakhlak.cycles.second_person import Requests, StandingRequest, has_been_hr
from berakhlak.errors import NotAllowed, StateConflict
from berakhlak.sealing.models import CycleResult


class SecondPublisherNeeded(StateConflict):
    """No other account of HR has asked to publish these results as they are."""

    message = _(
        "Hasil diterbitkan oleh dua pengelola kepegawaian: satu meminta, yang lain menerbitkan. "
        "Tidak ada permintaan pengelola lain yang berlaku; permintaan gugur bila komentar atau "
        "siklusnya berubah sesudahnya."
    )


class OwnPublishingRequest(StateConflict):
    """Whoever asked cannot publish."""

    message = _(
        "Anda sendiri yang meminta penerbitan ini. Yang menerbitkannya harus pengelola "
        "kepegawaian lain dari instansi ini."
    )


class NotHrSinceClosing(NotAllowed):
    """Only enabled accounts that were HR of the cycle's agency at closing ask and publish."""

    message = _(
        "Meminta dan menyetujui penerbitan hanya dapat dilakukan pengelola kepegawaian instansi "
        "pemilik siklus yang sudah memegang peran itu saat siklus ditutup."
    )


class PublishingAlreadyRequested(StateConflict):
    """A request stands."""

    message = _("Penerbitan sudah diminta. Muat ulang halaman untuk melihatnya.")


class NoPublishingRequest(StateConflict):
    """There is no request: it was withdrawn, or has lapsed."""

    message = _("Tidak ada permintaan penerbitan; mungkin sudah ditarik.")


def standing_publishing(session: Session, cycle: Cycle) -> StandingRequest | None:
    """The request to publish, unless it has lapsed."""
    return _REQUESTS.standing(session, cycle) if cycle.state is CycleState.CLOSED else None


def ask_to_publish(
    session: Session, cycle: Cycle, *, keys: KeyStore, by: Actor, at: datetime
) -> None:
    """Ask that another publish. Raises NotHrSinceClosing, PublishingAlreadyRequested, and as
    `require_publishable`."""
    _REQUESTS.require_may_ask(session, cycle, by)
    require_publishable(session, cycle, keys=keys)
    if not _REQUESTS.add(session, cycle, by=by, at=at):
        raise PublishingAlreadyRequested
    # Only now: the write above made us wait for whoever is publishing.
    if held_state(session, cycle.id) is not CycleState.CLOSED:
        raise CycleNotInState
    audit.record_act(session, Act.ASKED_TO_PUBLISH, cycle.id, by=by, at=at)
    session.flush()


def withdraw_publishing(session: Session, cycle: Cycle, *, by: Actor, at: datetime) -> None:
    """Take the request away, one's own or another's. Raises NotHrSinceClosing,
    NoPublishingRequest."""
    _REQUESTS.require_may_ask(session, cycle, by)
    if standing_publishing(session, cycle) is None or not _REQUESTS.take(session, cycle):
        raise NoPublishingRequest
    audit.record_act(session, Act.WITHDREW_PUBLISHING, cycle.id, by=by, at=at)
    session.flush()


def require_second_publisher(session: Session, cycle: Cycle, *, by: Actor | None) -> None:
    """Raises SecondPublisherNeeded, OwnPublishingRequest, NotHrSinceClosing."""
    _REQUESTS.other_asked(session, cycle, by)


def confirm_publishing(
    session: Session, cycle: Cycle, *, by: Actor | None, at: datetime, by_two: bool
) -> None:
    """Use the request up, in the transaction that publishes. Raises as `require_second_publisher`:
    since that was asked, the request may have been withdrawn."""
    if not by_two:
        _REQUESTS.take(session, cycle)  # From when the policy was another.
        return
    asked = _REQUESTS.other_asked(session, cycle, by)
    if not _REQUESTS.take_from(session, cycle, asked.account_id):
        raise SecondPublisherNeeded
    audit.record_act(session, Act.AGREED_TO_PUBLISH, cycle.id, by=by, at=at)


def _is_hr_since_closing(account: Account, cycle: Cycle) -> bool:
    return has_been_hr(account, cycle.sealed_at)


def _digest(session: Session, cycle: Cycle) -> str:
    """Of what the two agree about: the figures, and the comments as they stand."""
    ids = [each.id for each in cycle.both]
    figures = select(CycleResult.sha256).where(CycleResult.cycle_id.in_(ids))
    comments = select(Comment.id, Comment.state).where(Comment.cycle_id.in_(ids))
    states = session.execute(comments.order_by(Comment.id))
    changed = session.scalar(select(func.max(Redaction.id)).where(Redaction.cycle_id.in_(ids)))
    facts = [ids, cycle.name, str(cycle.sealed_at), sorted(session.scalars(figures))]
    told = json.dumps([*facts, [(number.hex(), state.value) for number, state in states], changed])
    return sha256(told.encode()).hexdigest()


_REQUESTS = Requests(
    PublishingRequest,
    _digest,
    _is_hr_since_closing,
    none_stands=SecondPublisherNeeded,
    is_own=OwnPublishingRequest,
    may_not=NotHrSinceClosing,
)
