"""Naming colleagues, what the supervisor does to the names, and the end of it at opening."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.queries import held_state
from berakhlak.engines import insert_unless_known
from berakhlak.errors import InvalidInput, NotFound, StateConflict
from berakhlak.nominations.barred_pairs import are_barred
from berakhlak.nominations.models import NameVerdict, Nomination, NominationList
from berakhlak.nominations.names_at_opening import NUMBERS
from berakhlak.nominations.queries import (
    last_day_of,
    list_of,
    not_eligible,
    officer_list,
)
from berakhlak.people.models import Person


class NominationClosed(StateConflict):
    """The cycle does not gather names (any more)."""

    message = _("Usulan sudah ditutup: siklus ini tidak lagi menerima nama.")


class LastDayOver(StateConflict):
    """Officers named colleagues until a day that has passed; supervisors may go on."""

    message = _(
        "Hari terakhir mengusulkan rekan sudah lewat. Hubungi pengelola kepegawaian bila perlu."
    )


class TooManyNames(InvalidInput):
    """More names than a list takes."""

    def __init__(self, most: int) -> None:
        super().__init__(_("Paling banyak %(most)s nama dalam satu daftar.", most=most))


class CannotBeNamed(InvalidInput):
    """Somebody on the list is no colleague to be named."""

    message = _(
        "Ada nama yang tidak dapat diusulkan: diri sendiri, atasan, bawahan, pegawai di luar "
        "siklus ini, atau yang menurut pengelola kepegawaian tidak boleh saling menilai dengannya. "
        "Namanya sudah dikeluarkan dari pilihan."
    )


class NameNotFound(NotFound):
    """The name is not on this list."""


def propose_names(
    session: Session,
    cycle: Cycle,
    officer: Person,
    people: Collection[int],
    *,
    today: date | None = None,
) -> None:
    """Make the officer's own names exactly these; what the supervisor did to them stays.

    A change takes back the supervisor's agreement; from `today` on the list waits for another.
    Raises NominationClosed, LastDayOver, CannotBeNamed, TooManyNames; too few are no error, since
    a list is filled in several sittings.
    """
    wanted = set(people)
    found = writable_list(session, cycle, officer)
    if is_past_last_day(session, cycle, today):
        raise LastDayOver
    if not_eligible(session, cycle, officer, wanted):
        raise CannotBeNamed
    struck = {row.nominee_id for row in found.names if row.verdict is NameVerdict.STRUCK}
    most = officer_list(session, cycle, officer).bounds.most
    if len(wanted - struck) > most:
        raise TooManyNames(most)
    before = {row.nominee_id for row in found.names if row.is_proposed}
    # Struck names are not offered, so they are not missing from what was sent.
    wanted |= before & struck
    if wanted == before:
        return
    known = {row.nominee_id: row for row in found.names}
    for nominee_id in wanted - known.keys():
        found.names.append(Nomination(nominee_id=nominee_id, is_proposed=True))
    for nominee_id, row in known.items():
        row.is_proposed = nominee_id in wanted
        if not row.is_proposed and row.verdict is None:
            found.names.remove(row)
    found.is_agreed = found.is_agreed_by_hr = False
    found.waiting_since = today
    session.flush()


def agree_to_list(session: Session, cycle: Cycle, officer: Person) -> None:
    """The supervisor agrees to the list as it stands. Raises NominationClosed."""
    writable_list(session, cycle, officer).is_agreed = True


def strike_name(session: Session, cycle: Cycle, officer: Person, nominee_id: int) -> None:
    """The supervisor takes a name off the list. Raises NominationClosed, NameNotFound."""
    found = writable_list(session, cycle, officer)
    row = _name(found, nominee_id)
    if row.is_proposed:
        row.verdict = NameVerdict.STRUCK
    else:
        found.names.remove(row)
    session.flush()


def restore_name(session: Session, cycle: Cycle, officer: Person, nominee_id: int) -> None:
    """Take back a strike. Raises NominationClosed, NameNotFound, TooManyNames."""
    row = _name(writable_list(session, cycle, officer), nominee_id)
    if not row.stands:
        _require_room(session, cycle, officer)
        row.verdict = None if row.is_proposed else NameVerdict.ADDED
    session.flush()


def add_name(session: Session, cycle: Cycle, officer: Person, nominee_id: int) -> None:
    """The supervisor adds a name. Raises NominationClosed, CannotBeNamed, TooManyNames."""
    found = writable_list(session, cycle, officer)
    if not_eligible(session, cycle, officer, {nominee_id}):
        raise CannotBeNamed
    row = next((row for row in found.names if row.nominee_id == nominee_id), None)
    if row is not None and row.stands:
        return
    _require_room(session, cycle, officer)
    if row is None:
        row = Nomination(nominee_id=nominee_id, is_proposed=False)
        found.names.append(row)
    row.verdict = None if row.is_proposed else NameVerdict.ADDED
    session.flush()


def lock_lists(session: Session, cycle: Cycle) -> None:
    """Wait for whoever is writing a list, and let nobody begin.

    Called before the cycle itself is written to: who saves a list holds the list and then asks
    for the cycle, and in the opposite order the two would wait for each other for ever.
    """
    lists = select(NominationList.id).where(NominationList.cycle_id == cycle.id)
    session.execute(lists.order_by(NominationList.id).with_for_update()).all()


def is_past_last_day(session: Session, cycle: Cycle, today: date | None) -> bool:
    """Whether officers cannot change their lists any more, although the cycle gathers names."""
    last_day = last_day_of(session, cycle)
    return last_day is not None and today is not None and today > last_day


def close_lists(session: Session, cycle: Cycle) -> None:
    """Forget the names, but for their numbers; by statements, for others wait meanwhile."""
    _forget_barred(session, cycle)
    mine = NominationList.cycle_id == cycle.id
    names = select(Nomination.id).where(Nomination.list_id == NominationList.id)
    counted = {
        column: select(count).where(Nomination.list_id == NominationList.id).scalar_subquery()
        for column, count in NUMBERS.items()
    }
    for change in (
        update(NominationList).where(mine, names.exists()).values(counted),
        delete(Nomination).where(Nomination.list_id.in_(select(NominationList.id).where(mine))),
        update(NominationList).where(mine).values(waiting_since=None),
    ):
        session.execute(change.execution_options(synchronize_session=False))
    session.expire_all()


def _forget_barred(session: Session, cycle: Cycle) -> None:
    """Names of barred pairs take no part in the draw: no circle may seem larger by them."""
    barred = (
        select(Nomination.id)
        .join(NominationList, NominationList.id == Nomination.list_id)
        .where(
            NominationList.cycle_id == cycle.id,
            are_barred(Nomination.nominee_id, NominationList.ratee_id),
        )
    )
    session.execute(delete(Nomination).where(Nomination.id.in_(barred)))


def writable_list(session: Session, cycle: Cycle, officer: Person) -> NominationList:
    """The list, made if need be and held against other writers. Raises NominationClosed.

    Writing comes first: then SQLite's one write lock is ours, and PostgreSQL's row is.
    """
    row = {"cycle_id": cycle.id, "ratee_id": officer.id, "is_agreed": False}
    session.execute(insert_unless_known(session, NominationList, row))
    session.execute(
        update(NominationList)
        .where(NominationList.cycle_id == cycle.id, NominationList.ratee_id == officer.id)
        .values(is_agreed=NominationList.is_agreed)
        .execution_options(synchronize_session=False)
    )
    if held_state(session, cycle.id) is not CycleState.NOMINATION:
        raise NominationClosed
    found = list_of(session, cycle, officer)
    assert found is not None
    return found


def _name(found: NominationList, nominee_id: int) -> Nomination:
    for row in found.names:
        if row.nominee_id == nominee_id:
            return row
    raise NameNotFound


def _require_room(session: Session, cycle: Cycle, officer: Person) -> None:
    current = officer_list(session, cycle, officer)
    if len(current.standing) >= current.bounds.most:
        raise TooManyNames(current.bounds.most)
