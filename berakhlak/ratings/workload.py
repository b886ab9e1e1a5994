"""What one rater owes in one cycle, as the rater sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.queries import owed_by
from berakhlak.cycles.keys import CycleKey
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.policy import Group
from berakhlak.ratings.progress import Progress, progress_of
from berakhlak.ratings.queries import open_sheet
from berakhlak.ratings.wording import RATEES, ratee_name

# From the rater's side: oneself, then those above, beside and below.
ORDER = (Group.SELF, Group.SUBORDINATE, Group.PEER, Group.SUPERVISOR)

STATUS = {
    Progress.OWED: "todo",
    Progress.DRAFT: "started",
    Progress.SUBMITTED: "done",
    Progress.DECLINED: "declined",
}


@dataclass(frozen=True)
class Task:
    """One sheet. `answered` counts behaviours; `next_code` is the first one still unanswered."""

    assignment: Assignment
    progress: Progress
    answered: int
    total: int
    next_code: str

    @property
    def status(self) -> str:
        """The word by which `components/status.html` knows the progress."""
        return STATUS[self.progress]

    @property
    def who(self) -> object:
        return ratee_name(self.assignment)

    @property
    def is_waiting(self) -> bool:
        return self.progress in (Progress.OWED, Progress.DRAFT)


@dataclass(frozen=True)
class Workload:
    """All sheets of one rater in one open cycle."""

    cycle: Cycle
    tasks: Sequence[Task]

    @property
    def groups(self) -> list[tuple[Group, object, list[Task]]]:
        """(Group in which the rater rates, who is rated there, tasks), where there are any."""
        found = [(group, [t for t in self.tasks if t.assignment.group is group]) for group in ORDER]
        return [(group, RATEES[group], tasks) for group, tasks in found if tasks]

    @property
    def submitted(self) -> int:
        return sum(task.progress is Progress.SUBMITTED for task in self.tasks)

    @property
    def asked(self) -> int:
        """Sheets to be filled, without those given back."""
        return sum(task.progress is not Progress.DECLINED for task in self.tasks)

    @property
    def next(self) -> Task | None:
        """Where to go on: what was begun, then the first one not begun."""
        waiting = [task for *_, tasks in self.groups for task in tasks if task.is_waiting]
        begun = [task for task in waiting if task.progress is Progress.DRAFT]
        return next(iter(begun + waiting), None)


def workload(session: Session, rater: Participant, *, key: CycleKey) -> Workload:
    """What the participant owes. Of the boxes, only the rater's own drafts are opened."""
    cycle = rater.cycle
    rows = owed_by(session, rater)
    progress = progress_of(session, rows, key=key) if rows else {}
    return Workload(cycle, [_task(session, cycle, row, progress[row.id], key) for row in rows])


def _task(
    session: Session, cycle: Cycle, assignment: Assignment, progress: Progress, key: CycleKey
) -> Task:
    codes = [behaviour.code for behaviour in cycle.instrument.content.behaviours]
    answers: dict[str, int] = {}
    if progress is Progress.DRAFT:
        answers = open_sheet(session, assignment, key)[0].answers
    missing = [code for code in codes if code not in answers]
    return Task(assignment, progress, len(answers), len(codes), missing[0] if missing else "")
