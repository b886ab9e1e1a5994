"""Officers whom the file does not name: HR is asked, one by one, whether they have left."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import lazy_gettext as _

from berakhlak.people.import_plan.contents import ExistingRecord, ImportPlan
from berakhlak.people.import_questions import (
    YES,
    AnswerOption,
    Answers,
    ImportQuestion,
    QuestionKind,
)
from berakhlak.people.namesakes import Namesake, name_with_mark, namesake_marks


def add_departures(plan: ImportPlan, known: ExistingRecord, answers: Answers) -> ImportPlan:
    """The plan with a question about everybody absent, and those whom HR said to have left."""
    absent = [(known.ids[each.nip], each) for each in plan.absent if each.nip in known.ids]
    leaving = tuple(
        number for number, _each in absent if answers.get(QuestionKind.LEFT.key(str(number))) == YES
    )
    apart = namesake_marks(Namesake(n, o.name, o.position, o.unit_code, o.nip) for n, o in absent)
    asked = tuple(
        _question(number, name_with_mark(each.name, apart[number]), each.position, answers)
        for number, each in absent
    )
    return replace(plan, leaving=leaving, questions=(*plan.questions, *asked))


def _question(number: int, name: str, position: str, answers: Answers) -> ImportQuestion:
    return ImportQuestion(
        kind=QuestionKind.LEFT,
        subject=str(number),
        text=_(
            "%(name)s (%(position)s) tidak ada di berkas. Nonaktifkan?",
            name=name,
            position=position,
        ),
        options=(AnswerOption(YES, _("Nonaktifkan")),),
        answer=answers.get(QuestionKind.LEFT.key(str(number)), ""),
        is_needed=False,
    )
