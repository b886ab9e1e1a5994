"""Files that nobody else may read, and that are still there after the power has failed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any


def new_private_file(path: Path) -> IO[bytes]:
    """Open a new file for writing, for its owner alone. Raises FileExistsError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def flush(file: IO[Any]) -> None:
    """Wait until the disk has what was written."""
    file.flush()
    os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until the disk knows the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_open_to_others(path: Path) -> bool:
    """Whether its group or everybody else may do anything with a file or folder."""
    return bool(path.stat().st_mode & 0o077)


def close_to_others(path: Path) -> bool:
    """Take every right from all but the owner; whether there was any, and we could take it."""
    if not is_open_to_others(path):
        return False
    try:
        path.chmod(path.stat().st_mode & 0o700)
    except OSError:  # Not ours to change: `doctor` tells of it.
        return False
    return True
