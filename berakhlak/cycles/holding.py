"""Naming the holders of a cycle's key, giving them codes, and replacing a code that was lost.

Of two who change this at once, one is refused: the row must still say what was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditDetail
from berakhlak.audit.operations import Actor
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import BEFORE_OPENING, Cycle, CycleState
from berakhlak.cycles.readiness import CycleNotInState, require_room_for_holders
from berakhlak.engines import rows_changed
from berakhlak.errors import NotFound, StateConflict
from berakhlak.key_holders import wrapping
from berakhlak.key_holders.holders import KeyHolders, holders_from, name_holders


class HoldersChanged(StateConflict):
    """Somebody else has changed the holders meanwhile."""

    message = _("Pemegang kunci baru saja diubah orang lain. Muat ulang halaman.")


class NoSuchHolder(NotFound):
    """The cycle has no holder in this place, or none at all."""


def choose_holders(
    session: Session,
    cycle: Cycle,
    holders: KeyHolders | None,
    *,
    keys: KeyStore,
    by: Actor | None,
    at: datetime,
) -> None:
    """Name those who are to hold the key, with codes or without; None leaves it with the server.
    Codes that were made stay where the same people are chosen again, as for another address.

    Raises CycleNotInState once the cycle has opened, HoldersUnsound, HoldersNeedFolder,
    HoldersChanged.
    """
    if cycle.state not in BEFORE_OPENING:
        raise CycleNotInState
    if holders is not None:
        require_room_for_holders(keys)
        name_holders([(each.name, each.role) for each in holders.holders], holders.needed)
        holders = replace(holders, public="", wraps={})
        known = cycle.holders
        if known and known.is_same_choice(holders) and not any(e.public for e in holders.holders):
            holders = known.with_accounts([each.account for each in holders.holders])
    _store(session, cycle, holders)
    detail: AuditDetail = {"name": ", ".join(holders.names)} if holders else {}
    audit.record_act(session, Act.CHOSE_HOLDERS, cycle.id, by=by, at=at, detail=detail)
    session.flush()


def choose_reminded(session: Session, cycle: Cycle, accounts: Sequence[int | None]) -> None:
    """Who is reminded by mail, in the order of the holders: people change while offices stay.

    Raises NoSuchHolder, HoldersChanged.
    """
    _store(session, cycle, _holders(cycle, 0).with_accounts(accounts))


def default_holders(session: Session, agency_id: int) -> KeyHolders | None:
    """Those of the agency's last cycle, without codes: whoever has named holders keeps them."""
    last = select(Cycle.holders_json).where(Cycle.agency_id == agency_id)
    written = session.scalar(last.order_by(Cycle.opens_on.desc(), Cycle.id.desc()).limit(1))
    found = holders_from(written)
    return found.without_codes() if found else None


def make_holder_code(
    session: Session, cycle: Cycle, place: int, *, by: Actor | None, at: datetime
) -> str:
    """A code for a holder before opening; any before it is void, which goes on record where that
    holder had confirmed it: else nobody would see whose paper was made useless.

    Raises NoSuchHolder, CycleNotInState, HoldersChanged.
    """
    holders = _holders(cycle, place)
    if cycle.state not in BEFORE_OPENING:
        raise CycleNotInState
    changed, code = wrapping.make_code(holders, place)
    _store(session, cycle, changed)
    if holders.holders[place].is_confirmed:
        _record_replaced(session, cycle, place, by=by, at=at)
    return code


def confirm_holder_code(
    session: Session, cycle: Cycle, place: int, typed: str, today: date
) -> None:
    """The holder has noted the code and types it; nothing is opened. Raises CodeMistyped,
    CodeForeign, NoSuchHolder, HoldersChanged."""
    _store(session, cycle, wrapping.confirm_code(_holders(cycle, place), place, typed, today))


def try_holder_code(session: Session, cycle: Cycle, typed: str, today: date) -> int:
    """Whose code it is, which is noted with the day. Raises as `confirm_holder_code`."""
    place, _own = wrapping.holder_of_code(_holders(cycle, 0), typed)
    confirm_holder_code(session, cycle, place, typed, today)
    return place


def replace_holder_code(
    session: Session,
    cycle: Cycle,
    place: int,
    typed: Sequence[str],
    *,
    by: Actor | None,
    at: datetime,
) -> str:
    """A new code for a holder whose code was lost, by codes of enough others. Raises
    CycleNotInState unless the cycle is open, NoSuchHolder, HoldersChanged, as `open_with_codes`."""
    if cycle.state not in (CycleState.OPEN, CycleState.SEALING):
        raise CycleNotInState
    changed, code = wrapping.reissue(_holders(cycle, place), place, typed)
    _store(session, cycle, changed)
    _record_replaced(session, cycle, place, by=by, at=at)
    return code


def _record_replaced(
    session: Session, cycle: Cycle, place: int, *, by: Actor | None, at: datetime
) -> None:
    detail: AuditDetail = {"name": cycle.holders.names[place]} if cycle.holders else {}
    audit.record_act(session, Act.REPLACED_HOLDER_CODE, cycle.id, by=by, at=at, detail=detail)


def _holders(cycle: Cycle, place: int) -> KeyHolders:
    holders = cycle.holders
    if holders is None or not 0 <= place < len(holders.holders):
        raise NoSuchHolder
    return holders


def _store(session: Session, cycle: Cycle, holders: KeyHolders | None) -> None:
    known = cycle.holders_json
    mine = update(Cycle).where(Cycle.id == cycle.id, Cycle.state == cycle.state)
    same = Cycle.holders_json.is_(None) if known is None else Cycle.holders_json == known
    written = holders.to_json() if holders else None
    change = mine.where(same).values(holders_json=written)
    if not rows_changed(session, change.execution_options(synchronize_session=False)):
        raise HoldersChanged
    session.refresh(cycle, ["holders_json"])
