"""What each engine must be able to do; which of the two a database is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from berakhlak.backups.database_contents import Contents
from berakhlak.backups.manifest import Manifest


@dataclass(frozen=True)
class Dump:
    """A file that holds a whole database, and what is in it."""

    path: Path
    contents: Contents
    engine_version: str


Dumper = Callable[[Path], Dump]
# Called with a dumper once nobody else uses the database, before anything is replaced.
Keep = Callable[[Dumper], None]
# Called on the restored database: migrates it and records the restore.
Finish = Callable[[Connection], None]


class Store(Protocol):
    """One database, as a whole."""

    engine: str
    dump_name: str

    def contents(self) -> Contents:
        """What is in it now; empty when there is no database yet. Raises RestoreRefused."""

    def dump(self, folder: Path) -> Dump:
        """Copy all of it, as it is at one moment, into a file in `folder`. Raises BackupFailed."""

    def staging(self) -> AbstractContextManager[Path]:
        """A private folder for a dump that is to be put in place."""

    def check(self, manifest: Manifest) -> None:
        """Whether a dump of this engine's version can be loaded. Raises BackupUnfit."""

    def put(self, dump: Path, manifest: Manifest, *, keep: Keep, finish: Finish) -> None:
        """Replace everything by the dump, or change nothing.

        Raises RestoreRefused while others use the database, BackupDamaged when the dump does not
        hold what the manifest says.
        """
