"""Audits of two small cycles in one database: each reads its own results and keeps its own rows."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete, select, text
from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle
from berakhlak.disclosure import operations, queries
from berakhlak.disclosure.models import DisclosureAudit
from berakhlak.disclosure.operations import (
    AuditOwed,
    FigureRecoverable,
    require_audited,
    require_safe,
    run_audit,
)
from berakhlak.disclosure.queries import NothingToAudit, audit_cycle, kept_audit, latest_audit
from berakhlak.disclosure.report import AuditFinding, FigureKind, FigurePlace, LeakKind
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.operations import save_sheets
from berakhlak.sealing.models import CycleResult, OfficerResult, UnitResult
from berakhlak.sealing.sealing import seal_cycle
from tests.factories.cycles import AT, LAST_DAY, make_open_cycle
from tests.support.digests import results_digest

LATER = AT + timedelta(days=40)


@dataclass(frozen=True)
class Two:
    """Ids of two closed cycles and of one that is still open."""

    session: Session
    ids: tuple[int, int]
    open_id: int

    def cycle(self, place: int = 0) -> Cycle:
        return self.session.get_one(Cycle, self.ids[place])

    def result(self, place: int = 0) -> CycleResult:
        return self.session.get_one(CycleResult, self.ids[place])

    def officers(self, place: int = 0) -> list[OfficerResult]:
        rows = select(OfficerResult).where(OfficerResult.cycle_id == self.ids[place])
        return list(self.session.scalars(rows.order_by(OfficerResult.participant_id)))

    def leaks(self, place: int = 0) -> set[LeakKind]:
        self.session.flush()
        return {each.leak for each in audit_cycle(self.session, self.cycle(place)).findings}


@pytest.fixture(scope="module")
def template(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, tuple[int, int], int]:
    folder = tmp_path_factory.mktemp("two")
    path, keys = folder / "two.sqlite3", KeyStore(folder / "keys")
    url = f"sqlite:///{path}"
    shutil.copyfile(migrated_sqlite, path)
    engine = create_engine(url)
    with Session(engine) as session:
        made = [make_open_cycle(session, keys, staff=staff) for staff in (4, 5, 1)]
        for number, opened in enumerate(made[:2]):
            _fill_and_close(session, opened.cycle, keys, number)
        session.commit()
        first, second, third = (each.cycle.id for each in made)
    engine.dispose()
    return path, (first, second), third


def _fill_and_close(session: Session, cycle: Cycle, keys: KeyStore, number: int) -> None:
    owed = session.scalars(select(Assignment.id).where(Assignment.cycle_id == cycle.id)).all()
    codes = [each.code for each in cycle.instrument.content.behaviours]
    sheets = {
        each: SheetContent(
            {code: 2 + (each + place + number) % 3 for place, code in enumerate(codes)}, {}, 1
        )
        for each in owed
    }
    save_sheets(session, cycle, sheets, key=keys.key_of(cycle))
    session.commit()
    seal_cycle(session, cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)


@pytest.fixture
def two(template: tuple[Path, tuple[int, int], int]) -> Iterator[Two]:
    """Whatever a test changes is rolled back."""
    path, ids, open_id = template
    engine = create_engine(f"sqlite:///{path}")
    with Session(engine) as session:
        yield Two(session, ids, open_id)
        session.rollback()
    engine.dispose()


def test_both_are_safe_and_each_counts_its_own_officers(two: Two) -> None:
    reports = [audit_cycle(two.session, two.cycle(place)) for place in (0, 1)]

    assert [each.findings for each in reports] == [(), ()]
    assert [each.cycle_id for each in reports] == list(two.ids)
    assert [each.sha256 for each in reports] == [two.result(p).sha256 for p in (0, 1)]
    assert [each.counts.officers for each in reports] == [len(two.officers(p)) for p in (0, 1)]
    assert reports[0].counts.officers != reports[1].counts.officers
    assert all(each.certificate for each in reports)
    assert reports[0].certificate != reports[1].certificate


def swap_officers(two: Two) -> None:
    one, *_, other = two.officers()
    one.payload, other.payload = other.payload, one.payload


def swap_officers_and_mend_the_hash(two: Two) -> None:
    """Only the root still knows."""
    swap_officers(two)
    two.session.flush()
    units = select(UnitResult).where(UnitResult.cycle_id == two.ids[0])
    two.result().sha256 = results_digest(
        two.result().payload,
        {row.participant_id: row.payload for row in two.officers()},
        {row.cycle_unit_id: row.payload for row in two.session.scalars(units)},
    )


def change_the_hash(two: Two) -> None:
    two.result().sha256 = "0" * 64


def name_other_rules(two: Two) -> None:
    two.result().rules_version = "1"


def lose_an_officer(two: Two) -> None:
    two.session.delete(two.officers()[0])


def lose_the_unit(two: Two) -> None:
    two.session.execute(delete(UnitResult).where(UnitResult.cycle_id == two.ids[0]))


def move_an_officer_from_elsewhere(two: Two) -> None:
    row = two.officers(1)[0]
    row.cycle_id = two.ids[0]


CHANGES = [
    swap_officers,
    swap_officers_and_mend_the_hash,
    change_the_hash,
    name_other_rules,
    lose_an_officer,
    lose_the_unit,
    move_an_officer_from_elsewhere,
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_cycle_that_is_not_as_it_was_sealed_is_altered_and_the_other_is_not(
    two: Two, change: Callable[[Two], None]
) -> None:
    change(two)

    assert LeakKind.ALTERED in two.leaks(0)
    if change is not move_an_officer_from_elsewhere:
        assert two.leaks(1) == set()


def test_what_was_attacked_as_it_stands_is_not_attacked_again(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_audit(two.session, two.ids[0], at=AT)
    run_audit(two.session, two.ids[1], at=AT)

    with monkeypatch.context() as patch:
        patch.setattr(operations, "audit_cycle", lambda *_given: pytest.fail("attacked again"))
        require_safe(two.session, [two.cycle(0), two.cycle(1)], at=LATER)
    monkeypatch.setattr(queries, "attackers_digest", lambda: "better ones")

    assert kept_audit(two.session, two.cycle()) is None


@pytest.mark.parametrize("change", CHANGES)
def test_no_outcome_is_kept_for_what_was_changed_since(
    two: Two, change: Callable[[Two], None]
) -> None:
    run_audit(two.session, two.ids[0], at=AT)
    change(two)

    assert kept_audit(two.session, two.cycle()) is None
    with pytest.raises(FigureRecoverable):
        require_safe(two.session, [two.cycle()], at=LATER)


def test_no_outcome_is_kept_under_another_policy(two: Two) -> None:
    run_audit(two.session, two.ids[0], at=AT)
    cycle = two.cycle()
    cycle.policy_json = json.dumps(json.loads(cycle.policy_json) | {"min_officers_per_unit": 9})

    assert kept_audit(two.session, cycle) is None


def test_what_was_altered_is_named_after_all_else(two: Two) -> None:
    change_the_hash(two)
    two.session.flush()

    report = audit_cycle(two.session, two.cycle())

    place = FigurePlace(owner=two.cycle().name, subject=FigureKind.RESULT)
    assert report.findings == (AuditFinding(leak=LeakKind.ALTERED, source=place),)
    assert not report.is_safe


def test_the_floors_of_today_are_asked_for_and_not_a_policy_below_them(two: Two) -> None:
    cycle = two.cycle()
    cycle.policy_json = json.dumps(json.loads(cycle.policy_json) | {"min_officers_per_unit": 1})
    (unit,) = two.session.scalars(select(UnitResult).where(UnitResult.cycle_id == cycle.id))
    unit.payload = unit.payload.replace('"n_officers":5', '"n_officers":4')

    assert LeakKind.BELOW_MINIMUM in two.leaks()


def test_results_are_read_in_the_order_of_their_ids_whatever_the_database_prefers(
    two: Two,
) -> None:
    for row in two.officers():
        row.payload = row.payload.replace('"n_raters":', '"n_raters":9')
    two.session.flush()
    plain = audit_cycle(two.session, two.cycle())

    two.session.execute(text("PRAGMA reverse_unordered_selects = ON"))
    turned = audit_cycle(two.session, two.cycle())

    assert turned == plain
    assert len({each.source.owner for each in plain.findings}) > 2


def test_a_run_is_kept_with_its_cycle_and_the_last_one_counts(two: Two) -> None:
    session = two.session
    assert latest_audit(session, two.ids[0]) is None
    first = run_audit(session, two.ids[0], at=AT)
    change_the_hash(two)
    second = run_audit(session, two.ids[0], at=LATER)
    run_audit(session, two.ids[1], at=AT)

    rows = session.scalars(select(DisclosureAudit).order_by(DisclosureAudit.id)).all()
    assert [(row.cycle_id, row.at, row.is_safe, row.sha256) for row in rows[:2]] == [
        (two.ids[0], AT, True, first.sha256),
        (two.ids[0], LATER, False, "0" * 64),
    ]
    assert [row.payload for row in rows[:2]] == [first.to_json(), second.to_json()]
    for turned in ("OFF", "ON"):
        session.execute(text(f"PRAGMA reverse_unordered_selects = {turned}"))
        assert latest_audit(session, two.ids[0]) == (rows[1], second)
    kept = latest_audit(session, two.ids[1])
    assert kept is not None
    assert kept[0] is rows[2]


def runs(two: Two) -> int:
    return len(two.session.scalars(select(DisclosureAudit)).all())


def test_a_clean_audit_of_this_very_result_is_enough_and_none_is_made(two: Two) -> None:
    session = two.session
    with pytest.raises(AuditOwed):
        require_audited(session, two.cycle(0))
    run_audit(session, two.ids[1], at=AT)
    with pytest.raises(AuditOwed):
        require_audited(session, two.cycle(0))  # That was another cycle's.
    run_audit(session, two.ids[0], at=AT)
    require_audited(session, two.cycle(0))
    assert runs(two) == 2

    row = session.scalars(select(DisclosureAudit).where(DisclosureAudit.cycle_id == two.ids[0]))
    row.one().sha256 = "1" * 64  # Of results as they were once.
    session.flush()
    with pytest.raises(AuditOwed):
        require_audited(session, two.cycle(0))
    assert runs(two) == 2


def test_nothing_is_let_through_while_anything_leaks(two: Two) -> None:
    def audited() -> None:
        require_audited(two.session, two.cycle())

    require_safe(two.session, [two.cycle()], at=AT)
    audited()
    change_the_hash(two)
    two.session.flush()

    for ask in (lambda: require_safe(two.session, [two.cycle()], at=LATER), audited):
        with pytest.raises(FigureRecoverable) as refused:
            ask()
        assert [each.leak for each in refused.value.report.findings] == [LeakKind.ALTERED]
        assert "tidak sama dengan yang dikunci" in str(refused.value)
    rows = two.session.scalars(select(DisclosureAudit).order_by(DisclosureAudit.id)).all()
    assert [(row.is_safe, row.at) for row in rows] == [(True, AT), (False, LATER)]


def test_an_open_cycle_has_nothing_to_audit(two: Two) -> None:
    with pytest.raises(NothingToAudit):
        run_audit(two.session, two.open_id, at=AT)
    assert runs(two) == 0
