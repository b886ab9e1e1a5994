"""Saving and submitting a sheet. Nothing here records a time or a rater."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import CursorResult, bindparam, select, update
from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import require_rating_open
from berakhlak.cycles.envelopes import in_envelope
from berakhlak.cycles.keys import CycleKey
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.partitions import named_cycle
from berakhlak.engines import insert_unless_known
from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.instrument.catalogue import Instrument
from berakhlak.ratings.box_content import MAX_COMMENT_LENGTH, SheetContent
from berakhlak.ratings.drafts import AssignmentRef, SheetKey, SheetSealed, draft_number
from berakhlak.ratings.models import OpenSheet

MERGE_TRIES = 5


# Plain statements put together once: every tap on every phone runs them.
_sheet = OpenSheet.__table__
_MINE = (_sheet.c.handle == bindparam("of"), _sheet.c.cycle_id == named_cycle("in_cycle"))
_BOX = select(_sheet.c.box, _sheet.c.is_submitted).where(*_MINE)
_CHANGE = (
    update(OpenSheet)
    .where(*_MINE, _sheet.c.box == bindparam("old"))
    .values(box=bindparam("new"), is_submitted=bindparam("submitted"))
)


class SheetChangedElsewhere(StateConflict):
    """The sheet was saved from another tab or device since it was opened here."""

    message = _(
        "Formulir ini sudah disimpan dari perangkat atau tab lain. "
        "Jawaban terbaru ditampilkan; periksa sebelum menyimpan lagi."
    )


class FieldsChangedElsewhere(SheetChangedElsewhere):
    """The same fields were changed on another device.

    `saved` holds what they are there, `since` everything that the reader has not seen yet.
    """

    def __init__(self, saved: SheetContent, since: SheetContent) -> None:
        super().__init__()
        self.saved, self.since = saved, since


class SheetIncomplete(InvalidInput):
    """Some behaviours have no answer yet; `missing` lists their codes."""

    message = _("Beberapa perilaku belum dijawab.")

    def __init__(self, missing: list[str]) -> None:
        super().__init__()
        self.missing = missing


class SheetInvalid(InvalidInput):
    """An answer or comment that the form cannot produce; `fields` says why, by code."""

    def __init__(self, message: object = "", fields: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}


def save_sheet(
    session: Session,
    assignment: AssignmentRef,
    *,
    instrument: Instrument,
    key: SheetKey,
    answers: Mapping[str, int],
    comments: Mapping[str, str],
    revision: int,
    submit: bool,
) -> SheetContent:
    """Store the answers under the assignment's handle, as a draft or submitted.

    Raises SheetChangedElsewhere when `revision` is not the stored one, SheetIncomplete when
    submitting with behaviours unanswered, SheetInvalid, RatingClosed.
    """
    _check(instrument, answers, comments)
    missing = [b.code for b in instrument.behaviours if b.code not in answers]
    if submit and missing:
        raise SheetIncomplete(missing)
    stored = _stored(session, assignment, key)
    if stored.content.revision != revision:
        raise SheetChangedElsewhere
    content = stored.content.followed_by(answers, _cleaned(comments))
    if not _put(session, assignment, stored, content, key, submit=submit):
        raise SheetChangedElsewhere
    return content


def change_sheet(
    session: Session,
    assignment: AssignmentRef,
    *,
    instrument: Instrument,
    key: SheetKey,
    answers: Mapping[str, int],
    comments: Mapping[str, str],
    base: int,
) -> SheetContent:
    """Change some answers and comments, made by a reader who had seen revision `base`.

    Merges with what other devices have changed meanwhile, unless they changed the same field to
    something else: then raises FieldsChangedElsewhere and stores nothing. Sending the same change
    again stores nothing either. A submitted sheet stays submitted, since no answer can be taken
    away. Raises SheetInvalid, RatingClosed.
    """
    _check(instrument, answers, comments)
    # Another device may save between our reading and our writing; then there is more to merge.
    for _try in range(MERGE_TRIES):
        stored = _stored(session, assignment, key)
        known = stored.content
        _require_mergeable(known, answers, comments, base)
        content = known.followed_by(
            known.answers | dict(answers), _cleaned(known.comments | dict(comments))
        )
        if content.answers == known.answers and content.comments == known.comments:
            require_rating_open(session, assignment.cycle_id)
            return known
        if _put(session, assignment, stored, content, key, submit=stored.is_submitted):
            return content
    raise SheetChangedElsewhere


def _require_mergeable(
    known: SheetContent, answers: Mapping[str, int], comments: Mapping[str, str], base: int
) -> None:
    """Raises FieldsChangedElsewhere for fields that another device set to something else."""
    # A revision that was never given out, as after a restored backup, vouches for nothing.
    if draft_number(known.revision) and draft_number(base) != draft_number(known.revision):
        raise SheetSealed  # Made at the sight of what was sent since.
    since = known.changed_since(base if base <= known.revision else -1)
    saved_answers = {
        code: score
        for code, score in since.answers.items()
        if code in answers and answers[code] != score
    }
    saved_comments = {
        code: text
        for code, text in since.comments.items()
        if code in comments and comments[code].strip() != text
    }
    if saved_answers or saved_comments:
        saved = SheetContent(saved_answers, saved_comments, known.revision)
        raise FieldsChangedElsewhere(saved, since)


@dataclass(frozen=True)
class _Stored:
    """What lies under a handle; `box` is None when nothing was saved yet."""

    handle: bytes
    box: bytes | None
    content: SheetContent
    is_submitted: bool


def _stored(session: Session, assignment: AssignmentRef, key: SheetKey) -> _Stored:
    handle = key.handle(assignment.id)
    mine = {"of": handle, "in_cycle": assignment.cycle_id}
    row = session.connection().execute(_BOX, mine).one_or_none()
    if row is None:
        return _Stored(handle, None, SheetContent(), is_submitted=False)
    box = bytes(row.box)
    return _Stored(handle, box, SheetContent.from_bytes(key.decrypt(box, handle)), row.is_submitted)


def _put(
    session: Session,
    assignment: AssignmentRef,
    stored: _Stored,
    content: SheetContent,
    key: SheetKey,
    *,
    submit: bool,
) -> bool:
    """Lock the content and leave it where `stored` lay, while the cycle takes answers.

    False when another device was faster. Raises RatingClosed.
    """
    box = key.encrypt(content.to_bytes(), stored.handle)
    if not _replace(session, assignment.cycle_id, stored, box, submit):
        return False
    require_rating_open(session, assignment.cycle_id)
    return True


def _replace(session: Session, cycle_id: int, stored: _Stored, box: bytes, submit: bool) -> bool:
    """Write a box in the place of the one that was read; False when another device was faster."""
    if stored.box is None:
        row = {"handle": stored.handle, "cycle_id": cycle_id, "is_submitted": submit, "box": box}
        # PostgreSQL's driver counts no rows of an INSERT; what it gives back is counted instead.
        fresh = insert_unless_known(session, OpenSheet, row).returning(OpenSheet.handle)
        return session.scalar(fresh) is not None
    # No two boxes are alike, for each has a random nonce: the old box is proof that no other
    # saving came between, on engines that lock rows and on those that do not.
    mine = {"of": stored.handle, "in_cycle": cycle_id}
    words = {**mine, "old": stored.box, "new": box, "submitted": submit}
    return _rows_written(session, _CHANGE, words) == 1


def _rows_written(session: Session, statement: Any, values: dict[str, object]) -> int:
    result = session.connection().execute(statement, values)
    return cast("CursorResult[Any]", result).rowcount


def _check(instrument: Instrument, answers: Mapping[str, int], comments: Mapping[str, str]) -> None:
    for code, score in answers.items():
        if code not in instrument.packing or not 0 <= score <= instrument.packing[code][1]:
            raise SheetInvalid(f"{code}: {score}")
    values = {value.code: value.name for value in instrument.values}
    refused: dict[str, object] = {}
    for code, text in comments.items():
        if code not in values:
            raise SheetInvalid(f"{code}: no such value")
        if (excess := len(text.strip()) - MAX_COMMENT_LENGTH) > 0:
            refused[code] = _too_long(excess)
    if refused:
        raise SheetInvalid(next(iter(refused.values())), refused)


def _too_long(excess: int) -> object:
    return ngettext(
        "Komentar ini kelebihan %(num)s huruf, jadi belum tersimpan. Yang tertulis tetap ada.",
        "Komentar ini kelebihan %(num)s huruf, jadi belum tersimpan. Yang tertulis tetap ada.",
        excess,
    )


def _cleaned(comments: Mapping[str, str]) -> dict[str, str]:
    return {code: text.strip() for code, text in comments.items() if text.strip()}


def save_sheets(
    session: Session, cycle: Cycle, sheets: Mapping[int, SheetContent], *, key: CycleKey
) -> None:
    """Submit whole sheets by assignment id at once, for simulations; raises RatingClosed."""
    rows: dict[bytes, OpenSheet] = {}
    sealed = _sealed_when_sent(session, cycle)
    for assignment_id, content in sheets.items():
        handle, written = key.handle(assignment_id), content.to_bytes()
        if assignment_id in sealed:
            written = in_envelope(cycle, written, handle)
        box = key.encrypt(written, handle)
        rows[handle] = OpenSheet(handle=handle, cycle_id=cycle.id, is_submitted=True, box=box)
    session.add_all(rows[handle] for handle in sorted(rows))
    session.flush()
    require_rating_open(session, cycle.id)


def _sealed_when_sent(session: Session, cycle: Cycle) -> set[int]:
    """Assignments of anonymous groups, where the cycle's key is with holders."""
    if cycle.holders is None:
        return set()
    groups = [code for code in cycle.policy.codes if cycle.policy.group(code).is_anonymous]
    asked = select(Assignment.id).where(Assignment.cycle_id == cycle.id)
    return set(session.scalars(asked.where(Assignment.group.in_(groups))))
