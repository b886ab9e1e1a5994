"""Files of jobs: in a folder for each, and where hosts have none in common, in the database too.

A run works in a folder of its own host. What others need of it, the file of its result and what was
handed in for it, is shared; what is half made is not, and another host makes it anew.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from berakhlak.disk import whole_file, write_whole
from berakhlak.stored_files.files import PIECE, StoredFiles


@dataclass(frozen=True)
class JobFiles:
    """`folder`: that of this host. `shared`: None where it is all there is."""

    folder: Path
    shared: StoredFiles | None = None

    def folder_of(self, job_id: int) -> Path:
        """Made where it is not there, for its owner alone."""
        folder = self.folder / str(job_id)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def hand_in(self, session: Session, job_id: int, name: str, content: bytes) -> None:
        """What a job needs, before `session` commits it. A second time puts the same in place.

        Whole or not at all; what a job left that was never committed, another may find under its
        number, and replaces.
        """
        if self.shared is not None:
            self.shared.keep_within(session, _place(job_id), name, content)
            return
        write_whole(self.folder_of(job_id) / name, content)

    def share(self, job_id: int, path: Path) -> None:
        """Let other hosts have a file of the job's folder."""
        if self.shared is not None:
            self.shared.keep(_place(job_id), path.name, path)

    def fetch(self, job_id: int) -> Path:
        """The job's folder, with all that another host has shared."""
        folder = self.folder_of(job_id)
        for name in self.shared.names(_place(job_id)) if self.shared else ():
            if not (folder / name).exists():
                with whole_file(folder / name) as torn, torn.open("wb") as file:
                    file.writelines(self.pieces(job_id, name))
        return folder

    def has(self, job_id: int, name: str) -> bool:
        return self.size(job_id, name) is not None

    def size(self, job_id: int, name: str) -> int | None:
        """Bytes of a finished file; None where there is none."""
        path = self.folder / str(job_id) / name
        if path.is_file():
            return path.stat().st_size
        return self.shared.size(_place(job_id), name) if self.shared else None

    def pieces(self, job_id: int, name: str) -> Iterator[bytes]:
        """The content of a finished file, never whole in memory."""
        path = self.folder / str(job_id) / name
        if path.is_file():
            with path.open("rb") as file:
                while piece := file.read(PIECE):
                    yield piece
        elif self.shared:
            yield from self.shared.pieces(_place(job_id), name)

    def settle(self, job_id: int, result: Path | None) -> None:
        """After the work and before its end is on record: share the result."""
        if result is not None:
            self.share(job_id, result)

    def let_go(self, job_id: int) -> None:
        """Once the result is on record: where others have it, this host needs no copy."""
        if self.shared is not None:
            shutil.rmtree(self.folder / str(job_id), ignore_errors=True)

    def drop(self, job_id: int, name: str) -> None:
        """Remove one file everywhere."""
        (self.folder / str(job_id) / name).unlink(missing_ok=True)
        if self.shared is not None:
            self.shared.drop(_place(job_id), name)

    def remove(self, job_id: int) -> None:
        """Everything of a job, and what this host still has of it."""
        if self.shared is not None:
            self.shared.drop(_place(job_id))
        shutil.rmtree(self.folder / str(job_id), ignore_errors=True)

    def remove_all(self) -> None:
        for folder in self.folder.glob("[0-9]*"):
            shutil.rmtree(folder)
        if self.shared is not None:
            self.shared.drop_beginning(PLACE)

    def known_here(self) -> set[int]:
        """Ids of the jobs of which this host has a folder."""
        return {int(each.name) for each in self.folder.glob("[0-9]*") if each.name.isdigit()}


PLACE = "jobs/"


def _place(job_id: int) -> str:
    return f"{PLACE}{job_id}"
