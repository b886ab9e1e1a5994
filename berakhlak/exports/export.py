"""Many profiles into a folder: parallel, resumable, every file whole or absent.

The parent reads the database and writes the words; worker processes only turn HTML into PDF. They
are replaced now and then, because native memory grows a little with each.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import chain, count, islice
from pathlib import Path, PurePosixPath
from typing import Protocol

from berakhlak import text
from berakhlak.disk import PART, write_whole
from berakhlak.documents.pdf import PrintableDocument, render_document
from berakhlak.exports.index import write_index
from berakhlak.exports.manifest import MANIFEST, ExportManifest, WrittenFile
from berakhlak.people.nip import LENGTH as NIP_LENGTH
from berakhlak.profiles.printing import document_source_hash, printable_profile
from berakhlak.profiles.profile import Profile
from berakhlak.spawned_processes import spawned_pool

# A worker grows by some kB a profile (bench.pdf_memory); by 0.2 MB where documents keep nothing.
RECYCLE_AFTER = 1500
# Enough waiting work that no process is ever idle, little enough that memory stays flat.
_WAITING_PER_WORKER = 3
# By its second document a worker has read fonts and stylesheets, which live as long as it does.
_WARM_AT = 2
_rendered_here = count(1)

Report = Callable[["ExportProgress"], None]


@dataclass(frozen=True, kw_only=True)
class ExportProgress:
    """How far an export is; `skipped` files were whole already.

    `rows` of the index are told once it is whole.
    """

    done: int = 0
    skipped: int = 0
    total: int = 0
    rows: tuple[tuple[str, ...], ...] = field(default=(), compare=False)


class FileIssuer(Protocol):
    """Turns rendered files into issued ones, one at a time, in the parent process."""

    def source(self, source: str) -> str:
        """`source` together with what issuing adds."""
        ...

    def prepared(self, profile: Profile) -> Profile:
        """The profile as it is to be printed, with a code of its own."""
        ...

    def finished(self, profile: Profile, source: str, content: bytes) -> bytes:
        """The file to hand out, put on record for good; raises when it cannot be issued."""
        ...


@dataclass(frozen=True, kw_only=True)
class _Job:
    """One file to write. `source` tells apart everything that could change its content."""

    file: str
    source: str
    document: PrintableDocument


def export_profiles(
    profiles: Iterable[Profile],
    folder: Path,
    *,
    total: int,
    workers: int = 2,
    report: Report | None = None,
    recycle_after: int = RECYCLE_AFTER,
    issue: FileIssuer | None = None,
) -> ExportProgress:
    """Write one PDF per profile into `folder` (made when absent), and an index beside them.

    With `issue`, each file comes into its place only after it was issued.

    Files that are whole and up to date are left alone, so an export that was cancelled or killed
    can simply be started again. A cancelled one ends with the files at hand whole. Needs an
    application context. `report` is told after every file. Raises ValueError for fewer than one
    worker, BrokenProcessPool when the system kills one.
    """
    if workers < 1:
        raise ValueError("an export needs at least one worker")
    folder.mkdir(parents=True, exist_ok=True)
    _remove_torn_files(folder)
    manifest = ExportManifest(folder / MANIFEST)
    index: list[tuple[str, ...]] = []
    done = skipped = 0

    def tell() -> None:
        if report is not None:
            report(ExportProgress(done=done, skipped=skipped, total=total))

    issuing = _Issuing(folder, issue)

    def missing() -> Iterator[_Job]:
        nonlocal skipped
        for profile in profiles:
            job = issuing.job(profile)
            index.append((job.file, *_listed(profile)))
            if manifest.holds(job.file, job.source):
                skipped += 1
                tell()
            else:
                yield issuing.to_render(job, profile)

    try:
        for written in _rendered(missing(), folder, workers, recycle_after):
            manifest.add(issuing.placed(written))
            done += 1
            tell()
    finally:
        _remove_torn_files(folder)
    rows = tuple((*row, manifest.sha256_of(row[0])) for row in index)
    write_index(folder, rows)
    return ExportProgress(done=done, skipped=skipped, total=total, rows=rows)


class _Issuing:
    """From profiles to jobs, and from rendered files to issued ones; without `issue` they are one.

    A file to be issued is rendered under a name that is swept away, so that no file which claims
    a signature, but has none yet, is ever found in place.
    """

    def __init__(self, folder: Path, issue: FileIssuer | None) -> None:
        self._folder, self._issue = folder, issue
        self._printed: dict[str, Profile] = {}

    def job(self, profile: Profile) -> _Job:
        document = printable_profile(profile)
        source = document_source_hash(document)
        return _Job(
            file=f"{profile.file_stem}.pdf",
            source=self._issue.source(source) if self._issue else source,
            document=document,
        )

    def to_render(self, job: _Job, profile: Profile) -> _Job:
        if self._issue is None:
            return job
        place = PurePosixPath(job.file)
        unfinished = str(place.with_name(f".{place.name}{PART}"))
        printed = self._printed[unfinished] = self._issue.prepared(profile)
        return replace(job, file=unfinished, document=printable_profile(printed))

    def placed(self, written: WrittenFile) -> WrittenFile:
        if self._issue is None:
            return written
        printed, rendered = self._printed.pop(written.file), self._folder / written.file
        content = self._issue.finished(printed, written.source, rendered.read_bytes())
        rendered.unlink()
        file = f"{printed.file_stem}.pdf"
        write_whole(self._folder / file, content)
        return WrittenFile(file=file, source=written.source, sha256=sha256(content).hexdigest())


def _rendered(
    jobs: Iterator[_Job], folder: Path, workers: int, recycle_after: int
) -> Iterator[WrittenFile]:
    """Work in batches, each by fresh processes."""
    for first in jobs:
        batch = chain([first], islice(jobs, workers * recycle_after - 1))
        with spawned_pool(workers) as pool:
            try:
                yield from _batch(pool, batch, folder, workers * _WAITING_PER_WORKER)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise


def _batch(
    pool: ProcessPoolExecutor, jobs: Iterator[_Job], folder: Path, room: int
) -> Iterator[WrittenFile]:
    waiting: set[Future[WrittenFile]] = set()
    for job in jobs:
        waiting.add(pool.submit(write_profile, job, folder))
        if len(waiting) >= room:
            ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in ready)
    yield from (future.result() for future in waiting)


def write_profile(job: _Job, folder: Path) -> WrittenFile:
    """Render one file beside its place, then move it there in one step."""
    pdf = render_document(job.document)
    if next(_rendered_here) == _WARM_AT and multiprocessing.parent_process():
        gc.freeze()  # A search for garbage need not walk through them each time.
    write_whole(folder / job.file, pdf)
    return WrittenFile(file=job.file, source=job.source, sha256=sha256(pdf).hexdigest())


def _remove_torn_files(folder: Path) -> None:
    for torn in folder.rglob(f".*{PART}"):
        torn.unlink(missing_ok=True)


def _listed(profile: Profile) -> Iterator[str]:
    """The identity for the list; the NIP without spaces, as programs compare it."""
    for fact in profile.identity:
        number = text.bare_number(fact.text)
        yield number if text.is_number(number) and len(number) == NIP_LENGTH else fact.text
