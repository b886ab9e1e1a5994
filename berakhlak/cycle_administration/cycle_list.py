"""The cycles of an agency as HR sees them: answers so far, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from berakhlak.comments.queries import count_pending_comments
from berakhlak.cycle_administration.coarse_progress import DatedProgress, dated_progress
from berakhlak.cycle_administration.progress import SheetTally, sealed_progress
from berakhlak.cycle_steps.jobs import CYCLE_JOBS
from berakhlak.cycle_steps.publishing_request import standing_publishing
from berakhlak.cycles.early_closing import is_early, standing_request
from berakhlak.cycles.keys import KeyStore, KeyUnusable
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.second_person import StandingRequest
from berakhlak.jobs.models import Job
from berakhlak.jobs.queries import unfinished_job
from berakhlak.sealing.sealing import is_sealing_complete


class NextStep(StrEnum):
    """The one thing that HR has to do next in a cycle."""

    AT_WORK = "at work"
    OPEN = "open"
    WAIT = "wait"
    CLOSE = "close"
    RESEAL = "reseal"
    KEY = "key"
    MODERATE = "moderate"
    PUBLISH = "publish"
    NONE = "none"


@dataclass(frozen=True)
class CycleListRow:
    """One cycle in HR's list: its answers so far and what HR has to do next.

    `trouble` says why nothing of it can be opened or kept, where its key is not here.
    `progress_today`: the answers of an open cycle as HR may see them. `asked`: somebody wants to
    close it early, `asked_to_publish`: to publish it. `job`: the step that is being taken now.
    """

    cycle: Cycle
    tally: SheetTally | None
    step: NextStep
    pending_comments: int = 0
    trouble: object = ""
    progress_today: DatedProgress | None = None
    asked: StandingRequest | None = None
    asked_to_publish: StandingRequest | None = None
    job: Job | None = None


def cycle_row(session: Session, cycle: Cycle, *, keys: KeyStore, today: date) -> CycleListRow:
    """The cycle with its tally and next step."""
    pending = sum(count_pending_comments(session, each.id) for each in cycle.both)
    if job := unfinished_job(session, cycle.agency_id, CYCLE_JOBS, str(cycle.id)):
        return CycleListRow(cycle, None, NextStep.AT_WORK, pending, job=job)
    step = next_step(cycle, keys=keys, pending_comments=pending, today=today)
    try:
        progress_today = _progress_today(session, cycle, keys, today)
    except KeyUnusable as unusable:
        return CycleListRow(cycle, None, NextStep.KEY, trouble=unusable.message)
    progress = progress_today or sealed_progress(session, cycle)
    asked = standing_request(session, cycle) if is_early(cycle, today) else None
    return CycleListRow(
        cycle,
        progress.total if progress else None,
        step,
        pending,
        progress_today=progress_today,
        asked=asked,
        asked_to_publish=standing_publishing(session, cycle),
    )


def _progress_today(
    session: Session, cycle: Cycle, keys: KeyStore, today: date
) -> DatedProgress | None:
    if cycle.state is not CycleState.OPEN:
        return None
    return dated_progress(session, cycle, keys=keys, today=today)


def cycle_rows(
    session: Session, cycles: Sequence[Cycle], *, keys: KeyStore, today: date
) -> list[CycleListRow]:
    """The same of several, in their order."""
    return [cycle_row(session, cycle, keys=keys, today=today) for cycle in cycles]


def split_archived(cycles: Sequence[Cycle]) -> tuple[list[Cycle], list[Cycle]]:
    """Those of every day, and those in the archive, each in the order given."""
    archived = [cycle for cycle in cycles if cycle.state is CycleState.ARCHIVED]
    return [cycle for cycle in cycles if cycle.state is not CycleState.ARCHIVED], archived


def cycles_worth_showing(rows: Sequence[CycleListRow]) -> list[CycleListRow]:
    """Cycles in which something is still to come, and the newest of those that are finished."""
    newest = next((row for row in rows if row.step is NextStep.NONE), None)
    return [row for row in rows if row.step is not NextStep.NONE or row is newest]


def next_step(cycle: Cycle, *, keys: KeyStore, pending_comments: int, today: date) -> NextStep:
    """What HR has to do now; sealing that was cut short comes before everything after it."""
    if cycle.state in (CycleState.DRAFT, CycleState.NOMINATION):
        return NextStep.OPEN
    if cycle.state is CycleState.OPEN:
        return NextStep.CLOSE if today > cycle.closes_on else NextStep.WAIT
    if not is_sealing_complete(cycle, keys):
        return NextStep.RESEAL
    if cycle.state is CycleState.CLOSED and cycle.published_at is None:
        return NextStep.MODERATE if pending_comments else NextStep.PUBLISH
    return NextStep.NONE
