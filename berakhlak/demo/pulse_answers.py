"""Invented answers to a pulse: to what it asks, and to nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.pulse_questions import questions_of
from berakhlak.ratings.box_content import SheetContent


def as_asked(
    session: Session,
    pulse: Cycle,
    rows: Sequence[Assignment],
    sheets: dict[int, SheetContent],
) -> dict[int, SheetContent]:
    """The same sheets of these assignments without other answers and without comments."""
    asked = questions_of(session, pulse)
    return {row.id: _only(sheets[row.id], asked.get(row.ratee_id, ())) for row in rows}


def _only(sheet: SheetContent, codes: Sequence[str]) -> SheetContent:
    answers = {code: score for code, score in sheet.answers.items() if code in codes}
    return SheetContent(answers, {}, revision=1)
