"""The list of an officer as a form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_babel import ngettext

from berakhlak.nominations.queries import OfficerList
from berakhlak.people.models import Person
from berakhlak.web.forms import BaseForm, CheckboxesField, SelectChoice

MOST_SENT = 200  # No page offers as many; a list takes far fewer.


@dataclass(frozen=True)
class ColleagueChoices:
    """People in sight, each once: named ones from elsewhere, the circle, and hits of a search."""

    elsewhere: tuple[Person, ...]
    circle: tuple[Person, ...]
    found: tuple[Person, ...]

    @classmethod
    def without_repeats(
        cls, named: Iterable[Person], circle: Sequence[Person], found: Iterable[Person]
    ) -> ColleagueChoices:
        near = {person.id for person in circle}
        elsewhere = tuple(person for person in named if person.id not in near)
        shown = near | {person.id for person in elsewhere}
        hits = tuple(person for person in found if person.id not in shown)
        return cls(elsewhere, tuple(circle), hits)

    @property
    def everybody(self) -> tuple[Person, ...]:
        return self.elsewhere + self.circle + self.found


class NamesForm(BaseForm):
    """Any number of colleagues; whether they may be named is checked by the operation."""

    names = CheckboxesField(
        _("Rekan yang Anda usulkan"),
        thing=_("nama rekan"),
        coerce=int,
        choices=[],
        required=False,
    )

    @property
    def ticked(self) -> set[int]:
        return set((self.names.data or ())[:MOST_SENT])

    def offer(self, choices: ColleagueChoices) -> None:
        """Take these people, and whoever was ticked, for answers that can be given."""
        values = {person.id: person.called for person in choices.everybody}
        values |= dict.fromkeys(self.ticked - values.keys(), "")
        self.names.choices = [SelectChoice(value, label) for value, label in values.items()]

    def refuse_few(self, current: OfficerList) -> None:
        """What was saved is too short a list: say by how many names."""
        self.refuse(
            ngettext(
                "Pilihan Anda sudah tersimpan, tetapi masih kurang %(num)s nama.",
                "Pilihan Anda sudah tersimpan, tetapi masih kurang %(num)s nama.",
                current.missing,
            ),
            "names",
        )
