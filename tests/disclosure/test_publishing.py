"""The audit stands before publishing, stays with the cycle, and can be repeated by anybody."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, delete, select, update
from sqlalchemy.orm import Session

from berakhlak.audit.models import AuditEntry
from berakhlak.cycle_administration.protection import DisclosureNotice, disclosure_notice
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.cycles.policy import Policy
from berakhlak.disclosure.models import DisclosureAudit
from berakhlak.disclosure.operations import AuditOwed, FigureRecoverable, run_audit
from berakhlak.disclosure.queries import NothingToAudit, latest_audit
from berakhlak.disclosure.report import AuditFinding, FigureKind, FigurePlace, LeakKind
from berakhlak.disclosure.wording import place_name
from berakhlak.extensions import db
from berakhlak.profiles.operations import publish_profiles
from berakhlak.sealing.models import CycleResult, OfficerResult, UnitResult
from berakhlak.sealing.result_leaves import result_leaves, root_detail, root_over_leaves
from berakhlak.sealing.sealing import seal_cycle
from berakhlak.statistics import suppression
from tests.factories.cycles import LAST_DAY
from tests.factories.simulated import OpenCycle, copy_of
from tests.support.databases import build_app
from tests.support.digests import results_digest

AT = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
SAFE = "Tidak ada angka yang dapat dipulihkan."


@dataclass(frozen=True)
class Sealed:
    """An application on a sealed cycle."""

    app: Flask
    keys: KeyStore
    cycle_id: int

    def audit(self) -> tuple[int, str]:
        """Exit code and output of the command."""
        number = str(self.cycle_id)
        result = self.app.test_cli_runner().invoke(args=["audit", "disclosure", "--cycle", number])
        return result.exit_code, result.output

    def publish(self) -> Cycle:
        cycle = db.session.get_one(Cycle, self.cycle_id)
        publish_profiles(db.session(), cycle, keys=self.keys, by=None, at=AT)
        return cycle


def sealed_in(folder: Path, template: OpenCycle) -> Path:
    """Seal a copy of the open cycle in the folder."""
    cycle = copy_of(template, folder)
    with opened(folder) as session:
        seal_cycle(session, cycle.cycle_id, keys=cycle.keys, by=None, at=AT, today=LAST_DAY)
    return folder


@contextmanager
def opened(folder: Path) -> Iterator[Session]:
    engine = create_engine(f"sqlite:///{folder / 'open.sqlite3'}")
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture(scope="module")
def safe_folder(sqlite_template: OpenCycle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sealed_in(tmp_path_factory.mktemp("safe"), sqlite_template)


@pytest.fixture(scope="module")
def leaky_folder(sqlite_template: OpenCycle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(suppression, "discloses_suppressed", lambda _block: False)
        return sealed_in(tmp_path_factory.mktemp("leaky"), sqlite_template)


def sealed_copy(template: Path, folder: Path) -> Iterator[Sealed]:
    shutil.copytree(template, folder / "copy")
    keys = KeyStore(folder / "copy" / "keys")
    app = build_app(f"sqlite:///{folder / 'copy' / 'open.sqlite3'}", keys.folder)
    with app.app_context():
        yield Sealed(app, keys, db.session.scalars(select(Cycle.id)).one())
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def safe(safe_folder: Path, tmp_path: Path) -> Iterator[Sealed]:
    """A cycle as sealing leaves it."""
    yield from sealed_copy(safe_folder, tmp_path)


@pytest.fixture
def leaky(leaky_folder: Path, tmp_path: Path) -> Iterator[Sealed]:
    """The same cycle, sealed without complementary suppression."""
    yield from sealed_copy(leaky_folder, tmp_path)


def test_the_command_says_what_it_read_and_that_nothing_can_be_recovered(safe: Sealed) -> None:
    code, output = safe.audit()

    assert code == 0
    assert "117 pegawai" in output
    assert "angka dibaca" in output
    assert "primer" in output
    assert "pelengkap" in output
    assert output.splitlines()[-1] == SAFE


def test_on_a_leaking_cycle_the_command_names_the_leak_and_fails(leaky: Sealed) -> None:
    code, output = leaky.audit()

    report = latest_audit(db.session(), leaky.cycle_id)
    assert code == 1
    assert SAFE not in output
    assert report is not None
    assert {finding.leak for finding in report[1].findings} == {LeakKind.RECOVERED}
    assert report[1].findings
    for finding in report[1].findings:
        assert finding.target is not None
        assert place_name(finding.target, Policy()) in output
        assert f"· {finding.target.item} dapat dipulihkan dari" in output


def test_a_safe_cycle_is_published_and_the_audit_is_kept_with_it(safe: Sealed) -> None:
    assert safe.publish().state is CycleState.PUBLISHED

    kept = latest_audit(db.session(), safe.cycle_id)
    assert kept is not None
    row, report = kept
    assert row.is_safe
    assert report.counts.figures > 10_000
    assert row.sha256 == db.session.get_one(CycleResult, safe.cycle_id).sha256


def test_publishing_is_refused_with_the_names_of_the_figures(leaky: Sealed) -> None:
    with pytest.raises(FigureRecoverable) as refused:
        leaky.publish()

    finding = refused.value.report.findings[0]
    assert finding.target is not None
    assert finding.target.owner in str(refused.value)
    assert finding.target.item in str(refused.value)
    assert db.session.get_one(Cycle, leaky.cycle_id).state is CycleState.CLOSED


def test_figures_changed_after_sealing_are_not_published(safe: Sealed) -> None:
    row = db.session.scalars(select(OfficerResult).limit(1)).one()
    row.payload = row.payload.replace('"n_raters":', '"n_raters": ', 1)

    with pytest.raises(FigureRecoverable) as refused:
        safe.publish()

    assert [finding.leak for finding in refused.value.report.findings] == [LeakKind.ALTERED]
    assert "tidak sama dengan yang dikunci" in str(refused.value)


def test_an_attack_that_succeeds_while_the_lock_is_awaited_stops_publishing(safe: Sealed) -> None:
    """Another host attacks again after this one has asked, and finds something."""
    session, cycle = db.session(), db.session.get_one(Cycle, safe.cycle_id)
    found = AuditFinding(
        leak=LeakKind.RECOVERED, source=FigurePlace(owner="B", subject=FigureKind.RESULT)
    )

    def attack_meanwhile() -> None:
        report = replace(run_audit(session, cycle.id, at=AT), findings=(found,))
        kept = session.scalars(select(DisclosureAudit).order_by(DisclosureAudit.id.desc())).first()
        assert kept is not None
        kept.payload, kept.is_safe = report.to_json(), report.is_safe

    with pytest.raises(FigureRecoverable):
        publish_profiles(session, cycle, keys=safe.keys, by=None, at=AT, confirm=attack_meanwhile)

    session.rollback()
    assert session.get_one(Cycle, cycle.id).state is CycleState.CLOSED


def test_a_rule_that_changes_while_the_lock_is_awaited_stops_publishing(safe: Sealed) -> None:
    """Nobody has attacked under that rule."""
    session, cycle = db.session(), db.session.get_one(Cycle, safe.cycle_id)
    policy = cycle.policy
    others = Policy.from_json(json.dumps(json.loads(policy.to_json()) | {"min_n_spread": 9}))

    def change_meanwhile() -> None:
        change = update(Cycle).where(Cycle.id == cycle.id)
        session.execute(change.values(policy_json=others.to_json()))

    assert others != policy
    with pytest.raises(AuditOwed):
        publish_profiles(session, cycle, keys=safe.keys, by=None, at=AT, confirm=change_meanwhile)


def test_each_run_is_kept(safe: Sealed) -> None:
    reports = [run_audit(db.session(), safe.cycle_id, at=AT) for _ in range(2)]

    assert reports[0] == reports[1]
    assert len(db.session.scalars(select(DisclosureAudit)).all()) == 2


def test_a_cycle_without_results_cannot_be_audited(safe: Sealed) -> None:
    db.session.execute(delete(CycleResult))

    with pytest.raises(NothingToAudit):
        run_audit(db.session(), safe.cycle_id, at=AT)


@dataclass(frozen=True)
class Planted:
    """A figure written into a frozen result that gives the mean of one withheld cell away."""

    owner: str
    group: str
    value: str
    mean: float


def plant(session: Session, group: str) -> Planted:
    """Mix the withheld cell of a group into the composite of a value, and freeze that anew.

    As if the code that freezes had a mistake: the seal over the results is right.
    """
    cycle = session.scalars(select(Cycle)).one()
    whole = session.get_one(CycleResult, cycle.id)
    shifts = json.loads(whole.payload)["constants"]["shifts"]
    for row in session.scalars(select(OfficerResult).order_by(OfficerResult.participant_id)):
        data = json.loads(row.payload)
        for value in data["values"]:
            by_group = {each: cell["status"] for each, cell in value["cells"].items()}
            held = [each for each in cycle.policy.others if by_group.get(each) == "withheld"]
            if held != [group] or value["others"] is None:
                continue
            means = {
                g: value["cells"][g]["mean"]
                for g in cycle.policy.others
                if by_group.get(g) == "shown"
            }
            value["others"] = mixed(
                {**means, group: 2.0}, cycle.policy.weights, shifts.get(value["code"], {})
            )
            row.payload = json.dumps(data, sort_keys=True, separators=(",", ":"))
            seal_anew(session, whole)
            name = session.get_one(Participant, row.participant_id).name
            return Planted(name, group, value["code"], 2.0)
    raise LookupError(f"no value is withheld for {group} alone")


def mixed(
    means: Mapping[str, float], weights: Mapping[str, float], shifts: Mapping[str, float]
) -> float:
    """A composite as it is printed."""
    parts = [weights[group] * (mean - shifts.get(group, 0.0)) for group, mean in means.items()]
    return round(sum(parts) / sum(weights[group] for group in means), 2)


def seal_anew(session: Session, whole: CycleResult) -> None:
    """Let seal, root and record cover the results as they are now."""
    session.flush()
    officers = dict(
        session.execute(select(OfficerResult.participant_id, OfficerResult.payload)).all()
    )
    units = dict(session.execute(select(UnitResult.cycle_unit_id, UnitResult.payload)).all())
    whole.sha256 = results_digest(whole.payload, officers, units, whole.rules_version)
    cycle = session.get_one(Cycle, whole.cycle_id)
    root = root_over_leaves(leaf.hash for leaf in result_leaves(session, cycle))
    whole.root = root.hex()
    recorded = select(AuditEntry).where(AuditEntry.act == "fixed results")
    session.scalars(recorded).one().detail = root_detail(root)
    session.commit()


@pytest.mark.parametrize("group", ["peer", "citizen"])
def test_a_withheld_mean_mixed_into_a_composite_is_solved_and_stops_publishing(
    safe: Sealed, group: str
) -> None:
    planted = plant(db.session(), group)

    code, output = safe.audit()

    kept = latest_audit(db.session(), safe.cycle_id)
    assert kept is not None
    solved = [each for each in kept[1].findings if each.leak is LeakKind.RECOVERED]
    (found,) = [each for each in solved if each.source.subject is FigureKind.OTHERS]
    assert found.target is not None
    assert (found.target.owner, found.target.group) == (planted.owner, planted.group)
    assert found.low is not None
    assert found.high is not None
    # Solved, not only suspected: to one mean of so few raters, and to the true one.
    assert found.low - 1e-6 <= planted.mean <= found.high + 1e-6
    assert found.high - found.low < 0.05
    assert LeakKind.ALTERED not in {each.leak for each in kept[1].findings}
    assert code == 1
    assert planted.owner in output
    with pytest.raises(FigureRecoverable) as refused:
        safe.publish()
    assert planted.owner in str(refused.value)
    assert db.session.get_one(Cycle, safe.cycle_id).state is CycleState.CLOSED


def test_hr_is_told_before_publishing_who_can_be_certain_of_answers(safe: Sealed) -> None:
    cycle = db.session.get_one(Cycle, safe.cycle_id)
    told = disclosure_notice(db.session(), cycle)
    assert told is not None
    assert "dua penilai yang saling memberi tahu" in " ".join(told.sentences)
    assert "batas minimum dinaikkan 1" in " ".join(told.remedies)

    whole = db.session.get_one(CycleResult, cycle.id)
    whole.payload = json.dumps({**json.loads(whole.payload), "certificate": None})
    assert disclosure_notice(db.session(), cycle) == DisclosureNotice()
    assert disclosure_notice(db.session(), Cycle(id=99)) is None
