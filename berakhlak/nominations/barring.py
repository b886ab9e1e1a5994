"""HR says who must not rate whom, and takes it back; a pair of records may become one."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.engines import insert_unless_known
from berakhlak.errors import InvalidInput
from berakhlak.nominations.models import BarredPair
from berakhlak.people.models import Person

LONGEST_REASON = 200


class CannotBeBarred(InvalidInput):
    """There are no two people of one agency."""

    message = _("Pilih dua pegawai yang berbeda.")


class BarredAlready(InvalidInput):
    """The pair has been barred before."""

    def __init__(self, one: Person, other: Person) -> None:
        names = {"one": one.called, "other": other.called}
        super().__init__(_("%(one)s dan %(other)s sudah dilarang saling menilai.", **names))


class ReasonMissing(InvalidInput):
    """Whoever reads the record later must be able to see why."""

    message = _("Isi alasannya, paling panjang 200 huruf.")


def bar_pair(
    session: Session, one: Person, other: Person, reason: str, *, by: Actor | None, at: datetime
) -> BarredPair:
    """Let two people rate each other in no cycle that opens from now on, in neither direction;
    only a supervisor goes on rating whom they lead.

    Raises CannotBeBarred, BarredAlready, ReasonMissing.
    """
    first, second = sorted((one, other), key=lambda person: person.id)
    if first.id == second.id or first.agency_id != second.agency_id:
        raise CannotBeBarred
    reason = text.single_line(reason)
    if not reason or len(reason) > LONGEST_REASON:
        raise ReasonMissing
    if is_barred(session, first, second):
        raise BarredAlready(one, other)
    ends = {"agency_id": first.agency_id, "first_id": first.id, "second_id": second.id}
    row = ends | {"reason": reason, "barred_at": at, "lifted_at": None}
    session.execute(insert_unless_known(session, BarredPair, row))
    pair = session.scalars(_standing_pair(first.id, second.id)).one()
    _record(session, Act.BARRED_PAIR, pair, by=by, at=at)
    return pair


def lift_pair(session: Session, pair: BarredPair, *, by: Actor | None, at: datetime) -> None:
    """Let them rate each other again, in cycles that open from now on."""
    pair.lifted_at = at
    _record(session, Act.LIFTED_PAIR, pair, by=by, at=at)


def is_barred(session: Session, one: Person, other: Person) -> bool:
    """Whether these two must not rate each other."""
    first, second = sorted((one.id, other.id))
    return session.scalar(_standing_pair(first, second)) is not None


def _standing_pair(first_id: int, second_id: int) -> Select[BarredPair]:
    row = (BarredPair.first_id == first_id, BarredPair.second_id == second_id)
    return select(BarredPair).where(*row, BarredPair.lifted_at.is_(None))


def move_barred_pairs(session: Session, kept: Person, ended: Person) -> None:
    """Give the pairs of a record that ends to the one that is kept; for records outside of cycles.

    A pair of the two goes, and one that the kept record has as well.
    """
    mine = or_(BarredPair.first_id == ended.id, BarredPair.second_id == ended.id)
    for pair in session.scalars(select(BarredPair).where(mine)).all():
        other = pair.second if pair.first_id == ended.id else pair.first
        is_known = other.id == kept.id or is_barred(session, kept, other)
        if pair.lifted_at is None and not is_known:
            pair.first_id, pair.second_id = sorted((kept.id, other.id))
            session.flush()
        else:
            session.execute(delete(BarredPair).where(BarredPair.id == pair.id))


def _record(
    session: Session, act: Act, pair: BarredPair, *, by: Actor | None, at: datetime
) -> None:
    detail = {"name": pair.second.called, "reason": pair.reason}
    audit.record_act(session, act, pair.first_id, by=by, at=at, detail=detail)
