"""Satisfaction surveys of units, what was frozen of them, and what the unit plans to do."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy import false as sa_false
from sqlalchemy import text as sa_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.extensions import Base
from berakhlak.people.models import Unit
from berakhlak.short_codes import new_short_code


class SatisfactionSurvey(Base):
    """One survey of a unit; it begins on `starts_on` and takes answers through `last_day`. A unit
    has one at a time, so that no two are about the same people in the same days.

    `services_json`: names of what the unit serves, one at least. `population`: how many people it
    serves in the period, as it says; None where it does not. `least`: how many must answer before
    anything is told. `code`: six letters of its address. `key_name`: its key file outside the
    database, gone once it is closed. `figures_json`: SurveyFigures, None until it is closed, and
    where it was ended without figures. `erased_on`: since when no answer can be read any more;
    until then erasing is owed, and nothing is published. `needs_tickets`: each answer takes a
    ticket (`survey_tickets`), of which `tickets_printed` were made.
    """

    __tablename__ = "satisfaction_survey"
    __table_args__ = (
        Index(
            "uq_satisfaction_survey_running",
            "unit_id",
            unique=True,
            sqlite_where=sa_text("closed_on IS NULL"),
            postgresql_where=sa_text("closed_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    services_json: Mapped[str] = mapped_column(Text)
    population: Mapped[int | None]
    least: Mapped[int]
    code: Mapped[str] = mapped_column(String(6), unique=True, default=new_short_code)
    key_name: Mapped[str] = mapped_column(String(32), unique=True)
    key_fingerprint: Mapped[str] = mapped_column(String(64))
    starts_on: Mapped[date]
    last_day: Mapped[date]
    closed_on: Mapped[date | None]
    figures_json: Mapped[str | None] = mapped_column(Text)
    needs_tickets: Mapped[bool] = mapped_column(default=False, server_default=sa_false())
    tickets_printed: Mapped[int] = mapped_column(default=0, server_default="0")
    erased_on: Mapped[date | None]
    published_on: Mapped[date | None]

    unit: Mapped[Unit] = relationship()

    @property
    def services(self) -> tuple[str, ...]:
        return tuple(json.loads(self.services_json))

    def takes_answers(self, today: date) -> bool:
        return self.closed_on is None and today <= self.last_day


class SpentSurveyForm(Base):
    """The hash of a form's token that was used; unrelated to the boxes that it let in."""

    __tablename__ = "spent_survey_form"
    __table_args__ = {"sqlite_with_rowid": False}

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("satisfaction_survey.id"), index=True)


class SpentSurveyTicket(Base):
    """The keyed hash of a ticket that was used; unrelated to the boxes that it let in."""

    __tablename__ = "spent_survey_ticket"
    __table_args__ = {"sqlite_with_rowid": False}

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("satisfaction_survey.id"), index=True)


class FollowUp(Base):
    """One line of the plan of action (rencana tindak lanjut): what is done about an element (1 to
    9), by when, and by which post or section; no names of people."""

    __tablename__ = "satisfaction_follow_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("satisfaction_survey.id"), index=True)
    element: Mapped[int]
    action: Mapped[str] = mapped_column(String(300))
    due: Mapped[str] = mapped_column(String(60))
    responsible: Mapped[str] = mapped_column(String(120))
