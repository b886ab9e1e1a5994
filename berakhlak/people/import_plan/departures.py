"""Officers whom the file does not name: HR may say of each, or of all, that they have left.

And those whom it names although they had left for good: they stay away until HR says otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from flask_babel import lazy_gettext as _

from berakhlak.people.import_plan.contents import ExistingRecord, ImportPlan, OfficerRecord
from berakhlak.people.import_questions import (
    EVERYBODY,
    STAYS,
    YES,
    AnswerOption,
    Answers,
    ImportQuestion,
    QuestionKind,
)
from berakhlak.people.leaving_words import leaving_words
from berakhlak.people.models import LeavingReason
from berakhlak.people.namesakes import Namesake, name_with_mark, namesake_marks

FOR_GOOD = frozenset({LeavingReason.RETIRED, LeavingReason.DIED, LeavingReason.DISMISSED})
"""Who left so does not come back because an old file still names them."""


def add_departures(
    plan: ImportPlan, known: ExistingRecord, answers: Answers, named: Collection[str]
) -> ImportPlan:
    """The plan with what HR may say of everybody absent, and of those `named` who had left for
    good."""
    absent = [(known.ids[each.nip], each) for each in plan.absent if each.nip in known.ids]
    left = {number: _reason(str(number), answers) for number, _each in absent}
    apart = namesake_marks(Namesake(n, o.name, o.position, o.unit_code, o.nip) for n, o in absent)
    asked = tuple(
        _question(str(number), name_with_mark(each.name, apart[number]), each.position, answers)
        for number, each in absent
    )
    everybody = (_about_everybody(answers),) if len(asked) > 1 else ()
    return replace(
        plan,
        leaving=tuple(number for number in left if left[number]),
        leaving_as={number: reason for number, reason in left.items() if reason},
        questions=(*plan.questions, *_returning(known, answers, named), *everybody, *asked),
    )


def is_gone(number: str | None, known: ExistingRecord, answers: Answers) -> bool:
    """Whether an officer whom the file names has left for good, and HR did not say otherwise."""
    if number is None or number not in known.gone:
        return False
    return answers.get(QuestionKind.BACK.key(str(known.ids[number]))) != YES


def _reason(subject: str, answers: Answers) -> LeavingReason | None:
    said = answers.get(QuestionKind.LEFT.key(subject), "") or answers.get(
        QuestionKind.LEFT.key(EVERYBODY), ""
    )
    if said == YES:  # What earlier versions of the page sent.
        return LeavingReason.OTHER
    return LeavingReason(said) if said in set(LeavingReason) else None


def _options(*before: AnswerOption) -> tuple[AnswerOption, ...]:
    return (*before, *(AnswerOption(each.value, leaving_words(each)) for each in LeavingReason))


def _question(subject: str, name: str, position: str, answers: Answers) -> ImportQuestion:
    key = QuestionKind.LEFT.key(subject)
    return ImportQuestion(
        kind=QuestionKind.LEFT,
        subject=subject,
        text=_("%(name)s (%(position)s)", name=name, position=position),
        options=_options(AnswerOption(STAYS, _("Tetap aktif"))),
        answer=answers.get(key, ""),
        is_needed=False,
    )


def _about_everybody(answers: Answers) -> ImportQuestion:
    return ImportQuestion(
        kind=QuestionKind.LEFT,
        subject=EVERYBODY,
        text=_("Semua yang tidak dipilih sendiri-sendiri di bawah ini"),
        options=_options(),
        answer=answers.get(QuestionKind.LEFT.key(EVERYBODY), ""),
        is_needed=False,
    )


def _returning(
    known: ExistingRecord, answers: Answers, named: Collection[str]
) -> Iterator[ImportQuestion]:
    for number in sorted(known.gone.keys() & set(named)):
        subject = str(known.ids[number])
        said = answers.get(QuestionKind.BACK.key(subject), "")
        yield _back(subject, known.officers[number], known.gone[number], said)


def _back(subject: str, officer: OfficerRecord, why: LeavingReason, said: str) -> ImportQuestion:
    return ImportQuestion(
        kind=QuestionKind.BACK,
        subject=subject,
        text=_(
            "%(name)s (%(position)s) sudah nonaktif (%(why)s) dan tetap nonaktif meskipun ada di "
            "berkas.",
            name=officer.name,
            position=officer.position,
            why=leaving_words(why),
        ),
        options=(AnswerOption(YES, _("Aktifkan kembali.")),),
        answer=said,
        is_needed=False,
    )
