"""Releasing what officers answered about their talks: attacked first, then in steps."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from berakhlak.audit.operations import Actor
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle
from berakhlak.development.counts import confirmed_talks
from berakhlak.disclosure.talk_survey import PrintedTalkFigures, attack_talk_figures
from berakhlak.statistics.talk_answers import TalkFigures
from berakhlak.talk_survey.ending import (
    SurveyEnded,
    SurveyStillRuns,
    compute_figures,
    end_without_figures,
    forget_answers,
    release_survey,
)
from berakhlak.talk_survey.models import TalkSurvey


class FiguresGiveAway(RuntimeError):
    """An answer follows from the figures: a fault of the program; nothing is stored."""


def release_talk_survey(
    session: Session,
    cycle: Cycle,
    survey: TalkSurvey,
    *,
    keys: KeyStore,
    by: Actor,
    at: datetime,
    today: date,
) -> None:
    """Count, attack, store, erase; commits. What is owed of an earlier call is done alone.

    Raises SurveyStillRuns, KeyUnusable, AnswersStillRead.
    """
    if survey.ended_on is None:
        if today <= survey.last_day:
            raise SurveyStillRuns(survey.last_day)
        figures = _figures(session, cycle, survey, keys)
        findings = list(attack_talk_figures(PrintedTalkFigures.of(figures), cycle.name))
        if findings:
            raise FiguresGiveAway(f"cycle {cycle.id}: {len(findings)}")
        release_survey(session, survey, figures, by=by, at=at, today=today)
        session.commit()
    elif not keys.exists(survey.key_name):
        raise SurveyEnded
    forget_answers(session, survey, keys=keys, by=by)


def _figures(session: Session, cycle: Cycle, survey: TalkSurvey, keys: KeyStore) -> TalkFigures:
    asked = confirmed_talks(session, cycle, survey.last_day)
    return compute_figures(session, survey, keys.key_of(survey), asked)


def end_talk_survey(
    session: Session,
    survey: TalkSurvey,
    *,
    keys: KeyStore,
    by: Actor,
    at: datetime,
    today: date,
) -> None:
    """Where the key is lost: delete the answers that nobody can open; commits.

    Raises as `end_without_figures`.
    """
    end_without_figures(session, survey, keys=keys, by=by, at=at, today=today)
    session.commit()
    forget_answers(session, survey, keys=keys, by=by)
