"""Many faults of one kind make one report, with their count and their lines."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace

from flask_babel import lazy_gettext as _

from berakhlak.people.import_questions import QuestionKind
from berakhlak.people.personnel_file import FileDefect

_APART = 3  # So few faults of one kind are told one by one.
_LINES_SHOWN = 8
_VALUES_SHOWN = 3


def gather_equal_defects(defects: Iterable[FileDefect]) -> Iterator[FileDefect]:
    """One unknown word is told once; so is any other fault that more than three rows share."""
    kinds: dict[Hashable, list[FileDefect]] = {}
    for number, defect in enumerate(defects):
        kinds.setdefault(_kind(defect, number), []).append(defect)
    for same in kinds.values():
        is_word = same[0].question is not None
        if len(same) == 1 or (len(same) <= _APART and not is_word):
            yield from same
        else:
            yield _together(same)


def _kind(defect: FileDefect, number: int) -> Hashable:
    """What equal faults have in common; a fault that has to be answered for itself has `number`."""
    if defect.question is not None:
        return defect.question.key if defect.question.kind is QuestionKind.WORD else number
    if not defect.line:
        return number
    return defect.column, str(defect.reason), str(defect.mend)


def _together(same: list[FileDefect]) -> FileDefect:
    lines = tuple(line for defect in same for line in defect.lines or (defect.line,))
    shown = ", ".join(map(str, lines[:_LINES_SHOWN])) + (", …" if len(lines) > _LINES_SHOWN else "")
    reason = _(
        "%(reason)s (%(count)s baris: %(lines)s)",
        reason=same[0].reason,
        count=len(lines),
        lines=shown,
    )
    values = list(dict.fromkeys(defect.shown_value for defect in same))
    value = same[0].value
    if len(values) > 1:
        value = ", ".join(values[:_VALUES_SHOWN]) + (", …" if len(values) > _VALUES_SHOWN else "")
    return replace(same[0], value=value, reason=reason, lines=lines)
