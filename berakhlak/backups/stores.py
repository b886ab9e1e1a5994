"""What each engine must be able to do; which of the two a database is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from berakhlak.backups.database_contents import DatabaseContents
from berakhlak.backups.manifest import BackupManifest


@dataclass(frozen=True)
class DatabaseDump:
    """A file that holds a whole database, and what is in it."""

    path: Path
    contents: DatabaseContents
    engine_version: str


Dumper = Callable[[Path], DatabaseDump]
# Called with a dumper once nobody else uses the database, before anything is replaced.
Keep = Callable[[Dumper], None]
# Called on the restored database: migrates it and records the restore.
Finish = Callable[[Connection], None]


class DatabaseStore(Protocol):
    """One database, as a whole."""

    engine: str
    dump_name: str

    def contents(self) -> DatabaseContents:
        """What is in it now; empty when there is no database yet. Raises RestoreRefused."""

    def dump(self, folder: Path) -> DatabaseDump:
        """Copy all of it, as it is at one moment, into a file in `folder`. Raises BackupFailed."""

    def staging(self) -> AbstractContextManager[Path]:
        """A private folder for a dump that is to be put in place."""

    def check(self, manifest: BackupManifest) -> None:
        """Whether a dump of this engine's version can be loaded. Raises BackupUnfit."""

    def put(self, dump: Path, manifest: BackupManifest, *, keep: Keep, finish: Finish) -> None:
        """Replace everything by the dump, or change nothing.

        Raises RestoreRefused while others use the database, BackupDamaged when the dump does not
        hold what the manifest says.
        """
