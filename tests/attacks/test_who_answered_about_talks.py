"""Who has answered about their talk, without the key: from boxes that come and change, and from
counts that stand beside each other. The programs find it in planted rows, and nothing in ours."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from berakhlak.cycles.keys import CycleKey, KeyStore
from berakhlak.formats import local_today
from berakhlak.retention.jobs import lock_answers_anew
from berakhlak.statistics.talk_answers import AnswerRange, talk_figures
from berakhlak.talk_survey import locking
from berakhlak.talk_survey.boxes import TalkAnswerBox
from berakhlak.talk_survey.locking import lock_anew
from berakhlak.talk_survey.operations import answer_survey
from berakhlak.talk_survey.queries import own_answers
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
    assert len(after) == len(made.officers) + 1  # The head is rated as well.


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


def test_no_two_copies_of_different_days_have_a_box_in_common(session, keys, begun):
    """Also where only some were written with the answers of the day; what they say stands."""
    made, survey = begun
    key, who = keys.key_of(survey), made.officers[0].id
    give_answers(session, survey, keys, {who: SOME})
    before = copy_of(session)
    lock_anew(session, survey, key)
    after = copy_of(session)
    assert before.keys() == after.keys()
    assert not set(before.values()) & set(after.values())
    assert own_answers(session, key, who) == SOME
    assert own_answers(session, key, made.officers[1].id) is None


def test_in_a_large_round_an_answer_is_written_with_always_the_same_neighbours(
    session, keys, begun, monkeypatch
):
    """Sets that differ from answer to answer would have the one who answers again in common."""
    monkeypatch.setattr(locking, "NEIGHBOURS", 1)
    made, survey = begun
    moved: dict[int, list[set[bytes]]] = {}
    for who in [each.id for each in made.officers] * 2:
        before = copy_of(session)
        give_answers(session, survey, keys, {who: SOME})
        after = copy_of(session)
        assert before.keys() == after.keys()
        changed = {handle for handle, box in after.items() if before[handle] != box}
        assert keys.key_of(survey).handle(who) in changed
        moved.setdefault(who, []).append(changed)
    assert all(first == again for first, again in moved.values())
    sets = {frozenset(first) for first, _again in moved.values()}
    assert all(one == two or not one & two for one in sets for two in sets)
    assert len(sets) > 1


def test_the_daily_job_gives_boxes_to_a_round_that_began_without(session, keys, begun):
    made, survey = begun
    session.execute(sa.delete(TalkAnswerBox))
    lock_anew(session, survey, keys.key_of(survey))
    assert len(copy_of(session)) == len(made.officers) + 1


def test_the_daily_job_writes_all_boxes_anew_and_passes_over_a_lost_key(session, keys, begun):
    made, survey = begun
    before = copy_of(session)
    run = SimpleNamespace(session=session(), job=SimpleNamespace(agency_id=made.cycle.agency_id))
    lock_answers_anew(run)
    after = copy_of(session)
    assert before.keys() == after.keys()
    assert not set(before.values()) & set(after.values())
    keys.destroy(survey.key_name)
    lock_answers_anew(run)
    assert copy_of(session) == after


# From figures


def everybody_answered(answered: AnswerRange, asked: int) -> bool:
    """Whether a printed number of answers names all who were asked."""
    return answered.low >= asked


def test_an_exact_number_of_answers_beside_as_many_talks_names_all_who_answered():
    """The control: five of five."""
    assert everybody_answered(AnswerRange(5, 5), 5)


@pytest.mark.parametrize("talks", range(1, 12))
@pytest.mark.parametrize("missing", range(4))
def test_no_printed_figure_tells_that_all_or_all_but_one_answered(talks, missing):
    """Also not from how many said "yes": a number above the fewest who may have answered."""
    count = max(0, talks - missing)
    for yes in range(count + 1):
        answers = np.array([[2 * (n < yes)] * 9 for n in range(count)], np.uint8).reshape(-1, 9)
        figures = talk_figures(["A"], [talks], np.zeros(count, np.int64), answers)
        for unit in figures.units:
            fewest = [unit.answered.low, *(each.low for each in unit.yes)]
            assert max(fewest) <= talks - 2
