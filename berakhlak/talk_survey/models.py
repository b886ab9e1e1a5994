"""One round of questions about the talks of a cycle; once released, it has figures alone."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base


class TalkSurvey(Base):
    """`key_name`: its key file outside the database, gone once it is over. `last_day`: officers
    answer until then. `figures_json`: TalkFigures, None until released, and where it was ended
    without figures."""

    __tablename__ = "talk_survey"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    key_name: Mapped[str] = mapped_column(String(32), unique=True)
    key_fingerprint: Mapped[str] = mapped_column(String(64))
    started_on: Mapped[date]
    last_day: Mapped[date]
    ended_on: Mapped[date | None]
    figures_json: Mapped[str | None] = mapped_column(Text)

    def takes_answers(self, today: date) -> bool:
        return self.ended_on is None and today <= self.last_day


class TalkSurveyMail(Base):
    """Who was written to about it, whether they have answered or not."""

    __tablename__ = "talk_survey_mail"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    told_on: Mapped[date]
