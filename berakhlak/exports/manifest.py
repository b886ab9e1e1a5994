"""What an export has finished, one line per file, so that nothing is made twice."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from berakhlak.disk import flush_to_disk

MANIFEST = "daftar.jsonl"


@dataclass(frozen=True, kw_only=True)
class WrittenFile:
    """A finished file: the hash of what it was made from (`source`), and its own."""

    file: str
    source: str
    sha256: str


class ExportManifest:
    """Lines are only ever added; a last line torn by a kill is ignored."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = {written.file: written for written in _lines(path)}

    def holds(self, file: str, source: str) -> bool:
        """Whether the file was made from this source and still is what was written."""
        known = self._known.get(file)
        path = self._path.parent / file
        if known is None or known.source != source or not path.is_file():
            return False
        return sha256(path.read_bytes()).hexdigest() == known.sha256

    def sha256_of(self, file: str) -> str:
        """The hash of a file; empty when it was never written."""
        known = self._known.get(file)
        return known.sha256 if known else ""

    def add(self, written: WrittenFile) -> None:
        """Remember a file that is now in its place."""
        self._known[written.file] = written
        line = json.dumps(asdict(written), sort_keys=True) + "\n"
        with self._path.open("a", encoding="utf-8") as file:
            if _ends_torn(self._path):
                file.write("\n")
            file.write(line)
            flush_to_disk(file)


def _lines(path: Path) -> list[WrittenFile]:
    if not path.exists():
        return []
    found = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            found.append(WrittenFile(**json.loads(line)))
        except (ValueError, TypeError):
            continue  # Torn by a kill: its file is simply made again.
    return found


def _ends_torn(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return False
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"
