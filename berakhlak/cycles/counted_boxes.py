"""Boxes that are counted once, where no closing of a cycle opens them: answers to satisfaction
surveys, and about talks.

Opened in memory alone; afterwards nothing that lies in the database's files may still hold them,
and only then may their key go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.cycles.keys import BoxDamaged
from berakhlak.engines import let_go_of_deleted
from berakhlak.errors import StateConflict

PATIENCE = 5000  # Milliseconds to wait for those who read.
Content = TypeVar("Content")


class AnswersStillRead(StateConflict):
    """Somebody who began to read before still reads; the key waits to be destroyed."""

    message = _(
        "Angka sudah dihitung, tetapi bekas jawaban belum dapat dihapus dari berkas karena basis "
        "data masih dibaca, misalnya oleh pencadangan. Tunggu sebentar, lalu tuntaskan."
    )


@dataclass
class OpenedBoxes(Generic[Content]):
    """What lay in boxes, each with the name under which its box was stored; and how many did not
    open."""

    contents: list[tuple[bytes, Content]] = field(default_factory=list)
    damaged: int = 0

    @property
    def total(self) -> int:
        """All boxes that were there."""
        return len(self.contents) + self.damaged


def open_boxes(
    rows: Iterable[tuple[bytes, bytes]], read: Callable[[bytes, bytes], Content]
) -> OpenedBoxes[Content]:
    """Open every box; `rows` and `read`: name, box. What raises BoxDamaged is left out, and its
    number told."""
    found = OpenedBoxes[Content]()
    for name, box in rows:
        try:
            found.contents.append((bytes(name), read(bytes(name), bytes(box))))
        except BoxDamaged:
            found.damaged += 1
    return found


def erase_counted_pages(session: Session, tables: Sequence[str]) -> None:
    """After the boxes were deleted and that was committed. May be called again.

    Raises AnswersStillRead: the key must stay until this has passed.
    """
    session.rollback()  # Erasing needs the file to itself.
    if not let_go_of_deleted(session.get_bind().engine, tables, patience=PATIENCE):
        raise AnswersStillRead
