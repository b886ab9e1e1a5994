"""What single officers answered about their talks: attacks that work on planted leftovers and on
figures made in the plain way, and fail on the product."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.clock import utc_now
from berakhlak.cycle_steps.talk_survey import FiguresGiveAway, release_talk_survey
from berakhlak.cycles.counted_boxes import AnswersStillRead
from berakhlak.cycles.keys import KeyStore
from berakhlak.development.counts import confirmed_talks
from berakhlak.disclosure.queries import audit_basis, talks_attacked
from berakhlak.disclosure.report import LeakKind
from berakhlak.disclosure.talk_survey import (
    PrintedTalkFigures,
    attack_talk_figures,
    settles,
)
from berakhlak.extensions import Base
from berakhlak.formats import local_today
from berakhlak.statistics.small_groups import LEAST
from berakhlak.statistics.talk_answers import (
    AnswerRange,
    TalkAnswer,
    TalkFigures,
    UnitTalkFigures,
    talk_figures,
)
from berakhlak.talk_survey.boxes import TalkAnswerBox
from berakhlak.talk_survey.ending import (
    SurveyEnded,
    SurveyStillRuns,
    compute_figures,
    is_erasing_owed,
)
from berakhlak.talk_survey.models import TalkSurvey
from berakhlak.talk_survey.operations import SurveyOver, answer_survey
from berakhlak.talk_survey.queries import released_figures
from tests.attacks.linking import rank_correlation
from tests.factories.published import make_published_cycle
from tests.factories.talks import (
    NO,
    PARTLY,
    YES,
    confirm_talks,
    give_answers,
    let_the_term_pass,
    move_into_unit,
    start_round,
)

SAID = [(YES,) * 9, (NO, YES, PARTLY) * 3, (NO,) * 9, (YES, NO, YES) * 3, (PARTLY,) * 9]


@pytest.fixture
def keys(app) -> KeyStore:
    return KeyStore(app.config["BERAKHLAK"].key_dir)


@pytest.fixture
def answered(session, keys):
    """Eight officers who talked and answered, the last three of them in a unit below."""
    made = make_published_cycle(session, keys, staff=8)
    move_into_unit(session, made, "Seksi", made.officers[5:])
    confirm_talks(session, made.officers)
    survey = start_round(session, made, keys)
    said = {each.id: SAID[n % len(SAID)] for n, each in enumerate(made.officers)}
    for who, words in said.items():
        give_answers(session, survey, keys, {who: words})
        session.commit()
    return made, survey, said


def release(session: Any, made: Any, survey: TalkSurvey, keys: KeyStore) -> None:
    by, at, today = made.opened.hr, utc_now(), local_today()
    release_talk_survey(session, made.cycle, survey, keys=keys, by=by, at=at, today=today)


# From figures


def plain(name: str, answers: Sequence[Sequence[TalkAnswer]]) -> UnitTalkFigures:
    """Exact counts, as a survey tool would print them."""
    counts = np.count_nonzero(np.array(answers) == YES, axis=0)
    number = AnswerRange(len(answers), len(answers))
    return UnitTalkFigures(name, number, tuple(AnswerRange(int(c), int(c)) for c in counts))


def test_exact_counts_of_five_give_all_answers_away_to_one_of_them():
    """The control: four said no, and the fifth knows that the one "yes" is their own."""
    unit = plain("Bidang", [(YES,) * 9, *[(NO,) * 9] * 4])
    found = list(attack_talk_figures(PrintedTalkFigures((unit,), unit.yes), "Siklus"))
    assert {each.leak for each in found} == {LeakKind.RECOVERED}
    assert len(found) == 9


def test_an_exact_total_beside_ranges_gives_the_complement_away():
    """The control: what all said together less what the others said."""
    loud, quiet = [(YES,) * 9] * 6 + [(NO,) * 9] * 6, [(NO,) * 9] * 5
    figures = talk_figures(
        ["A", "B"], [20, 20], np.array([0] * 12 + [1] * 5), np.array(loud + quiet, np.uint8)
    )
    exact = plain("", loud + quiet).yes
    found = list(attack_talk_figures(PrintedTalkFigures(figures.units, exact), "Siklus"))
    assert {each.source.owner for each in found} == {"B"}
    assert not list(attack_talk_figures(PrintedTalkFigures.of(figures), "Siklus"))


def test_nested_units_give_the_two_of_a_section_away():
    """The control: a department with its sections, less the department itself."""
    department, section = [(YES,) * 9] * 6, [(NO,) * 9] * 2
    whole, own = plain("", department + section), plain("", department)
    left = [w.low - o.low for w, o in zip(whole.yes, own.yes, strict=True)]
    assert (whole.answered.low - own.answered.low, left) == (2, [0] * 9)


def test_a_count_before_and_after_one_more_answer_is_that_answer():
    """The control: a page that counts while officers answer."""
    before, after = plain("", SAID[:4]), plain("", SAID[:5])
    learnt = [b.low - a.low for b, a in zip(after.yes, before.yes, strict=True)]
    assert learnt == [int(answer is YES) for answer in SAID[4]]


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=40),
    st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]),
    st.randoms(use_true_random=False),
)
@settings(max_examples=60)
def test_no_figures_of_the_product_settle_an_answer_however_officers_answered(unit, share, rng):
    answers = np.array([[2 * (rng.random() < share) for _ in range(9)] for _ in unit], np.uint8)
    asked = [unit.count(place) + rng.randrange(5) for place in range(5)]
    figures = talk_figures(list("ABCDE"), asked, np.array(unit), answers)
    assert not list(attack_talk_figures(PrintedTalkFigures.of(figures), "Siklus"))
    assert all(each.answered.low >= LEAST for each in figures.units)


@given(st.integers(1, 5), st.integers(0, 1), st.data())
@settings(max_examples=60)
def test_the_attacker_is_certain_exactly_where_one_possibility_is_left(rest, accomplices, data):
    """Against every way in which officers could have answered."""
    answered = rest + accomplices
    low = data.draw(st.integers(0, answered))
    known = AnswerRange(low, data.draw(st.integers(low, answered)))
    possible = {
        (own, others)
        for own in range(accomplices + 1)
        for others in range(rest + 1)
        if known.low <= own + others <= known.high
    }
    certain = any(
        {others for mine, others in possible if mine == own} in ({0}, {rest})
        for own in range(accomplices + 1)
    )
    if accomplices == 0:
        assert settles(known, answered, 0) == certain
    elif certain:
        assert settles(known, answered, accomplices)


def test_units_do_not_overlap_and_small_ones_are_told_of_together(session, keys, answered):
    made, survey, said = answered
    let_the_term_pass(session, survey)
    session.commit()
    release(session, made, survey, keys)
    figures = released_figures(session, made.cycle.id)
    # Five in the unit and three below it: neither three, nor five and eight, are told of.
    assert [(each.unit, each.answered) for each in figures.units] == [(None, AnswerRange(6, 8))]
    assert [told.low <= sum(a[n] is YES for a in said.values()) <= told.high
            for n, told in enumerate(figures.yes)] == [True] * 9  # fmt: skip


def test_figures_are_computed_once_and_no_leaver_changes_them(session, keys, answered):
    made, survey, _said = answered
    key = keys.key_of(survey)
    asked = confirmed_talks(session, made.cycle, survey.last_day)
    before = compute_figures(session, survey, key, asked)
    made.opened.staff[0].is_active = False
    session.flush()
    assert compute_figures(session, survey, key, asked) == before
    with pytest.raises(SurveyStillRuns):
        release(session, made, survey, keys)
    let_the_term_pass(session, survey)
    session.commit()
    release(session, made, survey, keys)
    with pytest.raises(SurveyEnded):
        release(session, made, survey, keys)
    assert released_figures(session, made.cycle.id) == before


def test_the_audit_of_a_cycle_reads_them_and_its_outcome_lapses_with_them(session, keys, answered):
    made, survey, _said = answered
    before = audit_basis(session, made.cycle)
    survey.figures_json = TalkFigures((plain("Bidang", [(NO,) * 9] * 5),)).to_json()
    session.flush()
    assert len(list(talks_attacked(session, made.cycle))) == 9
    assert audit_basis(session, made.cycle) != before


def test_figures_that_would_give_an_answer_away_are_not_stored(
    session, keys, answered, monkeypatch
):
    made, survey, _said = answered
    let_the_term_pass(session, survey)
    session.commit()
    leaky = TalkFigures((plain("Bidang", [(NO,) * 9] * 5),))
    steps = "berakhlak.cycle_steps.talk_survey.compute_figures"
    monkeypatch.setattr(steps, lambda *_given: leaky)
    with pytest.raises(FiguresGiveAway):
        release(session, made, survey, keys)
    session.rollback()
    assert released_figures(session, made.cycle.id) is None
    assert session.query(TalkAnswerBox).count() == 9  # The head's is empty.


# From the database


def rows_of(session: Any) -> dict[str, list[Any]]:
    return {
        table.name: sorted(map(repr, session.execute(sa.select(table)).all()))
        for table in Base.metadata.sorted_tables
    }


def test_answering_changes_no_row_but_that_of_a_box(session, keys, answered):
    made, survey, said = answered
    before = rows_of(session)
    give_answers(session, survey, keys, {made.officers[0].id: SAID[3]})
    after = rows_of(session)
    assert [name for name in before if before[name] != after[name]] == ["talk_answer"]
    assert len(before["talk_answer"]) == len(after["talk_answer"])


def test_boxes_lie_in_no_order_of_answering_and_all_have_one_size(session, answered):
    rows = session.execute(sa.text("SELECT handle, length(box) FROM talk_answer")).all()
    handles = [bytes(handle) for handle, _size in rows]
    assert handles == sorted(handles)
    assert len({size for _handle, size in rows}) == 1
    with pytest.raises(sa.exc.OperationalError):
        session.execute(sa.text("SELECT rowid FROM talk_answer"))
    session.rollback()


def test_rows_planted_in_the_order_of_answering_are_found_out():
    """The control: a table that numbers its rows tells who answered what, by the days of talks."""
    with sqlite3.connect(":memory:") as planted:
        planted.execute("CREATE TABLE answer (id INTEGER PRIMARY KEY, said TEXT)")
        planted.executemany("INSERT INTO answer (said) VALUES (?)", [(str(n),) for n in range(30)])
        found = [int(said) for (said,) in planted.execute("SELECT said FROM answer ORDER BY id")]
    assert rank_correlation(found, sorted(found)) > 0.9


def files_of(session: Any) -> bytes:
    file = session.get_bind().engine.url.database
    parts = [f"{file}{end}" for end in ("", "-wal", "-journal")]
    return b"".join(_read(part) for part in parts)


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


def test_after_the_release_no_file_holds_a_handle_or_a_box_and_the_key_is_gone(
    session, keys, answered
):
    made, survey, said = answered
    stored = session.execute(sa.select(TalkAnswerBox.handle, TalkAnswerBox.box)).all()
    needles = [bytes(each) for row in stored for each in (row.handle, row.box[:64])]
    telling = [bytes(words) for words in said.values() if len(set(words)) == 3]
    raw = files_of(session)
    assert all(needle in raw for needle in needles)  # The control: they lie there now.
    assert telling
    assert not any(words in raw for words in telling)
    name = survey.key_name
    let_the_term_pass(session, survey)
    session.commit()
    release(session, made, survey, keys)
    raw = files_of(session)
    assert [needle for needle in needles if needle in raw] == []
    assert not keys.exists(name)
    assert session.query(TalkAnswerBox).count() == 0


def test_carving_finds_rows_that_were_deleted_without_being_overwritten(tmp_path):
    """The control: what a database keeps of a deleted row unless it is told to let go."""
    file = tmp_path / "planted.sqlite3"
    planted = sqlite3.connect(file)
    planted.execute("PRAGMA secure_delete = OFF")
    planted.execute("CREATE TABLE answer (said TEXT)")
    planted.execute("INSERT INTO answer VALUES ('PENANDA-jawaban-21022')")
    planted.commit()
    planted.execute("DELETE FROM answer")
    planted.commit()
    planted.close()
    assert b"PENANDA-jawaban" in file.read_bytes()


def test_a_release_that_was_cut_short_is_finished_by_the_next(session, keys, answered, monkeypatch):
    made, survey, _said = answered
    let_the_term_pass(session, survey)
    session.commit()
    erasing = "berakhlak.cycles.counted_boxes.let_go_of_deleted"
    monkeypatch.setattr(erasing, lambda *_given, **_more: False)
    with pytest.raises(AnswersStillRead):
        release(session, made, survey, keys)
    assert is_erasing_owed(survey, keys)
    first = released_figures(session, made.cycle.id)
    monkeypatch.undo()
    release(session, made, survey, keys)
    assert not is_erasing_owed(survey, keys)
    assert released_figures(session, made.cycle.id) == first


def test_an_answer_after_the_last_day_is_not_kept(session, keys, answered):
    made, survey, _said = answered
    key, late = keys.key_of(survey), survey.last_day + timedelta(days=1)
    with pytest.raises(SurveyOver):
        answer_survey(session, survey, made.officers[0].id, SAID[0], key=key, today=late)


def test_a_box_that_was_exchanged_or_damaged_is_left_out(session, keys, answered):
    made, survey, said = answered
    key = keys.key_of(survey)
    boxes = [session.get_one(TalkAnswerBox, key.handle(each.id)) for each in made.officers[:2]]
    boxes[0].box, boxes[1].box = boxes[1].box, boxes[0].box
    session.flush()
    asked = confirmed_talks(session, made.cycle, survey.last_day)
    figures = compute_figures(session, survey, key, asked)
    six = AnswerRange(len(said) - 2, len(said))
    assert (figures.answered, figures.left_out) == (six, 2)
