"""Saving and sending one's own sheet, as pages and the script ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.orm import Session

from berakhlak.ratings.autosave import SheetChanges
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.envelopes import begin_again, require_own_draft, seal_draft
from berakhlak.ratings.operations import (
    SheetChangedElsewhere,
    SheetIncomplete,
    change_sheet,
    save_sheet,
)
from berakhlak.ratings.sheet_session import OwnSheet, SheetAccess


def change_own_sheet(session: Session, access: SheetAccess, changes: SheetChanges) -> SheetContent:
    """Merge some changes. Raises as `change_sheet`, and SheetSealed."""
    with _refused_without_key(access):
        content = change_sheet(
            session,
            access.assignment,
            instrument=access.instrument,
            key=access.key,
            answers=changes.answers,
            comments=changes.comments,
            base=changes.base,
        )
        _require_own_draft(session, access, content)
    return content


def begin_own_sheet_again(session: Session, access: SheetAccess) -> None:
    """An empty draft in the place of what was sealed, which counts until the draft is sent."""
    if access.envelope is not None:
        with _refused_without_key(access):
            begin_again(session, access.assignment, access.envelope)


def destroy_own_draft(access: SheetAccess) -> None:
    """After the commit of a sending: the key of a draft that is no longer there."""
    if access.envelope is not None:
        access.envelope.draft.destroy(access.envelope.draft.handle(access.assignment.id))


@contextmanager
def _refused_without_key(access: SheetAccess) -> Iterator[None]:
    """A key that was made for a draft which is refused goes with it."""
    try:
        yield
    except Exception:
        if access.envelope is not None:
            access.envelope.draft.destroy_made()
        raise


def _require_own_draft(session: Session, access: SheetAccess, content: SheetContent) -> None:
    if access.envelope is not None:
        require_own_draft(session, access.envelope, access.assignment, content)


def save_own_sheet(
    session: Session,
    own: OwnSheet,
    *,
    answers: Mapping[str, int],
    comments: Mapping[str, str],
    revision: int,
) -> SheetContent:
    """Save what was typed, whole or not; a sheet once sent stays sent while it is whole.

    Raises SheetChangedElsewhere, SheetInvalid, RatingClosed, SheetSealed.
    """
    is_whole = all(each.code in answers for each in own.instrument.behaviours)
    with _refused_without_key(own):
        content = save_sheet(
            session,
            own.assignment,
            instrument=own.instrument,
            key=own.key,
            answers=answers,
            comments=comments,
            revision=revision,
            submit=own.envelope is None and own.is_submitted and is_whole,
        )
        _require_own_draft(session, own, content)
    return content


def send_own_sheet(session: Session, own: OwnSheet, revision: int) -> SheetContent:
    """Submit what is saved, sealed where the cycle's key is with holders: then `destroy_own_draft`
    follows the commit. Raises SheetChangedElsewhere, SheetIncomplete, RatingClosed."""
    if own.envelope is not None:
        if own.missing:
            raise SheetIncomplete(own.missing)
        if own.content.revision != revision:
            raise SheetChangedElsewhere
        seal_draft(session, own.assignment, own.envelope, own.content)
        return own.content
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
