"""Saving and submitting a sheet. Nothing here records a time or a rater."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import RatingClosed
from berakhlak.cycles.keys import CycleKey
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.errors import Conflict, Invalid
from berakhlak.instrument.catalogue import Instrument
from berakhlak.ratings.content import SheetContent
from berakhlak.ratings.models import OpenSheet

MAX_COMMENT_LENGTH = 1000


class SheetChangedElsewhere(Conflict):
    """The sheet was saved from another tab or device since it was opened here."""

    message = _(
        "Lembar ini sudah disimpan dari perangkat atau tab lain. "
        "Jawaban terbaru ditampilkan; periksa sebelum menyimpan lagi."
    )


class SheetIncomplete(Invalid):
    """Some behaviours have no answer yet; `missing` lists their codes."""

    message = _("Beberapa perilaku belum dijawab.")

    def __init__(self, missing: list[str]) -> None:
        super().__init__()
        self.missing = missing


class SheetInvalid(Invalid):
    """An answer or comment that the form cannot produce."""


def save_sheet(
    session: Session,
    assignment: Assignment,
    *,
    key: CycleKey,
    answers: Mapping[str, int],
    comments: Mapping[str, str],
    revision: int,
    submit: bool,
) -> SheetContent:
    """Store the answers under the assignment's handle, as a draft or submitted.

    Raises SheetChangedElsewhere when `revision` is not the stored one, SheetIncomplete when
    submitting with behaviours unanswered, SheetInvalid, RatingClosed.
    """
    cycle = session.get_one(Cycle, assignment.cycle_id)
    instrument = cycle.instrument.content
    _check(instrument, answers, comments)
    missing = [b.code for b in instrument.behaviours if b.code not in answers]
    if submit and missing:
        raise SheetIncomplete(missing)
    handle = key.handle(assignment.id)
    stored = session.get(OpenSheet, handle, with_for_update=True)
    known = SheetContent.from_bytes(key.unlock(stored.box, handle)) if stored else SheetContent()
    if known.revision != revision:
        raise SheetChangedElsewhere
    content = SheetContent(dict(answers), _cleaned(comments), revision + 1)
    _write(session, cycle, stored, handle, key.lock(content.to_bytes(), handle), submit=submit)
    _require_open(session, cycle)
    return content


def _write(
    session: Session,
    cycle: Cycle,
    stored: OpenSheet | None,
    handle: bytes,
    box: bytes,
    *,
    submit: bool,
) -> None:
    if stored is None:
        stored = OpenSheet(handle=handle, cycle_id=cycle.id, is_submitted=submit, box=box)
        session.add(stored)
    else:
        stored.box, stored.is_submitted = box, submit
    try:
        session.flush()
    except IntegrityError as error:  # Two devices saved for the first time at the same moment.
        raise SheetChangedElsewhere from error


def _require_open(session: Session, cycle: Cycle) -> None:
    # Asked after writing: by then SQLite's one write lock is ours, and on PostgreSQL the shared
    # lock makes sealing wait for us, or us see that it has begun.
    state = session.scalar(
        select(Cycle.state)
        .where(Cycle.id == cycle.id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    if state is not CycleState.OPEN:
        raise RatingClosed


def _check(instrument: Instrument, answers: Mapping[str, int], comments: Mapping[str, str]) -> None:
    for code, score in answers.items():
        if code not in instrument.positions or not 0 <= score <= instrument.max_score:
            raise SheetInvalid(f"{code}: {score}")
    values = {value.code for value in instrument.values}
    for code, text in comments.items():
        if code not in values or len(text) > MAX_COMMENT_LENGTH:
            raise SheetInvalid(_("Komentar paling panjang 1.000 karakter."))


def _cleaned(comments: Mapping[str, str]) -> dict[str, str]:
    return {code: text.strip() for code, text in comments.items() if text.strip()}


def save_many(
    session: Session, cycle: Cycle, sheets: Mapping[int, SheetContent], *, key: CycleKey
) -> None:
    """Submit whole sheets by assignment id at once, for simulations; raises RatingClosed."""
    rows: dict[bytes, OpenSheet] = {}
    for assignment_id, content in sheets.items():
        handle = key.handle(assignment_id)
        box = key.lock(content.to_bytes(), handle)
        rows[handle] = OpenSheet(handle=handle, cycle_id=cycle.id, is_submitted=True, box=box)
    session.add_all(rows[handle] for handle in sorted(rows))
    session.flush()
    _require_open(session, cycle)
