"""A rater's own sheet with all that its pages need; nobody else's can be loaded."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import RatingClosed
from berakhlak.assignments.queries import group_size, mine
from berakhlak.cycles.keys import CycleKey, KeyStore
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.queries import get_cycle
from berakhlak.ratings.content import SheetContent
from berakhlak.ratings.forms import SheetForm, sheet_form
from berakhlak.ratings.operations import save_sheet
from berakhlak.ratings.promise import Promise, asks_comments, promise
from berakhlak.ratings.queries import open_sheet
from berakhlak.ratings.wording import heading


@dataclass(frozen=True)
class OwnSheet:
    """An assignment in an open cycle, and what its rater has saved so far."""

    session: Session
    assignment: Assignment
    cycle: Cycle
    key: CycleKey
    content: SheetContent
    is_submitted: bool

    @classmethod
    def load(
        cls, session: Session, assignment_id: int, account_id: int, keys: KeyStore
    ) -> OwnSheet:
        """Raises AssignmentNotFound unless the account's person is the rater, RatingClosed."""
        assignment = mine(session, assignment_id, account_id=account_id)
        cycle = get_cycle(session, assignment.cycle_id)
        if not cycle.accepts_answers:
            raise RatingClosed
        key = keys.load(cycle.key_name)
        return cls(session, assignment, cycle, key, *open_sheet(session, assignment, key))

    @property
    def heading(self) -> object:
        """Whom this sheet rates, as the rater would say it."""
        return heading(self.assignment)

    def form(self) -> SheetForm:
        """The form of the sheet; comments are asked only where they can ever be shown."""
        asked = asks_comments(self.assignment.group, self._group_size(), self.cycle.policy)
        return sheet_form(
            self.cycle.instrument.content,
            self.content,
            asks_comments=asked or bool(self.content.comments),
        )

    def promise(self) -> Promise:
        """Who will see what of this sheet."""
        return promise(self.assignment, size=self._group_size(), policy=self.cycle.policy)

    def store(self, form: SheetForm) -> SheetContent:
        """Save what is sound in the form, whatever else is wrong; a sheet once sent stays sent.

        Raises SheetChangedElsewhere, RatingClosed.
        """
        return save_sheet(
            self.session,
            self.assignment,
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
            key=self.key,
            answers=self.content.answers,
            comments=self.content.comments,
            revision=revision,
            submit=True,
        )

    def _group_size(self) -> int:
        return group_size(self.session, self.assignment)
