"""Reading what a cycle publishes, and the audits kept with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from berakhlak.assignments.queries import narrow_at_opening
from berakhlak.assignments.widening import circle_wanted
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.policy_floors import lift_to_floors
from berakhlak.cycles.queries import units_of
from berakhlak.disclosure.audit import audit_published
from berakhlak.disclosure.models import DisclosureAudit
from berakhlak.disclosure.published import PublicRules, PublishedCycle
from berakhlak.disclosure.pulses import changes_attacked, looked_back_on
from berakhlak.disclosure.report import (
    AuditCounts,
    AuditFinding,
    AuditReport,
    FigureKind,
    FigurePlace,
    LeakKind,
    NarrowCircleCount,
)
from berakhlak.disclosure.stored_officers import (
    OfficerRow,
    StoredOfficers,
    all_payloads,
    officers_with_result,
)
from berakhlak.disclosure.talk_survey import PrintedTalkFigures, attack_talk_figures
from berakhlak.disclosure.two_instruments import PublishedSheets, attack_two_instruments
from berakhlak.disclosure.two_rounds import without_what_was_asked
from berakhlak.errors import StateConflict
from berakhlak.sealing.freezing.frozen_cycle import digest_of_payloads
from berakhlak.sealing.models import CycleResult, OfficerResult, UnitResult
from berakhlak.sealing.result_leaves import RootStatus, root_status
from berakhlak.statistics.frozen_result import CycleFigures, OfficerFigures
from berakhlak.talk_survey.queries import released_figures


class NothingToAudit(StateConflict):
    """The cycle is not sealed, so it has no results."""

    message = _("Siklus ini belum ditutup dan dikunci, jadi belum ada hasil yang dapat diperiksa.")


def audit_cycle(session: Session, cycle: Cycle) -> AuditReport:
    """Attack everything that the cycle publishes. Raises NothingToAudit."""
    result = session.get(CycleResult, cycle.id)
    if result is None:
        raise NothingToAudit
    units, officers, of_units = units_of(session, cycle), *_stored(session, cycle)
    # Every rated officer has a unit; the column is empty for raters from outside alone.
    place: dict[int | None, int] = {unit.id: number for number, unit in enumerate(units)}
    if set(of_units) != set(place) or not {row.unit_id for row in officers} <= set(place):
        # Rows were lost or put here from elsewhere: there is no whole to attack.
        return AuditReport(
            cycle_id=cycle.id,
            sha256=result.sha256,
            counts=AuditCounts(),
            findings=(_altered(cycle),),
        )
    published = PublishedCycle.from_payloads(
        result.payload,
        StoredOfficers(session, officers, place),
        [(unit.name, of_units[unit.id]) for unit in units],
        [(unit.code, place.get(unit.parent_id)) for unit in units],
    )
    # Not the policy as it stands: one below the floors would call safe whatever it allows.
    setting = PublicRules(cycle.instrument.content, lift_to_floors(cycle.policy))
    report = audit_published(
        published, setting, cycle_id=cycle.id, name=cycle.name, sha256=result.sha256
    )
    together = tuple(_with_the_other(session, cycle, setting))
    findings = [*report.findings, *together, *changes_attacked(session, cycle)]
    findings += talks_attacked(session, cycle)
    if cycle.is_pulse:
        findings = [without_what_was_asked(each) for each in findings]
    report = replace(
        report,
        findings=tuple(findings),
        circles=narrow_circles_of(session, cycle),
        basis=audit_basis(session, cycle),
    )
    if _is_as_sealed(session, cycle, result, officers, of_units):
        return report
    return replace(report, findings=(*report.findings, _altered(cycle)))


def _is_as_sealed(
    session: Session,
    cycle: Cycle,
    result: CycleResult,
    officers: Sequence[OfficerRow],
    of_units: Mapping[int, str],
) -> bool:
    """Whether all rows are those that closing wrote, one for each officer, and nobody else's."""
    texts = chain(
        (result.payload,),
        all_payloads(session, officers),
        (of_units[unit] for unit in sorted(of_units)),
    )
    digest = digest_of_payloads(texts, result.rules_version)
    if digest != result.sha256 or root_status(session, cycle) is RootStatus.BROKEN:
        return False
    rated = CycleFigures.from_json(result.payload).n_officers
    return _is_released_once(session, cycle, len(officers), rated)


def kept_audit(session: Session, cycle: Cycle) -> AuditReport | None:
    """The newest outcome for what the cycle would publish now; None where anything differs from
    what was attacked: a row, a rule, the other instrument's results, or the attackers."""
    report, result = verdict_on_results(session, cycle.id), session.get(CycleResult, cycle.id)
    if report is None or result is None or report.basis != audit_basis(session, cycle):
        return None
    officers, of_units = _stored(session, cycle)
    return report if _is_as_sealed(session, cycle, result, officers, of_units) else None


def audit_basis(session: Session, cycle: Cycle) -> str:
    """Hash of what an outcome rests on beside the results: rules, the other instrument's results,
    and the attackers, which another version of the program may have made better."""
    other = cycle.main or cycle.second or looked_back_on(cycle)
    beside = session.get(CycleResult, other.id) if other is not None else None
    talks = released_figures(session, cycle.id)
    parts = (
        attackers_digest(),
        lift_to_floors(cycle.policy).to_json(),
        cycle.instrument.sha256,
        beside.sha256 if beside is not None else "",
        talks.to_json() if talks is not None else "",
    )
    return sha256("\n".join(parts).encode()).hexdigest()


@cache
def attackers_digest() -> str:
    """Hash of this package as it is installed."""
    running = sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        running.update(source.name.encode() + b"\n" + source.read_bytes())
    return running.hexdigest()


def narrow_circles_of(session: Session, cycle: Cycle) -> NarrowCircleCount | None:
    """As opening recorded them; None where there were none, or an older version opened it."""
    found = narrow_at_opening(session, cycle.main or cycle)
    if found is None:
        return None
    return NarrowCircleCount(
        found.narrow, found.officers, circle_wanted(lift_to_floors(cycle.policy))
    )


def _with_the_other(session: Session, cycle: Cycle, setting: PublicRules) -> Iterator[AuditFinding]:
    """What the results of the other instrument add, where two were asked."""
    other = cycle.main or cycle.second
    if other is not None:
        own, beside = _sheets_of(session, cycle), _sheets_of(session, other)
        yield from attack_two_instruments(own, beside, setting, cycle.name)


def talks_attacked(session: Session, cycle: Cycle) -> Iterator[AuditFinding]:
    """What is told of officers' answers about their talks, once it is released."""
    figures = released_figures(session, cycle.id)
    if figures is not None:
        yield from attack_talk_figures(PrintedTalkFigures.of(figures), cycle.name)


def _sheets_of(session: Session, cycle: Cycle) -> PublishedSheets:
    rows = session.execute(
        select(Participant.person_id, Participant.name, OfficerResult.payload)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .where(OfficerResult.cycle_id == cycle.id)
    )
    counts = {(who, name): OfficerFigures.from_json(text).responses for who, name, text in rows}
    whole = session.get_one(CycleResult, cycle.id)
    return PublishedSheets(CycleFigures.from_json(whole.payload).n_sheets, counts)


def _stored(session: Session, cycle: Cycle) -> tuple[list[OfficerRow], dict[int, str]]:
    """Whose results there are, and those of units by id."""
    units = session.scalars(select(UnitResult).where(UnitResult.cycle_id == cycle.id))
    return officers_with_result(session, cycle), {row.cycle_unit_id: row.payload for row in units}


def _is_released_once(session: Session, cycle: Cycle, found: int, officers: int) -> bool:
    """Whether each officer of the cycle has one result in it, and none belongs elsewhere."""
    people = session.scalar(
        select(func.count(func.distinct(Participant.person_id)))
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .where(OfficerResult.cycle_id == cycle.id, Participant.cycle_id == cycle.id)
    )
    return people == found == officers


def _altered(cycle: Cycle) -> AuditFinding:
    return AuditFinding(
        leak=LeakKind.ALTERED, source=FigurePlace(owner=cycle.name, subject=FigureKind.RESULT)
    )


def latest_audit(session: Session, cycle_id: int) -> tuple[DisclosureAudit, AuditReport] | None:
    """The last audit kept with the cycle, with its report; None when there was none."""
    row = session.scalars(
        select(DisclosureAudit)
        .where(DisclosureAudit.cycle_id == cycle_id)
        .order_by(DisclosureAudit.id.desc())
        .limit(1)
    ).first()
    return None if row is None else (row, AuditReport.from_json(row.payload))


def verdict_on_results(session: Session, cycle_id: int) -> AuditReport | None:
    """The newest audit of the very results that the cycle holds now; None when there was none."""
    payload = session.scalar(
        select(DisclosureAudit.payload)
        .join(
            CycleResult,
            (CycleResult.cycle_id == DisclosureAudit.cycle_id)
            & (CycleResult.sha256 == DisclosureAudit.sha256),
        )
        .where(DisclosureAudit.cycle_id == cycle_id)
        .order_by(DisclosureAudit.id.desc())
        .limit(1)
    )
    return None if payload is None else AuditReport.from_json(payload)


def verdict_on_both(session: Session, cycle: Cycle) -> AuditReport | None:
    """The same over the results of two instruments: none while one is owed, the worse of both."""
    reports = [verdict_on_results(session, each.id) for each in cycle.both]
    unsafe = [each for each in reports if each and not each.is_safe]
    return (unsafe or reports)[0] if None not in reports else None
