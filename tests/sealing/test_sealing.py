"""Sealing ends the link between sheets and raters, once and for all."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import RatingClosed
from berakhlak.citizens.models import OpenVoice
from berakhlak.comments.models import Comment
from berakhlak.cycles.keys import KeyMissing
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.rater_groups import Relation
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.extensions import Base
from berakhlak.ratings.models import OpenSheet
from berakhlak.ratings.operations import save_sheet
from berakhlak.sealing.comment_rows import group_sizes
from berakhlak.sealing.linking import link_cycle
from berakhlak.sealing.models import CycleResult, OfficerResult
from berakhlak.sealing.sealing import is_sealing_complete, seal_cycle
from tests.factories.cycles import LAST_DAY

AT = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def session(open_cycle):
    engine = create_engine(open_cycle.url)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def sealed(session, open_cycle):
    """The cycle after sealing, with how many sheets and voices it had before, and its counts."""
    before = count(session, OpenSheet), count(session, OpenVoice)
    counts = seal_cycle(
        session, open_cycle.cycle_id, keys=open_cycle.keys, by=None, at=AT, today=LAST_DAY
    )
    return session.get_one(Cycle, open_cycle.cycle_id), before, counts


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_every_sheet_and_voice_is_counted_exactly_once(session, sealed):
    _, before, counts = sealed

    assert (counts.sheets + counts.given_back, counts.voices) == before
    assert sum(before) > 800


def test_nothing_of_any_single_person_is_left(session, sealed):
    left = {model: count(session, model) for model in (OpenSheet, OpenVoice, Assignment)}

    assert set(left.values()) == {0}
    assert "sheet" not in Base.metadata.tables


def test_the_key_is_destroyed_and_the_cycle_closed(sealed, open_cycle):
    cycle = sealed[0]

    assert cycle.state is CycleState.CLOSED
    assert is_sealing_complete(cycle, open_cycle.keys)
    with pytest.raises(KeyMissing):
        open_cycle.keys.load_key(cycle.key_name)


def test_sealing_twice_changes_nothing(session, sealed, open_cycle):
    digest = session.get_one(CycleResult, open_cycle.cycle_id).sha256
    comments = set(session.scalars(select(Comment.id)))

    seal_cycle(session, open_cycle.cycle_id, keys=open_cycle.keys, by=None, at=AT, today=LAST_DAY)

    assert session.get_one(CycleResult, open_cycle.cycle_id).sha256 == digest
    assert set(session.scalars(select(Comment.id))) == comments


def test_a_sealed_cycle_refuses_answers(session, open_cycle):
    from berakhlak.cycles.keys import CycleKey

    assignment = session.scalars(select(Assignment).limit(1)).one()
    session.expunge(assignment)
    seal_cycle(session, open_cycle.cycle_id, keys=open_cycle.keys, by=None, at=AT, today=LAST_DAY)

    with pytest.raises(RatingClosed):
        save_sheet(
            session,
            assignment,
            instrument=session.get_one(Cycle, open_cycle.cycle_id).instrument.content,
            key=CycleKey.derive(b"x" * 32),
            answers={},
            comments={},
            revision=0,
            submit=False,
        )


def test_a_draft_is_left_out_of_the_result(session, open_cycle):
    cycle = session.get_one(Cycle, open_cycle.cycle_id)
    key = open_cycle.keys.load_key(cycle.key_name)
    handles = set(session.scalars(select(OpenSheet.handle)))
    owed = next(
        row for row in session.scalars(select(Assignment)) if key.handle(row.id) not in handles
    )
    submitted = count(session, OpenSheet) + count(session, OpenVoice)
    save_sheet(
        session,
        owed,
        instrument=cycle.instrument.content,
        key=key,
        answers={"BP1": 5},
        comments={},
        revision=0,
        submit=False,
    )
    session.commit()

    counts = seal_cycle(session, cycle.id, keys=open_cycle.keys, by=None, at=AT, today=LAST_DAY)

    assert counts.sheets + counts.given_back + counts.voices == submitted


def test_comments_survive_only_where_three_could_have_written_them(session, open_cycle):
    cycle = session.get_one(Cycle, open_cycle.cycle_id)
    linked = link_cycle(session, cycle, open_cycle.keys.key_of(cycle))
    sizes, codes = group_sizes(linked, 5), cycle.policy.codes
    safe = Counter(
        (linked.officers[each.officer].id, each.value_code, each.text)
        for each in linked.comments
        if each.group != Relation.SELF and sizes[each.officer, codes.index(each.group)] >= 3
    )

    seal_cycle(session, cycle.id, keys=open_cycle.keys, by=None, at=AT, today=LAST_DAY)

    kept = session.execute(select(Comment.ratee_id, Comment.value_code, Comment.text)).all()
    assert 0 < len(kept) < len(linked.comments)
    assert Counter(map(tuple, kept)) == safe


def test_withheld_cells_carry_no_number_in_the_frozen_result(session, sealed):
    withheld = []
    for payload in session.scalars(select(OfficerResult.payload)):
        for value in json.loads(payload)["values"]:
            cells = [*value["cells"].values()]
            cells += [c for behaviour in value["behaviours"] for c in behaviour["cells"].values()]
            withheld += [cell for cell in cells if cell["status"] != "shown"]

    assert withheld
    assert all(cell[key] is None for cell in withheld for key in ("n", "mean", "sd", "low", "high"))


def test_a_cycle_never_opened_cannot_be_sealed(session, open_cycle):
    cycle = session.get_one(Cycle, open_cycle.cycle_id)
    cycle.state = CycleState.DRAFT
    session.commit()

    with pytest.raises(CycleNotInState):
        seal_cycle(session, cycle.id, keys=open_cycle.keys, by=None, at=AT, today=LAST_DAY)


def test_a_lost_key_stops_sealing_without_losing_a_sheet(session, open_cycle):
    cycle = session.get_one(Cycle, open_cycle.cycle_id)
    before = count(session, OpenSheet)
    open_cycle.keys.destroy(cycle.key_name)

    with pytest.raises(KeyMissing):
        seal_cycle(session, cycle.id, keys=open_cycle.keys, by=None, at=AT, today=LAST_DAY)

    session.rollback()
    assert count(session, OpenSheet) == before
    assert session.get_one(Cycle, cycle.id).state is CycleState.OPEN
