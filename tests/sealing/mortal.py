"""Closing that can be stopped at each moment at which something has just become lasting, or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from berakhlak import engines, write_turns
from berakhlak.cycles import secret_stores as key_files
from berakhlak.sealing import deleted_pages
from berakhlak.sealing.rewritten_file import rewrite_file

ERASING = "PRAGMA wal_checkpoint"
Moment = Callable[[bool], None]
"""Called at each moment; True where no lock is held, so that another host may act."""


class Killed(BaseException):
    """The process is gone: nothing of the program may catch it."""


class Watch:
    """Counts moments and does `act` once: at the one that was drawn, or, unless it may be done
    `anywhere`, at the next where no lock is held.
    """

    def __init__(self, at: int, act: Callable[[], None], *, anywhere: bool = False) -> None:
        self.left, self.act, self.anywhere = at, act, anywhere

    def __call__(self, is_free: bool) -> None:
        self.left -= 1
        if self.left < 0 and (is_free or self.anywhere):
            act, self.act = self.act, _nothing
            act()

    @classmethod
    def never(cls) -> Watch:
        return cls(-1, _nothing)


def shorten_turns(patch: pytest.MonkeyPatch, *, rows: int, deleted: int) -> None:
    """Turns of storing that end after so many rows, and of erasing; without a pause."""
    patch.setattr(engines, "AT_ONCE", rows)
    for name, value in {"ROWS_IN_TURN": rows, "ROWS_AT_ONCE": deleted, "PAUSE": 0.0}.items():
        patch.setattr(write_turns, name, value)


def _nothing() -> None:
    """Nobody dies and nobody comes between."""


class WatchedSession(Session):
    """A session that tells the watch of what it makes lasting, and of what it lets go."""

    moment: Moment

    def commit(self) -> None:
        self.moment(not self.in_transaction())
        super().commit()
        self.moment(True)

    def rollback(self) -> None:
        super().rollback()
        self.moment(True)


@contextmanager
def watched(url: str, moment: Moment) -> Iterator[Session]:
    """A session on an engine of its own, as of a host of its own."""
    engine = create_engine(url)
    _tell_of_erasing(engine, moment)
    session = WatchedSession(engine)
    session.moment = moment
    with pytest.MonkeyPatch.context() as patch:
        _tell_of_files(patch, moment)
        try:
            yield session
        finally:
            session.moment = Watch.never()
            session.close()
            engine.dispose()


def _tell_of_erasing(engine: Engine, moment: Moment) -> None:
    def before(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(ERASING):
            moment(True)

    def after(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(ERASING):
            moment(False)  # Its answer has not been read yet.

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)


def _tell_of_files(patch: pytest.MonkeyPatch, moment: Moment) -> None:
    def told(act: Callable[..., Any]) -> Callable[..., Any]:
        def do(*args: Any, **kwargs: Any) -> Any:
            done = act(*args, **kwargs)
            moment(True)
            return done

        return do

    def before_and_after(*args: Any) -> None:
        moment(True)
        rewrite_file(*args)
        moment(True)

    patch.setattr(deleted_pages, "rewrite_file", before_and_after)
    for name in ("flush_to_disk", "flush_folder"):
        patch.setattr(key_files, name, told(getattr(key_files, name)))
    patch.setattr(Path, "unlink", told(Path.unlink))
