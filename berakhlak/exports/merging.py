"""One PDF per unit out of the profiles of its officers, to be printed in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from hashlib import sha256
from itertools import groupby
from pathlib import Path, PurePosixPath

from berakhlak.disk import whole_file

MOST_AT_ONCE = 250
"""Profiles in one file: about a thousand pages, and fewer open files than any system allows."""


def merge_by_folder(
    source: Path,
    target: Path,
    rows: Sequence[tuple[str, ...]],
    tell: Callable[[int, int], None],
) -> list[tuple[str, ...]]:
    """Merge the files of each folder below `source` into one file in `target`.

    `rows`: the index of the files, (file, name, …, hash). Returns the index of the merged ones, in
    the same order: each officer with the merged file and its hash. A merged file that is there
    already is whole and stays. `tell` is called with (files done, of how many); what it raises ends
    the work.
    """
    batches = list(_batches(rows))
    index: list[tuple[str, ...]] = []
    for done, (file, members) in enumerate(batches):
        tell(done, len(batches))
        place = target / file
        if not place.exists():
            _merge([source / row[0] for row in members], [row[1] for row in members], place)
        digest = sha256(place.read_bytes()).hexdigest()
        index += [(file, *row[1:-1], digest) for row in members]
    tell(len(batches), len(batches))
    return index


def _batches(
    rows: Sequence[tuple[str, ...]],
) -> Iterator[tuple[str, Sequence[tuple[str, ...]]]]:
    ordered = sorted(rows, key=lambda row: _folder_of(row[0]))
    for folder, found in groupby(ordered, key=lambda row: _folder_of(row[0])):
        members = list(found)
        for part, start in enumerate(range(0, len(members), MOST_AT_ONCE), start=1):
            suffix = f"-bagian-{part}" if len(members) > MOST_AT_ONCE else ""
            yield f"{folder}{suffix}.pdf", members[start : start + MOST_AT_ONCE]


def _folder_of(file: str) -> str:
    return PurePosixPath(file).parent.as_posix()


def _merge(files: Sequence[Path], names: Sequence[str], place: Path) -> None:
    import pikepdf

    with whole_file(place) as torn, ExitStack() as opened, pikepdf.new() as merged:
        marks = []
        for file, name in zip(files, names, strict=True):
            marks.append(pikepdf.OutlineItem(name, len(merged.pages)))
            merged.pages.extend(opened.enter_context(pikepdf.open(file)).pages)
        with merged.open_outline() as outline:
            outline.root.extend(marks)
        # The same profiles give the same bytes.
        merged.save(torn, deterministic_id=True)
