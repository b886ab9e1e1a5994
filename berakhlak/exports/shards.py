"""A large export in shards that every host's workers take; whoever asked puts them together.

Each shard is a job of its own, whose files and lines of the manifest go to where all hosts find
them. The export itself takes shards too, so that it never waits for a worker that is not there.
Then it goes over all profiles as ever: what the manifest vouches for is left alone, what a lost
shard owes is made, and there is one manifest and one index.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from flask import current_app
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.disk import whole_file
from berakhlak.documents.responses import agency_timezone
from berakhlak.engines import in_pieces
from berakhlak.exports.choosing import BY_UNIT, named_profiles
from berakhlak.exports.export import ExportProgress, export_profiles
from berakhlak.exports.issuing import batch_issuer
from berakhlak.exports.manifest import MANIFEST
from berakhlak.extensions import db
from berakhlak.jobs.models import PART, Job, JobState
from berakhlak.jobs.operations import JobNotCancellable, ask_to_cancel, enqueue
from berakhlak.jobs.queries import JobNotFound
from berakhlak.jobs.registry import JobKind, JobResult
from berakhlak.jobs.running import JobCancelled, JobRun, do_job
from berakhlak.jobs.sweeping import sweep
from berakhlak.profiles.queries import published_officers

SHARD = f"{PART}export profiles"
SIZE = 500  # Profiles: a minute or two of one process.
PAUSE, SWEEPING = 0.2, 5.0  # Seconds between two looks; and between two at the lost.
_FILE = "bagian.zip"


@dataclass(frozen=True)
class ShardedWork:
    """What all shards of one export have in common; `ids` of participants, in their order."""

    cycle: int
    ids: Sequence[int]
    form: str
    is_issued: bool

    def arguments(self) -> list[dict[str, Any]]:
        return [
            {"cycle": self.cycle, "ids": list(ids), "form": self.form, "is_issued": self.is_issued}
            for ids in in_pieces(self.ids, SIZE)
        ]


def is_sharded(run: JobRun, files: int) -> bool:
    """Whether other hosts can help: where hosts share files, and it is more than one shard."""
    return run.service.files.shared is not None and files > SIZE


def gather_shards(run: JobRun, work: ShardedWork, folder: Path) -> None:
    """Have all shards made, here and elsewhere, and put their files into `folder`.

    Raises JobCancelled, after the shards were cancelled as well.
    """
    shards = [_asked(run, number, given) for number, given in enumerate(work.arguments())]
    run.session.commit()
    try:
        _work_along(run, shards, len(work.ids))
    except JobCancelled:
        _cancel(run.session, shards)
        raise
    folder.mkdir(parents=True, exist_ok=True)
    for job_id in shards:
        _take_over(run, job_id, folder)


def _asked(run: JobRun, number: int, given: dict[str, Any]) -> int:
    """The job of a shard: one that an earlier run of this export has had made, or a new one."""
    key = f"{run.job.id}:{number}"
    made = select(Job).where(
        Job.key == f"{run.job.agency_id}:{SHARD}:{key}", Job.state == JobState.DONE
    )
    for job in run.session.scalars(made.order_by(Job.id.desc())):
        if job.arguments == given and run.service.has_file(job):
            return job.id
    job = enqueue(
        run.session,
        SHARD,
        given,
        key=key,
        agency_id=run.job.agency_id,
        subject=run.job.subject,
        by=run.by,
        at=clock.utc_now(),
        language=run.job.language,
    )
    return job.id


def _work_along(run: JobRun, shards: Sequence[int], total: int) -> None:
    swept = time.monotonic()
    while unfinished := _states(run.session, shards):
        run.tell("writing", total - SIZE * len(unfinished), total)
        waiting = [each for each, state in unfinished if state is JobState.WAITING]
        if waiting and do_job(current_app._get_current_object(), waiting[0]):  # type: ignore[attr-defined]
            continue
        time.sleep(PAUSE)
        if time.monotonic() - swept > SWEEPING:
            _give_back_lost(run)
            swept = time.monotonic()


def _states(session: Session, shards: Sequence[int]) -> list[tuple[int, JobState]]:
    session.rollback()  # To see what others have done meanwhile.
    wanted = select(Job.id, Job.state).where(Job.id.in_(shards), Job.finished_at.is_(None))
    found = [(number, state) for number, state in session.execute(wanted.order_by(Job.id))]
    session.rollback()
    return found


def _give_back_lost(run: JobRun) -> None:
    """As every worker does, for one that has only this thread may be at it for hours."""
    with current_app.app_context():
        sweep(db.session(), run.service, at=clock.utc_now())


def _cancel(session: Session, shards: Sequence[int]) -> None:
    session.rollback()
    for job in session.scalars(select(Job).where(Job.id.in_(shards))).all():
        try:
            ask_to_cancel(session, job, SHARDS, at=clock.utc_now())
        except JobNotCancellable:  # It is over.
            continue
    session.commit()


def _take_over(run: JobRun, job_id: int, folder: Path) -> None:
    """A shard's files into place, then its lines into the one manifest."""
    files = run.service.files
    if not files.has(job_id, _FILE):  # It failed: what it owes is made afterwards.
        return
    place = files.fetch(job_id) / _FILE
    with ZipFile(place) as archive:
        lines = archive.read(MANIFEST).decode()
        archive.extractall(folder, [each for each in archive.namelist() if each != MANIFEST])
    with (folder / MANIFEST).open("a", encoding="utf-8") as manifest:
        manifest.write(lines)
    files.remove(job_id)


def _make_shard(run: JobRun) -> JobResult:
    place, work = run.folder / _FILE, run.folder / "pdf"
    ids = set(run.arguments["ids"])
    if not place.exists():
        everyone = published_officers(run.session, run.arguments["cycle"])
        chosen = [each for each in everyone if each.participant_id in ids]
        with Session(db.engine) as reading:
            profiles = named_profiles(
                reading,
                everyone,
                chosen,
                pattern=BY_UNIT,
                language=run.job.language,
                form=run.arguments["form"],
                timezone=agency_timezone(),
            )
            issue = batch_issuer(reading, by=run.by) if run.arguments["is_issued"] else None
            export_profiles(
                profiles, work, total=len(chosen), workers=1, report=_teller(run), issue=issue
            )
        _pack(work, place)
    return JobResult({"files": len(ids)}, file=place)


def _teller(run: JobRun) -> Any:
    def tell(progress: ExportProgress) -> None:
        run.tell("writing", progress.done + progress.skipped, progress.total)

    return tell


def _pack(folder: Path, place: Path) -> None:
    """PDFs and the manifest; PDFs are compressed already."""
    with whole_file(place) as torn, ZipFile(torn, "w", ZIP_STORED) as archive:
        for path in _made(folder):
            archive.write(path, path.relative_to(folder).as_posix())


def _made(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.rglob("*.pdf"))
    yield folder / MANIFEST


def _to_nobody(_session: Session, _job: Job) -> None:
    """Raises JobNotFound: only the whole export is handed out, and recorded."""
    raise JobNotFound


SHARDS = JobKind(
    SHARD,
    _("Bagian ekspor profil"),
    _make_shard,
    phases={"writing": _("Menulis PDF")},
    seen_by=None,
    may_be_cancelled=True,
    days_kept=1,
    before_download=_to_nobody,
)
JOB_KINDS = (SHARDS,)
