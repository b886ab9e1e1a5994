"""Saving and sending one's own sheet, as pages and the script ask for it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from berakhlak.ratings.autosave import SheetChanges
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.operations import change_sheet, save_sheet
from berakhlak.ratings.sheet_session import OwnSheet, SheetAccess


def change_own_sheet(session: Session, access: SheetAccess, changes: SheetChanges) -> SheetContent:
    """Merge some changes. Raises FieldsChangedElsewhere, SheetInvalid, RatingClosed."""
    return change_sheet(
        session,
        access.assignment,
        instrument=access.instrument,
        key=access.key,
        answers=changes.answers,
        comments=changes.comments,
        base=changes.base,
    )


def save_own_sheet(
    session: Session,
    own: OwnSheet,
    *,
    answers: Mapping[str, int],
    comments: Mapping[str, str],
    revision: int,
) -> SheetContent:
    """Save what was typed, whole or not; a sheet once sent stays sent while it is whole.

    Raises SheetChangedElsewhere, SheetInvalid, RatingClosed.
    """
    is_whole = all(each.code in answers for each in own.instrument.behaviours)
    return save_sheet(
        session,
        own.assignment,
        instrument=own.instrument,
        key=own.key,
        answers=answers,
        comments=comments,
        revision=revision,
        submit=own.is_submitted and is_whole,
    )


def send_own_sheet(session: Session, own: OwnSheet, revision: int) -> SheetContent:
    """Submit what is saved. Raises SheetChangedElsewhere, SheetIncomplete, RatingClosed."""
    return save_sheet(
        session,
        own.assignment,
        instrument=own.instrument,
        key=own.key,
        answers=own.content.answers,
        comments=own.content.comments,
        revision=revision,
        submit=True,
    )
