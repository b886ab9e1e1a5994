"""HR opens and closes a unit's page and releases figures; every precondition comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor, record_act
from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.cycles.rater_groups import Relation
from berakhlak.disclosure.public import PublicFinding, PublicUnit, attack_public
from berakhlak.engines import insert_unless_known
from berakhlak.errors import StateConflict
from berakhlak.formats import local_day
from berakhlak.people.models import Agency, Unit
from berakhlak.public_pages.addresses import address_part
from berakhlak.public_pages.models import PublicPage, PublicRelease
from berakhlak.public_pages.queries import page_of_unit, releasable_cycles
from berakhlak.sealing.models import OfficerResult
from berakhlak.sealing.queries import load_cycle_figures
from berakhlak.service_standards.named_people import named_in
from berakhlak.service_standards.queries import changes_of, services_of
from berakhlak.statistics.frozen_result import OfficerFigures
from berakhlak.statistics.public_figures import PublicFigures, public_figures


class PageNotReady(StateConflict):
    """Something is missing, or in the way; the message says all of it."""

    def __init__(self, reasons: Sequence[object]) -> None:
        super().__init__(" ".join(map(str, reasons)))
        self.reasons = reasons


class PublicFigureLeaks(StateConflict):
    """Colleagues or readers could work out what is not public."""

    def __init__(self, cycle: str, findings: Sequence[PublicFinding]) -> None:
        codes = sorted({each.code for each in findings if each.code})
        super().__init__(
            _(
                "Angka siklus %(cycle)s tidak diterbitkan: dari angka itu nilai seorang pegawai "
                "dapat dihitung (%(codes)s). Laporkan kepada pengelola sistem.",
                cycle=cycle,
                codes=", ".join(codes) or "–",
            )
        )
        self.findings = findings


class ReleasedMeanwhile(StateConflict):
    """Somebody else released these figures a moment ago: the same, for they are made of what does
    not change."""

    message = _("Orang lain baru saja menayangkan angka yang sama. Muat ulang halaman ini.")


@dataclass(frozen=True)
class ReleasePlan:
    """Figures of a unit in one cycle, attacked in vain and not stored yet."""

    cycle: Cycle
    figures: PublicFigures


def hindrances(session: Session, unit: Unit, today: date) -> Iterator[object]:
    """Why the page cannot be opened, each as a sentence."""
    services = services_of(session, unit.id)
    in_force = [held for each in services if (held := each.in_force(today))]
    if not in_force:
        yield _("Belum ada standar layanan yang berlaku hari ini. Tulis dahulu satu layanan.")
    texts = [words for each in services for version in each.versions for words in _said(version)]
    for change in changes_of(session, unit.id, shown=True):
        texts += [words for each in change.texts for words in (each.words, each.reason)]
    if found := named_in(session, unit.agency_id, texts):
        yield _(
            "Tulisan unit ini menyebut orang: %(names)s. Simpan versi tanpa nama, atau jangan "
            "tayangkan.",
            names=", ".join(found[:3]),
        )
    if page_of_unit(session, unit.id) is None and _is_taken(session, unit):
        yield _("Alamat halaman ini sudah dipakai unit lain. Ubah kode unitnya.")


def switch_on(session: Session, unit: Unit, *, by: Actor | None, at: datetime, today: date) -> None:
    """Open the page, with the figures of all published cycles. The caller commits.

    Raises PageNotReady, PublicFigureLeaks, ReleasedMeanwhile; the caller rolls back then.
    """
    if reasons := list(hindrances(session, unit, today)):
        raise PageNotReady(reasons)
    plans = [plan_release(session, unit, each) for each in releasable_cycles(session, unit.id)]
    page = page_of_unit(session, unit.id)
    if page is None:
        page = PublicPage(unit_id=unit.id, **_address(session, unit))
        session.add(page)
    elif page.is_on:
        return
    page.is_on, page.since = True, today
    try:
        session.flush()
    except IntegrityError as two:
        raise PageNotReady([_("Orang lain baru saja membukanya. Muat ulang halaman ini.")]) from two
    for plan in plans:
        _store(session, unit, plan, today)
    _record(session, Act.SWITCHED_PAGE_ON, unit, by=by, at=at)


def switch_off(
    session: Session, unit: Unit, *, by: Actor | None, at: datetime, today: date
) -> None:
    """Close the page; nothing where it is closed. What was released stays for the next opening."""
    page = page_of_unit(session, unit.id)
    if page is not None and page.is_on:
        page.is_on, page.since = False, today
        _record(session, Act.SWITCHED_PAGE_OFF, unit, by=by, at=at)


def release_figures(
    session: Session, unit: Unit, cycle: Cycle, *, by: Actor | None, at: datetime, today: date
) -> None:
    """Put the figures of one more cycle on an open page.

    Raises PublicFigureLeaks, ReleasedMeanwhile; the caller rolls back then.
    """
    _store(session, unit, plan_release(session, unit, cycle), today)
    _record(session, Act.RELEASED_PUBLIC_FIGURES, unit, by=by, at=at)


def plan_release(session: Session, unit: Unit, cycle: Cycle) -> ReleasePlan:
    """The figures of a unit in a cycle, attacked. Raises PublicFigureLeaks."""
    officers = _officers(session, unit, cycle)
    whole, least = load_cycle_figures(session, cycle.id), cycle.policy.min_officers_per_unit
    group, steps = str(Relation.CITIZEN), cycle.instrument.content.max_score
    figures = public_figures(list(officers.values()), whole, steps=steps, group=group, least=least)
    stored = session.get(PublicRelease, (unit.id, cycle.id))
    page = PublicUnit(
        name=unit.name,
        figures=figures,
        officers=officers,
        whole=whole,
        group=group,
        least=least,
        before=PublicFigures.from_json(stored.payload) if stored else None,
    )
    if found := attack_public([page], _elsewhere(session, unit, cycle)):
        raise PublicFigureLeaks(cycle.name, found)
    return ReleasePlan(cycle, figures)


def _officers(session: Session, unit: Unit, cycle: Cycle) -> dict[int, OfficerFigures]:
    """By seat: whose result there is, in the unit itself as the cycle keeps it."""
    rows = session.execute(
        select(Participant.id, OfficerResult.payload)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .join(CycleUnit, CycleUnit.id == Participant.unit_id)
        .where(OfficerResult.cycle_id == cycle.id, CycleUnit.unit_id == unit.id)
        .order_by(Participant.id)
    )
    return {seat: OfficerFigures.from_json(text) for seat, text in rows}


def _elsewhere(session: Session, unit: Unit, cycle: Cycle) -> dict[int, str]:
    """Seats that stand in released figures of other units, with the unit's name."""
    rows = session.execute(
        select(Participant.id, CycleUnit.name)
        .join(CycleUnit, CycleUnit.id == Participant.unit_id)
        .join(
            PublicRelease,
            (PublicRelease.unit_id == CycleUnit.unit_id) & (PublicRelease.cycle_id == cycle.id),
        )
        .where(Participant.cycle_id == cycle.id, CycleUnit.unit_id != unit.id)
    )
    return dict(rows.all())


def _store(session: Session, unit: Unit, plan: ReleasePlan, today: date) -> None:
    """Raises ReleasedMeanwhile: whoever comes second waits for the first, and then knows."""
    sealed = plan.cycle.sealed_at
    row = {
        "unit_id": unit.id,
        "cycle_id": plan.cycle.id,
        "closed_on": local_day(sealed) if sealed else plan.cycle.closes_on,
        "released_on": today,
        "payload": plan.figures.to_json(),
    }
    made = insert_unless_known(session, PublicRelease, row).returning(PublicRelease.unit_id)
    if session.scalar(made) is None:
        raise ReleasedMeanwhile


def _address(session: Session, unit: Unit) -> dict[str, str]:
    agency = session.get_one(Agency, unit.agency_id)
    return {
        "agency_part": address_part(agency.code) or f"i{agency.id}",
        "unit_part": address_part(unit.code) or f"u{unit.id}",
    }


def _is_taken(session: Session, unit: Unit) -> bool:
    mine = select(PublicPage.unit_id).filter_by(**_address(session, unit))
    return session.scalar(mine) is not None


def _said(version: object) -> tuple[str, ...]:
    names = ("name", "requirements", "procedure", "duration", "cost", "product", "what_changed")
    return tuple(str(getattr(version, name)) for name in names)


def _record(session: Session, act: Act, unit: Unit, *, by: Actor | None, at: datetime) -> None:
    record_act(session, act, unit.agency_id, by=by, at=at, detail={"name": unit.name})
