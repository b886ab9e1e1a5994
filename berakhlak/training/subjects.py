"""What a training may serve: values, competences and behaviours of the stored instruments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from berakhlak.instrument.catalogue import REFERENCE_CODE
from berakhlak.instrument.dimension import BilingualText
from berakhlak.instrument.queries import all_instruments
from berakhlak.training.models import TrainingProgramme


@dataclass(frozen=True)
class Subject:
    """A value, competence or behaviour. `value`: the code of the value that it belongs to, its own
    for a value."""

    code: str
    text: BilingualText
    value: str

    @property
    def is_value(self) -> bool:
        return self.code == self.value


Subjects = Mapping[str, Subject]


def all_subjects(session: Session) -> dict[str, Subject]:
    """By code: those of the reference instrument first, then of each other one's newest version.

    Where two instruments use a code, the first one's meaning holds.
    """
    newest = {each.code: each for each in reversed(all_instruments(session))}
    ordered = sorted(newest.values(), key=lambda each: (each.code != REFERENCE_CODE, each.code))
    found: dict[str, Subject] = {}
    for instrument in ordered:
        for value in instrument.content.values:
            found.setdefault(value.code, Subject(value.code, value.name, value.code))
            for behaviour in value.behaviours:
                subject = Subject(behaviour.code, behaviour.text, value.code)
                found.setdefault(behaviour.code, subject)
    return found


def subject_words(subjects: Subjects, code: str, language: str) -> str:
    """The name of a value or the words of a behaviour; the code of what no instrument has now."""
    known = subjects.get(code)
    return known.text.in_language(language) if known else code


def unknown_codes(subjects: Subjects, codes: Iterable[str]) -> list[str]:
    """Those that no instrument has, in the order given."""
    return [code for code in dict.fromkeys(codes) if code not in subjects]


def served_words(programme: TrainingProgramme, subjects: Subjects, language: str) -> str:
    """What a programme serves, in words."""
    return "; ".join(subject_words(subjects, code, language) for code in programme.served)
