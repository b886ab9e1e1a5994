"""A finished export as one ZIP file, in place only when it is whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from berakhlak.disk import whole_file
from berakhlak.exports.manifest import MANIFEST


def pack_export(
    folder: Path, place: Path, tell: Callable[[int, int], None] = lambda _done, _total: None
) -> int:
    """Pack the files of an export; returns how many. The folder stays as it is.

    `tell` is called with (files packed, of how many); what it raises ends the work.
    """
    files = sorted(
        path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")
    )
    kept = [path for path in files if path.name != MANIFEST]
    with whole_file(place) as torn, ZipFile(torn, "w") as archive:
        for done, path in enumerate(kept):
            tell(done, len(kept))
            # A PDF is compressed already.
            method = ZIP_STORED if path.suffix == ".pdf" else ZIP_DEFLATED
            archive.write(path, path.relative_to(folder).as_posix(), compress_type=method)
    return len(kept)
