"""Closing a survey: its boxes are opened in memory, counted once, and deleted.

Steps in order, so that it can be killed anywhere and called again: the figures are stored and the
boxes deleted in one commit; old pages are erased and the key is overwritten; that it is done is
stored; the file of the key goes. Until then it is owed. That a key is not in sight is no proof that
it is gone. Who commits is `satisfaction_administration.closing`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.counted_boxes import OpenedBoxes, erase_counted_pages, open_boxes
from berakhlak.cycles.keys import CycleKey, KeyMissing, KeyStore
from berakhlak.engines import rows_changed
from berakhlak.errors import StateConflict
from berakhlak.formats import full_date
from berakhlak.satisfaction_survey.box_content import (
    GivenAnswers,
    GivenCharacteristics,
    read_content,
)
from berakhlak.satisfaction_survey.boxes import SatisfactionBox
from berakhlak.satisfaction_survey.models import (
    SatisfactionSurvey,
    SpentSurveyForm,
    SpentSurveyTicket,
)
from berakhlak.satisfaction_survey.respondents import CHARACTERISTICS, NOT_STATED, SERVICE
from berakhlak.statistics.satisfaction_index import N_ELEMENTS
from berakhlak.statistics.told_satisfaction import SurveyFigures, survey_figures, told_counts

SPENT = (SpentSurveyForm, SpentSurveyTicket)
TABLES = (SatisfactionBox.__tablename__, *(each.__tablename__ for each in SPENT))


class SurveyStillRuns(StateConflict):
    """People were promised time until the last day."""

    def __init__(self, last_day: date) -> None:
        super().__init__(
            _("Survei ini masih menerima jawaban sampai %(day)s.", day=full_date(last_day))
        )


class SurveyClosed(StateConflict):
    """It was closed before."""

    message = _("Survei ini sudah ditutup.")


class AnswersCameMeanwhile(StateConflict):
    """More or fewer boxes were there than had been counted; nothing was stored."""

    message = _("Masih ada jawaban yang baru masuk. Coba tutup sekali lagi.")


@dataclass(frozen=True)
class CountedBoxes:
    """Figures, and how many boxes they were made of, those that did not open included."""

    figures: SurveyFigures
    boxes: int


def require_over(survey: SatisfactionSurvey, today: date) -> None:
    """Raises SurveyClosed, SurveyStillRuns unless it waits to be closed."""
    if survey.closed_on is not None:
        raise SurveyClosed
    if today <= survey.last_day:
        raise SurveyStillRuns(survey.last_day)


def count_answers(session: Session, survey: SatisfactionSurvey, key: CycleKey) -> CountedBoxes:
    """Open every box in memory. Those that do not open are left out, and their number told."""
    found = _opened(session, survey, key)
    contents = [content for _id, content in found.contents]
    given = [each for each in contents if isinstance(each, GivenAnswers)]
    said = [each for each in contents if isinstance(each, GivenCharacteristics)]
    if len(given) + len(said) + found.damaged != found.total:
        raise AssertionError("boxes were counted twice, or not at all")
    service = np.array([each.service for each in given], np.int64)
    answers = np.array([each.answers for each in given], np.uint8).reshape(len(given), N_ELEMENTS)
    # Of fewer, or more, than answered, a difference would tell what is hidden.
    counts = told_counts(_counted(survey, given, said)) if len(given) == len(said) else ()
    figures = survey_figures(survey.services, service, answers, counts, least=survey.least)
    return CountedBoxes(replace(figures, left_out=found.damaged), found.total)


def freeze_figures(
    session: Session,
    survey: SatisfactionSurvey,
    counted: CountedBoxes | int,
    *,
    by: Actor | None,
    at: datetime,
    today: date,
) -> None:
    """Store the figures, once for ever, and delete the boxes. The caller commits.

    A number: it is ended without any, and so many boxes were seen. Raises SurveyClosed,
    AnswersCameMeanwhile.
    """
    is_ended = isinstance(counted, int)
    text = None if isinstance(counted, int) else counted.figures.to_json()
    mine = (SatisfactionSurvey.id == survey.id, SatisfactionSurvey.closed_on.is_(None))
    change = update(SatisfactionSurvey).where(*mine).values(closed_on=today, figures_json=text)
    if not rows_changed(session, change):
        raise SurveyClosed
    of_survey = delete(SatisfactionBox).where(SatisfactionBox.survey_id == survey.id)
    deleted = rows_changed(session, of_survey)
    if deleted != (counted if isinstance(counted, int) else counted.boxes):
        raise AnswersCameMeanwhile
    for spent in SPENT:
        session.execute(delete(spent).where(spent.survey_id == survey.id))
    act = Act.ENDED_SATISFACTION_SURVEY if is_ended else Act.CLOSED_SATISFACTION_SURVEY
    audit.record_act(session, act, survey.id, by=by, at=at)
    session.flush()


def is_erasing_owed(survey: SatisfactionSurvey, keys: KeyStore) -> bool:
    """Whether it is closed and not known to be erased, or its key is still there."""
    if survey.closed_on is None:
        return False
    return survey.erased_on is None or keys.exists(survey.key_name)


def forget_answers(session: Session, survey: SatisfactionSurvey, *, keys: KeyStore) -> None:
    """After the closing and its commit: erase old pages, then overwrite the key. May be called
    again.

    Raises AnswersStillRead, KeyMissing (no key is in sight: this may be another folder).
    """
    name, is_erased = survey.key_name, survey.erased_on is not None
    assert survey.closed_on is not None
    erase_counted_pages(session, TABLES)
    try:
        keys.wipe(name)
    except FileNotFoundError as absent:
        if not (is_erased or keys.key_names()):  # An empty folder is another one.
            raise KeyMissing from absent


def note_erased(session: Session, survey: SatisfactionSurvey, today: date) -> None:
    """Store that nothing can be read any more; the day of the first time stays."""
    mine = (SatisfactionSurvey.id == survey.id, SatisfactionSurvey.erased_on.is_(None))
    session.execute(update(SatisfactionSurvey).where(*mine).values(erased_on=today))


def _opened(
    session: Session, survey: SatisfactionSurvey, key: CycleKey
) -> OpenedBoxes[GivenAnswers | GivenCharacteristics]:
    """Answers, and what respondents said of themselves."""

    def _read(name: bytes, box: bytes) -> GivenAnswers | GivenCharacteristics:
        return read_content(key.decrypt(box, name), len(survey.services))

    stored = select(SatisfactionBox.id, SatisfactionBox.box)
    mine = stored.where(SatisfactionBox.survey_id == survey.id)
    return open_boxes(session.execute(mine), _read)


def _counted(
    survey: SatisfactionSurvey,
    given: Sequence[GivenAnswers],
    said: Sequence[GivenCharacteristics],
) -> dict[str, dict[str, int]]:
    """How many have each value, by characteristic; services only where there are several."""
    found: dict[str, dict[str, int]] = {}
    for place, each in enumerate(CHARACTERISTICS):
        chosen = Counter(one.chosen[place] for one in said)
        codes = [NOT_STATED, *(code for code, _words in each.values)]
        # Not stated comes last.
        order = [*range(1, len(codes)), 0]
        found[each.code] = {codes[at]: chosen[at] for at in order}
    if len(survey.services) > 1:
        used = Counter(each.service for each in given)
        found[SERVICE] = {str(at): used[at] for at in range(len(survey.services))}
    return found
