"""Two open cycles in one database: closing one touches nothing of the other."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from berakhlak.assignments.models import Assignment, DeclineReason
from berakhlak.assignments.operations import decline_assignment
from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.models import OpenVoice, SpentTicket
from berakhlak.citizens.operations import receive_voices
from berakhlak.comments.models import Comment
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.rater_groups import Relation
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.models import OpenSheet
from berakhlak.ratings.operations import save_sheet, save_sheets
from berakhlak.sealing.linking import link_cycle
from berakhlak.sealing.models import CycleResult, OfficerResult, UnitResult
from berakhlak.sealing.sealing import seal_cycle
from tests.factories.cycles import AT, LAST_DAY, OpenCycle, make_open_cycle, participants

TABLES = (OpenSheet, OpenVoice, SpentTicket, Assignment, Comment)
TABLES += (CycleResult, OfficerResult, UnitResult)


@pytest.fixture
def keys(app: Flask) -> KeyStore:
    return KeyStore(app.config["BERAKHLAK"].key_dir)


@pytest.fixture
def two(session: Any, keys: KeyStore) -> tuple[OpenCycle, OpenCycle]:
    """Two agencies in the middle of a cycle: sheets sent, one begun, voices, spent tickets."""
    return _in_progress(session, keys), _in_progress(session, keys)


def _in_progress(session: Any, keys: KeyStore) -> OpenCycle:
    opened = make_open_cycle(session, keys)
    owed = owed_in(session, opened)
    cycle, key = opened.cycle, keys.key_of(opened.cycle)
    codes = [behaviour.code for behaviour in cycle.instrument.content.behaviours]
    content = SheetContent(dict.fromkeys(codes, 4), {"BP": "Rapi dan cepat"}, 1)
    save_sheets(session, cycle, {each.id: content for each in owed[:-1]}, key=key)
    save_sheet(
        session,
        owed[-1],
        instrument=cycle.instrument.content,
        key=key,
        answers={"BP1": 2},
        comments={},
        revision=0,
        submit=False,
    )
    rated = next(row for row in participants(session, cycle) if row.is_rated)
    asked = [each.code for each in cycle.instrument.content.behaviours if each.for_citizens]
    receive_voices(session, cycle, [VoiceContent(rated.id, dict.fromkeys(asked, 5))] * 4, key=key)
    session.add(SpentTicket(digest=secrets.token_bytes(32), cycle_id=cycle.id))
    session.commit()
    return opened


def owed_in(session: Any, opened: OpenCycle) -> list[Assignment]:
    return list(
        session.scalars(
            select(Assignment)
            .where(Assignment.cycle_id == opened.cycle.id)
            .order_by(Assignment.group == Relation.SELF, Assignment.id)
        )
    )


def rows_of(session: Any, cycle_id: int) -> dict[str, set[tuple[object, ...]]]:
    """Every row of every table that sealing reads, writes or empties, for one cycle."""
    session.expire_all()
    return {
        model.__tablename__: {
            tuple(row)
            for row in session.execute(
                select(model.__table__).where(model.__table__.c.cycle_id == cycle_id)
            )
        }
        for model in TABLES
    }


def test_closing_one_cycle_leaves_every_row_of_the_other(
    session: Any, keys: KeyStore, two: tuple[OpenCycle, OpenCycle]
) -> None:
    first, other = two
    before = rows_of(session, other.cycle.id)
    assert len(before["open_sheet"]) > 20
    assert len(before["open_voice"]) == 4
    assert len(before["spent_ticket"]) == 1

    counts = seal_cycle(session, first.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)

    assert rows_of(session, other.cycle.id) == before
    assert session.get_one(Cycle, other.cycle.id).state is CycleState.OPEN
    assert session.get_one(Cycle, other.cycle.id).sealed_at is None
    assert keys.exists(other.cycle.key_name)
    assert not keys.exists(first.cycle.key_name)
    assert counts is not None
    assert (counts.submitted, counts.received) == (len(before["open_sheet"]) - 1, 4)


def test_the_closed_one_keeps_its_own_figures_and_comments_alone(
    session: Any, keys: KeyStore, two: tuple[OpenCycle, OpenCycle]
) -> None:
    first, other = two
    for each in two:
        seal_cycle(session, each.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)

    for each in two:
        rows = rows_of(session, each.cycle.id)
        assert (
            not rows["open_sheet"] | rows["open_voice"] | rows["spent_ticket"] | rows["assignment"]
        )
        people = {row.id for row in participants(session, each.cycle)}
        assert {row[2] for row in rows["comment"]} <= people
        assert {row[0] for row in rows["officer_result"]} <= people
        assert len(rows["cycle_result"]) == 1
    assert len(rows_of(session, first.cycle.id)["comment"]) == len(
        rows_of(session, other.cycle.id)["comment"]
    )


@pytest.mark.parametrize("group", [Relation.SUPERVISOR, Relation.PEER, Relation.SUBORDINATE])
def test_a_sheet_given_back_after_it_was_sent_is_not_counted(
    session: Any, keys: KeyStore, two: tuple[OpenCycle, OpenCycle], group: str
) -> None:
    first, _ = two
    owed = next(each for each in owed_in(session, first) if each.group == group)
    ratee, sent = owed.ratee_id, sheets_about(session, first, owed.ratee_id, group)
    decline_assignment(owed, first.cycle, DeclineReason.DOES_NOT_KNOW)
    session.commit()

    counts = seal_cycle(session, first.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)

    assert counts is not None
    assert counts.given_back == 1
    assert counts.spoilt == 0
    assert counts.sheets == counts.submitted - 1
    result = session.get_one(OfficerResult, ratee).payload
    assert shown_n(result, group) in (sent - 1, None)


def test_whoever_gave_a_sheet_back_is_not_counted_as_invited(
    session: Any, keys: KeyStore, two: tuple[OpenCycle, OpenCycle]
) -> None:
    first, other = two
    asked = Counter(each.group for each in owed_in(session, first))
    back = [next(o for o in owed_in(session, first) if o.group == group) for group in asked]
    for each in back:
        if each.group != Relation.SELF:
            decline_assignment(each, first.cycle, DeclineReason.DOES_NOT_KNOW)
    session.commit()

    invited = [link_cycle(session, each.cycle, keys.key_of(each.cycle)).invited for each in two]

    assert invited[0] == {str(g): n - (g != Relation.SELF) for g, n in asked.items()}
    assert invited[1] == {str(g): n for g, n in asked.items()}


def sheets_about(session: Any, opened: OpenCycle, ratee_id: int, group: str) -> int:
    """How many are asked about a person from a group; all but the last of all have answered."""
    return sum(
        each.ratee_id == ratee_id and each.group == group for each in owed_in(session, opened)
    )


def shown_n(payload: str, group: str) -> int | None:
    from berakhlak.statistics.frozen_result import OfficerFigures

    cell = OfficerFigures.from_json(payload).values[0].cells[group]
    return cell.n


def test_a_box_counts_for_its_own_assignment_alone(
    session: Any, keys: KeyStore, two: tuple[OpenCycle, OpenCycle], refused: Callable[..., Any]
) -> None:
    """A sheet copied under the handle of another is spoilt, however well its key fits."""
    first, _ = two
    key, owed = keys.key_of(first.cycle), owed_in(session, first)
    one, another = (session.get_one(OpenSheet, key.handle(each.id)) for each in owed[:2])
    another.box = one.box
    session.commit()

    assert refused(first).spoilt_sheets == 1
    assert session.scalar(select(func.count()).select_from(CycleResult)) == 0


@pytest.fixture
def refused(session: Any, keys: KeyStore) -> Callable[[OpenCycle], Any]:
    from berakhlak.sealing.closing import SheetsSpoilt

    def close(opened: OpenCycle) -> Any:
        with pytest.raises(SheetsSpoilt) as refusal:
            seal_cycle(session, opened.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)
        session.rollback()
        return refusal.value.counts

    return close
