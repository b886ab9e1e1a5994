"""What one rater owes in one cycle, as the rater sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.queries import assignments_of_rater
from berakhlak.cycles.asked_questions import asked_codes
from berakhlak.cycles.keys import CycleKey, KeyStore
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.pulse_questions import questions_of
from berakhlak.cycles.rater_groups import RaterGroup, Relation
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.item_order import ItemOrder
from berakhlak.instrument.practice import practice_for
from berakhlak.languages import SOURCE
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.drafts import DraftKey, draft_keys
from berakhlak.ratings.progress import SheetProgress, progress_of
from berakhlak.ratings.queries import open_sheets, questions_for
from berakhlak.ratings.sheet_description import asking_parts
from berakhlak.ratings.wording import rated_people, ratee_in_sentence

# From the rater's side: oneself, then those above, beside and below; others as HR named them.
RATEE_ORDER = (Relation.SELF, Relation.SUBORDINATE, Relation.PEER, Relation.SUPERVISOR)
SEEN_FROM_THERE = {
    Relation.SUPERVISOR: Relation.SUBORDINATE,
    Relation.SUBORDINATE: Relation.SUPERVISOR,
}

PROGRESS_STATUS = {
    SheetProgress.OWED: "todo",
    SheetProgress.DRAFT: "started",
    SheetProgress.SUBMITTED: "done",
    SheetProgress.DECLINED: "declined",
}


@dataclass(frozen=True)
class SheetTask:
    """One sheet. `missing` are the codes of behaviours still unanswered; `is_sealed`: it was sent,
    and what was answered can be shown no more; `is_lost`: its draft came back with a backup, and
    nobody opens it any more."""

    assignment: Assignment
    progress: SheetProgress
    answered: int
    total: int
    missing: Sequence[str]
    is_sealed: bool = False
    is_lost: bool = False

    @property
    def next_code(self) -> str:
        """The first behaviour still unanswered; empty when there is none."""
        return next(iter(self.missing), "")

    @property
    def status_word(self) -> str:
        """The word by which `components/status.html` knows the progress."""
        return "ready" if self.is_ready else PROGRESS_STATUS[self.progress]

    @property
    def who(self) -> object:
        return ratee_in_sentence(self.assignment.group, self.assignment.ratee.called)

    @property
    def is_ready(self) -> bool:
        """Complete, and not yet sent."""
        return self.progress is SheetProgress.DRAFT and not self.missing

    @property
    def is_waiting(self) -> bool:
        return self.progress in (SheetProgress.OWED, SheetProgress.DRAFT)


@dataclass(frozen=True)
class RaterWorkload:
    """All sheets of one rater in one open cycle."""

    cycle: Cycle
    tasks: Sequence[SheetTask]

    @property
    def groups(self) -> list[tuple[str, str, list[SheetTask]]]:
        """(Group in which the rater rates, who is rated there, tasks), where there are any."""
        policy = self.cycle.policy
        ordered = (*(policy.group(code) for code in RATEE_ORDER), *policy.appointed)
        found = [
            (group, [task for task in self.tasks if task.assignment.group == group.code])
            for group in ordered
        ]
        return [(group.code, rated_people(group), tasks) for group, tasks in found if tasks]

    def seen_as(self, code: str) -> RaterGroup:
        """The group by whose mark those are drawn whom the rater rates in this one."""
        relation = SEEN_FROM_THERE.get(self.cycle.policy.group(code).relation)
        return self.cycle.policy.group(relation or code)

    def is_side_by_side(self, group: str) -> bool:
        """Whether there are several people of the group to be rated side by side."""
        asked = [
            task
            for task in self.tasks
            if task.assignment.group == group and task.progress is not SheetProgress.DECLINED
        ]
        alike = group != Relation.SELF and not self.cycle.is_pulse
        return alike and len(asked) > 1

    def value_to_go_on(self, group: str) -> str:
        """Code of the first value (or block, where a cycle mixes them) with an answer of the group
        missing; of the first one if none."""
        tasks = [task for task in self.tasks if task.assignment.group == group]
        parts = asking_parts(self._asked(group), SOURCE)
        missing = {code for task in tasks if task.is_waiting for code in task.missing}
        begun = (part.code for part in parts if missing & {q.code for q in part.questions})
        return next(begun, parts[0].code)

    def _asked(self, group: str) -> Instrument:
        if self.cycle.policy.order is ItemOrder.BY_VALUE:
            return self.cycle.questionnaire  # Whatever is asked of it.
        return _asked(self.cycle, group, self.tasks[0].assignment.rater_id)

    @property
    def can_practise(self) -> bool:
        """Whether there are stories to practise with for what this cycle asks."""
        asked = self.cycle.instrument.content
        # Stories are told in the words of the instrument's own scale.
        return not (self.cycle.is_pulse or asked.relabels) and bool(practice_for(asked.code))

    @property
    def submitted(self) -> int:
        return sum(task.progress is SheetProgress.SUBMITTED for task in self.tasks)

    @property
    def asked(self) -> int:
        """Sheets to be filled, without those given back."""
        return sum(task.progress is not SheetProgress.DECLINED for task in self.tasks)

    @property
    def next(self) -> SheetTask | None:
        """Where to go on: what was begun, then the first one not begun."""
        waiting = [task for *_, tasks in self.groups for task in tasks if task.is_waiting]
        begun = [task for task in waiting if task.progress is SheetProgress.DRAFT]
        return next(iter(begun + waiting), None)


def rater_workload(
    session: Session, rater: Participant, *, key: CycleKey, keys: KeyStore
) -> RaterWorkload:
    """What the participant owes. Of the boxes, only the rater's own drafts are opened."""
    cycle = rater.cycle
    rows = assignments_of_rater(session, rater)
    progress = progress_of(session, rows, key=key) if rows else {}
    drafts = [row for row in rows if progress[row.id] is SheetProgress.DRAFT]
    lost: set[int] = set()
    opened = _opened(session, cycle, drafts, key, keys, lost)
    chosen = questions_of(session, cycle) if cycle.is_pulse and rows else {}
    tasks = []
    for row in rows:
        answers = opened[row.id].answers if row.id in opened else {}
        known = chosen.get(row.ratee_id) or _asked_codes(cycle, row)
        codes = [code for code in _in_order(cycle, row) if code in known]
        missing = [code for code in codes if code not in answers]
        answered = len(codes) - len(missing) if answers else 0
        state = progress[row.id]
        is_sealed = state is SheetProgress.SUBMITTED and _is_sealed(cycle, row.group)
        here = row.id in lost
        tasks.append(SheetTask(row, state, answered, len(codes), missing, is_sealed, here))
    return RaterWorkload(cycle, tasks)


def _opened(
    session: Session,
    cycle: Cycle,
    drafts: list[Assignment],
    key: CycleKey,
    keys: KeyStore,
    lost: set[int],
) -> dict[int, SheetContent]:
    """The rater's own drafts by assignment id; of groups that are sealed, each by its own key.
    Those that nobody opens any more are put into `lost`."""
    opened: dict[int, SheetContent] = {}
    for sealed in (False, True):
        of_these = [row for row in drafts if _is_sealed(cycle, row.group) is sealed]
        if not of_these:
            continue
        opener = DraftKey(key, draft_keys(keys, cycle.key_name)) if sealed else key
        found = open_sheets(session, of_these, opener, lost=lost)
        opened |= {number: content for number, (content, _sent) in found.items()}
    return opened


def _asked_codes(cycle: Cycle, row: Assignment) -> tuple[str, ...]:
    if cycle.asked_second is not None or cycle.is_pulse:
        return tuple(cycle.questionnaire.positions)
    return asked_codes(cycle.instrument.content, cycle.policy, row.group, row.rater_id)


def _in_order(cycle: Cycle, row: Assignment) -> Sequence[str]:
    """All behaviours of the cycle, or those of the rater's form, as they meet them."""
    if cycle.is_pulse or cycle.policy.order is ItemOrder.BY_VALUE:
        return tuple(cycle.questionnaire.positions)
    blocks = _asked(cycle, row.group, row.rater_id).blocks
    return [code for block in blocks for code in block]


def _asked(cycle: Cycle, group: str, rater_id: int) -> Instrument:
    source = cycle.instrument.source
    return questions_for(cycle.questionnaire, source, cycle.policy, group, rater_id)


def _is_sealed(cycle: Cycle, group: str) -> bool:
    """Whether sheets of the group are sealed when they are sent."""
    return cycle.holders is not None and cycle.policy.group(group).is_anonymous
