"""A pulse: a cycle of three questions at most about each officer who agreed, months after a cycle.

It is drafted, opened, sealed, audited and released by the code of every cycle, with the same
promise. See docs/decisions/0197.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from berakhlak.audit.operations import Actor
from berakhlak.cycles.models import (
    BEFORE_OPENING,
    Cycle,
    CycleState,
    CycleUnit,
    Participant,
    Pulse,
)
from berakhlak.cycles.operations import create_cycle
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.policy_floors import lift_to_floors
from berakhlak.cycles.pulse_models import PulseConsent
from berakhlak.cycles.rater_groups import Relation
from berakhlak.engines import insert_unless_known
from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.formats import local_day, long_date
from berakhlak.instrument.item_order import ItemOrder
from berakhlak.people.models import Unit

WAIT = timedelta(days=150)
"""After profiles are out: sooner, hardly a habit has changed, and raters repeat themselves."""
MOST_QUESTIONS = 3


class NothingToLookBackOn(StateConflict):
    """There are no profiles of a cycle of its own that officers could have worked on."""

    message = _(
        "Tinjauan ulang hanya dapat dibuat untuk siklus yang profilnya sudah terbit, dan bukan "
        "untuk tinjauan ulang atau instrumen kedua."
    )


class PulseExists(StateConflict):
    """A second look at the same would give single raters away by its difference."""

    message = _("Siklus ini sudah mempunyai tinjauan ulang. Satu siklus ditinjau ulang satu kali.")


class PulseTooEarly(InvalidInput):
    """Raters would be asked again before anything can have changed."""

    def __init__(self, first: date) -> None:
        super().__init__(
            _(
                "Tinjauan ulang dapat dibuka mulai %(day)s. Pilih hari itu atau sesudahnya.",
                day=long_date(first),
            )
        )


class ReadByOfficersAlone(StateConflict):
    """What others are given of a cycle, there is not of a pulse."""

    message = _(
        "Hasil tinjauan ulang hanya dibaca pegawainya sendiri, jadi tidak dibuatkan berkas."
    )


class ConsentClosed(StateConflict):
    """It is too soon to ask, or raters have been asked."""

    message = _(
        "Persetujuan tidak dapat diubah lagi: tinjauan ulangnya sudah dibuka, atau belum waktunya."
    )


def first_pulse_day(cycle: Cycle) -> date | None:
    """The first day on which a pulse may open; None where nothing is out yet."""
    return local_day(cycle.published_at) + WAIT if cycle.published_at else None


def may_be_looked_back_on(cycle: Cycle) -> bool:
    """Whether a pulse may be drafted: profiles are out, and there is none yet."""
    is_out = cycle.state in (CycleState.PUBLISHED, CycleState.ARCHIVED)
    return is_out and not cycle.is_pulse and cycle.main is None and cycle.pulse is None


def require_no_pulse(cycle: Cycle) -> None:
    """Raises ReadByOfficersAlone."""
    if cycle.is_pulse:
        raise ReadByOfficersAlone


def takes_consent(cycle: Cycle, today: date) -> bool:
    """Whether officers of the cycle may agree, or take it back, today."""
    first, pulse = first_pulse_day(cycle), cycle.pulse
    if first is None or today < first or cycle.is_pulse or cycle.main is not None:
        return False
    return pulse is None or pulse.state in BEFORE_OPENING


def create_pulse(
    session: Session,
    cycle: Cycle,
    *,
    name: str,
    opens_on: date,
    closes_on: date,
    by: Actor | None,
    at: datetime,
) -> Cycle:
    """Draft the pulse of a cycle over its units. Raises NothingToLookBackOn, PulseExists,
    PulseTooEarly, and as `create_cycle`."""
    _require_drafting(cycle, opens_on)
    covered = select(CycleUnit.unit_id).where(CycleUnit.cycle_id == cycle.id)
    pulse = create_cycle(
        session,
        agency_id=cycle.agency_id,
        name=name,
        instrument=cycle.instrument,
        opens_on=opens_on,
        closes_on=closes_on,
        units=session.scalars(select(Unit).where(Unit.id.in_(covered))),
        policy=pulse_policy(cycle.policy),
        by=by,
        at=at,
    )
    pulse.looks_back = Pulse(of=cycle)
    try:
        session.flush()
    except IntegrityError as error:  # Somebody else was faster.
        session.rollback()
        raise PulseExists from error
    return pulse


def _require_drafting(cycle: Cycle, opens_on: date) -> None:
    """Raises NothingToLookBackOn, PulseExists, PulseTooEarly."""
    if cycle.pulse is not None:
        raise PulseExists
    first = first_pulse_day(cycle)
    if first is None or not may_be_looked_back_on(cycle):
        raise NothingToLookBackOn
    if opens_on < first:
        raise PulseTooEarly(first)


def pulse_policy(policy: Policy) -> Policy:
    """The same rules without groups that HR appoints: only the tree and chance ask again. Three
    questions are asked whole, and nothing beside them: on half forms no behaviour would be told."""
    kept = tuple(each for each in policy.groups if each.relation is not Relation.APPOINTED)
    plain = replace(policy, asks_familiarity=False, asks_choices=False, asks_half=False)
    plain = replace(plain, order=ItemOrder.BY_VALUE)
    return lift_to_floors(replace(plain, groups=kept))


def agree(session: Session, officer: Participant, codes: tuple[str, ...], *, today: date) -> None:
    """Let raters be asked about these behaviours of the officer; none takes it back.

    The row stays, since it says that mail has told of it. Raises ConsentClosed.
    """
    if not takes_consent(officer.cycle, today):
        raise ConsentClosed
    if len(codes) > MOST_QUESTIONS:
        raise ValueError(codes)
    consent = stored_consent(session, officer.id)
    consent.behaviours = " ".join(codes)
    consent.agreed_on = today if codes else None
    session.flush()


def stored_consent(session: Session, officer_id: int) -> PulseConsent:
    """The row of an officer, made where there is none."""
    row = {"participant_id": officer_id, "behaviours": ""}
    session.execute(insert_unless_known(session, PulseConsent, row))
    return session.get_one(PulseConsent, officer_id)
