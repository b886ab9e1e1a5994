"""Counting once, erasing, and what a thief finds before and after; on both engines."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from berakhlak.backups.database_contents import read_database_contents
from berakhlak.backups.key_check import cycles_owing_sealing, leftover_keys
from berakhlak.clock import utc_now
from berakhlak.cycles import counted_boxes
from berakhlak.cycles.counted_boxes import AnswersStillRead
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyMissing, KeyStore, KeyUnusable
from berakhlak.disclosure.satisfaction import PrintedSurvey, attack_survey
from berakhlak.errors import StateConflict
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.inspection.keys import inspect_keys
from berakhlak.satisfaction_administration import closing
from berakhlak.satisfaction_administration.closing import (
    AlreadyPublished,
    AnswersCanBeCounted,
    FiguresGiveAway,
    NothingToPublish,
    PlanMissing,
    end_survey,
    publish_survey,
)
from berakhlak.satisfaction_survey.box_content import GivenAnswers, GivenCharacteristics
from berakhlak.satisfaction_survey.boxes import SatisfactionBox
from berakhlak.satisfaction_survey.counting import (
    AnswersCameMeanwhile,
    SurveyClosed,
    SurveyStillRuns,
    count_answers,
    freeze_figures,
    is_erasing_owed,
)
from berakhlak.satisfaction_survey.device_limits import OF_A_DEVICE
from berakhlak.satisfaction_survey.models import (
    FollowUp,
    SatisfactionSurvey,
    SpentSurveyForm,
)
from berakhlak.satisfaction_survey.operations import SurveyOver, SurveyRunning, receive_answers
from berakhlak.satisfaction_survey.published import published_indices
from berakhlak.satisfaction_survey.queries import figures_of
from berakhlak.statistics.told_satisfaction import ACCOMPLICES, Bound, survey_figures
from tests.factories.satisfaction import (
    GOLDEN,
    ONE,
    Surveyed,
    close,
    give_answers,
    let_the_survey_pass,
    make_survey,
    plan_action,
    publish,
)
from tests.support.carving import Needles, files_below


def end(session: Any, made: Surveyed) -> None:
    given = {"keys": made.keys, "by": made.hr, "at": utc_now(), "today": local_today()}
    end_survey(session, made.survey, **given)


def boxes(session: Any) -> list[tuple[bytes, bytes]]:
    return [
        (bytes(i), bytes(b))
        for i, b in session.execute(sa.select(SatisfactionBox.id, SatisfactionBox.box))
    ]


def test_as_many_answers_come_out_as_went_in_and_nothing_else_stays(session, made, keys):
    give_answers(session, made, GOLDEN[:6])
    give_answers(session, made, GOLDEN[6:], said=(1, 0, 3, 5))
    assert len(boxes(session)) == 20
    let_the_survey_pass(session, made)
    close(session, made)
    figures = figures_of(made.survey)
    assert figures.whole.respondents == 10
    assert figures.whole.elements[2].total == 26
    told = {(each.characteristic, each.value): each.number for each in figures.counts}
    assert (told["sex", "male"], told["sex", "female"]) == (6, 4)
    assert told["age", "not_stated"] == 4
    assert boxes(session) == []
    assert session.query(SpentSurveyForm).count() == 0
    assert not keys.exists(made.survey.key_name)
    with pytest.raises(SurveyClosed):
        close(session, made)


def test_before_closing_boxes_look_alike_and_open_under_their_key_alone(session, made, keys):
    give_answers(session, made, [GOLDEN[0], GOLDEN[0]])
    found = boxes(session)
    assert len({len(box) for _id, box in found}) == 1
    assert (
        len({box[12:] for _id, box in found}) == 4
    )  # Twice the same answers, never twice the same.
    key = keys.key_of(made.survey)
    kinds = Counter(key.decrypt(box, box_id)[:1] for box_id, box in found)
    assert kinds == {b"A": 2, b"R": 2}
    columns = {column.name for column in SatisfactionBox.__table__.columns}
    assert columns == {"id", "survey_id", "box"}  # No time, no order, no person.


def test_no_row_of_the_database_says_what_was_answered_or_when(session, made):
    def texts() -> set[str]:
        names = sa.inspect(session.connection()).get_table_names()
        return {
            repr(value)
            for name in names
            if name not in ("satisfaction_box", "spent_survey_form")
            for row in session.execute(sa.select(sa.text("*")).select_from(sa.table(name)))
            for value in row
        }

    before = texts()
    give_answers(session, made, GOLDEN[:3])
    assert texts() == before


def test_a_box_that_is_damaged_is_left_out_and_told(session, made):
    give_answers(session, made, [*GOLDEN, GOLDEN[0]])
    key = made.keys.key_of(made.survey)
    spoilt = next(i for i, b in boxes(session) if key.decrypt(b, i)[:1] == b"A")
    session.execute(
        sa.update(SatisfactionBox).where(SatisfactionBox.id == spoilt).values(box=b"x" * 40)
    )
    session.commit()
    let_the_survey_pass(session, made)
    close(session, made)
    assert (figures_of(made.survey).whole.respondents, figures_of(made.survey).left_out) == (10, 1)


def test_a_box_of_characteristics_that_is_damaged_leaves_the_figures_and_tells_no_counts(
    session, made
):
    give_answers(session, made, [*GOLDEN, GOLDEN[0]], said=(1, 0, 3, 5))
    key = made.keys.key_of(made.survey)
    spoilt = next(i for i, b in boxes(session) if key.decrypt(b, i)[:1] == b"R")
    session.execute(
        sa.update(SatisfactionBox).where(SatisfactionBox.id == spoilt).values(box=b"x" * 40)
    )
    session.commit()
    let_the_survey_pass(session, made)
    close(session, made)
    assert figures_of(made.survey).whole.respondents == 11
    assert figures_of(made.survey).counts == ()


def test_answers_stay_where_the_key_is_only_out_of_sight(session, made):
    give_answers(session, made, GOLDEN)
    let_the_survey_pass(session, made)
    folder = made.keys.folder
    folder.rename(folder.with_name("away"))
    try:
        for there in (False, True):  # Not mounted; mounted empty.
            if there:
                folder.mkdir()
            with pytest.raises(KeyUnusable):
                end(session, made)
            session.rollback()
    finally:
        folder.rmdir()
        folder.with_name("away").rename(folder)
    assert len(boxes(session)) == 20


def test_an_answer_that_comes_while_an_empty_survey_is_ended_stops_that(session, made):
    give_answers(session, made, GOLDEN[:1])
    with pytest.raises(AnswersCameMeanwhile):
        freeze_figures(session, made.survey, 0, by=made.hr, at=utc_now(), today=local_today())
    session.rollback()
    assert len(boxes(session)) == 2


def test_a_device_answers_no_oftener_than_what_is_told_allows_for():
    assert OF_A_DEVICE <= ACCOMPLICES


def test_answers_that_come_between_counting_and_deleting_stop_the_closing(session, made):
    give_answers(session, made, GOLDEN)
    let_the_survey_pass(session, made)
    counted = count_answers(session, made.survey, made.keys.key_of(made.survey))
    session.add(SatisfactionBox(id=secrets.token_bytes(16), survey_id=made.survey.id, box=b"late"))
    session.flush()
    with pytest.raises(AnswersCameMeanwhile):
        freeze_figures(session, made.survey, counted, by=made.hr, at=utc_now(), today=local_today())
    session.rollback()
    assert len(boxes(session)) == 20
    assert made.survey.closed_on is None


def test_after_closing_a_form_that_was_open_lets_nothing_in(session, made):
    give_answers(session, made, GOLDEN)
    key = made.keys.key_of(made.survey)
    session.execute(sa.update(SatisfactionSurvey).values(closed_on=local_today()))
    with pytest.raises(SurveyOver):
        receive_answers(
            session,
            made.survey,
            GivenAnswers(0, GOLDEN[0]),
            GivenCharacteristics(ONE),
            key=key,
            form_digest=b"f" * 32,
            today=local_today(),
        )


def test_killed_before_erasing_it_is_owed_and_done_by_the_next_call(session, made, monkeypatch):
    give_answers(session, made, GOLDEN)
    let_the_survey_pass(session, made)
    monkeypatch.setattr("berakhlak.cycles.counted_boxes.let_go_of_deleted", lambda *_a, **_k: False)
    with pytest.raises(AnswersStillRead):
        close(session, made)
    session.refresh(made.survey)
    assert is_erasing_owed(made.survey, made.keys)
    frozen = made.survey.figures_json
    monkeypatch.undo()
    close(session, made)
    assert not is_erasing_owed(made.survey, made.keys)
    assert made.survey.figures_json == frozen


def test_figures_that_give_an_answer_away_are_neither_stored_nor_published(
    session, made, monkeypatch
):
    """A planted leak: sums are told as they are."""
    give_answers(session, made, [(4,) * 9] * 12)
    let_the_survey_pass(session, made)
    with monkeypatch.context() as planted:
        planted.setattr("berakhlak.statistics.told_satisfaction.MARGIN", 0)
        with pytest.raises(FiguresGiveAway):
            close(session, made)
        session.rollback()
        assert (len(boxes(session)), made.survey.closed_on) == (24, None)
        planted.setattr(closing, "attack_surveys", lambda _surveys: [])
        close(session, made)
    with pytest.raises(FiguresGiveAway):
        publish(session, made)
    session.rollback()
    assert published_indices(session, made.unit.agency_id) == []


def test_what_is_published_withstands_the_attacker(session, made):
    give_answers(session, made, GOLDEN)
    let_the_survey_pass(session, made)
    close(session, made)
    publish(session, made)
    survey = made.survey
    printed = PrintedSurvey("D", survey.starts_on, survey.last_day, figures_of(survey))
    assert list(attack_survey(printed)) == []
    (told,) = published_indices(session, made.unit.agency_id)
    assert (told.element_bounds[3], told.element_means[3]) == (Bound.AT_LEAST, 3.6)


def test_one_without_answers_may_be_ended_at_once_and_one_with_answers_not(session, made):
    give_answers(session, made, GOLDEN[:1])
    with pytest.raises(AnswersCanBeCounted):
        end(session, made)
    made.keys.create("another")  # Of something else: it is the right folder.
    made.keys.destroy(made.survey.key_name)
    with pytest.raises(SurveyStillRuns):  # The key may come back.
        end(session, made)
    let_the_survey_pass(session, made)
    end(session, made)
    assert (made.survey.figures_json, boxes(session)) == (None, [])
    again = make_survey(session, made.keys, unit=made.unit)
    end(session, again)
    assert again.survey.closed_on == local_today()


def test_a_unit_has_one_survey_at_a_time(session, made):
    kept = made.keys.key_names()
    with pytest.raises(SurveyRunning):
        make_survey(session, made.keys, unit=made.unit)
    assert made.keys.key_names() == kept


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("pg", marks=pytest.mark.postgres)])
def test_no_file_of_the_database_holds_a_box_after_closing(engine, make_app, tmp_path, request):
    """Neither the log nor old pages; while it runs, the search finds them."""
    url = request.getfixturevalue("migrated_postgres_url") if engine == "pg" else None
    app = make_app(url)
    with app.app_context():
        session, keys = db.session(), key_store()
        made = make_survey(session, keys)
        give_answers(session, made, GOLDEN)
        needles = Needles(dict(enumerate(box[:64] for _id, box in boxes(session))))
        if engine == "pg":
            sizes = sa.text("SELECT pg_relation_size('satisfaction_box')")
            assert session.scalar(sizes) > 0
        else:
            assert carved(needles, tmp_path) == set(range(20))
        let_the_survey_pass(session, made)
        close(session, made)
        if engine == "pg":
            assert session.scalar(sizes) == 0
        else:
            assert carved(needles, tmp_path) == set()
        assert not keys.exists(made.survey.key_name)
        db.session.remove()
        db.engine.dispose()


def carved(needles: Needles[int], folder: Any) -> set[int]:
    found: set[int] = set()
    for file in files_below(folder):
        found |= needles.carved(file.read_bytes())
    return found


def test_the_key_folder_is_judged_with_the_surveys(app, session, made):
    def contents() -> Any:
        names = sa.inspect(session.connection()).get_table_names()
        return read_database_contents(lambda sql: session.execute(sa.text(sql)).all(), names)

    assert leftover_keys(contents().cycles, made.keys) == []
    made.survey.closed_on = local_today() - timedelta(days=1)
    session.flush()
    (owed,) = cycles_owing_sealing(contents().cycles, made.keys)
    assert (owed.is_satisfaction_survey, owed.name) == (True, "SKM · Dinas Dukcapil")
    with app.test_request_context():
        found = inspect_keys(contents().cycles, made.keys)
    assert [each.remedy for each in found] == ["tuntaskan di halaman SKM unitnya"]


def test_nothing_is_published_while_one_precondition_is_missing(session, made):
    """Each is taken away in turn; the key folder out of sight hides no key that is owed."""
    give_answers(session, made, GOLDEN)
    let_the_survey_pass(session, made)
    refused = partial(refusal_of_publishing, session, made)
    assert refused() is NothingToPublish  # Not closed.
    folder = made.keys.folder
    with pytest.MonkeyPatch.context() as busy:
        busy.setattr(counted_boxes, "let_go_of_deleted", lambda *_a, **_k: False)
        with pytest.raises(AnswersStillRead):
            close(session, made)
    plan_action(session, made)
    assert refused() is NothingToPublish  # Closed, and not erased.
    folder.rename(folder.with_name("away"))
    assert refused() is NothingToPublish  # The key is there, out of sight.
    with pytest.raises(KeyMissing):
        close(session, made)
    folder.with_name("away").rename(folder)
    with pytest.MonkeyPatch.context() as killed:
        killed.setattr(KeyStore, "destroy", lambda *_a: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception):
            close(session, made)
    session.rollback()
    assert made.survey.erased_on == local_today()
    assert refused() is NothingToPublish  # The file of the key is still there.
    close(session, made)
    session.query(FollowUp).delete()
    session.commit()
    assert refused() is PlanMissing
    plan_action(session, made)
    frozen = made.survey.figures_json
    made.survey.figures_json = None
    assert refused() is NothingToPublish  # Ended without figures.
    assert refused(figures_json=few_answered(made)) is NothingToPublish
    made.survey.figures_json = frozen
    session.commit()
    assert refused() is None
    assert refused() is AlreadyPublished


def refusal_of_publishing(session: Any, made: Surveyed, **changed: Any) -> type | None:
    for name, value in changed.items():
        setattr(made.survey, name, value)
    given = {"keys": made.keys, "by": made.hr, "at": utc_now(), "today": local_today()}
    try:
        publish_survey(session, made.survey, **given)
    except StateConflict as refused:
        return type(refused)
    return None


def few_answered(made: Surveyed) -> str:
    none = np.zeros((0, 9), np.uint8)
    return survey_figures(made.survey.services, np.zeros(0, np.int64), none, ()).to_json()
