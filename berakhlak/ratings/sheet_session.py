"""A rater's own sheet with all that its pages need; nobody else's can be loaded."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from berakhlak.accounts.queries import SessionClaim
from berakhlak.assignments.operations import RatingClosed
from berakhlak.assignments.queries import AssignmentNotFound
from berakhlak.cycles.keys import CycleKey, KeyStore
from berakhlak.instrument.catalogue import Instrument
from berakhlak.ratings.answer_hints import answer_hints
from berakhlak.ratings.autosave import SheetChanges
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.comment_warnings import comment_notes
from berakhlak.ratings.forms import SheetForm, sheet_form
from berakhlak.ratings.operations import change_sheet, save_sheet
from berakhlak.ratings.promise import AnonymityPromise, sheet_promise
from berakhlak.ratings.queries import (
    OwedSheet,
    SheetCycle,
    has_begun,
    may_be_erased,
    open_sheet,
    own_assignment,
)
from berakhlak.ratings.scales import SheetView, hidden_field
from berakhlak.ratings.wording import rating_heading


@dataclass(frozen=True)
class OwnAssignment:
    """An assignment of the reader in an open cycle; the sheet itself stays shut."""

    session: Session
    assignment: OwedSheet
    key: CycleKey

    @property
    def cycle(self) -> SheetCycle:
        return self.assignment.cycle

    @property
    def instrument(self) -> Instrument:
        return self.assignment.cycle.instrument

    @classmethod
    def load_own(
        cls, session: Session, assignment_id: int, claim: SessionClaim | None, keys: KeyStore
    ) -> OwnAssignment:
        """Raises AssignmentNotFound unless the claim holds and is the rater's, RatingClosed."""
        try:
            assignment = own_assignment(session, assignment_id, claim)
        except AssignmentNotFound:
            # Whoever comes too late reads that it is too late.
            if may_be_erased(session, assignment_id, claim):
                raise RatingClosed from None
            raise
        if not assignment.cycle.accepts_answers:
            raise RatingClosed
        return cls(session, assignment, keys.key_of(assignment.cycle))

    def change(self, changes: SheetChanges) -> SheetContent:
        """Merge some changes. Raises FieldsChangedElsewhere, SheetInvalid, RatingClosed."""
        return change_sheet(
            self.session,
            self.assignment,
            instrument=self.instrument,
            key=self.key,
            answers=changes.answers,
            comments=changes.comments,
            base=changes.base,
        )

    def opened(self) -> OwnSheet:
        """The same with what its rater has saved so far."""
        content, is_submitted = open_sheet(self.session, self.assignment.id, self.key)
        return OwnSheet(self.session, self.assignment, self.key, content, is_submitted)


@dataclass(frozen=True)
class OwnSheet(OwnAssignment):
    """An assignment in an open cycle, and what its rater has saved so far."""

    content: SheetContent
    is_submitted: bool

    @property
    def heading(self) -> object:
        """Whom this sheet rates, as the rater would say it."""
        return rating_heading(self.assignment.group, self.assignment.ratee_name)

    @property
    def missing(self) -> list[str]:
        """Codes of the behaviours that have no saved answer."""
        behaviours = self.instrument.behaviours
        return [each.code for each in behaviours if each.code not in self.content.answers]

    @property
    def is_very_first(self) -> bool:
        """Whether its rater has saved nothing yet in this cycle, here or in another sheet."""
        if self.content.revision:
            return False
        return not has_begun(self.session, self.assignment.rater_id, self.key)

    @property
    def revision_field(self) -> Markup:
        """The hidden field of a form with several sheets: which saving of this one it shows."""
        return hidden_field(f"revision-{self.assignment.id}", self.content.revision)

    @property
    def hints(self) -> list[str]:
        """Quiet questions about the saved answers."""
        return answer_hints(self.instrument, self.content.answers)

    @property
    def comment_notes(self) -> dict[str, str]:
        """What could tell who wrote the saved comments, by value code."""
        return comment_notes(self.session, self.assignment.ratee_id, self.content.comments)

    def view(self) -> SheetView:
        """The sheet to be shown; comments are asked only where they can ever be shown."""
        return SheetView(self.instrument, self.content, self.asks_comments)

    def form(self) -> SheetForm:
        """The sheet as it was sent, over what was saved before."""
        return sheet_form(self.instrument, self.content, asks_comments=self.asks_comments)

    def promise(self) -> AnonymityPromise:
        """Who will see what of this sheet."""
        own = self.assignment
        return sheet_promise(own.group, own.ratee_name, size=own.size, policy=self.cycle.policy)

    def store(self, form: SheetForm) -> SheetContent:
        """Save what is sound in the form, whatever else is wrong; a sheet once sent stays sent.

        Raises SheetChangedElsewhere, RatingClosed.
        """
        return save_sheet(
            self.session,
            self.assignment,
            instrument=self.instrument,
            key=self.key,
            answers=form.answers(),
            comments=form.comments(otherwise=self.content.comments),
            revision=form.revision_number(),
            submit=self.is_submitted and not form.missing(),
        )

    def send(self, revision: int) -> SheetContent:
        """Submit what is saved. Raises SheetChangedElsewhere, SheetIncomplete, RatingClosed."""
        return save_sheet(
            self.session,
            self.assignment,
            instrument=self.instrument,
            key=self.key,
            answers=self.content.answers,
            comments=self.content.comments,
            revision=revision,
            submit=True,
        )

    @property
    def asks_comments(self) -> bool:
        """Whether comments are asked; what was written is never hidden from its writer."""
        own = self.assignment
        return bool(self.content.comments) or self.cycle.policy.shows_comments(own.group, own.size)
