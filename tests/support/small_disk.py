"""A disk of a few megabytes, mounted for one test: it may be filled, grow, and be read-only."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_BLOCK = 4096


class SmallDisk:
    """`folder` is its root; only root may make one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Until nothing more can be written, not a byte."""
        held = os.open(self._ballast, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            while os.write(held, bytes(_BLOCK)):
                pass
        except OSError:
            pass
        finally:
            os.close(held)

    def make_room(self) -> None:
        self._ballast.unlink()

    def mount_anew(self, *how: str) -> None:
        """With other options: "ro", "rw", "size=9m". Nobody may have a file open for writing."""
        _run("mount", "-o", ",".join(("remount", *how)), str(self.folder))


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Skips the test where a disk may not be mounted."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    folder.mkdir()
    try:
        _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"a small disk cannot be mounted here: {error}")
    try:
        yield SmallDisk(folder)
    finally:
        # Whatever is still open there is let go of later.
        _run("umount", "--lazy", str(folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
