"""What HR is asked about a personnel file, and how answers are kept: a flat mapping of texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Answers = Mapping[str, str]
"""From a question's key, e.g. `kata:golongan:penata mda`, to what was chosen, e.g. `III/a`."""

YES = "ya"
LATER = "nanti"
STAYS = "tetap"
EVERYBODY = "semua"  # In place of a person in the key of a question about all of them.


class QuestionKind(StrEnum):
    """What a question is about; the first part of its key."""

    SHEET = "lembar"  # Which sheet of a workbook is meant.
    HIDDEN = "tersembunyi"  # Whether hidden rows count.
    COLUMN = "kolom"  # Which of our columns one of theirs is.
    MISSING = "tanpa"  # Whether a column may stay empty for now.
    WORD = "kata"  # What an unknown rank, status or kind of post means.
    UNIT = "unit"  # Whether two codes with one name are one unit.
    NIP = "nip"  # Whether an unusual number was checked against the decree.
    LEFT = "nonaktif"  # Why an officer who is not in the file has left, if so.
    BACK = "kembali"  # Whether one who had left for good is back after all.

    def key(self, *subject: str) -> str:
        """The key of the question about this subject."""
        return ":".join((self.value, *subject))


REMEMBERED = frozenset(
    {QuestionKind.COLUMN, QuestionKind.MISSING, QuestionKind.WORD, QuestionKind.UNIT}
)
"""Answers that hold for the agency's next file, too."""


@dataclass(frozen=True, slots=True)
class AnswerOption:
    """One possible answer, and how it reads."""

    value: str
    label: object


@dataclass(frozen=True, slots=True)
class ImportQuestion:
    """Something that the file leaves open. `subject` tells it from others of its kind.

    While `is_needed` and `answer` is empty, nothing is imported.
    """

    kind: QuestionKind
    subject: str
    text: object
    options: tuple[AnswerOption, ...]
    answer: str = ""
    is_needed: bool = True

    @property
    def key(self) -> str:
        """Under which the answer is kept."""
        return self.kind.key(self.subject) if self.subject else self.kind.key()

    @property
    def is_open(self) -> bool:
        """Whether the import waits for an answer."""
        return self.is_needed and not self.answer


def answers_to_remember(answers: Answers) -> dict[str, str]:
    """The answers that the agency's next file may rely on."""
    kinds = {kind.value for kind in REMEMBERED}
    return {key: said for key, said in answers.items() if said and key.split(":")[0] in kinds}
