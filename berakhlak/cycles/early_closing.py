"""Two accounts of HR to close a cycle before its last day: one asks, another confirms.

See docs/decisions/0013-no-one-closes-early-alone.md.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from hashlib import sha256

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.queries import held_state
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.cycles.request_models import EarlyClosing
from berakhlak.cycles.second_person import Requests, StandingRequest, has_been_hr
from berakhlak.errors import NotAllowed, StateConflict


class SecondPersonNeeded(StateConflict):
    """It is before the last day, and no other account of HR has asked to close."""

    message = _(
        "Sebelum hari terakhirnya, siklus hanya dapat ditutup oleh dua pengelola kepegawaian: "
        "satu meminta, yang lain menyetujui. Mintalah penutupan lebih awal, atau tunggu sampai "
        "hari terakhir."
    )


class OwnClosingRequest(StateConflict):
    """Whoever asked cannot confirm."""

    message = _(
        "Anda sendiri yang meminta penutupan ini. Yang menyetujuinya harus pengelola kepegawaian "
        "lain dari instansi ini."
    )


class NotHrAccount(NotAllowed):
    """Only enabled accounts that were HR of the cycle's agency at opening ask and confirm."""

    message = _(
        "Meminta dan menyetujui penutupan lebih awal hanya dapat dilakukan pengelola kepegawaian "
        "instansi pemilik siklus yang sudah memegang peran itu saat siklus dibuka."
    )


class ClosingAlreadyRequested(StateConflict):
    """A request stands."""

    message = _("Penutupan lebih awal sudah diminta. Muat ulang halaman untuk melihatnya.")


class NoClosingRequest(StateConflict):
    """There is no request: it was withdrawn, or the cycle has moved on."""

    message = _("Tidak ada permintaan penutupan lebih awal; mungkin sudah ditarik.")


class ClosingNotEarly(StateConflict):
    """From the last day on, one person is enough."""

    message = _("Hari terakhir sudah tiba: siklus dapat ditutup tanpa permintaan.")


def is_early(cycle: Cycle, today: date) -> bool:
    """Whether raters were promised more time."""
    return today < cycle.closes_on


def standing_request(session: Session, cycle: Cycle) -> StandingRequest | None:
    """The request to close the cycle early, unless it has lapsed."""
    return _REQUESTS.standing(session, cycle) if cycle.state is CycleState.OPEN else None


def ask_to_close(session: Session, cycle: Cycle, *, by: Actor, at: datetime, today: date) -> None:
    """Ask that the cycle be closed early. Raises NotHrAccount, CycleNotInState, ClosingNotEarly,
    ClosingAlreadyRequested."""
    _REQUESTS.require_may_ask(session, cycle, by)
    if not is_early(cycle, today):
        raise ClosingNotEarly
    if not _REQUESTS.add(session, cycle, by=by, at=at):
        raise ClosingAlreadyRequested
    # Only now: the write above made us wait for whoever is closing.
    if held_state(session, cycle.id) is not CycleState.OPEN:
        raise CycleNotInState
    audit.record_act(session, Act.ASKED_TO_CLOSE, cycle.id, by=by, at=at)
    session.flush()


def withdraw_request(session: Session, cycle: Cycle, *, by: Actor, at: datetime) -> None:
    """Take the request away, one's own or another's. Raises NotHrAccount, NoClosingRequest."""
    _REQUESTS.require_may_ask(session, cycle, by)
    if standing_request(session, cycle) is None or not _REQUESTS.take(session, cycle):
        raise NoClosingRequest
    audit.record_act(session, Act.WITHDREW_CLOSING, cycle.id, by=by, at=at)
    session.flush()


def require_second_person(session: Session, cycle: Cycle, *, by: Actor | None, today: date) -> None:
    """Raises SecondPersonNeeded, OwnClosingRequest, NotHrAccount where two are needed."""
    if is_early(cycle, today):
        _REQUESTS.other_asked(session, cycle, by)


def confirm_request(
    session: Session, cycle: Cycle, *, by: Actor | None, at: datetime, today: date
) -> None:
    """Use it up, in the transaction that stops answers. Raises as `require_second_person` does:
    since that was asked, the request may have been withdrawn.
    """
    if not is_early(cycle, today):
        _REQUESTS.take(session, cycle)
        return
    asked = _REQUESTS.other_asked(session, cycle, by)
    if not _REQUESTS.take_from(session, cycle, asked.account_id):
        raise SecondPersonNeeded
    audit.record_act(session, Act.AGREED_TO_CLOSE, cycle.id, by=by, at=at)


def _is_hr_since_opening(account: Account, cycle: Cycle) -> bool:
    return has_been_hr(account, cycle.opened_at)


def _digest(_session: Session, cycle: Cycle) -> str:
    """Of what the two agree about; another cycle or other settings have another."""
    second = (cycle.asked_second.instrument_id,) if cycle.asked_second else ()
    facts = (cycle.id, cycle.name, cycle.instrument_id, *second, cycle.policy_json)
    days = (cycle.opens_on.isoformat(), cycle.closes_on.isoformat(), str(cycle.opened_at))
    return sha256(json.dumps([*facts, *days]).encode()).hexdigest()


_REQUESTS = Requests(
    EarlyClosing,
    _digest,
    _is_hr_since_opening,
    none_stands=SecondPersonNeeded,
    is_own=OwnClosingRequest,
    may_not=NotHrAccount,
)
