"""Stating a standard, telling of a change, correcting either; HR names who else may write.

Whoever saves says which version they started from. If somebody else was quicker, nothing is saved,
and what was typed stays with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor, record_act
from berakhlak.engines import insert_unless_known, rows_changed
from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.extensions import Base
from berakhlak.people.models import Person, Unit
from berakhlak.service_standards.models import (
    ChangeKind,
    ChangeText,
    PublicService,
    StandardVersion,
    StandardWriter,
    UnitChange,
)
from berakhlak.service_standards.named_people import named_in
from berakhlak.service_standards.queries import StatedService, ToldChange

FIRST_DAY = date(2000, 1, 1)


class SomebodyWasQuicker(StateConflict):
    """Another version was saved since the form was opened."""

    message = _(
        "Orang lain baru saja menyimpan versi lain. Isian Anda masih ada di bawah; bandingkan "
        "dengan versi itu, lalu simpan sekali lagi."
    )


class NamesSomebody(InvalidInput):
    """A text for everybody names an officer."""

    def __init__(self, found: list[str]) -> None:
        self.found = found
        super().__init__(
            _(
                "Halaman publik tidak menyebut orang. Hapus dari tulisan ini: %(names)s.",
                names=", ".join(found[:3]),
            )
        )


class DayNotUsable(InvalidInput):
    """A day before the version that it follows, or far away."""


@dataclass(frozen=True, kw_only=True)
class Standard:
    """What a unit states about a service; `what_changed` against the version before."""

    name: str
    requirements: str
    procedure: str
    duration: str
    cost: str
    product: str
    holds_from: date
    what_changed: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        return (
            self.name, self.requirements, self.procedure, self.duration, self.cost, self.product,
            self.what_changed,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ChangeWords:
    """What a unit says that it changed; `reason`: why this corrects what was said before."""

    kind: ChangeKind
    happened_on: date
    words: str
    answers_to: str
    reason: str = ""


def state_standard(
    session: Session,
    unit: Unit,
    service: StatedService | None,
    standard: Standard,
    *,
    seen: int,
    by: Actor | None,
    at: datetime,
    today: date,
) -> int:
    """Save the next version of a service, or the first of a new one; its id. `seen`: the number of
    the version that the writer started from, 0 for none.

    A service that had ended is given again. Raises SomebodyWasQuicker, NamesSomebody, DayNotUsable.
    """
    if service and service.newest.number != seen:
        raise SomebodyWasQuicker
    _require_nameless(session, unit, standard.texts)
    before = service.newest.holds_from if service else FIRST_DAY
    if standard.holds_from < before:
        raise DayNotUsable(_("Versi baru tidak berlaku lebih awal dari versi sebelumnya."))
    if standard.holds_from.year > today.year + 2:
        raise DayNotUsable(_("Periksa tahunnya."))
    number, service_id = seen + 1, service.id if service else _new_service(session, unit)
    row = {"service_id": service_id, "number": number, "recorded_on": today}
    _add(session, StandardVersion, row | vars(standard))
    session.execute(
        update(PublicService).where(PublicService.id == service_id).values(ended_on=None)
    )
    _record(session, Act.STATED_STANDARD, unit, by=by, at=at)
    return service_id


def end_service(
    session: Session, unit: Unit, service: StatedService, *, by: Actor | None, at: datetime,
    today: date,
) -> None:  # fmt: skip
    """The unit gives the service no longer; its versions stay."""
    ended = update(PublicService).where(
        PublicService.id == service.id, PublicService.ended_on.is_(None)
    )
    if rows_changed(session, ended.values(ended_on=today)):
        _record(session, Act.ENDED_SERVICE, unit, by=by, at=at)


def tell_change(
    session: Session,
    unit: Unit,
    change: ToldChange | None,
    told: ChangeWords,
    *,
    seen: int,
    by: Actor | None,
    at: datetime,
    today: date,
) -> int:
    """Tell of a change, or correct what was said of one; its id.

    Raises SomebodyWasQuicker, NamesSomebody, DayNotUsable.
    """
    if change and change.newest.number != seen:
        raise SomebodyWasQuicker
    _require_nameless(session, unit, (told.words, told.reason))
    if not FIRST_DAY <= told.happened_on <= today:
        raise DayNotUsable(_("Tulis hari terjadinya, paling lambat hari ini."))
    change_id = change.id if change else _new_change(session, unit)
    row = {"change_id": change_id, "number": seen + 1, "recorded_on": today}
    row |= {"was_shown": bool(change and change.is_shown)}
    _add(session, ChangeText, row | vars(told))
    _record(session, Act.TOLD_CHANGE, unit, by=by, at=at)
    return change_id


def show_change(
    session: Session, unit: Unit, change: ToldChange, is_shown: bool, *, by: Actor | None,
    at: datetime,
) -> None:  # fmt: skip
    """Let the public read a change, or no longer. Raises NamesSomebody."""
    if is_shown:
        _require_nameless(session, unit, (change.newest.words, change.newest.reason))
        mine = (ChangeText.change_id == change.id, ChangeText.number == change.newest.number)
        session.execute(update(ChangeText).where(*mine).values(was_shown=True))
    session.execute(update(UnitChange).where(UnitChange.id == change.id).values(is_shown=is_shown))
    act = Act.SHOWED_CHANGE if is_shown else Act.HID_CHANGE
    _record(session, act, unit, by=by, at=at)


def name_writer(
    session: Session, unit: Unit, officer: Person, *, by: Actor | None, at: datetime
) -> None:
    """Let an officer write for the unit, besides its head."""
    row = {"unit_id": unit.id, "person_id": officer.id}
    session.execute(insert_unless_known(session, StandardWriter, row))
    _record(session, Act.NAMED_STANDARD_WRITER, unit, by=by, at=at)


def remove_writer(
    session: Session, unit: Unit, person_id: int, *, by: Actor | None, at: datetime
) -> None:
    """No longer; nothing where HR named nobody."""
    mine = (StandardWriter.unit_id == unit.id, StandardWriter.person_id == person_id)
    if rows_changed(session, delete(StandardWriter).where(*mine)):
        _record(session, Act.REMOVED_STANDARD_WRITER, unit, by=by, at=at)


def move_writers(session: Session, kept: Person, ended: Person) -> None:
    """Of two records of one person."""
    units = session.scalars(
        select(StandardWriter.unit_id).where(StandardWriter.person_id == ended.id)
    ).all()
    session.execute(delete(StandardWriter).where(StandardWriter.person_id == ended.id))
    for unit_id in units:
        row = {"unit_id": unit_id, "person_id": kept.id}
        session.execute(insert_unless_known(session, StandardWriter, row))


def _new_service(session: Session, unit: Unit) -> int:
    service = PublicService(unit_id=unit.id)
    session.add(service)
    session.flush()
    return service.id


def _new_change(session: Session, unit: Unit) -> int:
    change = UnitChange(unit_id=unit.id)
    session.add(change)
    session.flush()
    return change.id


def _add(session: Session, table: type[Base], values: dict[str, Any]) -> None:
    """Raises SomebodyWasQuicker: of two at the same moment, one breaks the key."""
    try:
        session.execute(insert(table).values(values))
    except IntegrityError as two:
        raise SomebodyWasQuicker from two


def _require_nameless(session: Session, unit: Unit, texts: tuple[str, ...]) -> None:
    if found := named_in(session, unit.agency_id, texts):
        raise NamesSomebody(found)


def _record(session: Session, act: Act, unit: Unit, *, by: Actor | None, at: datetime) -> None:
    record_act(session, act, unit.agency_id, by=by, at=at, detail={"name": unit.name})
