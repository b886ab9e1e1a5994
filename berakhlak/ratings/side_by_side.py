"""Side by side: everybody whom a rater rates in one group, one value (or block) at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.accounts.queries import SessionClaim
from berakhlak.assignments.operations import RatingClosed
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.rater_groups import RaterGroup, Relation
from berakhlak.errors import NotFound, StateConflict
from berakhlak.instrument.catalogue import Instrument
from berakhlak.ratings.autosave import SheetChanges
from berakhlak.ratings.conflicts import AnswerConflict
from berakhlak.ratings.operations import (
    FieldsChangedElsewhere,
    SheetChangedElsewhere,
    SheetInvalid,
)
from berakhlak.ratings.queries import SheetCycle, own_group_sheets
from berakhlak.ratings.saving import change_own_sheet, destroy_own_draft, send_own_sheet
from berakhlak.ratings.sheet_description import (
    ANSWER_PREFIX,
    SheetPart,
    answers_prefix,
    asking_parts,
    describe_questions,
)
from berakhlak.ratings.sheet_session import OwnSheet, SheetAccess, access_of, open_own_sheets
from berakhlak.text import is_number

LONGEST_REVISION = 10  # Digits; Python reads no number of thousands.


class NothingSideBySide(NotFound):
    """The account rates nobody of this group in this cycle, or there is no such value."""


class AllSealed(StateConflict):
    """Every sheet of the group was sent and is sealed."""

    message = _("Semua formulir kelompok ini sudah terkirim dan tersegel.")


@dataclass(frozen=True)
class SideBySideSheets:
    """The reader's sheets of one group in one cycle; `lost`: those whose draft nobody opens;
    `sealed`: assignments of which nothing can be changed any more."""

    cycle: SheetCycle
    group: str
    sheets: Sequence[OwnSheet]
    lost: Sequence[SheetAccess] = ()
    sealed: Sequence[int] = ()

    @property
    def rater_group(self) -> RaterGroup:
        return self.cycle.policy.group(self.group)

    @property
    def instrument(self) -> Instrument:
        return self.cycle.instrument

    @property
    def ready(self) -> list[OwnSheet]:
        """Complete, and not yet sent."""
        return [each for each in self.sheets if not each.missing and not each.is_submitted]

    @property
    def incomplete(self) -> list[OwnSheet]:
        return [each for each in self.sheets if each.missing]

    @property
    def parts(self) -> Sequence[SheetPart]:
        """A page each: the values, or the blocks of a cycle that mixes them; in words."""
        return asking_parts(self.instrument, str(get_locale()))

    def part(self, code: str) -> SheetPart:
        """Raises NothingSideBySide for a code that no page has."""
        for part in self.parts:
            if part.code == code:
                return part
        raise NothingSideBySide

    def after(self, part: SheetPart) -> SheetPart | None:
        """The page that follows, if any."""
        return next((each for each in self.parts if each.number == part.number + 1), None)

    def answered(self, part: SheetPart) -> int:
        """How many answers of a page are saved, over all sheets."""
        return sum(
            asked.code in sheet.content.answers for sheet in self.sheets for asked in part.questions
        )

    def expected(self, part: SheetPart) -> list[tuple[str, str, str]]:
        """Names, what is especially expected of them, and on which value where the page is of
        several; of whom something is."""
        own, asked = [sheet.assignment for sheet in self.sheets], {q.code for q in part.questions}
        values = [v for v in self.instrument.values if asked & {b.code for b in v.behaviours}]
        language = str(get_locale())
        return [
            (
                each.ratee_name,
                each.expected[value.code],
                "" if part.is_value else value.name.in_language(language),
            )
            for value in values
            for each in own
            if value.code in each.expected
        ]

    def first_missing(self) -> SheetPart:
        """The page at which to go on: the first with an answer missing, or the first."""
        missing = {code for sheet in self.sheets for code in sheet.missing}
        parts = self.parts
        return next(
            (part for part in parts if missing & {q.code for q in part.questions}), parts[0]
        )


def open_side_by_side(
    session: Session, cycle_id: int, group: str, claim: SessionClaim, keys: KeyStore
) -> SideBySideSheets:
    """The reader's own sheets of a group. Raises NothingSideBySide, RatingClosed."""
    rows = own_group_sheets(session, cycle_id, group, claim)
    if not rows or group == Relation.SELF:
        raise NothingSideBySide
    cycle = rows[0].cycle
    if not cycle.accepts_answers:
        raise RatingClosed
    key = keys.key_of(cycle)
    ordered = sorted(rows, key=lambda each: _turn(each.rater_id, each.ratee_id))
    accesses, lost = [access_of(each, key, keys) for each in ordered], set[int]()
    sheets = open_own_sheets(session, accesses, lost=lost)
    open_ones = [each for each in sheets if not each.is_sealed]
    if not (open_ones or lost):
        raise AllSealed
    gone = [each for each in accesses if each.assignment.id in lost]
    sealed = [each.assignment.id for each in sheets if each.is_sealed]
    return SideBySideSheets(cycle, group, open_ones, gone, sealed)


def save_side_by_side(
    session: Session, sheets: SideBySideSheets, sent: Mapping[str, str]
) -> list[AnswerConflict]:
    """Save the answers of a form; returns those that another device gave otherwise.

    The others are saved. Raises SheetInvalid, RatingClosed.
    """
    differing: list[AnswerConflict] = []
    for sheet in sheets.sheets:
        prefix = answers_prefix(sheet.assignment.id)
        answers = {
            name.removeprefix(prefix): _score(text)
            for name, text in sent.items()
            if name.startswith(prefix)
        }
        base = sent.get(f"revision-{sheet.assignment.id}", "")
        if answers and is_number(base) and len(base) < LONGEST_REVISION:
            differing += _merge(session, sheet, SheetChanges(int(base), answers, {}))
    return differing


def came_too_late(sheets: SideBySideSheets, sent: Mapping[str, str]) -> bool:
    """Whether answers were sent to a sheet that another device has sent, so that it is sealed."""
    prefixes = tuple(answers_prefix(each) for each in sheets.sealed)
    return any(name.startswith(prefixes) for name in sent)


def send_side_by_side(session: Session, sheets: SideBySideSheets, shown: Mapping[str, str]) -> int:
    """Submit every complete sheet as `shown` tells the revision that was read; returns how many.

    `destroy_drafts` follows the commit. Raises SheetChangedElsewhere, RatingClosed.
    """
    ready = sheets.ready
    for sheet in ready:
        if shown.get(f"revision-{sheet.assignment.id}", "") != str(sheet.content.revision):
            raise SheetChangedElsewhere
        send_own_sheet(session, sheet, sheet.content.revision)
    return len(ready)


def destroy_drafts(sheets: SideBySideSheets) -> None:
    """After the commit of a sending."""
    for sheet in sheets.ready:
        destroy_own_draft(sheet)


def typed_answers(sent: Mapping[str, str]) -> dict[str, int]:
    """The answers in a form by field name, whatever sheet they belong to; raises SheetInvalid."""
    return {name: _score(text) for name, text in sent.items() if name.startswith(ANSWER_PREFIX)}


def _merge(session: Session, sheet: OwnSheet, changes: SheetChanges) -> list[AnswerConflict]:
    try:
        change_own_sheet(session, sheet, changes)
    except FieldsChangedElsewhere as error:
        saved = error.saved.answers
        rest = {code: score for code, score in changes.answers.items() if code not in saved}
        change_own_sheet(session, sheet, SheetChanges(changes.base, rest, {}))
        return [answer_differing(sheet, code, changes.answers[code], saved[code]) for code in saved]
    return []


def answer_differing(sheet: OwnSheet, code: str, here: int, saved: int) -> AnswerConflict:
    """One answer of which this device and another one say different things, in words."""
    asked = describe_questions(sheet.instrument, str(get_locale()))[code]
    return AnswerConflict(
        f"{asked.field_name_in(sheet.assignment.id)}-0",
        f"{sheet.assignment.ratee_name}: {asked.text}",
        asked.words_of(here),
        asked.words_of(saved),
    )


def _score(text: str) -> int:
    if not (is_number(text) and len(text) < 3):
        raise SheetInvalid(f"no answer: {text[:20]}")
    return int(text)


def _turn(rater_id: int, ratee_id: int) -> bytes:
    # Each rater meets the same people in another order, and always in the same one: whoever
    # stands first is judged differently, and must not stand first for everybody.
    return sha256(b"%d:%d" % (rater_id, ratee_id)).digest()
