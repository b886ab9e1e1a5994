"""Who writes for which unit, and what stands there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from berakhlak.errors import NotFound
from berakhlak.people.heads import is_head
from berakhlak.people.models import ActingPost, Person, Unit
from berakhlak.people.queries import acting_on
from berakhlak.people.scope import units_within
from berakhlak.permissions import Reach
from berakhlak.service_standards.models import (
    ChangeText,
    PublicService,
    StandardVersion,
    StandardWriter,
    UnitChange,
)
from berakhlak.text import label_key


class UnitNotFound(NotFound):
    """No such unit, or none for which the account writes."""

    message = _(
        "Unit ini tidak ada, atau standar layanannya ditulis orang lain: kepala unit, pegawai yang "
        "ditunjuk pengelola kepegawaian, atau pengelola kepegawaian sendiri."
    )


class EntryNotFound(NotFound):
    """No such service or change of the unit."""

    message = _("Layanan atau perubahan ini tidak ada pada unit ini.")


@dataclass(frozen=True)
class StatedService:
    """A service with all versions of its standard, the oldest first; `ended_on` as stored."""

    id: int
    ended_on: date | None
    versions: tuple[StandardVersion, ...]

    @property
    def newest(self) -> StandardVersion:
        return self.versions[-1]

    def in_force(self, day: date) -> StandardVersion | None:
        """What holds on a day; None before the first, or once the service has ended."""
        if self.ended_on is not None and day >= self.ended_on:
            return None
        held = [each for each in self.versions if each.holds_from <= day]
        return max(held, key=lambda each: (each.holds_from, each.number)) if held else None


@dataclass(frozen=True)
class ToldChange:
    """A change with all that was said of it, the oldest first."""

    id: int
    is_shown: bool
    texts: tuple[ChangeText, ...]

    @property
    def newest(self) -> ChangeText:
        return self.texts[-1]

    @property
    def earlier(self) -> tuple[ChangeText, ...]:
        """What the public could read before it was corrected."""
        return tuple(each for each in self.texts[:-1] if each.was_shown)


def writable_units(
    session: Session, account_id: int, reach: Reach | None, today: date
) -> Sequence[Any]:
    """Numbers, codes and names of the units for which an account writes, by code: those of its
    reach, those that it leads, and those for which HR named it."""
    wanted = select(Unit.id, Unit.code, Unit.name).where(_is_writable(account_id, reach, today))
    return session.execute(wanted.order_by(Unit.code, Unit.id)).all()


def writable_unit(
    session: Session, unit_id: int, account_id: int, reach: Reach | None, today: date
) -> Unit:
    """One of them. Raises UnitNotFound."""
    wanted = select(Unit).where(Unit.id == unit_id, _is_writable(account_id, reach, today))
    unit = session.scalar(wanted)
    if unit is None:
        raise UnitNotFound
    return unit


def _is_writable(account_id: int, reach: Reach | None, today: date) -> ColumnElement[bool]:
    ways = [
        Unit.id.in_(_led_units(account_id)),
        Unit.id.in_(_acting_units(account_id, today)),
        Unit.id.in_(
            select(StandardWriter.unit_id)
            .join(Person, Person.id == StandardWriter.person_id)
            .where(Person.account_id == account_id, Person.is_active)
        ),
    ]
    if reach is not None:
        ways.append(Unit.id.in_(units_within(reach)))
    return or_(*ways)


def _led_units(account_id: int) -> Any:
    """The unit of which the account's person is head."""
    return select(Person.unit_id).where(Person.account_id == account_id, is_head())


def _acting_units(account_id: int, today: date) -> Any:
    return (
        select(ActingPost.unit_id)
        .join(Person, Person.id == ActingPost.person_id)
        .where(Person.account_id == account_id, Person.is_active, acting_on(today))
    )


def writers_of(session: Session, unit_id: int) -> Sequence[Person]:
    """Whom HR named for a unit, by name."""
    wanted = (
        select(Person)
        .join(StandardWriter, StandardWriter.person_id == Person.id)
        .where(StandardWriter.unit_id == unit_id)
        .order_by(Person.name_key, Person.id)
    )
    return session.scalars(wanted).all()


def services_of(session: Session, unit_id: int) -> list[StatedService]:
    """The services of a unit by the name that they bear now; ended ones last."""
    rows = session.execute(
        select(PublicService, StandardVersion)
        .join(StandardVersion, StandardVersion.service_id == PublicService.id)
        .where(PublicService.unit_id == unit_id)
        .order_by(PublicService.id, StandardVersion.number)
    ).all()
    found: dict[int, tuple[date | None, list[StandardVersion]]] = {}
    for service, version in rows:
        found.setdefault(service.id, (service.ended_on, []))[1].append(version)
    stated = [StatedService(id, end, tuple(versions)) for id, (end, versions) in found.items()]
    return sorted(stated, key=lambda each: (each.ended_on is not None, label_key(each.newest.name)))


def service_of(session: Session, unit_id: int, service_id: int) -> StatedService:
    """One of them. Raises EntryNotFound."""
    found = next((each for each in services_of(session, unit_id) if each.id == service_id), None)
    if found is None:
        raise EntryNotFound
    return found


def changes_of(session: Session, unit_id: int, *, shown: bool = False) -> list[ToldChange]:
    """What the unit changed, the latest first; with `shown`, what the public reads alone."""
    wanted = (
        select(UnitChange, ChangeText)
        .join(ChangeText, ChangeText.change_id == UnitChange.id)
        .where(UnitChange.unit_id == unit_id)
        .order_by(UnitChange.id, ChangeText.number)
    )
    if shown:
        wanted = wanted.where(UnitChange.is_shown)
    found: dict[int, tuple[bool, list[ChangeText]]] = {}
    for change, words in session.execute(wanted):
        found.setdefault(change.id, (change.is_shown, []))[1].append(words)
    told = [ToldChange(id, is_shown, tuple(texts)) for id, (is_shown, texts) in found.items()]
    return sorted(told, key=lambda each: (each.newest.happened_on, each.id), reverse=True)


def change_of(session: Session, unit_id: int, change_id: int) -> ToldChange:
    """One of them. Raises EntryNotFound."""
    found = next((each for each in changes_of(session, unit_id) if each.id == change_id), None)
    if found is None:
        raise EntryNotFound
    return found
