"""Who has answered about their talk, without the key: from boxes that come and change, and from
counts that stand beside each other. The programs find it in planted rows, and nothing in ours."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from berakhlak.cycles.keys import CycleKey, KeyStore
from berakhlak.formats import local_today
from berakhlak.talk_survey.boxes import TalkAnswerBox
from berakhlak.talk_survey.operations import answer_survey
from tests.factories.published import make_published_cycle
from tests.factories.talks import SOME, confirm_talks, give_answers, start_round

Copy = dict[bytes, bytes]


@pytest.fixture
def keys(app) -> KeyStore:
    return KeyStore(app.config["BERAKHLAK"].key_dir)


@pytest.fixture
def begun(session, keys):
    """Seven officers, a round, and no talk yet."""
    made = make_published_cycle(session, keys, staff=7)
    survey = start_round(session, made, keys)
    session.commit()
    return made, survey


def copy_of(session: Any) -> Copy:
    """What a backup holds of the boxes."""
    rows = session.execute(sa.select(TalkAnswerBox.handle, TalkAnswerBox.box))
    return {bytes(handle): bytes(box) for handle, box in rows}


def named(before: Copy, after: Copy, eligible: set[int]) -> dict[int, bytes]:
    """Between two copies one officer came to be asked, and one box came or changed: it is theirs,
    and they have answered."""
    moved = [handle for handle, box in after.items() if before.get(handle) != box]
    return {eligible.copy().pop(): moved[0]} if len(moved) == len(eligible) == 1 else {}


def test_a_box_that_comes_with_an_answer_names_who_answered():
    """The control: a row for each answer, as rows of a survey are mostly kept."""
    key = CycleKey.derive(b"k" * 32)
    handle = key.handle(7)
    assert named({}, {handle: key.encrypt(bytes(SOME), handle)}, {7}) == {7: handle}


def test_two_copies_around_an_answer_name_nobody(session, keys, begun):
    made, survey = begun
    before = copy_of(session)
    first = made.officers[0]
    confirm_talks(session, [first])
    give_answers(session, survey, keys, {first.id: SOME})
    session.commit()
    after = copy_of(session)
    assert named(before, after, {first.id}) == {}
    assert before.keys() == after.keys()
    assert len(after) == len(made.officers)


def test_whoever_answers_leaves_the_same_marks_as_whoever_does_not(session, keys, begun):
    """All boxes of a small round change together, and have one size."""
    made, survey = begun
    before = copy_of(session)
    answer_survey(
        session, survey, made.officers[0].id, SOME, key=keys.key_of(survey), today=local_today()
    )
    after = copy_of(session)
    assert all(after[handle] != box for handle, box in before.items())
    assert len({len(box) for box in (*before.values(), *after.values())}) == 1
