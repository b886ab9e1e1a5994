"""Keeping and reading such files. Each act has transactions of its own: what a job writes meanwhile
is neither committed nor held up by a large file.

Pieces are encrypted under SECRET_KEY: a backup of the database alone hands out no slip with codes.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import ColumnElement, Engine, delete, select, update
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.engines import in_pieces
from berakhlak.stored_files.models import StoredFile, StoredPiece

PIECE = 1 << 20  # Bytes that are in memory at once.
TORN = timedelta(days=1)  # Nobody writes one file for so long.
UPLOADS = "uploads/"
"""How places of what waits for its confirmation begin; workers remove it after a day."""
_NONCE = 12
_PURPOSE = b"berakhlak:stored-files"


class StoredFileUnreadable(RuntimeError):
    """A piece is missing, was altered, or was written under another SECRET_KEY."""


@dataclass(frozen=True)
class StoredFiles:
    """Asks for the engine at each act: an application may be built before its database is there.

    `secret`: SECRET_KEY, the same at every host.
    """

    engine: Callable[[], Engine]
    secret: str = field(repr=False)

    def keep(self, place: str, name: str, source: Path | bytes) -> None:
        """Keep a file in the place of an earlier one of that name, in one step once it is whole."""
        with self._opened(source) as content, Session(self.engine()) as session:
            file = StoredFile(
                place=place, name=name, size=0, is_whole=False, created_at=clock.utc_now()
            )
            session.add(file)
            session.commit()
            number = file.id
            self._put_in_place(session, number, place, name, self._write(session, number, content))

    def keep_within(self, session: Session, place: str, name: str, content: bytes) -> None:
        """Keep a small file in the caller's own transaction; one of that name stays as it is."""
        if session.scalar(select(StoredFile.id).where(*_whole(place, name))) is not None:
            return
        file = StoredFile(
            place=place, name=name, size=len(content), is_whole=True, created_at=clock.utc_now()
        )
        session.add(file)
        session.flush()
        for count, start in enumerate(range(0, len(content), PIECE)):
            session.add(self._boxed(file.id, count, content[start : start + PIECE]))
        session.flush()

    def drop_within(self, session: Session, place: str, names: Sequence[str]) -> None:
        """Remove files in the caller's own transaction; none of a name is no error."""
        for some in in_pieces(names):
            here = StoredFile.place == place, StoredFile.name.in_(some)
            session.execute(delete(StoredFile).where(*here))

    def size(self, place: str, name: str) -> int | None:
        """Bytes of a file; None where there is none."""
        with Session(self.engine()) as session:
            return session.scalar(select(StoredFile.size).where(*_whole(place, name)))

    def pieces(self, place: str, name: str) -> Iterator[bytes]:
        """Its content; each piece is asked for alone, so that no connection waits for a reader.

        Raises StoredFileUnreadable, also where the file goes meanwhile.
        """
        with Session(self.engine()) as session:
            wanted = select(StoredFile.id, StoredFile.size).where(*_whole(place, name))
            found = session.execute(wanted).one_or_none()
        left, count = (found.size if found else 0), 0
        while found and left > 0:
            piece = self._piece(found.id, count)
            left, count = left - len(piece), count + 1
            yield piece

    def _piece(self, number: int, count: int) -> bytes:
        wanted = select(StoredPiece.content).where(
            StoredPiece.file_id == number, StoredPiece.number == count
        )
        with Session(self.engine()) as session:
            box = session.scalar(wanted)
        if box is None:
            raise StoredFileUnreadable
        try:
            return self._cipher.decrypt(box[:_NONCE], box[_NONCE:], _about(number, count))
        except InvalidTag as error:
            raise StoredFileUnreadable from error

    @cached_property
    def _cipher(self) -> AESGCM:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
        return AESGCM(derived.derive(self.secret.encode()))

    def read(self, place: str, name: str) -> bytes | None:
        """A small file whole."""
        if self.size(place, name) is None:
            return None
        return b"".join(self.pieces(place, name))

    def names(self, place: str) -> list[str]:
        """Of all whole files there."""
        with Session(self.engine()) as session:
            wanted = select(StoredFile.name).where(*_whole(place)).order_by(StoredFile.name)
            return list(session.scalars(wanted))

    def drop(self, place: str, name: str | None = None) -> None:
        """Remove one file, or all of a place; none is no error."""
        here = [StoredFile.place == place, *([StoredFile.name == name] if name else [])]
        with Session(self.engine()) as session:
            session.execute(delete(StoredFile).where(*here))
            session.commit()

    def drop_beginning(self, beginning: str) -> None:
        """Remove everything of all places that begin so."""
        with Session(self.engine()) as session:
            session.execute(delete(StoredFile).where(StoredFile.place.startswith(beginning)))
            session.commit()

    def drop_older(self, beginning: str, than: datetime) -> None:
        """Remove what has stood for too long in places that begin so, and what was cut off."""
        with Session(self.engine()) as session:
            old = StoredFile.place.startswith(beginning), StoredFile.created_at < than
            session.execute(delete(StoredFile).where(*old))
            torn = StoredFile.is_whole.is_(False), StoredFile.created_at < than - TORN
            session.execute(delete(StoredFile).where(*torn))
            session.commit()

    def _opened(self, source: Path | bytes) -> IO[bytes]:
        return BytesIO(source) if isinstance(source, bytes) else source.open("rb")

    def _write(self, session: Session, number: int, content: IO[bytes]) -> int:
        """Write all pieces, a transaction each; how many bytes."""
        size = count = 0
        while piece := content.read(PIECE):
            session.add(self._boxed(number, count, piece))
            session.commit()
            session.expunge_all()
            size, count = size + len(piece), count + 1
        return size

    def _boxed(self, number: int, count: int, piece: bytes) -> StoredPiece:
        nonce = secrets.token_bytes(_NONCE)
        box = nonce + self._cipher.encrypt(nonce, piece, _about(number, count))
        return StoredPiece(file_id=number, number=count, content=box)

    def _put_in_place(
        self, session: Session, number: int, place: str, name: str, size: int
    ) -> None:
        session.execute(delete(StoredFile).where(*_whole(place, name)))
        whole = update(StoredFile).where(StoredFile.id == number)
        session.execute(whole.values(size=size, is_whole=True))
        session.commit()


def _about(number: int, count: int) -> bytes:
    """No piece passes for another one."""
    return b"%d:%d" % (number, count)


def _whole(place: str, name: str | None = None) -> list[ColumnElement[bool]]:
    named = [StoredFile.name == name] if name is not None else []
    return [StoredFile.place == place, StoredFile.is_whole.is_(True), *named]
