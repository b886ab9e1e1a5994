"""Side by side: everybody whom a rater rates in one group, one value at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from berakhlak.accounts.queries import SessionClaim
from berakhlak.assignments.operations import RatingClosed
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.policy import Group
from berakhlak.errors import NotFound
from berakhlak.instrument.catalogue import Behaviour, CoreValue, Instrument
from berakhlak.instrument.forms import in_reader_language
from berakhlak.ratings.autosave import SheetChanges
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.operations import FieldsChangedElsewhere, SheetInvalid
from berakhlak.ratings.promise import AnonymityPromise, joint_promise
from berakhlak.ratings.queries import SheetCycle, open_sheets, own_group_sheets
from berakhlak.ratings.scales import (
    ANSWER_PREFIX,
    FieldLabel,
    RatingScale,
    scale_choices,
    step_meanings,
)
from berakhlak.ratings.sheet_session import OwnSheet
from berakhlak.ratings.wording import RATEES
from berakhlak.text import is_number


class NothingSideBySide(NotFound):
    """The account rates nobody of this group in this cycle, or there is no such value."""


@dataclass(frozen=True)
class PersonScale:
    """One person and one behaviour."""

    sheet: OwnSheet
    field: RatingScale


@dataclass(frozen=True)
class BehaviourRow:
    """One behaviour with everybody's scale; `number` counts through the whole instrument."""

    number: int
    code: str
    text: str
    cells: Sequence[PersonScale]


@dataclass(frozen=True)
class SavedElsewhere:
    """One answer that another device gave otherwise; both sides in words."""

    target: str
    label: str
    here: str
    saved: str


@dataclass(frozen=True)
class SideBySideSheets:
    """The reader's sheets of one group. `typed` are answers of this request, by field name."""

    cycle: SheetCycle
    group: Group
    sheets: Sequence[OwnSheet]
    typed: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def load_own(
        cls, session: Session, cycle_id: int, group: Group, claim: SessionClaim, keys: KeyStore
    ) -> SideBySideSheets:
        """Raises NothingSideBySide, RatingClosed."""
        rows = own_group_sheets(session, cycle_id, group, claim)
        if not rows:
            raise NothingSideBySide
        cycle = rows[0].cycle
        if not cycle.accepts_answers:
            raise RatingClosed
        key = keys.key_of(cycle)
        saved = open_sheets(session, [row.id for row in rows], key)
        ordered = sorted(rows, key=lambda each: _turn(each.rater_id, each.ratee_id))
        sheets = [OwnSheet(session, each, key, *saved[each.id]) for each in ordered]
        return cls(cycle, group, sheets)

    @property
    def heading(self) -> object:
        return _("%(group)s, dinilai sekaligus", group=RATEES[self.group])

    @property
    def instrument(self) -> Instrument:
        return self.cycle.instrument

    @property
    def is_very_first(self) -> bool:
        """Whether their rater has saved nothing yet in this cycle."""
        return self.sheets[0].is_very_first

    @property
    def ready(self) -> list[OwnSheet]:
        """Complete, and not yet sent."""
        return [each for each in self.sheets if not each.missing and not each.is_submitted]

    @property
    def incomplete(self) -> list[OwnSheet]:
        return [each for each in self.sheets if each.missing]

    def value(self, code: str) -> CoreValue:
        """Raises NothingSideBySide for a code that the instrument does not know."""
        for value in self.instrument.values:
            if value.code == code:
                return value
        raise NothingSideBySide

    def after(self, value: CoreValue) -> CoreValue | None:
        """The value that follows, if any."""
        place = self.instrument.values.index(value) + 1
        return self.instrument.values[place] if place < len(self.instrument.values) else None

    def rows(self, value: CoreValue) -> list[BehaviourRow]:
        """The behaviours of a value, each with everybody's scale."""
        places = self.instrument.positions
        return [
            BehaviourRow(
                places[behaviour.code] + 1,
                behaviour.code,
                in_reader_language(behaviour.text),
                [PersonScale(sheet, self._scale(sheet, behaviour)) for sheet in self.sheets],
            )
            for behaviour in value.behaviours
        ]

    def answered(self, value: CoreValue) -> int:
        """How many answers of a value are saved, over all sheets."""
        return sum(
            behaviour.code in sheet.content.answers
            for sheet in self.sheets
            for behaviour in value.behaviours
        )

    def first_missing(self) -> CoreValue:
        """The value at which to go on: the first with an answer missing, or the first."""
        missing = {code for sheet in self.sheets for code in sheet.missing}
        values = self.instrument.values
        return next(
            (value for value in values if missing & {b.code for b in value.behaviours}), values[0]
        )

    def steps(self) -> list[tuple[int, str, str]]:
        """Score, words and meaning of every step of the scale."""
        return step_meanings(self.instrument)

    def promise(self) -> AnonymityPromise:
        """Who will see what of these sheets."""
        sized = [(sheet.assignment.ratee_name, sheet.assignment.size) for sheet in self.sheets]
        return joint_promise(self.group, sized, policy=self.cycle.policy)

    def store(self, sent: Mapping[str, str]) -> list[SavedElsewhere]:
        """Save the answers of a form; returns those that another device gave otherwise.

        The others are saved. Raises SheetInvalid, RatingClosed.
        """
        differing: list[SavedElsewhere] = []
        for sheet in self.sheets:
            prefix = f"{ANSWER_PREFIX}{sheet.assignment.id}-"
            answers = {
                name.removeprefix(prefix): _score(text)
                for name, text in sent.items()
                if name.startswith(prefix)
            }
            base = sent.get(f"revision-{sheet.assignment.id}", "")
            if answers and is_number(base):
                differing += self._merge(sheet, SheetChanges(int(base), answers, {}))
        return differing

    def _merge(self, sheet: OwnSheet, changes: SheetChanges) -> list[SavedElsewhere]:
        try:
            sheet.change(changes)
        except FieldsChangedElsewhere as error:
            saved = error.saved.answers
            rest = {code: score for code, score in changes.answers.items() if code not in saved}
            sheet.change(SheetChanges(changes.base, rest, {}))
            return [self._difference(sheet, code, changes.answers[code], saved) for code in saved]
        return []

    def _difference(
        self, sheet: OwnSheet, code: str, here: int, saved: Mapping[str, int]
    ) -> SavedElsewhere:
        words = dict(scale_choices(self.instrument))
        behaviour = self.instrument.behaviours[self.instrument.positions[code]]
        return SavedElsewhere(
            f"{_name(sheet, code)}-0",
            f"{sheet.assignment.ratee_name}: {in_reader_language(behaviour.text)}",
            words[here],
            words[saved[code]],
        )

    def _scale(self, sheet: OwnSheet, behaviour: Behaviour) -> RatingScale:
        name = _name(sheet, behaviour.code)
        chosen = self.typed.get(name, sheet.content.answers.get(behaviour.code))
        return RatingScale(
            name, FieldLabel(sheet.assignment.ratee_name), scale_choices(self.instrument), chosen
        )


def typed_answers(sent: Mapping[str, str]) -> dict[str, int]:
    """The answers in a form by field name, whatever sheet they belong to; raises SheetInvalid."""
    return {name: _score(text) for name, text in sent.items() if name.startswith(ANSWER_PREFIX)}


def answers_of(content: SheetContent, instrument: Instrument) -> list[tuple[str, str]]:
    """Behaviours and the answers given, both in words."""
    words = dict(scale_choices(instrument))
    return [
        (in_reader_language(each.text), words[content.answers[each.code]])
        for each in instrument.behaviours
        if each.code in content.answers
    ]


def _name(sheet: OwnSheet, code: str) -> str:
    return f"{ANSWER_PREFIX}{sheet.assignment.id}-{code}"


def _score(text: str) -> int:
    if not (is_number(text) and len(text) < 3):
        raise SheetInvalid(f"no answer: {text[:20]}")
    return int(text)


def _turn(rater_id: int, ratee_id: int) -> bytes:
    # Each rater meets the same people in another order, and always in the same one: whoever
    # stands first is judged differently, and must not stand first for everybody.
    return sha256(b"%d:%d" % (rater_id, ratee_id)).digest()
