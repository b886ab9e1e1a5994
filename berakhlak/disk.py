"""Files that nobody else may read, and that are still there after the power has failed."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

PART = ".part"
FOR_ALL = 0o666
"""A mode that leaves it to the umask who may read."""
_OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}


def is_disk_failure(error: BaseException) -> bool:
    """Whether a disk is full, over its quota, read-only or broken: no fault of the program."""
    return isinstance(error, OSError) and error.errno in _OF_THE_DISK


def new_private_file(path: Path) -> IO[bytes]:
    """Open a new file for writing, for its owner alone. Raises FileExistsError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def write_whole(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Put a file in place in one step: whoever reads finds the old one or the whole new one."""
    with whole_file(path, mode=mode) as torn:
        torn.write_bytes(content)


@contextmanager
def whole_file(path: Path, *, mode: int = 0o600) -> Iterator[Path]:
    """A file to write, which takes the place of `path` in one step when it is on the disk.

    `mode` is narrowed by the umask. What a kill leaves behind is hidden and ends in PART.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    torn = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    os.close(os.open(torn, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode))
    try:
        yield torn
        with torn.open("rb") as file:
            os.fsync(file.fileno())
        torn.replace(path)
    except BaseException:
        torn.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def flush_to_disk(file: IO[Any]) -> None:
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
