"""Sealing as a machine of states: whatever happens in whatever order, the promise holds.

Each invariant is a sentence of docs/promise.md. See docs/decisions/0015-model-of-sealing.md.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import create_engine, func, select, update

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import RatingClosed
from berakhlak.audit.acts import Act
from berakhlak.audit.queries import entries_of
from berakhlak.cycles.keys import BoxDamaged, KeyStore, KeyUnusable
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.ratings.models import OpenSheet
from berakhlak.ratings.operations import save_sheet
from berakhlak.sealing.closing import SheetsSpoilt
from berakhlak.sealing.models import CycleResult
from berakhlak.sealing.result_leaves import RootStatus, root_status
from berakhlak.sealing.row_counts import SealingCounts
from berakhlak.sealing.sealing import is_sealing_complete, seal_cycle
from tests.factories.cycles import AT, LAST_DAY, make_open_cycle
from tests.factories.simulated import OpenCycle, copy_of
from tests.sealing.mortal import Killed, Watch, shorten_turns, watched
from tests.support.carving import carved
from tests.support.databases import build_app

PROMISE = Path(__file__).resolve().parents[2] / "docs" / "promise.md"
SENTENCES = {
    "kept": "You can change your answers until the cycle closes.",
    "erased": "After closing, the answers of single people are erased.",
    "destroyed": "the key is used once to compute the results, then destroyed",
    "forgotten": "the list of who rates whom, and reasons for declining are erased",
    "whole": "committed steps, each resumable",
    "tied": "Only a key outside the database ties it to you.",
}
EXAMPLES = os.environ.get("MODEL_EXAMPLES")
FOREIGN = b"f" * 32
# Closing in peace passes thirty; beyond them nobody dies. What is committed first matters most.
MOST_MOMENTS = 31
MOMENTS = st.integers(0, 4) | st.integers(0, MOST_MOMENTS)


def test_each_invariant_is_a_sentence_of_the_promise() -> None:
    promise = " ".join(PROMISE.read_text(encoding="utf-8").split())

    missing = {name for name, words in SENTENCES.items() if words not in promise}
    assert not missing


@pytest.fixture(autouse=True)
def turns_of_a_few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small cycle is stored and erased in many, too."""
    shorten_turns(monkeypatch, rows=7, deleted=7)


@pytest.fixture(scope="module")
def template(migrated_sqlite: Path) -> Iterator[OpenCycle]:
    """A head and four officers, with an open cycle that nobody has answered yet."""
    with tempfile.TemporaryDirectory() as folder:
        keys, url = KeyStore(Path(folder) / "keys"), f"sqlite:///{folder}/open.sqlite3"
        shutil.copyfile(migrated_sqlite, Path(folder) / "open.sqlite3")
        app = build_app(url, keys.folder)
        with app.app_context():
            cycle_id = make_open_cycle(db.session, keys, staff=4).cycle.id
            db.session.commit()
            db.session.remove()
            db.engine.dispose()
        yield OpenCycle(url, keys, cycle_id)


class Sealing(RuleBasedStateMachine):
    """The model: what raters sent, what is damaged, where the key is; beside the real thing."""

    template: OpenCycle

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.place = copy_of(self.template, self.folder / "place")
        # Hosts stay connected; were nobody, SQLite would clear its log by itself.
        self.idle = create_engine(self.place.url)
        self.idle_connection = self.idle.connect()
        with watched(self.place.url, Watch.never()) as session:
            cycle = session.get_one(Cycle, self.place.cycle_id)
            self.file = self.place.keys.folder / f"{cycle.key_name}.key"
            self.owed = list(session.scalars(select(Assignment.id).order_by(Assignment.id)))
        self.secret = self.file.read_bytes()
        self.key = self.place.keys.load_key(self.file.stem)
        self.sent: set[int] = set()
        self.revisions: dict[int, int] = {}
        self.damaged: set[int] = set()
        self.placed: bytes | None = self.secret  # What an operator last left under the key's name.

    def teardown(self) -> None:
        """Put right what stands in the way, and close once more: it comes to its end."""
        try:
            self._comes_to_its_end()
        finally:
            self.idle_connection.close()
            self.idle.dispose()
            shutil.rmtree(self.folder)

    def _comes_to_its_end(self) -> None:
        if self.state() is not CycleState.CLOSED or self.file.exists():
            self.own_key_comes_back()
            self.close_in_peace()
        assert self.state() is CycleState.CLOSED
        assert not self.file.exists()
        self.only_figures_remain_after_closing()
        self.no_trace_is_left_once_the_key_is_destroyed()

    @rule(which=st.integers(0, 19), score=st.integers(1, 5))
    def a_rater_sends(self, which: int, score: int) -> None:
        number = self.owed[which % len(self.owed)]
        before = self.state()
        with watched(self.place.url, Watch.never()) as session:
            try:
                self._save(session, number, score)
                session.commit()
            except (RatingClosed, KeyUnusable):
                assert before is not CycleState.OPEN or not self.has_own_key()
            except BoxDamaged:
                assert number in self.damaged
            else:
                assert before is CycleState.OPEN
                assert self.has_own_key()
                self.sent.add(number)
                self.revisions[number] = self.revisions.get(number, 0) + 1

    @rule(moment=MOMENTS, knows=st.booleans())
    def somebody_closes_and_dies(self, moment: int, knows: bool) -> None:
        def die() -> None:
            raise Killed

        self._close(Watch(moment, die, anywhere=True), knows=knows)

    @rule(moment=MOMENTS)
    def a_second_host_closes_in_between(self, moment: int) -> None:
        self._close(Watch(moment, lambda: self._close(Watch.never(), knows=True)), knows=True)

    @rule()
    def close_in_peace(self) -> None:
        self._close(Watch.never(), knows=True)

    @rule()
    def the_key_is_taken_away(self) -> None:
        self.file.unlink(missing_ok=True)
        self.placed = None

    @rule()
    def another_key_lies_in_its_place(self) -> None:
        self.file.write_bytes(FOREIGN)
        self.placed = FOREIGN

    @rule()
    def own_key_comes_back(self) -> None:
        self.file.write_bytes(self.secret)
        self.placed = self.secret

    @precondition(lambda self: self.sent)
    @rule(which=st.integers(0, 19))
    def a_box_is_damaged(self, which: int) -> None:
        number = sorted(self.sent)[which % len(self.sent)]
        with watched(self.place.url, Watch.never()) as session:
            mine = update(OpenSheet).where(OpenSheet.handle == self.key.handle(number))
            hit: Any = session.execute(mine.values(box=b"\x00" * 924))
            session.commit()
        if hit.rowcount:
            self.damaged.add(number)

    @invariant()
    def answers_are_kept_until_the_cycle_closes(self) -> None:
        """SENTENCES: kept, whole. All that was sent is there, in the state before and during."""
        with watched(self.place.url, Watch.never()) as session:
            rows = {row.handle: row.box for row in session.scalars(select(OpenSheet))}
            frozen = session.get(CycleResult, self.place.cycle_id)
        if self.state() is CycleState.CLOSED:
            return
        assert frozen is None
        assert set(rows) == {self.key.handle(number) for number in self.sent}
        for number in self.sent - self.damaged:
            handle = self.key.handle(number)
            assert self.key.decrypt(rows[handle], handle)

    @invariant()
    def only_figures_remain_after_closing(self) -> None:
        """SENTENCES: erased, forgotten, whole. Counted in is counted out, and no row is left once
        closing has come to its end."""
        if self.state() is not CycleState.CLOSED:
            return
        with watched(self.place.url, Watch.never()) as session:
            cycle = session.get_one(Cycle, self.place.cycle_id)
            if is_sealing_complete(cycle, self.place.keys) and self.placed is not None:
                for left in (OpenSheet, Assignment):
                    assert session.scalar(select(func.count()).select_from(left)) == 0
            assert root_status(session, cycle) is RootStatus.HOLDS
            assert session.get(CycleResult, self.place.cycle_id)
            detail = session.scalars(entries_of(Act.SEALED_CYCLE, self.place.cycle_id)).one().detail
        counts = SealingCounts.of_detail(detail or {})
        assert counts
        assert counts.sheets == len(self.sent - self.damaged)
        assert counts.spoilt_sheets == len(self.damaged)

    @invariant()
    def the_key_goes_only_once_it_is_needed_no_more(self) -> None:
        """SENTENCES: destroyed. Our acts take it away after closing alone, and never another's."""
        there = self.file.read_bytes() if self.file.exists() else None
        if there != self.placed:
            assert self.placed == self.secret
            assert self.state() is CycleState.CLOSED

    @invariant()
    def no_trace_is_left_once_the_key_is_destroyed(self) -> None:
        """SENTENCES: tied, forgotten. Files of the database hold no handle any more."""
        with watched(self.place.url, Watch.never()) as session:
            cycle = session.get_one(Cycle, self.place.cycle_id)
            done = is_sealing_complete(cycle, self.place.keys)
        if not done or self.placed is None:
            return
        if not self.sent:
            return
        handles = {number: self.key.handle(number) for number in self.sent}
        for file in (self.folder / "place").glob("open.sqlite3*"):
            assert not carved(file.read_bytes(), handles)

    def state(self) -> CycleState:
        with watched(self.place.url, Watch.never()) as session:
            return session.get_one(Cycle, self.place.cycle_id).state

    def has_own_key(self) -> bool:
        return self.file.exists() and self.file.read_bytes() == self.secret

    def _save(self, session: Any, number: int, score: int) -> None:
        cycle = session.get_one(Cycle, self.place.cycle_id)
        key = self.place.keys.key_of(cycle)
        owed = session.get(Assignment, number)
        if owed is None:
            raise RatingClosed
        content = cycle.instrument.content
        save_sheet(
            session,
            owed,
            instrument=content,
            key=key,
            answers={each.code: score for each in content.behaviours},
            comments={},
            revision=self.revisions.get(number, 0),
            submit=True,
        )

    def _close(self, watch: Watch, *, knows: bool) -> None:
        before, had_own = self.state(), self.has_own_key()
        leave_out = len(self.damaged) if knows else 0
        session: Any
        try:
            with watched(self.place.url, watch) as session:
                seal_cycle(
                    session,
                    self.place.cycle_id,
                    keys=self.place.keys,
                    by=None,
                    at=AT,
                    today=LAST_DAY,
                    leave_out=leave_out,
                )
        except Killed:
            pass
        except SheetsSpoilt:
            assert leave_out != len(self.damaged) or before is CycleState.CLOSED
        except (KeyUnusable, DomainError):
            assert not had_own or self.state() is CycleState.CLOSED


def run_model(template: OpenCycle, **chosen: Any) -> None:
    Sealing.template = template
    asked = {"deadline": None, "suppress_health_check": list(HealthCheck)} | chosen
    run_state_machine_as_test(Sealing, settings=settings(stateful_step_count=8, **asked))


def test_whatever_happens_in_whatever_order_the_promise_holds(template: OpenCycle) -> None:
    run_model(template, max_examples=int(EXAMPLES or 6), derandomize=not EXAMPLES)


def _nothing_done(*_: object, **__: object) -> None:
    """A step that somebody forgot."""


# What a change might break: each must be found, or the model holds nothing.
FAULTS = {
    "old pages are left": ("berakhlak.sealing.sealing.erase_deleted_pages", _nothing_done),
    "raters are not shut out": ("berakhlak.ratings.operations.require_rating_open", _nothing_done),
    "the key stays": ("berakhlak.cycles.keys.KeyStore.destroy", _nothing_done),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_model_finds_a_planted_fault(
    template: OpenCycle, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(*FAULTS[fault])

    with pytest.raises(AssertionError):
        die_at_each_moment(template)


def die_at_each_moment(template: OpenCycle) -> None:
    for moment in range(MOST_MOMENTS + 1):
        close_twice(template, moment)


def close_twice(template: OpenCycle, moment: int) -> None:
    """Whoever closes dies at this moment; somebody sends a sheet, and then it is closed."""
    Sealing.template = template
    model = Sealing()
    try:
        model.a_rater_sends(which=0, score=3)
        model.somebody_closes_and_dies(moment=moment, knows=True)
        model.a_rater_sends(which=1, score=3)
        model.close_in_peace()
        model.no_trace_is_left_once_the_key_is_destroyed()
    finally:
        model.teardown()


def test_without_a_fault_every_moment_of_dying_keeps_the_promise(template: OpenCycle) -> None:
    die_at_each_moment(template)
