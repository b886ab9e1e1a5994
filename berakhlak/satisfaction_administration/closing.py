"""Closing and publishing a survey: attacked first, then in steps. The owner of their commits."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.keys import KeyStore, KeyUnusable
from berakhlak.disclosure.satisfaction import PrintedSurvey, attack_surveys
from berakhlak.errors import StateConflict
from berakhlak.satisfaction_survey.counting import (
    SurveyClosed,
    count_answers,
    forget_answers,
    freeze_figures,
    is_erasing_owed,
    note_erased,
    require_over,
)
from berakhlak.satisfaction_survey.models import SatisfactionSurvey
from berakhlak.satisfaction_survey.queries import (
    count_boxes,
    figures_of,
    lock_survey,
    plan_of,
    surveys_of_unit,
)
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import note
from berakhlak.statistics.told_satisfaction import SurveyFigures


class FiguresGiveAway(StateConflict):
    """An answer follows from the figures: a fault of the program; nothing is stored."""

    message = _(
        "Pemeriksaan menemukan angka yang dapat membuka jawaban seseorang, jadi survei ini tidak "
        "ditutup dan tidak ada yang dihapus. Hubungi pengelola sistem."
    )


class AnswersCanBeCounted(StateConflict):
    """Nobody throws away answers that can be counted."""

    message = _("Ada jawaban, dan kuncinya ada. Tutup survei ini sesudah hari terakhirnya.")


class NothingToPublish(StateConflict):
    """It is not closed, its answers are not erased, or too few answered."""

    message = _("Yang dapat terbit hanya survei yang sudah ditutup tuntas dan memiliki angka.")


class PlanMissing(StateConflict):
    """The report wants a plan of action."""

    message = _("Isi dahulu rencana tindak lanjut, paling sedikit satu baris.")


class AlreadyPublished(StateConflict):
    """What is out is not changed."""

    message = _("Survei ini sudah terbit dan tidak dapat diubah lagi.")


def close_survey(
    session: Session,
    survey: SatisfactionSurvey,
    *,
    keys: KeyStore,
    by: Actor | None,
    at: datetime,
    today: date,
) -> None:
    """Count, attack, store, erase; commits. What is owed of an earlier call is done alone.

    Raises SurveyStillRuns, SurveyClosed, AnswersCameMeanwhile, KeyUnusable (also where the key to
    be destroyed is out of sight), AnswersStillRead.
    """
    if survey.closed_on is None:
        require_over(survey, today)
        counted = count_answers(session, survey, keys.key_of(survey))
        _require_safe(session, survey, counted.figures)
        freeze_figures(session, survey, counted, by=by, at=at, today=today)
        session.commit()
    elif not is_erasing_owed(survey, keys):
        raise SurveyClosed
    _erase(session, survey, keys=keys, by=by, today=today)


def end_survey(
    session: Session,
    survey: SatisfactionSurvey,
    *,
    keys: KeyStore,
    by: Actor | None,
    at: datetime,
    today: date,
) -> None:
    """End it without figures: one that was opened by mistake and has no answers, or whose key is
    lost; commits.

    Raises SurveyClosed, SurveyStillRuns, AnswersCanBeCounted, KeyUnusable (the folder is out of
    sight, or another key lies there: both may be mended), AnswersCameMeanwhile, AnswersStillRead.
    """
    if survey.closed_on is not None:
        raise SurveyClosed
    if boxes := count_boxes(session, survey):
        _require_lost(survey, keys)
        require_over(survey, today)
    freeze_figures(session, survey, boxes, by=by, at=at, today=today)
    session.commit()
    _erase(session, survey, keys=keys, by=by, today=today)


def publish_survey(
    session: Session,
    survey: SatisfactionSurvey,
    *,
    keys: KeyStore,
    by: Actor | None,
    at: datetime,
    today: date,
) -> None:
    """Let everybody read the figures and the plan; commits. Attacked again, together with what the
    unit has published before.

    Raises AlreadyPublished, NothingToPublish, PlanMissing.
    """
    _require_safe(session, survey, _require_publishable(session, survey, keys))
    lock_survey(session, survey)
    _require_publishable(session, survey, keys)  # Figures are fixed; the plan may have changed.
    survey.published_on = today
    audit.record_act(session, Act.PUBLISHED_SATISFACTION_SURVEY, survey.id, by=by, at=at)
    session.commit()


def _require_publishable(
    session: Session, survey: SatisfactionSurvey, keys: KeyStore
) -> SurveyFigures:
    """Its figures. Raises AlreadyPublished, NothingToPublish, PlanMissing."""
    if survey.published_on is not None:
        raise AlreadyPublished
    figures = figures_of(survey)
    if figures is None or figures.whole is None or is_erasing_owed(survey, keys):
        raise NothingToPublish
    if not plan_of(session, survey):
        raise PlanMissing
    return figures


def _erase(
    session: Session,
    survey: SatisfactionSurvey,
    *,
    keys: KeyStore,
    by: Actor | None,
    today: date,
) -> None:
    """What is owed after a closing; commits. Raises AnswersStillRead, KeyMissing."""
    name, survey_id = survey.key_name, survey.id
    forget_answers(session, survey, keys=keys)
    note_erased(session, survey, today)
    session.commit()
    if keys.exists(name):  # Overwritten; its file was the proof.
        keys.destroy(name)
        note(Event.KEY_DESTROYED, by=by, object=survey_id)


def _require_lost(survey: SatisfactionSurvey, keys: KeyStore) -> None:
    """Answers whose key may come back are not thrown away. Raises AnswersCanBeCounted,
    KeyUnusable."""
    try:
        keys.key_of(survey)
    except KeyUnusable:
        if keys.exists(survey.key_name) or not keys.key_names():  # An empty folder is another one.
            raise
    else:
        raise AnswersCanBeCounted


def _require_safe(session: Session, survey: SatisfactionSurvey, figures: SurveyFigures) -> None:
    """Raises FiguresGiveAway where an answer follows from these figures, alone or beside those of
    the unit's other surveys that are out."""
    unit = survey.unit
    others = [
        PrintedSurvey(unit.name, each.starts_on, each.last_day, told)
        for each in surveys_of_unit(session, unit.id)
        if each.id != survey.id
        and each.published_on is not None
        and (told := figures_of(each)) is not None
    ]
    own = PrintedSurvey(unit.name, survey.starts_on, survey.last_day, figures)
    findings = list(attack_surveys([*others, own]))
    if findings:
        raise FiguresGiveAway
