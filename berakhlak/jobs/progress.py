"""How far a job is, for its page."""

from __future__ import annotations

from dataclasses import dataclass

from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.service import JobService

LEAST_SEEN = 0.05  # Of the work: before that, the time left is a guess.


@dataclass(frozen=True)
class JobProgress:
    """`doing` in words; `seconds_left` None where nobody can tell yet."""

    doing: object = ""
    done: int = 0
    total: int = 0
    seconds_left: int | None = None

    @property
    def minutes_left(self) -> int:
        return max(1, round((self.seconds_left or 0) / 60))


def progress_of(service: JobService, job: Job) -> JobProgress:
    """What the run told last, also of one that was cut off."""
    if job.is_finished:
        return JobProgress()
    note = service.progress(job.id).last_heard()
    left = None
    if job.state is JobState.RUNNING and job.started_at and note.total:
        # Counted from where this run began: an earlier one may have done a part.
        spent, share = note.at - note.since, (note.done - note.first) / note.total
        if share > LEAST_SEEN:
            left = max(0, round(spent * (note.total - note.done) / (note.done - note.first)))
    words = service.kinds[job.kind].phases.get(note.phase, "")
    return JobProgress(words, note.done, note.total, left)
