"""Units without codes, and codes that may be one unit written in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from flask_babel import lazy_gettext as _

from berakhlak.people.import_plan.contents import ExistingRecord, ParsedRow
from berakhlak.people.import_questions import AnswerOption, Answers, ImportQuestion, QuestionKind
from berakhlak.people.personnel_file import PersonnelColumn, PersonnelFile
from berakhlak.text import label_key, word_key


def assign_unit_codes(
    drafts: list[ParsedRow], known: ExistingRecord, file: PersonnelFile
) -> list[ParsedRow]:
    """Drafts of a file without codes, each with the code of the unit of that name."""
    if PersonnelColumn.UNIT_CODE in file.columns:
        return drafts
    codes = {word_key(unit.name): unit.code for unit in known.units.values()}
    for draft in drafts:
        if draft.unit_name:
            codes.setdefault(word_key(draft.unit_name), draft.unit_name[:40].strip())
    return [replace(d, unit_code=codes.get(word_key(d.unit_name or "")) or None) for d in drafts]


def duplicate_unit_questions(
    drafts: Iterable[ParsedRow], known: ExistingRecord, answers: Answers
) -> list[ImportQuestion]:
    """Codes of one name that may be one unit: asked, because either may be true."""
    names = {code: word_key(unit.name) for code, unit in known.units.items()}
    parents = {code: unit.parent_code for code, unit in known.units.items()}
    shown = {code: unit.name for code, unit in known.units.items()}
    stated: dict[str, None] = {}
    for draft in drafts:
        if draft.unit_code:
            stated.setdefault(draft.unit_code)
        if draft.unit_code and draft.unit_name:
            names[draft.unit_code] = word_key(draft.unit_name)
            shown.setdefault(draft.unit_code, draft.unit_name)
            parents[draft.unit_code] = draft.parent_code
    found: list[ImportQuestion] = []
    for code in stated:
        if twin := _twin(code, names, parents, known):
            answer = answers.get(QuestionKind.UNIT.key(code), "")
            found.append(_question(code, twin, shown.get(code, ""), answer))
    return found


def merge_duplicate_units(drafts: Iterable[ParsedRow], answers: Answers) -> list[ParsedRow]:
    """Drafts under the codes that HR chose."""

    def chosen(code: str | None) -> str | None:
        return (answers.get(QuestionKind.UNIT.key(code)) or code) if code else code

    return [
        replace(each, unit_code=chosen(each.unit_code), parent_code=chosen(each.parent_code))
        for each in drafts
    ]


def _twin(
    code: str, names: Mapping[str, str], parents: Mapping[str, str | None], known: ExistingRecord
) -> str | None:
    """The other code that this one may stand for, if any; the longer, or known, is the better."""
    name = names.get(code)
    if not name or code in known.units:
        return None
    for other, other_name in names.items():
        if other == code or other_name != name:
            continue
        is_alike = _core(other) == _core(code) or parents.get(other) == parents.get(code)
        is_better = other in known.units or (len(other), other) > (len(code), code)
        if is_alike and is_better:
            return other
    return None


def _core(code: str) -> str:
    """The code without what spreadsheets and people change: leading zeros, case, marks."""
    pieces = re.split(r"[\W_]+", label_key(code))
    return "".join(piece.lstrip("0") or "0" for piece in pieces if piece)


def _question(code: str, twin: str, name: str, answer: str) -> ImportQuestion:
    return ImportQuestion(
        kind=QuestionKind.UNIT,
        subject=code,
        text=_(
            'Dua kode, satu nama: "%(code)s" dan "%(twin)s" sama-sama "%(name)s".',
            code=code,
            twin=twin,
            name=name,
        ),
        options=(
            AnswerOption(twin, _("Satu unit, pakai kode %(code)s", code=twin)),
            AnswerOption(code, _("Dua unit yang berbeda")),
        ),
        answer=answer,
    )
