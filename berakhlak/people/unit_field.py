"""The field of a form in which one unit is chosen: from a list of few, by typing among many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms.validators import ValidationError

from berakhlak import text
from berakhlak.people.unit_labels import unit_label
from berakhlak.people.unit_matches import UnitSource, matches_of
from berakhlak.people.unit_search import few_units
from berakhlak.web.forms import ChoiceField, SelectChoice

BY_ID = "id:"
"""Before the id of a unit that was chosen among several: digits alone are a code that was typed."""

MOST_DIGITS = 18
"""No id is longer, and Python reads no number of thousands of digits."""


def _unit_id(value: object) -> int | None:
    return int(str(value)) if value not in (None, "") else None


class UnitField(ChoiceField):
    """One unit; `data` is its id, or that of a choice before the units (as -1), or None.

    `offer` is called once the form has read what was sent. Then `component` tells which face is
    drawn, `typed` what stands in the field, `found` the units among which is yet to be chosen.
    """

    empty = _("Pilih %(thing)s.")
    many_hint: object = _("Ketik kode atau nama unit.")

    def __init__(self, label: object, **options: Any) -> None:
        options.setdefault("coerce", _unit_id)
        super().__init__(label, choices=[], **options)
        self.typed, self.problem = "", ""
        self.found: tuple[tuple[int, str], ...] = ()
        self._sent: list[str] | None = None
        self._source: UnitSource | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was sent: an id in a list, a code or a name where it was typed. A button that
        was chosen counts as an answer though nothing is typed."""
        if valuelist:
            self._sent, self.data = list(valuelist), None
            self.raw_data = sorted(valuelist, key=lambda each: not each.startswith(BY_ID))

    def offer(
        self,
        source: UnitSource,
        first: Sequence[tuple[int | str, object]] = (),
        label: Callable[[Any], str] = unit_label,
        blank: int | None = None,
    ) -> None:
        """Let choose among these units, and settle what was sent. `first`: choices before them as
        (value, words), of which "" is none. `blank`: what an empty field means among many."""
        self._source = source
        self.choices = [SelectChoice(*each) for each in first]
        few = few_units(source)
        if few is not None:
            self.choices += [SelectChoice(row.id, label(row)) for row in few]
            self._take_listed()
            return
        self.component = "unit"
        self.hint = self.many_hint if not self.hint else f"{self.many_hint} {self.hint}"
        if self._sent is None:
            row = source.one(self.data) if self.data else None
            self.typed = unit_label(row) if row else ""
        else:
            self._take_typed(source, blank)

    def mean(self, typed: str, now: int) -> None:
        """Where nothing was sent: the unit that somebody typed elsewhere, else the one of now."""
        if self._sent is None and self._source:
            known = matches_of(self._source, text.single_line(typed)).one if typed else None
            row = known or self._source.one(now)
            self.data, self.typed = (row.id, unit_label(row)) if row else (None, "")

    def _take_listed(self) -> None:
        if self._sent is not None:
            try:
                self.data = self.coerce(self._sent[0])
            except ValueError:
                self.problem = self.say(self.broken)

    def _take_typed(self, source: UnitSource, blank: int | None) -> None:
        """An `id:` that a button sent comes behind what stands in the field."""
        sent = self._sent or []
        by_id = [each.removeprefix(BY_ID) for each in sent if each.startswith(BY_ID)]
        self.typed = text.single_line(sent[0] if sent and sent[0][:3] != BY_ID else "")
        chosen = by_id[0] if by_id else ""
        is_id = text.is_number(chosen) and len(chosen) <= MOST_DIGITS
        row = source.one(int(chosen)) if is_id else None
        if not self.typed and row is None and blank is not None:
            self.data, self.raw_data = blank, [str(blank)]
        if row is None and self.typed:
            known = matches_of(source, self.typed)
            row, self.found, self.problem = known.one, known.found, known.problem
        elif row is None and by_id:
            self.problem = self.say(self.empty)
        if row is not None:
            self.data, self.typed = row.id, unit_label(row)

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError for what is no unit to choose."""
        if self.problem:
            raise ValidationError(self.problem)
        if self.component != "unit":
            super().pre_validate(form)
